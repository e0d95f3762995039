// Values of a finer calendar put together for one period of a coarser one; only whole: a gap gives no result.
import { type Day } from '#kernel/dates.ts'
import type { Aggregation } from './cumulative.ts'
import { type Decimal } from './decimal.ts'
import { isExpected } from './expected-periods.ts'
import { fraction } from './fraction.ts'
import type { Fraction } from './fraction.ts'
import { type Frequency, frequencies, listPeriods, type Period } from './period.ts'

/** What a roll-up needs to know of an input. */
export interface RolledInput {
  readonly frequency: Frequency
  readonly aggregation: Aggregation
}

/** The value of a KPI in the period that starts on a day; null where it has none. */
export type ValueAt = (start: Day) => Decimal | null

/** One piece of a period with its value. */
export interface Part {
  readonly period: Period
  readonly value: Decimal | null
}

/** Whether whole periods of one frequency make up a period of the other. Weeks make up weeks only: months cut them. */
export function nests(finer: Frequency, coarser: Frequency): boolean {
  if (finer === coarser) return true
  if (coarser === 'DAILY' || coarser === 'WEEKLY' || finer === 'WEEKLY')
    return finer === 'DAILY' && coarser === 'WEEKLY'
  return frequencies.indexOf(finer) < frequencies.indexOf(coarser)
}

/**
 * The pieces of a period in an input's own calendar, in order, with their values. A piece that nobody expects (a week-end
 * of a daily KPI) is one only if it has a value.
 */
export function partsOf(
  { frequency }: Pick<RolledInput, 'frequency'>,
  period: Period,
  valueAt: ValueAt,
): readonly Part[] {
  const periods = listPeriods(frequency, { from: period.start, to: period.end })
  const parts = periods.map((part) => ({ period: part, value: valueAt(part.start) }))
  return parts.filter((part) => part.value !== null || isExpected(frequency, part.period))
}

/** The value of an input over the whole of its parts, in millionths, by its own aggregation; null when one is missing. */
export function rollUp(aggregation: Aggregation, parts: readonly Part[]): Fraction | null {
  const values: Decimal[] = []
  for (const { value } of parts) {
    if (value === null) return null
    values.push(value)
  }
  const [first, ...others] = values
  return first === undefined ? null : joined(aggregation, [first, ...others])
}

function joined(aggregation: Aggregation, values: readonly [Decimal, ...(readonly Decimal[])]): Fraction {
  const sum = (): bigint => values.reduce<bigint>((total, value) => total + value, 0n)
  switch (aggregation) {
    case 'SUM':
      return fraction(sum())
    case 'AVERAGE':
      return fraction(sum(), BigInt(values.length))
    case 'LAST':
      return fraction(values.at(-1) ?? values[0])
    case 'MIN':
      return fraction(values.reduce((least, value) => (value < least ? value : least)))
    case 'MAX':
      return fraction(values.reduce((most, value) => (value > most ? value : most)))
  }
}
