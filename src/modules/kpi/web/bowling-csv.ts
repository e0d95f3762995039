// The bowling chart as a file: two lines per KPI, as it is read.
import { toCsv } from '#web/csv.ts'
import type { Bowling, BowlingRow } from '../boards-schemas.ts'

export interface BowlingWords {
  readonly name: string
  readonly code: string
  readonly unit: string
  readonly measure: string
  readonly target: string
  readonly actual: string
  readonly ytd: string
  readonly note: string
  readonly provisional: string
}

/** Whether a year to date may still change: a period of it goes on, or a value is missing. */
export function isUnsettled({ actual, provisional, actual_missing }: BowlingRow['ytd']): boolean {
  return actual !== null && (provisional || actual_missing > 0)
}

/** One line of targets and one of actuals per KPI, a column per month, the year to date, and whether it is provisional. */
export function bowlingCsv({ rows, months }: Bowling, words: BowlingWords, decimalMark: ',' | '.'): string {
  const header = [words.code, words.name, words.unit, words.measure, ...months, words.ytd, words.note]
  const lines = rows.flatMap(({ code, name, unit, cells, ytd }) => [
    [code, name, unit, words.target, ...cells.map((cell) => cell.target), ytd.target, null],
    [
      code,
      name,
      unit,
      words.actual,
      ...cells.map((cell) => cell.value),
      ytd.actual,
      isUnsettled(ytd) ? words.provisional : null,
    ],
  ])
  return toCsv(header, lines, decimalMark)
}
