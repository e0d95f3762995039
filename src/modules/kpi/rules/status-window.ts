// How long a status holds: it expires when newer values should have come.
import { addDays, type Day, isoMondayOf } from '#kernel/dates.ts'
import { expectedPeriods } from './expected-periods.ts'
import { type Frequency, frequencies, type Period, periodOf, previousPeriod } from './period.ts'

export interface StatusWindow {
  readonly frequency: Frequency
  /** The last period that is over: the one a value is expected for. */
  readonly closed: Period
  /** A status counts as current when its period starts on this day or later. */
  readonly current_since: Day
  /** One period earlier: a current status and the value before it lie within, unless a period was left out. */
  readonly recent_since: Day
}

/**
 * The status of a KPI is current while its value is for the last period that is over, for the open one, or for the one
 * before: one period of grace, the time to collect the number. Older, it has expired: the KPI counts as without data and
 * its last status is shown apart. Days of a week-end take no grace: on Monday, Thursday's value still holds.
 */
export function statusWindow(frequency: Frequency, today: Day): StatusWindow {
  const closed = previousPeriod(frequency, periodOf(frequency, today))
  const since = frequency === 'DAILY' ? weekdayBefore(weekdayBefore(today)) : previousPeriod(frequency, closed).start
  const recent = previousPeriod(frequency, periodOf(frequency, since))
  return { frequency, closed, current_since: since, recent_since: recent.start }
}

/** A window with the closed periods that should have a value. */
export interface LookBack extends StatusWindow {
  /** Oldest first; never empty. */
  readonly expected: readonly Period[]
}

/** One window per frequency. */
export function statusWindows(today: Day): readonly LookBack[] {
  return frequencies.map((frequency) => ({
    ...statusWindow(frequency, today),
    expected: expectedPeriods(frequency, today),
  }))
}

function weekdayBefore(day: Day): Day {
  const before = addDays(day, -1)
  const friday = addDays(isoMondayOf(before), 4)
  return before > friday ? friday : before
}
