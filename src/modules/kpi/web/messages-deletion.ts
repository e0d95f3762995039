// The sentences before a KPI or a dashboard is deleted, in every language.
import { addMessages, type Catalogue } from '#web/i18n/catalogue.ts'

export const deletionFr = {
  'kpi.deletion.kpis': { one: '{count} indicateur', other: '{count} indicateurs' },
  'kpi.deletion.values': { one: '{count} valeur', other: '{count} valeurs' },
  'kpi.deletion.evidence_files': { one: '{count} justificatif', other: '{count} justificatifs' },
  'kpi.deletion.open_actions': { one: '{count} action ouverte', other: '{count} actions ouvertes' },
  'kpi.deletion.other_actions': {
    one: '{count} action faite ou abandonnée',
    other: '{count} actions faites ou abandonnées',
  },
  'kpi.deletion.comments': { one: '{count} commentaire', other: '{count} commentaires' },
  'kpi.deletion.comment_files': {
    one: '{count} fichier joint aux commentaires',
    other: '{count} fichiers joints aux commentaires',
  },
  'kpi.deletion.annotations': { one: '{count} annotation', other: '{count} annotations' },
  'kpi.deletion.targets': { one: '{count} objectif de période', other: '{count} objectifs de période' },
  'kpi.deletion.formulas': { one: '{count} calcul', other: '{count} calculs' },
  'kpi.deletion.meetings': {
    one: '{count} réunion et son compte rendu',
    other: '{count} réunions et leurs comptes rendus',
  },
  'kpi.deletion.screens': { one: 'sa place sur {count} écran', other: 'sa place sur {count} écrans' },
  'kpi.deletion.definition': 'la définition, les seuils et leurs versions',
  'kpi.deletion.lockedHelp':
    'Tant que des périodes sont closes, rien de ce qu’elles contiennent ne peut disparaître. Un administrateur peut les rouvrir. Un indicateur qui ne sert plus peut aussi devenir inactif, sans rien perdre.',
} as const satisfies Catalogue

export type DeletionKey = keyof typeof deletionFr

export const deletionEn: Catalogue<DeletionKey> = {
  'kpi.deletion.kpis': { one: '{count} KPI', other: '{count} KPIs' },
  'kpi.deletion.values': { one: '{count} value', other: '{count} values' },
  'kpi.deletion.evidence_files': { one: '{count} evidence file', other: '{count} evidence files' },
  'kpi.deletion.open_actions': { one: '{count} open action', other: '{count} open actions' },
  'kpi.deletion.other_actions': {
    one: '{count} action done or cancelled',
    other: '{count} actions done or cancelled',
  },
  'kpi.deletion.comments': { one: '{count} comment', other: '{count} comments' },
  'kpi.deletion.comment_files': {
    one: '{count} file attached to comments',
    other: '{count} files attached to comments',
  },
  'kpi.deletion.annotations': { one: '{count} annotation', other: '{count} annotations' },
  'kpi.deletion.targets': { one: '{count} target of a period', other: '{count} targets of periods' },
  'kpi.deletion.formulas': { one: '{count} formula', other: '{count} formulas' },
  'kpi.deletion.meetings': { one: '{count} meeting with its minutes', other: '{count} meetings with their minutes' },
  'kpi.deletion.screens': { one: 'its place on {count} screen', other: 'its place on {count} screens' },
  'kpi.deletion.definition': 'the definition, the thresholds and their versions',
  'kpi.deletion.lockedHelp':
    'As long as periods are closed, nothing in them can disappear. An administrator can reopen them. A KPI that is not needed any more can also become inactive, and nothing is lost.',
}

addMessages({ fr: deletionFr, en: deletionEn })
