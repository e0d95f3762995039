// What the reader process and its parent say to each other: one JSON document per line.

import type { WireRow } from './cell.ts'
import type { TableFormat } from './detect-format.ts'
import type { HeaderSeries } from './header.ts'
import type { TableLimits } from './limits.ts'
import type { DateSystem } from './spreadsheet-day.ts'
import type { RefusalFacts, TableCode } from './table-refusal.ts'
import type { TableEncoding } from './text-encoding.ts'

/** Sent to the reader on descriptor 3; the file itself is open on descriptor 0. */
export interface ReaderTask {
  readonly file_name: string
  readonly header_words: readonly string[] | undefined
  readonly header_series: HeaderSeries | undefined
  readonly header_row: number | undefined
  readonly sheet: string | undefined
  readonly delimiter: string | undefined
  readonly encoding: TableEncoding | undefined
  readonly limits: TableLimits
}

export const taskDescriptor = 3

/** What was found out about the file; null where it does not apply. A tab is the two characters \t. */
export interface DetectedTable {
  readonly encoding: TableEncoding | null
  readonly delimiter: string | null
  readonly sheet: string | null
  /** The visible sheets of a workbook. */
  readonly sheets: readonly string[] | null
  readonly header_row: number
  readonly date_system: DateSystem | null
}

/** Known before the first data row. `headers` are trimmed texts by column, '' where a column has none. */
export interface TableHead {
  readonly type: TableFormat
  readonly detected: DetectedTable
  readonly headers: readonly string[]
}

/** Data rows without blank ones; blank rows between and behind them; the reader's memory at its highest. */
export interface TableTotals {
  readonly rows: number
  readonly rows_blank: number
  readonly reader_rss_bytes: number
}

export type ReaderMessage =
  /** Known before the head: also a refusal may be about the choice among them. */
  | { readonly sheets: readonly string[] }
  | { readonly head: TableHead }
  | { readonly rows: readonly WireRow[] }
  | { readonly end: TableTotals }
  | { readonly refusal: { readonly code: TableCode; readonly facts: RefusalFacts } }
