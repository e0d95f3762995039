// The total of a period that goes on: until its last day is over, its verdict may be that of a part only.
import type { Day } from '#kernel/dates.ts'
import { isBadFor } from './alert.ts'
import type { AlertPoint, AlertRule } from './alert.ts'
import type { Decimal } from './decimal.ts'
import { type Frequency, isProvisional, type Period, periodOf } from './period.ts'
import type { Direction, Thresholds } from './status.ts'
import type { Goodness } from './variance.ts'

/** The latest value of a KPI, as far as it decides whether its verdict may still turn; null without any value. */
export interface LatestVerdict {
  readonly direction: Direction
  /** Beyond the upper end of a green range, which a growing total never comes back from. */
  readonly is_above: boolean
}

export interface CountedInput {
  readonly frequency: Frequency
  /** How values of finer periods make one: only a SUM grows with its period. */
  readonly aggregation: string
  readonly today: Day
  /** Judged values, oldest first. */
  readonly points: readonly AlertPoint[]
  readonly latest: LatestVerdict | null
  readonly rule: Pick<AlertRule, 'level'>
  /** Start of the period whose alert was told and is in force: it stands until its number is good. */
  readonly told: Day | null
}

/**
 * The values that decide an alert: all but the latest when it is the sum of a period that goes on and may still turn,
 * a bad one that can grow out of it or a good one that can grow into it. It is counted when its period is over.
 */
export function countedPoints(input: CountedInput): readonly AlertPoint[] {
  return maySettleLater(input) ? input.points.slice(0, -1) : input.points
}

function maySettleLater({ frequency, aggregation, today, points, latest, rule, told }: CountedInput): boolean {
  const last = points.at(-1)
  if (last === undefined || last.status === null || latest === null) return false
  if (!isPart({ frequency, aggregation }, periodOf(frequency, last.start), today)) return false
  const isBad = isBadFor(rule, last.status)
  if (isBad && told === last.start) return false
  if (latest.direction === 'RANGE_IS_BEST') return !(isBad && latest.is_above)
  return latest.direction === 'UP_IS_BETTER' ? isBad : !isBad
}

/** How a KPI counts, as far as it decides whether a value may be a part only. */
export interface Counting {
  readonly frequency: Frequency
  readonly aggregation: string
}

/** Whether a value of this period is but a part of what the period comes to. A day is taken as it is entered. */
export function isPart(counting: Counting, period: Period, today: Day): boolean {
  return addsUp(counting) && isProvisional(period, today)
}

/** Whether the values of a KPI grow with their period. */
export function addsUp({ frequency, aggregation }: Counting): boolean {
  return aggregation === 'SUM' && frequency !== 'DAILY'
}

export interface PartialTotal {
  readonly value: Decimal
  /** As it would be if the period were over. */
  readonly goodness: Goodness | null
  readonly thresholds: Thresholds
  /** Nothing that was ever added was negative: what is exceeded stays exceeded. */
  readonly only_grows: boolean
}

/** How good a total is that a part belongs to: null while that may still turn. */
export function settledGoodness({ value, goodness, thresholds, only_grows }: PartialTotal): Goodness | null {
  if (!only_grows || goodness === null || goodness === 'EQUAL') return null
  const { direction, green_max } = thresholds
  if (direction === 'UP_IS_BETTER') return goodness === 'BETTER' ? goodness : null
  const isBeyond = direction === 'DOWN_IS_BETTER' || (green_max !== null && value > green_max)
  return isBeyond && goodness === 'WORSE' ? goodness : null
}
