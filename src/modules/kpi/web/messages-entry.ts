// The sentences of standing and entry: what waits, “Ma journée”, the entry grid; in every language.
import type { Catalogue } from '#web/i18n/catalogue.ts'

export const entryFr = {
  'kpi.standing.missing': { one: 'à saisir', other: '{count} à saisir' },
  'kpi.standing.missingSince': { one: '{count} période, depuis {period}', other: '{count} périodes, depuis {period}' },
  'kpi.standing.noneYet': 'Pas encore de valeur',
  'kpi.standing.firstExpected': 'La première est attendue à la fin de la période en cours.',
  'kpi.standing.enteredLate': 'dernière valeur saisie en retard',
  'kpi.standing.expiredSince': 'Ce statut est périmé depuis le {day}.',
  'kpi.quantity.ambiguous':
    '« {typed} » se lit de deux façons : écrivez une virgule pour les décimales, ou un espace entre les milliers.',
  'kpi.quantity.noUnit': 'Cet indicateur n’a pas d’unité : écrivez le nombre seul.',
  'kpi.quantity.wrongUnit': 'Cet indicateur est en {unit}.',
} as const satisfies Catalogue

export const entryEn: Catalogue<keyof typeof entryFr> = {
  'kpi.standing.missing': { one: 'to enter', other: '{count} to enter' },
  'kpi.standing.missingSince': { one: '{count} period, since {period}', other: '{count} periods, since {period}' },
  'kpi.standing.noneYet': 'No value yet',
  'kpi.standing.firstExpected': 'The first one is expected when the current period ends.',
  'kpi.standing.enteredLate': 'latest value entered late',
  'kpi.standing.expiredSince': 'This status expired on {day}.',
  'kpi.quantity.ambiguous': '“{typed}” can be read in two ways: write a decimal comma, or a space between thousands.',
  'kpi.quantity.noUnit': 'This KPI has no unit: write the number alone.',
  'kpi.quantity.wrongUnit': 'This KPI is in {unit}.',
}
