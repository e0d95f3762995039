// Which rows of a table are shown, in which order. Pure.

export type CellValue = string | number | null

export interface SortOrder {
  readonly column: string
  readonly descending: boolean
}

/** Reads “name” or “-name”, as it stands in the URL. */
export function parseSort(text: string): SortOrder | null {
  if (text === '') return null
  return text.startsWith('-') ? { column: text.slice(1), descending: true } : { column: text, descending: false }
}

export function sortToText(sort: SortOrder | null): string {
  return sort === null ? '' : `${sort.descending ? '-' : ''}${sort.column}`
}

/** The next state of a header that is pressed: ascending, descending, as delivered. */
export function nextSort(current: SortOrder | null, column: string): SortOrder | null {
  if (current?.column !== column) return { column, descending: false }
  return current.descending ? null : { column, descending: true }
}

/** Sorts by one value; missing values stay last in both directions, equal rows keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  value: (row: Row) => CellValue,
  descending: boolean,
  locale: string,
): readonly Row[] {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  return rows.toSorted((left, right) => {
    const a = value(left)
    const b = value(right)
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
    return descending ? -order : order
  })
}

/** Keeps rows in which every typed word occurs, whatever its case and accents. */
export function searchRows<Row>(
  rows: readonly Row[],
  values: readonly ((row: Row) => CellValue)[],
  typed: string,
): readonly Row[] {
  const words = plain(typed)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const text = plain(values.map((value) => value(row) ?? '').join(' '))
    return words.every((word) => text.includes(word))
  })
}

export interface CsvColumn<Row> {
  readonly header: string
  readonly value: (row: Row) => CellValue
}

/** The columns of the exported file: those a column names for it, otherwise the column itself when it has a value. */
export function csvColumns<Row>(
  columns: readonly {
    readonly header: string
    readonly value?: (row: Row) => CellValue
    readonly csv?: readonly CsvColumn<Row>[]
  }[],
): readonly CsvColumn<Row>[] {
  return columns.flatMap(({ header, value, csv }) => csv ?? (value === undefined ? [] : [{ header, value }]))
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
