// What lies ahead of a KPI: the trend of its closed periods, and the pace of the open period and year.
import { addDays, type Day, dayParts, makeDay } from '#kernel/dates.ts'
import { type Calendar, fiscalYearStart } from './cumulative.ts'
import type { Decimal } from './decimal.ts'
import {
  estimateText,
  type Forecast,
  forecastPeriodsMax,
  type ForecastPoint,
  type ForecastReason,
  forecastSentence,
  forecastTrend,
  horizons,
  periodPace,
  yearPace,
} from './forecast.ts'
import { periodName } from './period-labels.ts'
import { listPeriods, nextPeriod, type Period, periodOf, previousPeriod } from './period.ts'

export interface OutlookInput {
  readonly calendar: Calendar
  /** Whether values of several periods may be added up: a ratio may not. */
  readonly adds_up: boolean
  readonly unit: string | null
  readonly today: Day
  /** By the first day of the period. */
  readonly values: ReadonlyMap<Day, Decimal>
  /** The last day of which values were read; null: all. */
  readonly until: Day | null
  /** The day on which the value of the open period was last written. */
  readonly open_value_on: Day | null
}

export interface Pace {
  readonly first_day: Day
  readonly last_day: Day
  readonly value: number
  readonly sentence: string
}

export interface Outlook {
  readonly points: readonly (Period & ForecastPoint)[]
  readonly point_count: number
  readonly reason: ForecastReason | 'WINDOW_IN_PAST' | null
  readonly sentence: string
  /** Null where values do not add up, or too early to say. */
  readonly period_pace: Pace | null
  readonly year_pace: Pace | null
}

/** Estimates from today on, whatever periods are shown. */
export function outlook(input: OutlookInput): Outlook {
  const { calendar, unit, today, until, values } = input
  const open = periodOf(calendar.frequency, today)
  const closed = periodsBefore(open, calendar, forecastPeriodsMax)
  if (until !== null && until < (closed.at(-1) as Period).start) return outlookOfThePast
  const upcoming = periodsFrom(open, calendar, horizons[calendar.frequency])
  const trend = forecastTrend(
    closed.map(({ start }) => values.get(start) ?? null),
    upcoming.length,
  )
  const forecast = neverNegative(values) ? fromZero(trend) : trend
  const points = forecast.ok
    ? upcoming.map((period, index) => ({ ...period, ...(forecast.points[index] as ForecastPoint) }))
    : []
  return {
    points,
    point_count: forecast.point_count,
    reason: forecast.ok ? null : forecast.reason,
    sentence: forecastSentence(forecast, { label: periodName(open.label, 'fr'), unit }),
    period_pace: input.adds_up ? openPeriodPace(input, open) : null,
    year_pace: input.adds_up ? openYearPace(input, open) : null,
  }
}

/** What was never negative is not expected to be: a count, a stock, a delay. */
function neverNegative(values: OutlookInput['values']): boolean {
  return Array.from(values.values()).every((value) => value >= 0n)
}

function fromZero(forecast: Forecast): Forecast {
  if (!forecast.ok) return forecast
  const least = (value: number): number => Math.max(0, value)
  const points = forecast.points.map(({ value, low, high }) => ({
    value: least(value),
    low: least(low),
    high: least(high),
  }))
  return { ...forecast, points }
}

const outlookOfThePast: Outlook = {
  points: [],
  point_count: 0,
  reason: 'WINDOW_IN_PAST',
  sentence: 'Pas d’estimation : les périodes affichées s’arrêtent avant aujourd’hui.',
  period_pace: null,
  year_pace: null,
}

function periodsBefore(open: Period, { frequency }: Calendar, count: number): readonly Period[] {
  const periods: Period[] = []
  for (let period = open; periods.length < count;) {
    period = previousPeriod(frequency, period)
    periods.push(period)
  }
  return periods.reverse()
}

function periodsFrom(open: Period, { frequency }: Calendar, count: number): readonly Period[] {
  const periods: Period[] = []
  for (let period = open; periods.length < count; period = nextPeriod(frequency, period)) periods.push(period)
  return periods
}

function openPeriodPace({ values, open_value_on, unit }: OutlookInput, open: Period): Pace | null {
  const value = values.get(open.start)
  if (value === undefined || open_value_on === null) return null
  const pace = periodPace(value, open, open_value_on)
  if (pace === null) return null
  const sentence = `Estimation d’après ce qui est déjà saisi : ${periodName(open.label, 'fr')} finirait à ${estimateText(pace, unit)}.`
  return { first_day: open.start, last_day: open.end, value: pace, sentence }
}

function openYearPace({ calendar, values, unit }: OutlookInput, open: Period): Pace | null {
  const first = fiscalYearStart(calendar, open)
  const last = addDays(yearAfter(first), -1)
  const periods = listPeriods(calendar.frequency, { from: first, to: addDays(last, 6) }).filter(
    (period) => fiscalYearStart(calendar, period) === first,
  )
  const filled = periods.flatMap((period) => (period.start < open.start ? (values.get(period.start) ?? []) : []))
  const total = filled.reduce((sum, value) => (sum + value) as Decimal, 0n as Decimal)
  const pace = yearPace(total, filled.length, periods.length)
  if (pace === null) return null
  const basis = `au rythme de ${filled.length} périodes sur ${periods.length}`
  const sentence = `Estimation : ${basis}, l’exercice finirait à ${estimateText(pace, unit)}.`
  return { first_day: first, last_day: last, value: pace, sentence }
}

function yearAfter(day: Day): Day {
  const { year, month } = dayParts(day)
  return makeDay(year + 1, month, 1) as Day
}
