// Periods: the calendar cut into days, ISO weeks, months, quarters, half-years or years, each with its label.
import {
  addDays,
  type Day,
  dayMax,
  dayParts,
  daysBetween,
  daysInMonth,
  isoMondayOf,
  isoWeekMonday,
  isoWeekOf,
  makeDay,
  parseDay,
} from '#kernel/dates.ts'

export type Frequency = 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'QUARTERLY' | 'HALF_YEARLY' | 'YEARLY'

/** Both days belong to the period. */
export interface Period {
  readonly start: Day
  readonly end: Day
  readonly label: string
}

export type PeriodCode = 'INVALID_PERIOD' | 'PERIOD_FREQUENCY_MISMATCH'
export type PeriodResult =
  { readonly ok: true; readonly period: Period } | { readonly ok: false; readonly code: PeriodCode }

export const frequencies: readonly Frequency[] = ['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY']
/** The first and last days on which a period may start. */
export const periodStartMin = '1990-01-01' as Day
export const periodStartMax = '2100-12-31' as Day
/** More than every day from 1990 to 2100. */
export const periodCountMax = 41_000

const invalid: PeriodResult = { ok: false, code: 'INVALID_PERIOD' }
const mismatch: PeriodResult = { ok: false, code: 'PERIOD_FREQUENCY_MISMATCH' }

/** The period of a frequency that holds a day. */
export function periodOf(frequency: Frequency, day: Day): Period {
  switch (frequency) {
    case 'DAILY':
      return { start: day, end: day, label: day }
    case 'WEEKLY':
      return weekOf(day)
    case 'MONTHLY':
      return monthsOf(day, 1)
    case 'QUARTERLY':
      return monthsOf(day, 3)
    case 'HALF_YEARLY':
      return monthsOf(day, 6)
    case 'YEARLY':
      return monthsOf(day, 12)
  }
}

/**
 * Reads a canonical label (`2025-12-31`, `2026-W01`, `2025-12`, `2025-T1`, `2025-S1`, `2025`). A true period of another
 * frequency is PERIOD_FREQUENCY_MISMATCH, anything else INVALID_PERIOD.
 */
export function parsePeriodLabel(frequency: Frequency, label: string): PeriodResult {
  for (const candidate of frequencies) {
    const start = labelStart(candidate, label)
    if (start !== null) return candidate === frequency ? { ok: true, period: periodOf(frequency, start) } : mismatch
  }
  return invalid
}

/** The first day of the nth week, month, quarter or half-year of a year (a year ignores n); null when there is none. */
export function nthPeriodStart(frequency: Exclude<Frequency, 'DAILY'>, year: number, nth: number): Day | null {
  switch (frequency) {
    case 'WEEKLY':
      return isoWeekMonday({ year, week: nth })
    case 'MONTHLY':
      return makeDay(year, nth, 1)
    case 'QUARTERLY':
      return makeDay(year, nth * 3 - 2, 1)
    case 'HALF_YEARLY':
      return makeDay(year, nth * 6 - 5, 1)
    case 'YEARLY':
      return makeDay(year, 1, 1)
  }
}

/** Refuses a period that starts outside 1990 to 2100, or that is wholly after today; null when it is fine. */
export function checkPeriod(period: Period, today: Day): 'INVALID_PERIOD' | 'PERIOD_IN_FUTURE' | null {
  if (period.start < periodStartMin || period.start > periodStartMax) return 'INVALID_PERIOD'
  return period.start > today ? 'PERIOD_IN_FUTURE' : null
}

/** True while the period is still open: its last day is not over. */
export function isProvisional(period: Period, today: Day): boolean {
  return period.end >= today
}

/** The period right after. */
export function nextPeriod(frequency: Frequency, period: Period): Period {
  return periodOf(frequency, addDays(period.end, 1))
}

/** The period right before. */
export function previousPeriod(frequency: Frequency, period: Period): Period {
  return periodOf(frequency, addDays(period.start, -1))
}

/** The periods that hold the days from `from` to `to`, in order; none when `to` comes first. Throws RangeError beyond `periodCountMax`. */
export function listPeriods(
  frequency: Frequency,
  { from, to }: { readonly from: Day; readonly to: Day },
): readonly Period[] {
  const periods: Period[] = []
  if (from > to) return periods
  for (let period = periodOf(frequency, from); period.start <= to; period = nextPeriod(frequency, period)) {
    if (periods.length === periodCountMax) throw new RangeError(`More than ${periodCountMax} periods.`)
    periods.push(period)
  }
  return periods
}

function weekOf(day: Day): Period {
  const start = isoMondayOf(day)
  const { year, week } = isoWeekOf(day)
  // The last week that ISO text can write is cut short, so that every day has a week; checkPeriod refuses it anyway.
  const end = daysBetween(start, dayMax) < 6 ? dayMax : addDays(start, 6)
  return { start, end, label: `${pad(year, 4)}-W${pad(week, 2)}` }
}

/** The period of 1, 3, 6 or 12 months that holds a day. */
function monthsOf(day: Day, length: 1 | 3 | 6 | 12): Period {
  const { year, month } = dayParts(day)
  const last = month + length - 1 - ((month - 1) % length)
  const prefix = day.slice(0, 4)
  const start = `${prefix}-${pad(last - length + 1, 2)}-01` as Day
  const end = `${prefix}-${pad(last, 2)}-${daysInMonth(year, last)}` as Day
  return { start, end, label: monthsLabel(prefix, last, length) }
}

function monthsLabel(year: string, lastMonth: number, length: 1 | 3 | 6 | 12): string {
  if (length === 12) return year
  if (length === 1) return `${year}-${pad(lastMonth, 2)}`
  return `${year}-${length === 3 ? 'T' : 'S'}${lastMonth / length}`
}

const labelShapes: Readonly<Record<Exclude<Frequency, 'DAILY'>, RegExp>> = {
  WEEKLY: /^(\d{4})-W(\d{2})$/,
  MONTHLY: /^(\d{4})-(\d{2})$/,
  QUARTERLY: /^(\d{4})-T([1-4])$/,
  HALF_YEARLY: /^(\d{4})-S([12])$/,
  YEARLY: /^(\d{4})$/,
}

function labelStart(frequency: Frequency, label: string): Day | null {
  if (frequency === 'DAILY') return parseDay(label)
  const match = labelShapes[frequency].exec(label)
  return match === null ? null : nthPeriodStart(frequency, Number(match[1]), Number(match[2] ?? 1))
}

function pad(number: number, length: number): string {
  return String(number).padStart(length, '0')
}
