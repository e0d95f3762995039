// The delimiter of a CSV file: a hint line, else the candidate under which the first rows make the best table.

import { parse } from 'csv-parse/sync'
import { csvOptions } from './csv-options.ts'
import { countHeaderMatches } from './header.ts'

/** As published: a tab is the two characters \t. */
export const tableDelimiters = [';', ',', '\\t', '|'] as const
export type TableDelimiter = (typeof tableDelimiters)[number]

interface Score {
  readonly delimiter: string
  readonly header: number
  readonly steady: number
  readonly columns: number
}

const sampleRows = 40
const hintLine = /^"?sep=([^\r\n"])"?(?:\r\n|\r|\n|$)/i
/** In this order when nothing tells them apart: a French file of one column. */
const candidates = [';', '\t', '|', ',']

/** The character behind the published name. */
export function delimiterCharacter(delimiter: string): string {
  return delimiter === '\\t' ? '\t' : delimiter
}

/** The delimiter named by a first line such as sep=; or undefined. */
export function hintedDelimiter(text: string): string | undefined {
  return hintLine.exec(text)?.[1]
}

/**
 * Judges each candidate by the known header words that it sets free, then by how many rows have the same number of
 * columns (more than one), then by that number. Decimal commas lose on the header row.
 */
export function detectDelimiter(sample: string, headerWords: ReadonlySet<string>): string {
  const [first = ';', ...others] = candidates
  let best = scoreOf(first, sample, headerWords)
  for (const candidate of others) {
    const score = scoreOf(candidate, sample, headerWords)
    if (isBetter(score, best)) best = score
  }
  return best.delimiter
}

function isBetter(one: Score, other: Score): boolean {
  if (one.header !== other.header) return one.header > other.header
  if (one.steady !== other.steady) return one.steady > other.steady
  return one.columns > other.columns
}

function scoreOf(delimiter: string, sample: string, headerWords: ReadonlySet<string>): Score {
  const rows = sampleRecords(delimiter, sample)
  const widths = new Map<number, number>()
  for (const row of rows) if (row.length > 1) widths.set(row.length, (widths.get(row.length) ?? 0) + 1)
  let steady = 0
  let columns = 0
  for (const [width, count] of widths) {
    if (count < steady || (count === steady && width < columns)) continue
    steady = count
    columns = width
  }
  const header = Math.max(0, ...rows.map((row) => countHeaderMatches(row, headerWords)))
  return { delimiter, header, steady, columns }
}

/** The first records of a sample. It may end inside a quoted field: then the records before count. */
function sampleRecords(delimiter: string, sample: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  try {
    parse(sample, {
      ...csvOptions(delimiter),
      to: sampleRows,
      on_record: (record: string[]) => {
        rows.push(record)
        return null
      },
    })
  } catch (error) {
    if (!isUnclosedQuote(error)) throw error
  }
  return rows
}

/** Whether csv-parse met the end of the text inside a quoted field. */
export function isUnclosedQuote(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CSV_QUOTE_NOT_CLOSED'
}
