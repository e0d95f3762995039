// One reading from bytes to messages, as the reader process does it.

import type { WireRow } from './cell.ts'
import { detectFormat } from './detect-format.ts'
import { readCsv } from './read-csv.ts'
import type { ReaderMessage, ReaderTask } from './reader-protocol.ts'
import { readXlsx } from './read-xlsx.ts'
import { createRowSink, type RowCounts, type TableHeader } from './row-sink.ts'
import type { DateSystem } from './spreadsheet-day.ts'
import type { TableEncoding } from './text-encoding.ts'

interface Found {
  readonly encoding?: TableEncoding
  readonly delimiter?: string
  readonly sheet?: string
  readonly date_system?: DateSystem
}

/** Sends the head and all rows of a file; answers the counts after a clean end. Throws a TableRefusal. */
export async function readTask(
  bytes: Buffer,
  task: ReaderTask,
  send: (message: ReaderMessage) => void,
): Promise<RowCounts> {
  const type = detectFormat(bytes, task.file_name)
  let found: Found = {}
  const onDetected = (detected: Found) => {
    found = detected
  }
  const onHeader = ({ header_row, headers }: TableHeader) => {
    const { encoding = null, delimiter = null, sheet = null, date_system = null } = found
    send({ head: { type, headers, detected: { encoding, delimiter, sheet, header_row, date_system } } })
  }
  const onBatch = (rows: readonly WireRow[]) => send({ rows })
  const sink = createRowSink({ ...task, onHeader, onBatch })
  const options = { ...task, onDetected }
  const lastRow = type === 'CSV' ? await readCsv(bytes, options, sink) : await readXlsx(bytes, options, sink)
  return sink.end(lastRow)
}
