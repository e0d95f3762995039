// Which column of a file is which: by the mapping that came with it, else by header texts people use.

import { isPeriodText, periodPatterns } from './period-text.ts'

/** A column of the file: its place and its header as written. */
export interface Column {
  readonly index: number
  readonly header: string
}

export interface LongLayout {
  readonly kind: 'long'
  /** In the order in which they are asked: the first that is filled names the KPI. */
  readonly kpi: readonly Column[]
  readonly period: Column
  readonly period_end: Column | null
  readonly value: Column
  readonly comment: Column | null
  readonly fill_down: boolean
}

export interface MatrixLayout {
  readonly kind: 'matrix'
  readonly kpi: readonly Column[]
  /** One column per period; its header is the period. */
  readonly periods: readonly Column[]
  readonly fill_down: boolean
}

export type Layout = LongLayout | MatrixLayout

/** What the sender says of his columns, by header text. Roles that are absent are found by the known headers. */
export interface Mapping {
  readonly layout?: 'long' | 'matrix'
  readonly kpi?: string
  readonly kpi_id?: string
  readonly period?: string
  readonly period_start?: string
  readonly period_end?: string
  readonly value?: string
  readonly comment?: string
  readonly periods?: readonly string[]
  readonly fill_down?: boolean
}

export type LayoutResult =
  | { readonly ok: true; readonly layout: Layout }
  /** French sentences, one per mistake. */
  | { readonly ok: false; readonly mistakes: readonly string[] }

type Role = 'kpi_id' | 'kpi_code' | 'kpi_name' | 'period' | 'period_end' | 'value' | 'comment'

/** Known headers without case and accents, the surest first. */
const knownHeaders: Readonly<Record<Role, readonly string[]>> = {
  kpi_id: ['kpi_id', 'kpi id', 'id kpi', 'id_kpi', 'id indicateur', 'id_indicateur', 'identifiant'],
  kpi_code: ['code', 'kpi_code', 'code_kpi', 'code kpi', 'code indicateur', 'code_indicateur', 'reference'],
  kpi_name: [
    'indicateur',
    'kpi',
    'nom de l’indicateur',
    "nom de l'indicateur",
    'nom indicateur',
    'nom du kpi',
    'kpi_name',
    'kpi name',
    'indicateurs',
    'indicator',
    'libelle',
    'intitule',
    'nom',
    'name',
  ],
  period: [
    'period_start',
    'period start',
    'debut de periode',
    'date de debut',
    'date debut',
    'periode',
    'period',
    'date',
    'mois',
    'semaine',
    'trimestre',
    'semestre',
    'annee',
    'jour',
    'debut',
    'start',
  ],
  period_end: ['period_end', 'period end', 'fin de periode', 'date de fin', 'date fin', 'fin', 'end'],
  value: ['value', 'valeur', 'valeurs', 'realise', 'resultat', 'mesure', 'montant', 'actual'],
  comment: [
    'comment',
    'commentaire',
    'commentaires',
    'comments',
    'remarque',
    'remarques',
    'observation',
    'observations',
    'note',
    'notes',
  ],
}

const kpiRoles = ['kpi_id', 'kpi_code', 'kpi_name'] as const
/** One column alone that reads as a period may be anything. */
const foundPeriodsMin = 2

/** What a reader that knows no KPI is told of such a header row. */
export interface HeaderSeries {
  readonly words: readonly string[]
  readonly patterns: readonly string[]
}

/** The headers that a mapping names. */
export function mappedHeaders(mapping: Mapping): readonly string[] {
  const mapped = [mapping.kpi, mapping.kpi_id, mapping.period, mapping.period_start, mapping.period_end]
  return [...mapped, mapping.value, mapping.comment, ...(mapping.periods ?? [])].filter((word) => word !== undefined)
}

/** What the search for the header row looks for: the mapped headers, and the known ones where some are not mapped. */
export function headerWords(mapping: Mapping): readonly string[] {
  const given = mappedHeaders(mapping)
  return isComplete(mapping) ? given : [...given, ...Object.values(knownHeaders).flat()]
}

/** The header row of a matrix that nobody mapped: a KPI header and periods; null when the mapping says what is where. */
export function headerSeries(mapping: Mapping): HeaderSeries | null {
  if (!mayBeMatrix(mapping)) return null
  const given = [mapping.kpi_id, mapping.kpi].filter((word) => word !== undefined)
  const words = given.length > 0 ? given : kpiRoles.flatMap((role) => knownHeaders[role])
  return { words, patterns: periodPatterns }
}

/** Whether the mapping leaves open which columns hold periods and values. */
function mayBeMatrix({ layout, period, period_start, period_end, value, comment, periods }: Mapping): boolean {
  return [layout, period, period_start, period_end, value, comment, periods].every((given) => given === undefined)
}

function isComplete({ layout, kpi, kpi_id, period, period_start, value, periods }: Mapping): boolean {
  if (kpi === undefined && kpi_id === undefined) return false
  if (layout === 'matrix') return periods !== undefined
  return (period !== undefined || period_start !== undefined) && value !== undefined
}

/** Finds each role among the headers. `normalise` is how headers are compared: without accents, case, double spaces. */
export function chooseLayout(
  headers: readonly string[],
  mapping: Mapping,
  normalise: (text: string) => string,
): LayoutResult {
  const mistakes: string[] = []
  const find = finder(headers, normalise, mistakes)
  const kpi = find.required('l’indicateur', [mapping.kpi_id, mapping.kpi], kpiRoles)
  const fill_down = mapping.fill_down ?? false
  const found = mayBeMatrix(mapping) ? findMatrix(find, headers) : null
  const rest = found ?? (mapping.layout === 'matrix' ? chooseMatrix(find, mapping) : chooseLong(find, mapping))
  if (mistakes.length > 0 || rest === null) return { ok: false, mistakes }
  return { ok: true, layout: { ...rest, kpi, fill_down } }
}

function chooseMatrix(find: Finder, mapping: Mapping): Pick<MatrixLayout, 'kind' | 'periods'> {
  return { kind: 'matrix', periods: find.required('les périodes', mapping.periods ?? [], []) }
}

/** The columns headed by periods, in a file that has no column for the period or the value; others, such as totals, are left out. */
function findMatrix(find: Finder, headers: readonly string[]): Pick<MatrixLayout, 'kind' | 'periods'> | null {
  if (find.known('period', 'value').length > 0) return null
  const texts = headers.filter(isPeriodText)
  return texts.length < foundPeriodsMin ? null : { kind: 'matrix', periods: find.given(texts) }
}

function chooseLong(find: Finder, mapping: Mapping): Omit<LongLayout, 'kpi' | 'fill_down'> | null {
  const [period] = find.required('la période', [mapping.period_start, mapping.period], ['period'])
  const [value] = find.required('la valeur', [mapping.value], ['value'])
  const isMapped = Object.keys(mapping).some((key) => key !== 'fill_down' && key !== 'layout')
  // Columns that an explicit mapping does not name are ignored, unless there is no import without them.
  const optional = (given: string | undefined, role: Role): Column | null =>
    (given === undefined ? (isMapped ? [] : find.known(role)) : find.given([given]))[0] ?? null
  const period_end = optional(mapping.period_end, 'period_end')
  const comment = optional(mapping.comment, 'comment')
  if (period === undefined || value === undefined) return null
  return { kind: 'long', period, period_end, value, comment }
}

interface Finder {
  /** The columns of these headers. */
  readonly given: (texts: readonly string[]) => readonly Column[]
  /** The surest column of each role, in order. */
  readonly known: (...roles: readonly Role[]) => readonly Column[]
  /** The given columns, else the known ones; none is a mistake. */
  readonly required: (what: string, given: readonly (string | undefined)[], roles: readonly Role[]) => readonly Column[]
}

function finder(headers: readonly string[], normalise: (text: string) => string, mistakes: string[]): Finder {
  const columns = headers.map((header, index) => ({ index, header, key: normalise(header) }))
  const withKey = (key: string): readonly Column[] => {
    const [found, ...others] = columns.filter((column) => column.key === key)
    if (found === undefined) return []
    const mistake = `La colonne « ${found.header} » existe plusieurs fois.`
    if (others.length > 0 && !mistakes.includes(mistake)) mistakes.push(mistake)
    return [{ index: found.index, header: found.header }]
  }
  const given: Finder['given'] = (texts) =>
    texts.flatMap((text) => {
      const found = withKey(normalise(text))
      if (found.length === 0) mistakes.push(`Aucune colonne ne s’appelle « ${text} ».`)
      return found
    })
  const known: Finder['known'] = (...roles) =>
    roles.flatMap((role) => {
      const word = knownHeaders[role].find((candidate) => columns.some((column) => column.key === candidate))
      return word === undefined ? [] : withKey(word)
    })
  return {
    given,
    known,
    required: (what, texts, roles) => {
      const asked = texts.filter((text) => text !== undefined)
      if (asked.length > 0) return given(asked)
      const found = known(...roles)
      if (found.length === 0) mistakes.push(`Aucune colonne ne donne ${what}.`)
      return found
    },
  }
}
