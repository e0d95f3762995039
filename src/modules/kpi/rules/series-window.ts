// Which periods a series shows.
import { type Day } from '#kernel/dates.ts'
import { type Frequency, type Period, periodOf, periodStartMax, periodStartMin, previousPeriod } from './period.ts'
import { laterDay } from './threshold-change.ts'

export const seriesPointsMax = 400

export interface WindowInput {
  readonly frequency: Frequency
  readonly today: Day
  readonly created_on: Day
  /** Both bounds are for the first days of periods, included; null: everything there is. */
  readonly from: Day | null
  readonly to: Day | null
  readonly first_value_on: Day | null
  readonly last_value_on: Day | null
}

export type SeriesWindow =
  { readonly ok: true; readonly periods: readonly Period[] } | { readonly ok: false; readonly code: 'RANGE_TOO_LONG' }

/**
 * The periods that start within the bounds. Without `to`, up to the last value or the last period that is over; without
 * `from`, from the first value (from the making of the KPI while it has none), the last 400 at most. A range that is asked
 * for and has more is refused.
 */
export function seriesWindow(input: WindowInput): SeriesWindow {
  const { frequency, today, created_on, from, to, first_value_on, last_value_on } = input
  const closed = previousPeriod(frequency, periodOf(frequency, today)).start
  const end = earlier(to ?? laterDay(last_value_on ?? closed, closed), periodStartMax)
  const begin = laterDay(from ?? first_value_on ?? periodOf(frequency, created_on).start, periodStartMin)
  const periods: Period[] = []
  for (let period = periodOf(frequency, end); period.start >= begin; period = previousPeriod(frequency, period)) {
    if (periods.length === seriesPointsMax) {
      if (from !== null) return { ok: false, code: 'RANGE_TOO_LONG' }
      break
    }
    periods.push(period)
  }
  return { ok: true, periods: periods.reverse() }
}

function earlier(left: Day, right: Day): Day {
  return left < right ? left : right
}
