// What the annual table comes to at a glance, and how its numbers are written so that twelve months fit. Pure.
import type { BowlingCell, BowlingRow } from '../boards-schemas.ts'

interface JudgedRow {
  readonly cells: readonly Pick<BowlingCell, 'month' | 'status'>[]
}

interface NumberRow {
  readonly cells: readonly Pick<BowlingCell, 'value' | 'target'>[]
  readonly ytd: Pick<BowlingRow['ytd'], 'actual' | 'target'>
}

export type BowlingWidth = 'usual' | 'wide' | 'widest'

/** From here on cents say nothing that a month needs; the exact number stays in the tip and in the file. */
const roundedFrom = 10_000

/** The months that hold at least one red; null where no value of the year is judged: then “none” would be false comfort. */
export function countRedMonths(rows: readonly JudgedRow[]): number | null {
  const judged = rows.flatMap(({ cells }) => cells.filter(({ status }) => status !== null))
  if (judged.length === 0) return null
  return new Set(judged.filter(({ status }) => status === 'RED').map(({ month }) => month)).size
}

/** The most decimals of a row: the same for all its numbers, so that they compare. */
export function decimalsOf(row: NumberRow): number {
  return decimalsFor(numbersOf(row))
}

/** The most decimals of numbers that stand together. */
export function decimalsFor(numbers: readonly number[]): number {
  return numbers.some((one) => Math.abs(one) >= roundedFrom) ? 0 : 2
}

/** How much width the numbers of a table ask for, by the longest of them. */
export function widthOf(rows: readonly NumberRow[]): BowlingWidth {
  const digits = Math.max(0, ...rows.flatMap(numbersOf).map((one) => String(Math.round(Math.abs(one))).length))
  if (digits >= 9) return 'widest'
  return digits >= 7 ? 'wide' : 'usual'
}

function numbersOf({ cells, ytd }: NumberRow): readonly number[] {
  const all = [...cells.flatMap(({ value, target }) => [value, target]), ytd.actual, ytd.target]
  return all.filter((one) => one !== null)
}
