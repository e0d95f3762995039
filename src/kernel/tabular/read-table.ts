// Reads a table file (CSV, XLSX, ODS) of unknown origin in a process of its own, with bounded memory and time.

import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { fromWire, type TableRow } from './cell.ts'
import type { HeaderSeries } from './header.ts'
import { type TableLimits, tableLimits } from './limits.ts'
import { startReader } from './reader-child.ts'
import type { TableHead, TableTotals } from './reader-protocol.ts'
import { tableProblem } from './table-problem.ts'
import { TableRefusal } from './table-refusal.ts'
import type { TableDelimiter } from './delimiter.ts'
import type { TableEncoding } from './text-encoding.ts'

export interface ReadTableOptions {
  /** Known header texts (accents and case ignored): the header is the first row with two of them. Without them, the first row. */
  readonly header_words?: readonly string[]
  /** The header may also be the first row with one of these words and two cells of a series, such as months. */
  readonly header_series?: HeaderSeries
  /** 1-based row of the header; beats `header_words` and `header_series`. */
  readonly header_row?: number
  /** Name of the sheet; default: the first visible one. */
  readonly sheet?: string
  readonly delimiter?: TableDelimiter
  readonly encoding?: TableEncoding
  /** The name the user gave the file; a text called .xlsx is refused. Default: the name in `path`. */
  readonly file_name?: string
  /** Stops the reading; the promise rejects with its reason. */
  readonly signal?: AbortSignal
  /** Lower maxima, for tests and for callers with less room. */
  readonly limits?: Partial<TableLimits>
}

/** Takes rows in order; the next batch waits for its promise. */
export type TakeRows = (rows: readonly TableRow[], head: TableHead) => Promise<void> | void

/** Everything about the table, once it was read to a clean end. */
export type TableSummary = TableHead & TableTotals

/**
 * Reads the table in `path` and gives its rows, in batches of at most 500, to `onRows`. Rows are provisional until
 * the promise resolves: only then was the whole file sound. Throws a Problem with one of the published codes (see
 * TableCode), the signal's reason, or what `onRows` threw.
 */
export async function readTable(path: string, options: ReadTableOptions, onRows: TakeRows): Promise<TableSummary> {
  const told: Told = {}
  try {
    return await read(path, options, { onRows, told })
  } catch (error) {
    throw error instanceof TableRefusal ? tableProblem(error, told.sheets) : error
  }
}

/** What is known of a file that may yet be refused. */
interface Told {
  sheets?: readonly string[]
}

async function read(
  path: string,
  options: ReadTableOptions,
  { onRows, told }: { readonly onRows: TakeRows; readonly told: Told },
): Promise<TableSummary> {
  options.signal?.throwIfAborted()
  const limits = { ...tableLimits, ...options.limits }
  await using file = await open(path, 'r')
  const { size } = await file.stat()
  if (size > limits.file_bytes_max) throw new TableRefusal('FILE_TOO_LARGE', { max: limits.file_bytes_max })
  const { header_words, header_series, header_row, sheet, delimiter, encoding } = options
  const { file_name = basename(path) } = options
  const task = { file_name, header_words, header_series, header_row, sheet, delimiter, encoding, limits }
  await using reader = startReader(file.fd, task, options.signal)
  let head: TableHead | undefined
  let totals: TableTotals | undefined
  for await (const message of reader.messages()) {
    if ('refusal' in message) throw new TableRefusal(message.refusal.code, message.refusal.facts)
    if ('sheets' in message) told.sheets = message.sheets
    else if ('head' in message) head = message.head
    else if ('end' in message) totals = message.end
    else if (head) await onRows(message.rows.map(fromWire), head)
  }
  if (!head || !totals) throw new TableRefusal('READER_FAILED', { cause: 'no end' })
  return { ...head, ...totals }
}
