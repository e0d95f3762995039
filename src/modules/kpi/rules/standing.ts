// Where a KPI stands today: whether its status still holds, and which periods wait for their value. The only such rule.
import { addDays, type Day } from '#kernel/dates.ts'
import { isLocked } from './closing.ts'
import { expectedPeriods, firstExpected } from './expected-periods.ts'
import { type Frequency, nextPeriod, type Period, periodOf } from './period.ts'
import { statusWindow } from './status-window.ts'

export interface StandingInput {
  readonly frequency: Frequency
  readonly today: Day
  /** The day the KPI was made, in the organisation's zone. */
  readonly created_on: Day
  /** Up to which day the dashboard is closed; nobody can enter a value there any more. */
  readonly locked_through: Day | null
  /** Start of the latest period that has a value, over or open; null without any value. */
  readonly latest_period_start: Day | null
  /** The day that value was entered, in the organisation's zone. */
  readonly latest_entered_on: Day | null
  /** Starts of periods with a value, in any order: at least the `enteredCountMax` latest. */
  readonly entered: readonly Day[]
  /** Nobody enters a computed KPI: what is missing are values of its inputs. */
  readonly is_computed?: boolean
}

/** CURRENT: the status holds. EXPIRED: newer values should have come. NO_DATA: there is no value at all. */
export type StandingState = 'CURRENT' | 'EXPIRED' | 'NO_DATA'

export interface Standing {
  readonly state: StandingState
  /** The first day on which the status held no more; null unless EXPIRED. */
  readonly expired_since: Day | null
  /** The last period that is over. */
  readonly expected_period_label: string
  /** Periods that wait for their value, oldest first, holes included; never the open one. */
  readonly missing: readonly string[]
  /** The first period that waits: older than `missing[0]` when nothing came since before the look back. */
  readonly missing_since: string | null
  /** Whether the latest value came after the period that follows its own was over, too. */
  readonly entered_late: boolean
}

/** The longest look back and the open period. */
export const enteredCountMax = 32

/**
 * Values are expected of every period that is over since the KPI was made, or since its first value when that is for an
 * earlier period: a history may be entered later. Without Saturdays and Sundays of a daily KPI, which may be entered all
 * the same, and without periods that the dashboard has closed: what nobody can enter is not waited for.
 */
export function computeStanding(input: StandingInput): Standing {
  const { frequency, today, latest_period_start: latest, locked_through } = input
  const expected = input.is_computed === true ? [] : expectedPeriods(frequency, today)
  const entered = new Set(input.entered)
  const since = expectedSince(input, expected)
  const missing = expected.filter(
    ({ start, end }) => start >= since && !entered.has(start) && !isLocked(end, locked_through),
  )
  return {
    ...stateOf(frequency, { today, latest }),
    expected_period_label: statusWindow(frequency, today).closed.label,
    missing: missing.map(({ label }) => label),
    missing_since: missing[0] === undefined ? null : missingSince(input, expected, missing[0]).label,
    entered_late: isLate(input),
  }
}

/** The day after a period: from then on its value is due. */
export function dueSince(period: Period): Day {
  return addDays(period.end, 1)
}

/** The first day on which the status of a value for this period holds no more. */
export function expiryOf(frequency: Frequency, period: Period): Day {
  let next = nextPeriod(frequency, period)
  while (statusWindow(frequency, next.start).current_since <= period.start) next = nextPeriod(frequency, next)
  return next.start
}

function stateOf(
  frequency: Frequency,
  { today, latest }: { readonly today: Day; readonly latest: Day | null },
): Pick<Standing, 'state' | 'expired_since'> {
  if (latest === null) return { state: 'NO_DATA', expired_since: null }
  if (latest >= statusWindow(frequency, today).current_since) return { state: 'CURRENT', expired_since: null }
  return { state: 'EXPIRED', expired_since: expiryOf(frequency, periodOf(frequency, latest)) }
}

/** Expected from here on: all of the look back when there was a value before it. */
function expectedSince(input: StandingInput, expected: readonly Period[]): Day {
  const { frequency, created_on, latest_period_start: latest, entered } = input
  const first = expected[0]
  if (first !== undefined && latest !== null && latest < first.start) return first.start
  const made = periodOf(frequency, created_on).start
  return entered.reduce((earliest, start) => (start < earliest ? start : earliest), made)
}

/** The true first period that waits, never one that the dashboard has closed. */
function missingSince(input: StandingInput, expected: readonly Period[], missing: Period): Period {
  const { frequency, locked_through: through } = input
  const since = silentSince(input, expected, missing)
  if (!isLocked(since.end, through) || through === null) return since
  return firstExpected(frequency, periodOf(frequency, addDays(through, 1)))
}

/** The first period without a value before or at the missing one, however long ago. */
function silentSince(input: StandingInput, expected: readonly Period[], missing: Period): Period {
  const { frequency, created_on, latest_period_start: latest } = input
  const first = expected[0]
  if (first === undefined || missing.start > first.start) return missing
  if (latest === null) return firstExpected(frequency, periodOf(frequency, created_on))
  if (latest >= first.start) return missing
  return firstExpected(frequency, nextPeriod(frequency, periodOf(frequency, latest)))
}

function isLate(input: StandingInput): boolean {
  const { frequency, created_on, latest_period_start: latest, latest_entered_on: enteredOn } = input
  if (latest === null || enteredOn === null || input.is_computed === true) return false
  const period = periodOf(frequency, latest)
  const following = firstExpected(frequency, nextPeriod(frequency, period))
  return period.end >= created_on && enteredOn > following.end
}
