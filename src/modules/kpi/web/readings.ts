// What a KPI's numbers say: its status, its change and whether that is good. Exact decimals, pure.
import type { Status as BadgeStatus } from '#web/components/status-badge.tsx'
import type { Goodness } from '#web/components/delta.tsx'
import { fromNumber, toNumber, type Decimal } from '../rules/decimal.ts'
import { addsUp } from '../rules/open-total.ts'
import type { Frequency } from '../rules/period.ts'
import type { Direction, Thresholds } from '../rules/status.ts'
import { computeTrend } from '../rules/trend.ts'
import type { Dashboard, Kpi } from '../schemas.ts'

/** Thresholds as they travel: JSON numbers. */
export interface WireThresholds {
  readonly direction: Direction
  readonly threshold_green: number | null
  readonly threshold_orange: number | null
  readonly threshold_red: number | null
  readonly green_min: number | null
  readonly green_max: number | null
  readonly orange_min: number | null
  readonly orange_max: number | null
}

export interface Change {
  readonly value: number
  readonly goodness: Goodness
  readonly against: string
  /** The period that moved, where it is not the latest one. */
  readonly of: string | null
}

/** What a change is read from. */
export interface Changing extends WireThresholds {
  readonly recent: readonly Point[]
  readonly unit: string | null
  readonly frequency: Frequency
  readonly aggregation: string
  readonly latest_provisional: boolean
}

/** Where a KPI counts today: an expired status counts as without data, as in every tally. */
export function statusOf(kpi: Pick<Kpi, 'standing' | 'latest_status'>): BadgeStatus {
  return kpi.standing === 'CURRENT' ? (kpi.latest_status ?? 'NO_THRESHOLD') : 'NO_DATA'
}

/** What its latest value was judged, expired or not. */
export function lastStatusOf(kpi: Pick<Kpi, 'standing' | 'latest_status'>): BadgeStatus {
  return kpi.standing === 'NO_DATA' ? 'NO_DATA' : (kpi.latest_status ?? 'NO_THRESHOLD')
}

/** The parts of a dashboard for the share bar. */
export function countsOf(
  counts: Pick<Dashboard, 'green' | 'orange' | 'red' | 'no_data' | 'no_threshold'>,
): Record<BadgeStatus, number> {
  return {
    GREEN: counts.green,
    ORANGE: counts.orange,
    RED: counts.red,
    NO_DATA: counts.no_data,
    NO_THRESHOLD: counts.no_threshold,
  }
}

export interface Point {
  readonly period_label: string
  readonly value: number
}

/** The last whole value against the one before; null with fewer than two. A part of an open period is none. */
export function changeOf(kpi: Changing): Change | null {
  const isPart = kpi.latest_provisional && addsUp(kpi)
  const [previous, latest] = kpi.recent.slice(isPart ? -3 : -2, isPart ? -1 : undefined)
  if (latest === undefined || previous === undefined) return null
  const values = [decimalOf(previous.value), decimalOf(latest.value)] as const
  const { kind } = computeTrend({ values, thresholds: toThresholds(kpi), unit: kpi.unit })
  const goodness = kind === 'improving' ? 'good' : kind === 'worsening' ? 'bad' : 'neutral'
  return {
    value: differenceOf(previous.value, latest.value),
    goodness,
    against: previous.period_label,
    of: isPart ? latest.period_label : null,
  }
}

/** The server's word for how a difference is judged, as a change shows it. */
export function goodnessOf(goodness: 'BETTER' | 'EQUAL' | 'WORSE' | null): Goodness {
  return goodness === 'BETTER' ? 'good' : goodness === 'WORSE' ? 'bad' : 'neutral'
}

/** How far a value moved, exactly. */
export function differenceOf(previous: number, latest: number): number {
  return toNumber((decimalOf(latest) - decimalOf(previous)) as Decimal)
}

/** Whether a change counts in points: per cent of per cent would be misread. */
export function isInPoints(unit: string | null): boolean {
  return unit?.trim() === '%'
}

/** The same thresholds as the rules take them. */
export function toThresholds(wire: WireThresholds): Thresholds {
  return {
    direction: wire.direction,
    threshold_green: orNull(wire.threshold_green),
    threshold_orange: orNull(wire.threshold_orange),
    threshold_red: orNull(wire.threshold_red),
    green_min: orNull(wire.green_min),
    green_max: orNull(wire.green_max),
    orange_min: orNull(wire.orange_min),
    orange_max: orNull(wire.orange_max),
  }
}

function orNull(number: number | null): Decimal | null {
  return number === null ? null : decimalOf(number)
}

function decimalOf(number: number): Decimal {
  const result = fromNumber(number)
  if (!result.ok) throw new RangeError(`${number} is no decimal of ours.`)
  return result.value
}
