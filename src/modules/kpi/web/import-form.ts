// What a person settles about an import, as texts of a form, and the request made of them. Pure.
import type { MappingOptions, NewMapping, SavedMapping } from '../import-schemas.ts'
import { chooseLayout, type Mapping } from '../rules/import-columns.ts'
import { isPeriodText } from '../rules/period-text.ts'

export type ColumnRole = 'kpi' | 'period' | 'value' | 'comment'

export interface ImportChoices {
  /** Empty: as detected. */
  readonly encoding: string
  readonly delimiter: string
  readonly sheet: string
  readonly header_row: string
  /** Empty: as recognised. */
  readonly layout: '' | 'long' | 'matrix'
  /** Header texts; empty: as recognised. */
  readonly kpi: string
  readonly period: string
  readonly value: string
  readonly comment: string
  /** Period columns of a matrix. */
  readonly periods: readonly string[]
  readonly fill_down: boolean
  readonly on_duplicate: 'reject' | 'overwrite' | 'skip'
  readonly mode: 'all_or_nothing' | 'valid_rows'
}

export const firstChoices: ImportChoices = {
  encoding: '',
  delimiter: '',
  sheet: '',
  header_row: '',
  layout: '',
  kpi: '',
  period: '',
  value: '',
  comment: '',
  periods: [],
  fill_down: false,
  on_duplicate: 'reject',
  mode: 'all_or_nothing',
}

/** The mapping to send; null when everything is left to recognition. */
export function mappingOf(choices: ImportChoices): Mapping | null {
  const { layout, kpi, period, value, comment, periods, fill_down } = choices
  const column = <Role extends ColumnRole>(role: Role, header: string): Partial<Record<Role, string>> =>
    header === '' ? {} : ({ [role]: header } as Record<Role, string>)
  const mapping: Mapping =
    layout === 'matrix'
      ? { layout, ...column('kpi', kpi), periods }
      : {
          ...(layout === 'long' ? { layout } : {}),
          ...column('kpi', kpi),
          ...column('period', period),
          ...column('value', value),
          ...column('comment', comment),
        }
  const full = fill_down ? { ...mapping, fill_down } : mapping
  return Object.keys(full).length === 0 ? null : full
}

/** The text fields of the request, in order. */
export function formFields(choices: ImportChoices, dryRun: boolean): readonly (readonly [string, string])[] {
  const mapping = mappingOf(choices)
  const { encoding, delimiter, sheet, header_row } = choices
  const detected = Object.entries({ encoding, delimiter, sheet, header_row }).filter(([, text]) => text.trim() !== '')
  return [
    ['on_duplicate', choices.on_duplicate],
    ['mode', choices.mode],
    ['dry_run', String(dryRun)],
    ...detected.map(([name, text]) => [name, text.trim()] as const),
    ...(mapping === null ? [] : [['mapping', JSON.stringify(mapping)] as const]),
  ]
}

export interface Recognised extends Readonly<Record<ColumnRole, string>> {
  readonly layout: 'long' | 'matrix' | null
  /** The period columns of a matrix. */
  readonly periods: readonly string[]
}

/** Which header plays each role, by the server's own rule; empty where none was recognised. */
export function recognisedColumns(headers: readonly string[], choices: ImportChoices): Recognised {
  const none = { kpi: '', period: '', value: '', comment: '', layout: null, periods: [] }
  const result = chooseLayout(headers, mappingOf(choices) ?? {}, plainHeader)
  if (!result.ok) return none
  const { layout } = result
  const kpi = layout.kpi.map((column) => column.header).join(', ')
  if (layout.kind === 'matrix')
    return { ...none, kpi, layout: 'matrix', periods: layout.periods.map((column) => column.header) }
  const { period, value, comment } = layout
  return { ...none, kpi, layout: 'long', period: period.header, value: value.header, comment: comment?.header ?? '' }
}

/** The choices with another layout: a matrix starts with every column that reads as a period. */
export function withLayout(
  headers: readonly string[],
  choices: ImportChoices,
  layout: ImportChoices['layout'],
): Partial<ImportChoices> {
  if (layout !== 'matrix' || choices.periods.length > 0) return { layout }
  return { layout, periods: headers.filter(isPeriodText) }
}

/** The choices that a saved mapping stands for. */
export function choicesOf({ mapping, options }: Pick<SavedMapping, 'mapping' | 'options'>): ImportChoices {
  const { layout, kpi, kpi_id, period, period_start, value, comment, periods, fill_down } = mapping
  return {
    ...firstChoices,
    encoding: options.encoding ?? '',
    delimiter: options.delimiter ?? '',
    sheet: options.sheet ?? '',
    header_row: options.header_row === undefined ? '' : String(options.header_row),
    layout: layout ?? '',
    kpi: kpi ?? kpi_id ?? '',
    period: period ?? period_start ?? '',
    value: value ?? '',
    comment: comment ?? '',
    periods: periods ?? [],
    fill_down: fill_down ?? false,
    on_duplicate: options.on_duplicate ?? firstChoices.on_duplicate,
    mode: options.mode ?? firstChoices.mode,
  }
}

/**
 * What to save of the choices made for a file. A matrix whose period columns are those that are recognised anyway is saved
 * without them: next month there is one more.
 */
export function mappingToSave(name: string, choices: ImportChoices, headers: readonly string[]): NewMapping {
  const periods = headers.filter(isPeriodText)
  const isUsual = choices.layout === 'matrix' && periods.join('\n') === choices.periods.join('\n')
  const mapping = mappingOf(isUsual ? { ...choices, layout: '' } : choices) ?? {}
  const { encoding, delimiter, sheet, header_row, on_duplicate, mode } = choices
  const texts = Object.entries({ encoding, delimiter, sheet }).filter(([, text]) => text !== '')
  const options = {
    ...Object.fromEntries(texts),
    ...(header_row.trim() === '' ? {} : { header_row: Number(header_row) }),
    on_duplicate,
    mode,
  } as MappingOptions
  return { name: name.trim(), mapping: mapping as NewMapping['mapping'], options, headers: [...headers] }
}

function plainHeader(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{Diacritic}/gu, '')
  return bare.toLowerCase().replace(/\s+/g, ' ').trim()
}
