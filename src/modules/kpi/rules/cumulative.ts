// Values put together over time: since the start of the fiscal year, over the last 3 or 12 periods, and what the same
// period of the year before had.
import { addDays, type Day, dayParts, isoWeekMonday, isoWeekOf, makeDay } from '#kernel/dates.ts'
import type { Decimal } from './decimal.ts'
import { type Frequency, type Period, periodOf } from './period.ts'
import { divideRounded } from './rounding.ts'

export type Aggregation = 'SUM' | 'AVERAGE' | 'LAST' | 'MIN' | 'MAX'

/** How a KPI counts its time. */
export interface Calendar {
  readonly frequency: Frequency
  readonly aggregation: Aggregation
  /** 1 to 12, of the organisation. */
  readonly fiscal_year_start_month: number
}

/** Periods that follow each other without a gap, and the value of each; null where there is none. */
export interface Course {
  readonly periods: readonly Period[]
  readonly values: readonly (Decimal | null)[]
}

export interface YearToDate {
  /** Null where values cannot be put together: a formula may have no result over them. */
  readonly value: Decimal | null
  /** Periods of the fiscal year up to this one that have no value: the total lacks them. */
  readonly missing: number
}

/** Puts values together, one after the other in the order of time. */
export interface Tally {
  clear(): void
  add(start: Day, value: Decimal): void
  /** Null when nothing was added, or nothing can be said of it. */
  total(): Decimal | null
}

/**
 * The total of the fiscal year at each period that has a value, over the values entered so far; null elsewhere. The
 * course must begin with a fiscal year.
 */
export function yearToDate(
  { periods, values }: Course,
  calendar: Calendar,
  tally: Tally = tallyOf(calendar.aggregation),
): readonly (YearToDate | null)[] {
  let year: Day | null = null
  let missing = 0
  return periods.map((period, index) => {
    const start = fiscalYearStart(calendar, period)
    if (start !== year) {
      tally.clear()
      year = start
      missing = 0
    }
    const value = values[index] ?? null
    if (value === null) {
      missing += 1
      return null
    }
    tally.add(period.start, value)
    return { value: tally.total(), missing }
  })
}

/** The total of each period with the ones before it, `size` in all; null unless every one of them has a value. */
export function rolling({ periods, values }: Course, size: number, tally: Tally): readonly (Decimal | null)[] {
  let run = 0
  return values.map((value, index) => {
    run = value === null ? 0 : run + 1
    if (run < size) return null
    tally.clear()
    for (let at = index - size + 1; at <= index; at += 1)
      tally.add((periods[at] as Period).start, values[at] as Decimal)
    return tally.total()
  })
}

/**
 * The same period a year before: the same day, week number, month, quarter or half. There is none for 29 February, nor for
 * week 53: two years running never both have one, and week 52 has its own.
 */
export function samePeriodLastYear(frequency: Frequency, period: Period): Period | null {
  const start = frequency === 'WEEKLY' ? sameWeekLastYear(period) : sameDayLastYear(period)
  return start === null ? null : periodOf(frequency, start)
}

/**
 * The first day of the fiscal year that a period counts for: the one that holds its first day, and for a week its
 * Thursday, as ISO does for calendar years.
 */
export function fiscalYearStart(
  { frequency, fiscal_year_start_month: first }: Pick<Calendar, 'frequency' | 'fiscal_year_start_month'>,
  period: Pick<Period, 'start'>,
): Day {
  const { year, month } = dayParts(frequency === 'WEEKLY' ? addDays(period.start, 3) : period.start)
  return makeDay(month >= first ? year : year - 1, first, 1) as Day
}

/** The first day of a course on which every total of these periods can be computed. */
export function courseStart(calendar: Calendar, first: Period): Day {
  const { frequency } = calendar
  let start = periodOf(frequency, fiscalYearStart(calendar, first)).start
  const lastYear = samePeriodLastYear(frequency, first)?.start ?? first.start
  if (lastYear < start) start = lastYear
  let rollingStart = first.start
  for (let back = 1; back < rollingSizeMax; back += 1)
    rollingStart = periodOf(frequency, addDays(rollingStart, -1)).start
  return rollingStart < start ? rollingStart : start
}

export const rollingSizes = [3, 12] as const
const rollingSizeMax = 12

/** Puts values together by an aggregation. No object is made per value: this runs often. */
export function tallyOf(aggregation: Aggregation): Tally {
  let carried: bigint | null = null
  let count = 0n
  return {
    clear: () => {
      carried = null
      count = 0n
    },
    add: (_start, value) => {
      carried = carried === null ? value : joined(carried, value, aggregation)
      count += 1n
    },
    total: () =>
      carried === null ? null : ((aggregation === 'AVERAGE' ? divideRounded(carried, count) : carried) as Decimal),
  }
}

/** A value with the first day of its period. */
export interface Dated {
  readonly start: Day
  readonly value: Decimal
}

/** The total of some values, in the order of time; null when there is none. */
export function totalOfAll(values: readonly Dated[], tally: Tally): Decimal | null {
  tally.clear()
  for (const { start, value } of values) tally.add(start, value)
  return tally.total()
}

/** What is carried on from value to value; an average carries its sum. */
export function joined(total: bigint, value: bigint, aggregation: Aggregation): bigint {
  switch (aggregation) {
    case 'SUM':
    case 'AVERAGE':
      return total + value
    case 'LAST':
      return value
    case 'MIN':
      return value < total ? value : total
    case 'MAX':
      return value > total ? value : total
  }
}

function sameWeekLastYear({ start }: Period): Day | null {
  const { year, week } = isoWeekOf(start)
  return isoWeekMonday({ year: year - 1, week })
}

function sameDayLastYear({ start }: Period): Day | null {
  const { year, month, day } = dayParts(start)
  return makeDay(year - 1, month, day)
}
