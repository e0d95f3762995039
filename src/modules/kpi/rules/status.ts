// The status of a value: green, orange or red from direction and thresholds, in exact decimals.
import type { Decimal } from './decimal.ts'

export type Direction = 'UP_IS_BETTER' | 'DOWN_IS_BETTER' | 'RANGE_IS_BEST'
export type Status = 'GREEN' | 'ORANGE' | 'RED'

/** One version of a KPI's thresholds. UP and DOWN use the first three, RANGE_IS_BEST the last four. */
export interface Thresholds {
  readonly direction: Direction
  readonly threshold_green: Decimal | null
  readonly threshold_orange: Decimal | null
  readonly threshold_red: Decimal | null
  readonly green_min: Decimal | null
  readonly green_max: Decimal | null
  readonly orange_min: Decimal | null
  readonly orange_max: Decimal | null
}

/** A status; null only when there is no threshold. `critical` is a red beyond the red threshold. */
export interface Verdict {
  readonly status: Status | null
  readonly critical: boolean
  readonly reason: 'NO_THRESHOLD' | null
}

/** The thresholds in use, none missing: the shape the rules decide on. */
export type Zones =
  | {
      readonly kind: 'UP' | 'DOWN'
      readonly green: Decimal
      readonly orange: Decimal
      readonly red: Decimal | null
    }
  | {
      readonly kind: 'RANGE'
      readonly greenMin: Decimal
      readonly greenMax: Decimal
      readonly orangeMin: Decimal
      readonly orangeMax: Decimal
    }

const green: Verdict = { status: 'GREEN', critical: false, reason: null }
const orange: Verdict = { status: 'ORANGE', critical: false, reason: null }
const red: Verdict = { status: 'RED', critical: false, reason: null }
const criticalRed: Verdict = { status: 'RED', critical: true, reason: null }
const noThreshold: Verdict = { status: null, critical: false, reason: 'NO_THRESHOLD' }

/** No threshold at all, for a direction: a start to spread over. */
export function noThresholds(direction: Direction): Thresholds {
  return {
    direction,
    threshold_green: null,
    threshold_orange: null,
    threshold_red: null,
    green_min: null,
    green_max: null,
    orange_min: null,
    orange_max: null,
  }
}

/**
 * The status of a value under valid thresholds. A value equal to a threshold takes the better status; the red
 * threshold only decides `critical`; without thresholds the status is null, never green.
 */
export function evaluateStatus(thresholds: Thresholds, value: Decimal): Verdict {
  const zones = zonesOf(thresholds)
  if (zones === null) return noThreshold
  if (zones.kind === 'RANGE') return rangeVerdict(zones, value)
  return zones.kind === 'UP' ? upVerdict(zones, value) : downVerdict(zones, value)
}

/** The zones that valid thresholds draw; null when there are none. */
export function zonesOf(thresholds: Thresholds): Zones | null {
  const { threshold_green, threshold_orange, green_min, green_max, orange_min, orange_max } = thresholds
  if (thresholds.direction === 'RANGE_IS_BEST') {
    if (green_min === null || green_max === null || orange_min === null || orange_max === null) return null
    return { kind: 'RANGE', greenMin: green_min, greenMax: green_max, orangeMin: orange_min, orangeMax: orange_max }
  }
  if (threshold_green === null || threshold_orange === null) return null
  const kind = thresholds.direction === 'UP_IS_BETTER' ? 'UP' : 'DOWN'
  return { kind, green: threshold_green, orange: threshold_orange, red: thresholds.threshold_red }
}

function upVerdict(zones: Zones & { kind: 'UP' | 'DOWN' }, value: Decimal): Verdict {
  if (value >= zones.green) return green
  if (value >= zones.orange) return orange
  return zones.red !== null && value < zones.red ? criticalRed : red
}

function downVerdict(zones: Zones & { kind: 'UP' | 'DOWN' }, value: Decimal): Verdict {
  if (value <= zones.green) return green
  if (value <= zones.orange) return orange
  return zones.red !== null && value > zones.red ? criticalRed : red
}

function rangeVerdict(zones: Zones & { kind: 'RANGE' }, value: Decimal): Verdict {
  if (value >= zones.greenMin && value <= zones.greenMax) return green
  return value >= zones.orangeMin && value <= zones.orangeMax ? orange : red
}
