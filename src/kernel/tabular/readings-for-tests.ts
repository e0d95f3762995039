// Reads bytes for tests, inside this process (fast) or through the reader process (the real thing).

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromWire, type TableRow } from './cell.ts'
import { tableLimits } from './limits.ts'
import { type ReadTableOptions, readTable } from './read-table.ts'
import { readTask } from './read-task.ts'
import type { TableHead } from './reader-protocol.ts'
import type { RowCounts } from './row-sink.ts'
import { TableRefusal } from './table-refusal.ts'
import { Problem } from '../problem.ts'

export interface Reading extends RowCounts {
  readonly head: TableHead
  readonly table: readonly TableRow[]
}

/** The whole table, read in this process. Memory limits are off: this process also holds the tests. */
export async function readHere(file: string | Buffer, options: ReadTableOptions = {}): Promise<Reading> {
  const { header_words, header_series, header_row, sheet, delimiter, encoding, file_name = 'import.csv' } = options
  const limits = { ...tableLimits, ...options.limits, reader_rss_bytes_max: Number.POSITIVE_INFINITY }
  const task = { header_words, header_series, header_row, sheet, delimiter, encoding, file_name, limits }
  const table: TableRow[] = []
  let head: TableHead | undefined
  const counts = await readTask(Buffer.from(file), task, (message) => {
    if ('head' in message) head = message.head
    if ('rows' in message) table.push(...message.rows.map(fromWire))
  })
  if (!head) throw new Error('rows without a head')
  return { ...counts, head, table }
}

/** 'OK' or the code of the refusal; any other error is a bug and passes. */
export async function codeHere(file: string | Buffer, options: ReadTableOptions = {}): Promise<string> {
  try {
    await readHere(file, options)
    return 'OK'
  } catch (error) {
    if (error instanceof TableRefusal) return error.code
    throw error
  }
}

/** The same through the reader process. */
export async function codeThere(file: Buffer, options: ReadTableOptions = {}): Promise<string> {
  return withFile(file, async (path) => {
    try {
      await readTable(path, { file_name: 'import.xlsx', ...options }, () => undefined)
      return 'OK'
    } catch (error) {
      if (error instanceof Problem) return error.code
      throw error
    }
  })
}

/** Runs with the bytes in a temporary file. */
export async function withFile<T>(file: string | Buffer, run: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'socle-table-'))
  try {
    const path = join(folder, 'upload')
    await writeFile(path, file)
    return await run(path)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The cells of a reading as their texts. */
export function texts(reading: Reading): string[][] {
  return reading.table.map(({ cells }) => cells.map(({ text }) => text))
}
