// The bowling chart as a file: two lines per KPI, as it is read.
import { toCsv } from '#web/csv.ts'
import type { Bowling } from '../boards-schemas.ts'

export interface BowlingWords {
  readonly name: string
  readonly code: string
  readonly unit: string
  readonly measure: string
  readonly target: string
  readonly actual: string
  readonly ytd: string
}

/** One line of targets and one of actuals per KPI, a column per month, then the year to date. */
export function bowlingCsv({ rows, months }: Bowling, words: BowlingWords, decimalMark: ',' | '.'): string {
  const header = [words.code, words.name, words.unit, words.measure, ...months, words.ytd]
  const lines = rows.flatMap(({ code, name, unit, cells, ytd }) => [
    [code, name, unit, words.target, ...cells.map((cell) => cell.target), ytd.target],
    [code, name, unit, words.actual, ...cells.map((cell) => cell.value), ytd.actual],
  ])
  return toCsv(header, lines, decimalMark)
}
