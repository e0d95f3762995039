// The sentences of charts and targets, in every language. What the analysis itself says comes from the server.
import type { Catalogue } from '#web/i18n/catalogue.ts'

export const analysisFr = {
  'kpi.analysis.view': 'Vue du graphique',
  'kpi.analysis.course': 'Évolution',
  'kpi.analysis.control': 'Carte de contrôle',
  'kpi.analysis.target': 'Objectif',
  'kpi.analysis.previousYear': 'Année précédente',
  'kpi.analysis.forecast': 'Estimation',
  'kpi.analysis.low': 'Estimation, borne basse',
  'kpi.analysis.high': 'Estimation, borne haute',
  'kpi.analysis.mean': 'Moyenne',
  'kpi.analysis.lower': 'Limite basse',
  'kpi.analysis.upper': 'Limite haute',
  'kpi.analysis.controlTitle': 'Carte de contrôle : {name}',
  'kpi.analysis.signal': 'Points d’un signal',
  'kpi.analysis.signals': 'Signaux',
  'kpi.targets.edit': 'Objectifs par période',
  'kpi.targets.earlier': 'Avant',
  'kpi.targets.later': 'Après',
  'kpi.targets.help':
    'Un champ vide : pas d’objectif pour cette période. Une colonne copiée d’un tableur se colle dans le premier champ.',
  'kpi.targets.fill': 'Même objectif pour toutes les périodes vides',
  'kpi.targets.fillNow': 'Remplir',
  'kpi.targets.filled': {
    zero: 'Rien à remplir.',
    one: '{count} période remplie.',
    other: '{count} périodes remplies.',
  },
  'kpi.targets.notPasted': {
    one: '{count} nombre collé n’a pas trouvé de période ici.',
    other: '{count} nombres collés n’ont pas trouvé de période ici.',
  },
  'kpi.targets.saved': 'Les objectifs sont à jour.',
  'kpi.targets.notANumber': 'Ce n’est pas un nombre d’au plus 15 chiffres et 6 décimales.',
} as const satisfies Catalogue

export const analysisEn: Catalogue<keyof typeof analysisFr> = {
  'kpi.analysis.view': 'View of the chart',
  'kpi.analysis.course': 'Trend',
  'kpi.analysis.control': 'Control chart',
  'kpi.analysis.target': 'Target',
  'kpi.analysis.previousYear': 'Previous year',
  'kpi.analysis.forecast': 'Estimate',
  'kpi.analysis.low': 'Estimate, lower bound',
  'kpi.analysis.high': 'Estimate, upper bound',
  'kpi.analysis.mean': 'Mean',
  'kpi.analysis.lower': 'Lower limit',
  'kpi.analysis.upper': 'Upper limit',
  'kpi.analysis.controlTitle': 'Control chart: {name}',
  'kpi.analysis.signal': 'Points of a signal',
  'kpi.analysis.signals': 'Signals',
  'kpi.targets.edit': 'Targets per period',
  'kpi.targets.earlier': 'Earlier',
  'kpi.targets.later': 'Later',
  'kpi.targets.help':
    'An empty field: no target for this period. A column copied from a spreadsheet is pasted into the first field.',
  'kpi.targets.fill': 'The same target for all empty periods',
  'kpi.targets.fillNow': 'Fill',
  'kpi.targets.filled': { zero: 'Nothing to fill.', one: '{count} period filled.', other: '{count} periods filled.' },
  'kpi.targets.notPasted': {
    one: '{count} pasted number found no period here.',
    other: '{count} pasted numbers found no period here.',
  },
  'kpi.targets.saved': 'The targets are up to date.',
  'kpi.targets.notANumber': 'This is no number of at most 15 digits and 6 decimals.',
}
