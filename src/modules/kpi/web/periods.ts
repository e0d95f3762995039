// Periods as people read and choose them; the calendar itself is the rules'. Pure.
import { periodOfLabel } from '../rules/period-labels.ts'
import { previousPeriod, nextPeriod, type Frequency, type Period } from '../rules/period.ts'

export { periodName, periodOfLabel, withGaps } from '../rules/period-labels.ts'

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

export interface EntryState {
  readonly frequency: Frequency
  /** The last period that is over. */
  readonly expected_period_label: string
  /** Closed periods that wait, oldest first. */
  readonly missing: readonly string[]
  readonly latest_period_label: string | null
}

/** The period a quick entry is for: the latest closed one that waits, else the open one; null when nothing is to enter. */
export function periodToEnter(kpi: EntryState): Period | null {
  const waiting = kpi.missing.at(-1)
  if (waiting !== undefined) return periodOfLabel(kpi.frequency, waiting)
  const open = nextPeriod(kpi.frequency, periodOfLabel(kpi.frequency, kpi.expected_period_label))
  return kpi.latest_period_label === open.label ? null : open
}

/** The latest period without a value, the open one last; null when every offered period has one. */
export function latestMissing(
  frequency: Frequency,
  expectedLabel: string,
  entered: ReadonlySet<string>,
): Period | null {
  const [open, ...over] = offeredPeriods(frequency, expectedLabel)
  return [...over.slice(0, 1), open, ...over.slice(1)].find((period) => period && !entered.has(period.label)) ?? null
}
