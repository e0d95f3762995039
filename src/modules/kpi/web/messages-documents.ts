// The sentences of documents and files, in every language.
import type { Catalogue } from '#web/i18n/catalogue.ts'

export const documentsFr = {
  'kpi.documents.pdf': 'PDF',
  'kpi.documents.directionFile': 'vue-direction-{day}',
  'kpi.documents.valuesAll': 'Toutes les valeurs (Excel)',
  'kpi.documents.valuesAllCsv': 'Toutes les valeurs (CSV)',
} as const satisfies Catalogue

export const documentsEn: Catalogue<keyof typeof documentsFr> = {
  'kpi.documents.pdf': 'PDF',
  'kpi.documents.directionFile': 'direction-view-{day}',
  'kpi.documents.valuesAll': 'All values (Excel)',
  'kpi.documents.valuesAllCsv': 'All values (CSV)',
}
