// The sentences of the totals of a KPI, in every language: its year to date, its last periods, its year before, its target.
import { addMessages, type Catalogue } from '#web/i18n/catalogue.ts'

export const totalsFr = {
  'kpi.totals.title': 'Cumuls et comparaisons à {period}',
  'kpi.totals.ytd': 'Cumul de l’exercice',
  'kpi.totals.rolling3': '3 dernières périodes',
  'kpi.totals.rolling12': '12 dernières périodes',
  'kpi.totals.previousYear': 'Même période de l’an dernier',
  'kpi.totals.variance': 'Écart à l’objectif',
  'kpi.totals.by.SUM': 'somme',
  'kpi.totals.by.AVERAGE': 'moyenne',
  'kpi.totals.by.LAST': 'dernière valeur',
  'kpi.totals.by.MIN': 'plus petite valeur',
  'kpi.totals.by.MAX': 'plus grande valeur',
  'kpi.totals.by.FORMULA': 'calcul appliqué aux totaux',
  'kpi.totals.missing': {
    zero: 'aucune valeur ne manque',
    one: 'il manque {count} valeur',
    other: 'il manque {count} valeurs',
  },
  'kpi.totals.gap': 'il manque au moins une valeur sur ces périodes',
  'kpi.totals.noTotal': 'le calcul n’a pas de résultat sur ces périodes',
  'kpi.totals.noPreviousYear': 'pas de valeur en {period}',
  'kpi.totals.noSuchPeriod': 'cette période n’existait pas l’an dernier',
  'kpi.totals.target': 'objectif {value}',
  'kpi.totals.open': 'période en cours comprise',
  'kpi.totals.openVariance': 'période en cours',
  'kpi.totals.noTarget': 'pas d’objectif pour {period}',
} as const satisfies Catalogue

export const totalsEn: Catalogue<keyof typeof totalsFr> = {
  'kpi.totals.title': 'Totals and comparisons at {period}',
  'kpi.totals.ytd': 'Year to date',
  'kpi.totals.rolling3': 'Last 3 periods',
  'kpi.totals.rolling12': 'Last 12 periods',
  'kpi.totals.previousYear': 'Same period last year',
  'kpi.totals.variance': 'Against the target',
  'kpi.totals.by.SUM': 'sum',
  'kpi.totals.by.AVERAGE': 'average',
  'kpi.totals.by.LAST': 'last value',
  'kpi.totals.by.MIN': 'smallest value',
  'kpi.totals.by.MAX': 'largest value',
  'kpi.totals.by.FORMULA': 'formula over the totals',
  'kpi.totals.missing': {
    zero: 'no value is missing',
    one: '{count} value is missing',
    other: '{count} values are missing',
  },
  'kpi.totals.gap': 'at least one value of these periods is missing',
  'kpi.totals.noTotal': 'the formula has no result over these periods',
  'kpi.totals.noPreviousYear': 'no value in {period}',
  'kpi.totals.noSuchPeriod': 'there was no such period last year',
  'kpi.totals.target': 'target {value}',
  'kpi.totals.open': 'running period included',
  'kpi.totals.openVariance': 'period still running',
  'kpi.totals.noTarget': 'no target for {period}',
}

export type TotalsKey = keyof typeof totalsFr

addMessages({ fr: totalsFr, en: totalsEn })
