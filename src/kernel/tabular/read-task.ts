// One reading from bytes to messages, as the reader process does it.

import type { WireRow } from './cell.ts'
import { archiveFormat, detectFormat, type TableFormat } from './detect-format.ts'
import { readCsv } from './read-csv.ts'
import type { ReaderMessage, ReaderTask } from './reader-protocol.ts'
import { readOds } from './read-ods.ts'
import { readXlsx } from './read-xlsx.ts'
import { createRowSink, type RowCounts, type TableHeader } from './row-sink.ts'
import type { DateSystem } from './spreadsheet-day.ts'
import type { TableEncoding } from './text-encoding.ts'
import { readZipDirectory } from './zip-directory.ts'
import type { Archive } from './zip-part.ts'

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
  const archive = detectFormat(bytes, task.file_name) === 'ARCHIVE' ? openArchive(bytes, task) : null
  const type: TableFormat = archive === null ? 'CSV' : archiveFormat(archive.directory)
  let found: Found = {}
  let sheets: readonly string[] | null = null
  const onDetected = (detected: Found) => {
    found = detected
  }
  const onSheets = (names: readonly string[]) => {
    sheets = names
    send({ sheets: names })
  }
  const onHeader = ({ header_row, headers }: TableHeader) => {
    const { encoding = null, delimiter = null, sheet = null, date_system = null } = found
    send({ head: { type, headers, detected: { encoding, delimiter, sheet, sheets, header_row, date_system } } })
  }
  const onBatch = (rows: readonly WireRow[]) => send({ rows })
  const sink = createRowSink({ ...task, onHeader, onBatch })
  const options = { ...task, onDetected, onSheets }
  if (archive === null) return sink.end(await readCsv(bytes, options, sink))
  await (type === 'ODS' ? readOds : readXlsx)(archive, options, sink)
  return sink.end()
}

function openArchive(file: Buffer, { limits }: ReaderTask): Archive {
  return { file, directory: readZipDirectory(file, limits), limits, inflated: new Map() }
}
