// Periods as people read and choose them; the calendar itself is the rules'. Pure.
import type { Day } from '#kernel/dates.ts'
import { isLocked } from '../rules/closing.ts'
import { periodOfLabel } from '../rules/period-labels.ts'
import { previousPeriod, nextPeriod, periodOf, type Frequency, type Period } from '../rules/period.ts'

export { periodName, periodOfLabel, withGaps } from '../rules/period-labels.ts'

/** Chosen in the list of periods when the period is none of those listed: it is given by one of its days. */
export const older = 'older'

/** How many periods back a person chooses from a list; older ones are given by one of their days. */
const offeredCount: Readonly<Record<Frequency, number>> = {
  DAILY: 62,
  WEEKLY: 78,
  MONTHLY: 36,
  QUARTERLY: 20,
  HALF_YEARLY: 12,
  YEARLY: 12,
}

/** Periods to choose from, newest first: the open one, then those that are over. */
export function offeredPeriods(frequency: Frequency, expectedLabel: string): readonly Period[] {
  let period = nextPeriod(frequency, periodOfLabel(frequency, expectedLabel))
  const periods: Period[] = []
  while (periods.length < offeredCount[frequency]) {
    periods.push(period)
    period = previousPeriod(frequency, period)
  }
  return periods
}

export interface EntryPlace {
  readonly frequency: Frequency
  /** The last period that is over. */
  readonly expected_period_label: string
  /** Up to which day the dashboard is closed. */
  readonly locked_through: string | null
}

/** Periods that a value may be entered for, newest first: those offered, but neither closed nor with a value. */
export function enterablePeriods(kpi: EntryPlace, entered: ReadonlySet<string>): readonly Period[] {
  return offeredPeriods(kpi.frequency, kpi.expected_period_label).filter(
    (period) => !isClosed(period, kpi) && !entered.has(period.label),
  )
}

/** Whether a period is none of the list: older, and not closed. */
export function hasOlderPeriods(kpi: EntryPlace): boolean {
  const oldest = offeredPeriods(kpi.frequency, kpi.expected_period_label).at(-1)
  return oldest !== undefined && !isClosed(previousPeriod(kpi.frequency, oldest), kpi)
}

export interface PeriodChoice {
  /** A label, or `older`. */
  readonly period: string
  /** A day of the older period. */
  readonly day: string
}

/** A choice as it was kept in a draft, or the proposed one where its period is closed by now or has its value. */
export function stillFree(kpi: EntryPlace, entered: ReadonlySet<string>, choice: PeriodChoice): PeriodChoice {
  const { period, day } = choice
  const isFree =
    period === older
      ? hasOlderPeriods(kpi) && (day === '' || !isClosed(periodOf(kpi.frequency, day as Day), kpi))
      : enterablePeriods(kpi, entered).some(({ label }) => label === period)
  return isFree ? { period, day } : { period: proposedPeriod(kpi, entered)?.label ?? older, day: '' }
}

function isClosed(period: Period, { locked_through }: Pick<EntryPlace, 'locked_through'>): boolean {
  return isLocked(period.end, locked_through as Day | null)
}

export interface EntryState extends EntryPlace {
  /** Periods that are over and wait, oldest first. */
  readonly missing: readonly string[]
  readonly latest_period_label: string | null
}

/** The period a quick entry is for: the latest one that is over and waits, else the open one; null when nothing is to enter. */
export function periodToEnter(kpi: EntryState): Period | null {
  const waiting = kpi.missing.at(-1)
  if (waiting !== undefined) return periodOfLabel(kpi.frequency, waiting)
  const open = nextPeriod(kpi.frequency, periodOfLabel(kpi.frequency, kpi.expected_period_label))
  return kpi.latest_period_label === open.label || isClosed(open, kpi) ? null : open
}

/** The period to propose: the last one that is over, then the open one, then older ones; null when none is left. */
export function proposedPeriod(kpi: EntryPlace, entered: ReadonlySet<string>): Period | null {
  const free = enterablePeriods(kpi, entered)
  return free.find(({ label }) => label === kpi.expected_period_label) ?? free[0] ?? null
}
