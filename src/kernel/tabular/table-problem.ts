// The French words and the HTTP status of each refusal.

import { Problem } from '../problem.ts'
import { megabyte } from './limits.ts'
import type { RefusalFacts, TableCode, TableRefusal } from './table-refusal.ts'

interface Wording {
  readonly status: 413 | 415 | 422
  readonly title: string
  readonly detail: (facts: RefusalFacts) => string
}

/**
 * The refusal as the problem that users read: 413 for the size, 415 for the type, 422 for the content; with the sheets of a
 * workbook, where another one may be the right one.
 */
export function tableProblem(refusal: TableRefusal, sheets?: readonly string[]): Problem {
  const { status, title, detail } = wordings[refusal.code]
  const problem = new Problem(status, refusal.code, title, {
    detail: detail(refusal.facts),
    ...(sheets === undefined ? {} : { members: { sheets } }),
  })
  problem.cause = refusal
  return problem
}

const wordings: Readonly<Record<TableCode, Wording>> = {
  FILE_TOO_LARGE: {
    status: 413,
    title: 'Le fichier est trop volumineux.',
    detail: (facts) => `Le fichier pèse plus de ${megabytes(facts)} Mo, la limite des imports.`,
  },
  FILE_TOO_LARGE_INFLATED: {
    status: 422,
    title: 'Le contenu du fichier est trop volumineux.',
    detail: () =>
      'Une fois décompressé, ce classeur dépasse ce qui peut être lu. Gardez seulement la feuille à importer, sans images ni mise en forme inutile.',
  },
  TOO_MANY_ROWS: {
    status: 422,
    title: 'Le fichier contient trop de lignes.',
    detail: (facts) => `La limite est de ${facts['max']} lignes de données. Découpez le fichier.`,
  },
  TOO_MANY_COLUMNS: {
    status: 422,
    title: 'Le fichier contient trop de colonnes.',
    detail: (facts) =>
      `La ligne ${facts['row']} contient une valeur au-delà de la colonne ${facts['max']}, la dernière qui est lue.`,
  },
  ROW_OUT_OF_RANGE: {
    status: 422,
    title: 'Une ligne est hors des limites.',
    detail: (facts) =>
      `Une valeur se trouve à la ligne ${facts['row']}, loin du tableau ou hors de l’ordre des lignes. Supprimez-la et recommencez.`,
  },
  TRUNCATED: {
    status: 422,
    title: 'Le fichier est incomplet ou abîmé.',
    detail: (facts) =>
      facts['row'] === undefined
        ? 'La fin du fichier manque ou une partie est abîmée. Enregistrez-le à nouveau puis recommencez.'
        : `Un guillemet ouvert à la ligne ${facts['row']} n’est jamais refermé.`,
  },
  NOT_XLSX: {
    status: 415,
    title: 'Ce fichier n’est pas un classeur Excel lisible.',
    detail: () => 'Enregistrez le tableau au format « Classeur Excel (.xlsx) » ou « CSV », puis recommencez.',
  },
  NOT_ODS: {
    status: 415,
    title: 'Ce fichier n’est pas un classeur OpenDocument lisible.',
    detail: () =>
      'Enregistrez le tableau au format « Classeur ODF (.ods) », « Excel (.xlsx) » ou « CSV », puis recommencez.',
  },
  XLS_UNSUPPORTED: {
    status: 415,
    title: 'L’ancien format Excel (.xls) n’est pas lu.',
    detail: () => 'Ouvrez le fichier et enregistrez-le au format « Classeur Excel (.xlsx) ».',
  },
  ENCRYPTED: {
    status: 422,
    title: 'Le fichier est protégé par un mot de passe.',
    detail: () => 'Retirez le mot de passe, enregistrez le fichier, puis recommencez.',
  },
  MACRO_FILE: {
    status: 415,
    title: 'Les classeurs avec macros ne sont pas acceptés.',
    detail: () => 'Enregistrez le tableau au format « Classeur Excel (.xlsx) » ou « ODF (.ods) », sans macro.',
  },
  UNSAFE_XML: {
    status: 422,
    title: 'Le fichier contient une construction dangereuse.',
    detail: () => 'Ce classeur contient des déclarations qu’un tableur n’écrit jamais. Il n’a pas été lu.',
  },
  UNREADABLE_ENCODING: {
    status: 422,
    title: 'Les caractères du fichier ne sont pas lisibles.',
    detail: () => 'Enregistrez le fichier au format « CSV UTF-8 », ou précisez son encodage.',
  },
  EMPTY: { status: 422, title: 'Le fichier est vide.', detail: () => 'Le fichier ne contient aucune valeur.' },
  NO_DATA_ROW: {
    status: 422,
    title: 'Le fichier ne contient aucune ligne de données.',
    detail: (facts) => `Rien ne suit les en-têtes de la ligne ${facts['header_row']}.`,
  },
  HEADER_NOT_FOUND: {
    status: 422,
    title: 'Les en-têtes de colonnes n’ont pas été trouvés.',
    detail: (facts) =>
      facts['header_row'] === undefined
        ? 'Aucune des premières lignes ne porte les en-têtes attendus. Précisez la ligne des en-têtes.'
        : `La ligne ${facts['header_row']}, indiquée pour les en-têtes, est vide ou absente.`,
  },
  HIDDEN_SHEET: {
    status: 422,
    title: 'La feuille est masquée.',
    detail: (facts) =>
      facts['sheet'] === undefined
        ? 'Toutes les feuilles du classeur sont masquées. Affichez celle à importer.'
        : `La feuille « ${facts['sheet']} » est masquée. Affichez-la pour l’importer.`,
  },
  SHEET_NOT_FOUND: {
    status: 422,
    title: 'La feuille est introuvable.',
    detail: (facts) =>
      facts['sheet'] === undefined
        ? 'Le classeur ne contient aucune feuille de calcul.'
        : `Le classeur ne contient pas de feuille « ${facts['sheet']} ».`,
  },
  TIMEOUT: {
    status: 422,
    title: 'La lecture du fichier a pris trop de temps.',
    detail: (facts) => `La lecture a été arrêtée après ${Math.round(Number(facts['wall_ms']) / 1000)} s.`,
  },
  READER_FAILED: {
    status: 422,
    title: 'La lecture du fichier a échoué.',
    detail: () => 'Le lecteur s’est arrêté de façon imprévue sur ce fichier. Rien n’a été importé.',
  },
}

function megabytes(facts: RefusalFacts): string {
  return String(Math.round(Number(facts['max']) / megabyte))
}
