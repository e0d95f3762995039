// The sentences of numbers that are not final and of verdicts given anew, in every language; not in the first load.
import { addMessages, type Catalogue } from '#web/i18n/catalogue.ts'

export const marksFr = {
  'kpi.marks.provisionalWhy': 'La période n’est pas terminée : la valeur peut encore changer.',
  'kpi.marks.pendingWhy': 'La valeur attend d’être validée.',
  'kpi.values.judgedAgain': 'jugée à nouveau le {day}',
  'kpi.values.judgedAgainWhy': 'Le statut a été recalculé ; le nombre n’a pas changé.',
} as const satisfies Catalogue

export const marksEn: Catalogue<MarksKey> = {
  'kpi.marks.provisionalWhy': 'The period is not over: the value may still change.',
  'kpi.marks.pendingWhy': 'The value waits for approval.',
  'kpi.values.judgedAgain': 'judged again on {day}',
  'kpi.values.judgedAgainWhy': 'The status was computed again; the number did not change.',
}

export type MarksKey = keyof typeof marksFr

addMessages({ fr: marksFr, en: marksEn })
