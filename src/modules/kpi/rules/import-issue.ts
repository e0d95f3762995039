// What an import tells about its rows: published codes, French sentences, and the bounded lists of a report.
import type { CellCode } from './import-cell.ts'
import type { KpiCode } from './import-kpis.ts'

export type RowCode =
  | CellCode
  | KpiCode
  | 'PERIOD_MISMATCH'
  | 'PERIOD_IN_FUTURE'
  | 'PERIOD_LOCKED'
  | 'DUPLICATE_EXISTING'
  | 'DUPLICATE_IN_FILE'
export type NoteCode = 'PERCENT_SCALED' | 'PERIOD_SNAPPED'

/** One thing wrong with a row (`raw` is the cell as text), or one silent help. */
export interface RowError {
  readonly row: number
  readonly column: string
  readonly code: RowCode
  readonly raw: string
  readonly message: string
}

export interface RowNote {
  readonly row: number
  readonly column: string
  readonly code: NoteCode
  readonly message: string
}

/** Errors and notes that a job keeps of each. */
export const issueCountMax = 1000
const rawCharactersMax = 200

const sentences: Readonly<Record<RowCode, string>> = {
  UNKNOWN_KPI: 'Aucun indicateur ne porte cet identifiant, ce code ou ce nom.',
  AMBIGUOUS_KPI: 'Plusieurs indicateurs portent ce nom : employez leur code ou leur identifiant.',
  INACTIVE_KPI: 'Cet indicateur est inactif : réactivez-le avant d’importer ses valeurs.',
  FORBIDDEN_KPI: 'Vous voyez cet indicateur sans pouvoir y saisir de valeurs : demandez à son responsable.',
  KPI_IS_COMPUTED: 'Cet indicateur est calculé à partir d’autres : importez leurs valeurs.',
  MISSING_VALUE: 'La valeur manque.',
  INVALID_NUMBER: 'Ce n’est pas un nombre.',
  AMBIGUOUS_NUMBER:
    'Ce point peut être une virgule ou séparer les milliers : écrivez {decimal} ou {whole} selon ce que vous voulez dire.',
  VALUE_PRECISION: 'Ce nombre a plus de 15 chiffres significatifs ou de 6 décimales : arrondissez-le.',
  UNIT_MISMATCH: 'L’unité écrite n’est pas celle de l’indicateur.',
  INVALID_DATE: 'Cette date n’existe pas ou n’est pas écrite jour/mois/année.',
  INVALID_PERIOD: 'Ce n’est pas une période connue, de 1990 à 2100.',
  PERIOD_FREQUENCY_MISMATCH: 'Cette période n’est pas de la fréquence de l’indicateur.',
  PERIOD_MISMATCH: 'La fin ne correspond pas à la période de l’indicateur.',
  PERIOD_IN_FUTURE: 'Cette période n’a pas encore commencé.',
  PERIOD_LOCKED: 'Cette période est close : seul un administrateur peut la rouvrir.',
  DUPLICATE_EXISTING: 'Cette période a déjà une valeur, autre par son nombre ou son commentaire.',
  DUPLICATE_IN_FILE: 'Cette période est déjà donnée plus haut dans le fichier.',
  FORMULA_NOT_COMPUTED: 'Le résultat de cette formule n’est pas enregistré : ouvrez le classeur et enregistrez-le.',
  CELL_ERROR: 'Cette cellule contient une erreur ou un caractère interdit.',
  MERGED_CELL: 'Cette cellule fait partie d’une fusion : séparez les cellules ou demandez de recopier vers le bas.',
  CELL_TOO_LONG: 'Ce texte est trop long : 500 caractères au plus pour un commentaire.',
}

const noteSentences: Readonly<Record<NoteCode, string>> = {
  PERCENT_SCALED: 'La cellule est au format pourcentage : la valeur lue est celle qui est affichée.',
  PERIOD_SNAPPED: 'Cette date a été ramenée à la période qui la contient.',
}

export interface IssuePlace {
  readonly row: number
  readonly column: string
}

export function rowError({ row, column }: IssuePlace, code: RowCode, raw: string): RowError {
  return { row, column: storable(column), code, raw: storable(raw), message: sentenceOf(code, storable(raw)) }
}

export function rowNote({ row, column }: IssuePlace, code: NoteCode): RowNote {
  return { row, column: storable(column), code, message: noteSentences[code] }
}

function sentenceOf(code: RowCode, raw: string): string {
  const written = raw.trim()
  if (code === 'AMBIGUOUS_NUMBER') return twoReadings(written)
  if (written === '' && code === 'UNKNOWN_KPI') return 'L’indicateur n’est pas indiqué.'
  return written === '' && code === 'INVALID_PERIOD' ? 'La période est vide.' : sentences[code]
}

/** The number as it was written, in both readings; with several points it can only be thousands. */
function twoReadings(written: string): string {
  const whole = written.replaceAll('.', '')
  if (written.indexOf('.') !== written.lastIndexOf('.'))
    return `Des points ne disent pas sûrement des milliers : écrivez ${whole}.`
  return sentences.AMBIGUOUS_NUMBER.replace('{decimal}', () => written.replace('.', ',')).replace(
    '{whole}',
    () => whole,
  )
}

/** Text of a file as PostgreSQL can store it: cut, without NUL and lone surrogates. */
function storable(text: string): string {
  return text.slice(0, rawCharactersMax).toWellFormed().replaceAll('\0', '\uFFFD')
}

/** A list that counts all and keeps the first ones. */
export interface IssueList<Issue> {
  readonly add: (issues: readonly Issue[]) => void
  readonly first: () => readonly Issue[]
  readonly total: () => number
}

export function createIssueList<Issue extends IssuePlace>(): IssueList<Issue> {
  const kept: Issue[] = []
  let total = 0
  return {
    add: (issues) => {
      total += issues.length
      for (const issue of issues) if (kept.length < issueCountMax) kept.push(issue)
    },
    first: () => kept,
    total: () => total,
  }
}
