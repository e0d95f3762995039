// Which periods the editor of targets shows at once. Pure.
import { addDays, type Day, dayParts, daysInMonth, makeDay } from '#kernel/dates.ts'
import { type Frequency, listPeriods, type Period, periodOf, periodStartMax, periodStartMin } from './period.ts'

/** A month for daily KPIs, ten years for yearly ones, else the calendar year: the ISO year for weeks. */
export function targetSpan(frequency: Frequency, day: Day): readonly Period[] {
  const [from, to] = boundsOf(frequency, day)
  const periods = listPeriods(frequency, { from, to })
  // the week of 1 January may belong to the year before
  const starting = frequency === 'WEEKLY' ? periods.filter(({ label }) => label.startsWith(from.slice(0, 4))) : periods
  return starting.filter(({ start }) => start >= periodStartMin && start <= periodStartMax)
}

/** A day of the span before or after; the same day where the calendar of periods ends. */
export function shiftSpan(frequency: Frequency, day: Day, way: 1 | -1): Day {
  const [from, to] = boundsOf(frequency, day)
  const next = way > 0 ? addDays(to, frequency === 'WEEKLY' ? 8 : 1) : addDays(from, -8)
  return targetSpan(frequency, next).length === 0 ? day : next
}

function boundsOf(frequency: Frequency, day: Day): readonly [Day, Day] {
  const { year, month } = dayParts(frequency === 'WEEKLY' ? addDays(periodOf('WEEKLY', day).start, 3) : day)
  if (frequency === 'DAILY')
    return [makeDay(year, month, 1) as Day, makeDay(year, month, daysInMonth(year, month)) as Day]
  if (frequency !== 'YEARLY') return [makeDay(year, 1, 1) as Day, makeDay(year, 12, 31) as Day]
  const first = year - (year % 10)
  return [makeDay(first, 1, 1) as Day, makeDay(first + 9, 12, 31) as Day]
}
