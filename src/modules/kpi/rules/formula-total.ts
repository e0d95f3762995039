// Totals of a ratio or a weighted average over several periods: never its results put together, but the formula over what
// its inputs come to in these periods.
import { type Day, daysBetween, isoMondayOf } from '#kernel/dates.ts'
import { type Aggregation, joined, type Tally } from './cumulative.ts'
import type { Decimal } from './decimal.ts'
import { computeFormula, type Formula, inputIdsOf } from './formula.ts'
import { type Fraction, fraction } from './fraction.ts'
import { type Frequency, type Period, periodOf } from './period.ts'

/** What an input comes to within one period: sum, last, least or greatest value in millionths; an average is its sum. */
export interface InputPart {
  readonly total: bigint
  readonly count: number
  /** Without the week-ends of a daily input, which nobody waits for. */
  readonly expected_count: number
}

export interface TotalledInput {
  readonly frequency: Frequency
  readonly aggregation: Aggregation
  /** By the first day of the period of the computed KPI; there is none where the input has no value. */
  readonly parts: ReadonlyMap<Day, InputPart>
}

/** What the totals of a computed KPI are made from. */
export interface TotalBasis {
  readonly frequency: Frequency
  readonly formula: Formula
  readonly inputs: ReadonlyMap<string, TotalledInput>
}

interface Carried {
  total: bigint
  count: bigint
}

/**
 * The formula over the inputs of all added periods, each put together by its own aggregation; exact and rounded once. One
 * period alone keeps the value it has. Nothing is said when an input lacks something in one of them.
 */
export function formulaTally(basis: TotalBasis): Tally {
  const carried = new Map<string, Carried>()
  const ids = inputIdsOf(basis.formula)
  let count = 0
  let isWhole = true
  let last: Decimal | null = null
  return {
    clear: () => {
      carried.clear()
      count = 0
      isWhole = true
      last = null
    },
    add: (start, value) => {
      count += 1
      last = value
      for (const id of ids) isWhole = carry(basis, { id, start }, carried) && isWhole
    },
    total: () => (count < 2 ? last : isWhole ? resultOf(basis, carried) : null),
  }
}

function carry(
  { frequency, inputs }: TotalBasis,
  { id, start }: { readonly id: string; readonly start: Day },
  carried: Map<string, Carried>,
): boolean {
  const input = inputs.get(id)
  const part = input?.parts.get(start)
  if (input === undefined || part === undefined) return false
  if (input.frequency !== frequency && part.expected_count < expectedCount(input.frequency, periodOf(frequency, start)))
    return false
  const known = carried.get(id)
  if (known === undefined) carried.set(id, { total: part.total, count: BigInt(part.count) })
  else {
    known.total = joined(known.total, part.total, input.aggregation)
    known.count += BigInt(part.count)
  }
  return true
}

function resultOf({ formula, inputs }: TotalBasis, carried: ReadonlyMap<string, Carried>): Decimal | null {
  const result = computeFormula(formula, (id): Fraction | null => {
    const known = carried.get(id)
    if (known === undefined) return null
    return inputs.get(id)?.aggregation === 'AVERAGE' ? fraction(known.total, known.count) : fraction(known.total)
  })
  return result.ok ? result.value : null
}

const monthsOf = { MONTHLY: 1, QUARTERLY: 3, HALF_YEARLY: 6, YEARLY: 12 } as const

/** How many values of a finer calendar a whole period has, counted without listing them. */
export function expectedCount(finer: Frequency, { start, end }: Period): number {
  const days = daysBetween(start, end) + 1
  if (finer === 'DAILY') return weekdays(start, days)
  if (finer === 'WEEKLY') return days / 7
  return Math.round(days / 30.4) / monthsOf[finer]
}

function weekdays(start: Day, days: number): number {
  const first = daysBetween(isoMondayOf(start), start)
  const wholeWeeks = Math.floor((first + days) / 7) * 5
  const rest = Math.min((first + days) % 7, 5)
  return wholeWeeks + rest - Math.min(first, 5)
}
