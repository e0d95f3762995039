// Which closed periods should have a value: a bounded look back, without the week-ends of daily KPIs.
import { type Day, daysBetween, isoMondayOf } from '#kernel/dates.ts'
import { type Frequency, nextPeriod, type Period, periodOf, previousPeriod } from './period.ts'

/** How many closed periods are looked back on: what is older is history, nobody's work of today. */
const lookBack: Readonly<Record<Frequency, number>> = {
  DAILY: 31,
  WEEKLY: 13,
  MONTHLY: 12,
  QUARTERLY: 8,
  HALF_YEARLY: 4,
  YEARLY: 3,
}
/** The closed periods that are looked back on, oldest first. */
export function expectedPeriods(frequency: Frequency, today: Day): readonly Period[] {
  const periods: Period[] = []
  let period = previousPeriod(frequency, periodOf(frequency, today))
  for (let count = 0; count < lookBack[frequency]; count += 1) {
    if (isExpected(frequency, period)) periods.unshift(period)
    period = previousPeriod(frequency, period)
  }
  return periods
}

/** This period, or the first after it that is expected. */
export function firstExpected(frequency: Frequency, period: Period): Period {
  let found = period
  while (!isExpected(frequency, found)) found = nextPeriod(frequency, found)
  return found
}

/** Every closed period, but the week-ends of a daily KPI. */
export function isExpected(frequency: Frequency, { start }: Period): boolean {
  return frequency !== 'DAILY' || daysBetween(isoMondayOf(start), start) < 5
}
