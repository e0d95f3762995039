// The sentences of the settings of the organisation, in every language.
import type { Catalogue } from './catalogue.ts'

export const organizationFr = {
  'organization.title': 'Organisation',
  'organization.verdict': 'Son nom, son heure et le début de son exercice valent pour tout le monde.',
  'organization.onlyAdmins': 'Seul un administrateur peut changer ces réglages.',
  'organization.name': 'Nom de l’organisation',
  'organization.nameHelp': 'Il figure en haut du menu, dans les lettres et sur les documents.',
  'organization.zone': 'Fuseau horaire',
  'organization.clock': 'Il y est {clock}.',
  'organization.month': 'L’exercice commence en',
  'organization.monthHelp': 'Le premier mois de votre année comptable.',
  'organization.changes': 'Ce qui va changer',
  'organization.zoneChanges':
    'Le jour commencera et finira suivant le fuseau {zone}. Cela décide de la période en cours, des saisies en retard, des échéances et de l’heure des rappels et des résumés. Les valeurs et leurs statuts restent.',
  'organization.monthChanges':
    'Premier mois de l’exercice : {first} ; dernier : {last}. Les cumuls, la cadence de l’année et les tableaux annuels seront comptés ainsi, ceux des années passées aussi. Les valeurs, objectifs, seuils et statuts restent.',
  'organization.stale':
    'Quelqu’un d’autre a changé ces réglages entre-temps : les voici. Rien n’a été enregistré de votre part.',
  'organization.saved': 'Les réglages de l’organisation sont à jour.',
} as const satisfies Catalogue

export const organizationEn: Catalogue<keyof typeof organizationFr> = {
  'organization.title': 'Organisation',
  'organization.verdict': 'Its name, its clock and the start of its fiscal year hold for everybody.',
  'organization.onlyAdmins': 'Only an administrator can change these settings.',
  'organization.name': 'Name of the organisation',
  'organization.nameHelp': 'It stands at the top of the menu, in letters and on documents.',
  'organization.zone': 'Time zone',
  'organization.clock': 'It is {clock} there.',
  'organization.month': 'The fiscal year starts in',
  'organization.monthHelp': 'The first month of your accounting year.',
  'organization.changes': 'What will change',
  'organization.zoneChanges':
    'Days will begin and end by the clock of {zone}. This decides on the current period, late entries, due dates and the hour of reminders and digests. Values and their statuses stay.',
  'organization.monthChanges':
    'The fiscal year will run from {first} to {last}. Totals, the pace of the year and yearly boards will be counted so, those of past years too. Values, targets, thresholds and statuses stay.',
  'organization.stale': 'Somebody else changed these settings meanwhile: here they are. Nothing of yours was saved.',
  'organization.saved': 'The settings of the organisation are up to date.',
}
