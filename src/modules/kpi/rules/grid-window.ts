// Which periods an entry grid shows.
import type { Day } from '#kernel/dates.ts'
import { type Frequency, listPeriods, type Period, periodOf, periodStartMin, previousPeriod } from './period.ts'

/** About two months of days: more columns are no grid to type in. */
export const gridPeriodCountMax = 62

/** Periods shown when nobody asks for others, the open one included. */
const shownAtFirst: Readonly<Record<Frequency, number>> = {
  DAILY: 14,
  WEEKLY: 13,
  MONTHLY: 12,
  QUARTERLY: 8,
  HALF_YEARLY: 6,
  YEARLY: 5,
}

export interface GridWindow {
  readonly frequency: Frequency
  readonly today: Day
  readonly from: Day | null
  readonly to: Day | null
}

/** The periods asked for up to the open one, oldest first; null when they are more than a grid takes. */
export function gridPeriods({ frequency, today, from, to }: GridWindow): readonly Period[] | null {
  const last = to === null || to > today ? today : to
  const first = from === null ? firstShown(frequency, last) : from < periodStartMin ? periodStartMin : from
  const longest = stepBack(frequency, last, gridPeriodCountMax - 1)
  if (periodOf(frequency, first).start < longest.start) return null
  return listPeriods(frequency, { from: first, to: last })
}

function firstShown(frequency: Frequency, last: Day): Day {
  return stepBack(frequency, last, shownAtFirst[frequency] - 1).start
}

function stepBack(frequency: Frequency, day: Day, count: number): Period {
  let period = periodOf(frequency, day)
  for (let step = 0; step < count && period.start > periodStartMin; step += 1)
    period = previousPeriod(frequency, period)
  return period
}
