// Where rows go in the reader process: finds the header, counts, keeps the row limits, sends batches.

import { wireText, type WireCell, type WireRow } from './cell.ts'
import { countHeaderMatches, headerTexts, normaliseHeader, seriesMatcher, type HeaderSeries } from './header.ts'
import type { TableLimits } from './limits.ts'
import { TableRefusal } from './table-refusal.ts'

export interface RowSinkOptions {
  readonly header_words: readonly string[] | undefined
  readonly header_series: HeaderSeries | undefined
  readonly header_row: number | undefined
  readonly limits: TableLimits
  readonly onHeader: (header: TableHeader) => void
  readonly onBatch: (rows: readonly WireRow[]) => void
}

export interface TableHeader {
  /** 1-based row of the file. */
  readonly header_row: number
  /** Trimmed texts by column; '' where a column has none. */
  readonly headers: readonly string[]
}

export interface RowCounts {
  readonly rows: number
  readonly rows_blank: number
}

export interface RowSink {
  /** Takes one non-blank row; rows come in rising order. Throws when a limit is passed or the header is missing. */
  readonly take: (row: number, cells: readonly WireCell[]) => void
  /** Ends the table. `lastRow` counts the blank rows at its end, for files that write them out. */
  readonly end: (lastRow?: number) => RowCounts
}

const batchRows = 500
const batchCharacters = 256 * 1024
/** Two known words: one alone may be part of a title. */
const headerMatchesMin = 2

/** A sink for one table. */
export function createRowSink(options: RowSinkOptions): RowSink {
  const { limits } = options
  const words = options.header_words && new Set(options.header_words.map(normaliseHeader))
  const isSeries = options.header_series && seriesMatcher(options.header_series)
  const batch = createBatch(options.onBatch)
  let header: TableHeader | undefined
  let seen = 0
  let last = 0
  let rows = 0
  let blank = 0

  const takeHeader = (row: number, cells: readonly WireCell[]) => {
    if (!isHeader(row, cells)) return
    header = { header_row: row, headers: headerTexts(cells.map(wireText)) }
    options.onHeader(header)
  }
  const isHeader = (row: number, cells: readonly WireCell[]) => {
    if (options.header_row !== undefined) {
      if (row > options.header_row) throw new TableRefusal('HEADER_NOT_FOUND', { header_row: options.header_row })
      return row === options.header_row
    }
    if (!words && !isSeries) return true
    if (seen > limits.header_search_rows) throw new TableRefusal('HEADER_NOT_FOUND')
    const texts = cells.map(wireText)
    if (words && countHeaderMatches(texts, words) >= headerMatchesMin) return true
    return isSeries?.(texts) ?? false
  }
  const takeData = (row: number, cells: readonly WireCell[]) => {
    rows += 1
    blank += row - last - 1
    if (rows > limits.row_count_max) throw new TableRefusal('TOO_MANY_ROWS', { max: limits.row_count_max })
    batch.add([row, cells])
  }
  return {
    take: (row, cells) => {
      seen += 1
      if (!(row > last && row <= limits.row_number_max)) throw new TableRefusal('ROW_OUT_OF_RANGE', { row })
      if (header) takeData(row, cells)
      else takeHeader(row, cells)
      last = row
    },
    end: (lastRow = last) => {
      if (seen === 0) throw new TableRefusal('EMPTY')
      if (!header) throw headerNotFound(options.header_row)
      if (rows === 0) throw new TableRefusal('NO_DATA_ROW', { header_row: header.header_row })
      batch.flush()
      return { rows, rows_blank: blank + Math.max(0, lastRow - last) }
    },
  }
}

function headerNotFound(headerRow: number | undefined): TableRefusal {
  return new TableRefusal('HEADER_NOT_FOUND', headerRow === undefined ? {} : { header_row: headerRow })
}

function createBatch(send: (rows: readonly WireRow[]) => void) {
  let rows: WireRow[] = []
  let characters = 0
  const flush = () => {
    if (rows.length > 0) send(rows)
    rows = []
    characters = 0
  }
  return {
    flush,
    add: (row: WireRow) => {
      rows.push(row)
      for (const cell of row[1]) characters += typeof cell === 'string' ? cell.length : 1
      if (rows.length >= batchRows || characters >= batchCharacters) flush()
    },
  }
}
