// Reads a CSV file of any usual encoding and delimiter, in the reader process.

import { pipeline } from 'node:stream/promises'
import { type CastingContext, parse, type Parser } from 'csv-parse'
import { textWire } from './cell.ts'
import { csvOptions } from './csv-options.ts'
import { delimiterCharacter, detectDelimiter, hintedDelimiter, isUnclosedQuote } from './delimiter.ts'
import { normaliseHeader } from './header.ts'
import type { TableLimits } from './limits.ts'
import { checkMemory } from './memory-watch.ts'
import { unprotectText } from './protective-quote.ts'
import type { RowSink } from './row-sink.ts'
import { TableRefusal } from './table-refusal.ts'
import { decodeText, detectEncoding, type TableEncoding } from './text-encoding.ts'

export interface CsvOptions {
  readonly encoding: TableEncoding | undefined
  readonly delimiter: string | undefined
  readonly header_words: readonly string[] | undefined
  readonly limits: TableLimits
  /** Called once, before the first row. */
  readonly onDetected: (detected: { readonly encoding: TableEncoding; readonly delimiter: string }) => void
}

const sampleCharacters = 32 * 1024
/** Empty fields are dropped at the end of a row, but even they are not counted for ever. */
const fieldCountMax = 16_384

/** Gives every non-blank record to the sink; answers the number of records. Throws a TableRefusal. */
export async function readCsv(bytes: Buffer, options: CsvOptions, sink: RowSink): Promise<number> {
  const encoding = detectEncoding(bytes, options.encoding)
  const sample = firstCharacters(bytes, encoding)
  const hinted = hintedDelimiter(sample)
  const told = options.delimiter === undefined ? hinted : delimiterCharacter(options.delimiter)
  const delimiter = told ?? detectDelimiter(sample, new Set(options.header_words?.map(normaliseHeader)))
  options.onDetected({ encoding, delimiter })
  const records = createRecords(options.limits, sink, hinted === undefined ? 0 : 1)
  await parseRecords(watched(decodeText(bytes, encoding), options.limits), delimiter, records)
  return records.count()
}

interface Records {
  readonly take: (record: readonly string[]) => void
  readonly count: () => number
  readonly refuseWidth: () => never
}

/** Numbers the records as a spreadsheet numbers its rows: a quoted line end does not start a new one. */
function createRecords(limits: TableLimits, sink: RowSink, skip: number): Records {
  let row = 0
  const refuseWidth = (at: number): never => {
    throw new TableRefusal('TOO_MANY_COLUMNS', { row: at, max: limits.column_count_max })
  }
  return {
    count: () => row,
    refuseWidth: () => refuseWidth(row + 1),
    take: (record) => {
      row += 1
      if (row > limits.row_number_max) throw new TableRefusal('ROW_OUT_OF_RANGE', { row })
      if (row <= skip) return
      const cells = record.map((text) => textWire(unprotectText(text), limits.cell_characters_max))
      while (cells.length > 0 && cells.at(-1) === null) cells.pop()
      if (cells.length > limits.column_count_max) refuseWidth(row)
      if (cells.length > 0) sink.take(row, cells)
    },
  }
}

/** Feeds the text through csv-parse. Ends when the last record is taken, or throws what stopped it. */
async function parseRecords(pieces: Iterable<string>, delimiter: string, records: Records): Promise<void> {
  // Ragged rows make csv-parse create an Error per row; without a stack that is three times as fast.
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    await pipeline(pieces, createParser(delimiter, records), async (source: AsyncIterable<readonly string[]>) => {
      for await (const record of source) records.take(record)
    })
  } catch (error) {
    throw isUnclosedQuote(error) ? new TableRefusal('TRUNCATED', { row: records.count() + 1 }) : error
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

function createParser(delimiter: string, records: Records): Parser {
  const cast = (value: string, { index }: CastingContext) => {
    if (index >= fieldCountMax) records.refuseWidth()
    return value
  }
  return parse({ ...csvOptions(delimiter), cast })
}

function firstCharacters(bytes: Buffer, encoding: TableEncoding): string {
  const [first = ''] = decodeText(bytes, encoding)
  return first.slice(0, sampleCharacters)
}

function* watched(pieces: Iterable<string>, limits: TableLimits): Generator<string> {
  for (const piece of pieces) {
    checkMemory(limits)
    yield piece
  }
}
