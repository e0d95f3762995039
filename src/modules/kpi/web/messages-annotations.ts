// The sentences of annotations, in every language.
import type { Catalogue } from '#web/i18n/catalogue.ts'

export const annotationsFr = {
  'kpi.annotations.title': 'Annotations',
  'kpi.annotations.add': 'Annoter',
  'kpi.annotations.addTo': 'Annoter une période de « {name} »',
  'kpi.annotations.help':
    'Ce qui s’est passé et qui explique le chiffre : une grève, une nouvelle machine, un changement de méthode. L’annotation est marquée sur le graphique.',
  'kpi.annotations.periodHelp': 'Une période à venir se donne par un de ses jours.',
  'kpi.annotations.text': 'Ce qui s’est passé',
  'kpi.annotations.saved': 'L’annotation de {period} est ajoutée.',
  'kpi.annotations.deleted': 'L’annotation de {period} est supprimée.',
  'kpi.annotations.deleteNamed': 'Supprimer l’annotation de {period} : {text}',
  'kpi.annotations.none': 'Rien n’est annoté sur ces périodes.',
  'kpi.annotations.first': 'Dites ici ce qui explique un pic ou un creux : chacun le lira à côté du graphique.',
  'kpi.annotations.keys': 'Entrée pour annoter le point choisi.',
} as const satisfies Catalogue

export const annotationsEn: Catalogue<keyof typeof annotationsFr> = {
  'kpi.annotations.title': 'Annotations',
  'kpi.annotations.add': 'Annotate',
  'kpi.annotations.addTo': 'Annotate a period of “{name}”',
  'kpi.annotations.help':
    'What happened that explains the figure: a strike, a new machine, another method. The annotation is marked on the chart.',
  'kpi.annotations.periodHelp': 'A period to come is given by one of its days.',
  'kpi.annotations.text': 'What happened',
  'kpi.annotations.saved': 'The annotation of {period} is added.',
  'kpi.annotations.deleted': 'The annotation of {period} is deleted.',
  'kpi.annotations.deleteNamed': 'Delete the annotation of {period}: {text}',
  'kpi.annotations.none': 'Nothing is annotated in these periods.',
  'kpi.annotations.first': 'Say here what explains a peak or a dip: everybody will read it beside the chart.',
  'kpi.annotations.keys': 'Enter annotates the chosen point.',
}
