// Control chart of single values (XmR): what a series does by itself, so that a signal is told from noise. The verdicts
// are exact: no value is ever taken for another by a binary float.
import type { Decimal } from './decimal.ts'
import { divideRounded } from './rounding.ts'

export const controlPointsMin = 6
export const controlPointsFirm = 12
/** Limits lie 2.66 mean moving ranges from the mean (3 sigma), the limit of a moving range at 3.267 of them. */
const limitHundredths = 266n
const rangeLimitThousandths = 3267n

/** Values of consecutive periods, oldest first; null where a period has none. The open period is no part of it. */
export type Series = readonly (Decimal | null)[]

export interface ControlLimits {
  readonly mean: Decimal
  readonly lower: Decimal
  readonly upper: Decimal
  readonly mean_moving_range: Decimal
  readonly range_limit: Decimal
  /** Values that the limits come from. */
  readonly point_count: number
  /** Fewer than 12 values: limits that may still move. */
  readonly provisional: boolean
  readonly scale: Scale
}

/** Exact measure of a value against the limits, in whole numbers: see `distanceOf`. */
interface Scale {
  readonly factor: bigint
  readonly centre: bigint
  readonly sigma: bigint
}

export type ControlResult =
  | { readonly ok: true; readonly limits: ControlLimits }
  | { readonly ok: false; readonly reason: 'TOO_FEW_POINTS' | 'NO_NEIGHBOURS'; readonly point_count: number }

/**
 * Computes the limits of a baseline: mean ± 2.66 mR̄ and 3.267 mR̄, rounded to millionths for showing. A moving range joins
 * two neighbouring periods, never two values with a missing period between them. Refused under 6 values.
 */
export function computeLimits(baseline: Series): ControlResult {
  const values = baseline.filter((value) => value !== null)
  const count = values.length
  if (count < controlPointsMin) return { ok: false, reason: 'TOO_FEW_POINTS', point_count: count }
  const ranges = movingRanges(baseline).filter((range) => range !== null)
  if (ranges.length === 0) return { ok: false, reason: 'NO_NEIGHBOURS', point_count: count }
  const [n, m] = [BigInt(count), BigInt(ranges.length)]
  const [sum, rangeSum] = [total(values), total(ranges)]
  const [centre, width] = [sum * 100n * m, limitHundredths * rangeSum * n]
  const at = (numerator: bigint): Decimal => divideRounded(numerator, 100n * n * m) as Decimal
  const limits = {
    mean: at(centre),
    lower: at(centre - width),
    upper: at(centre + width),
    mean_moving_range: divideRounded(rangeSum, m) as Decimal,
    range_limit: divideRounded(rangeLimitThousandths * rangeSum, 1000n * m) as Decimal,
    point_count: count,
    provisional: count < controlPointsFirm,
    scale: { factor: 300n * n * m, centre: 3n * centre, sigma: width },
  }
  return { ok: true, limits }
}

/** The change from the period before, without sign; null where one of the two has no value. */
export function movingRanges(series: Series): readonly (Decimal | null)[] {
  return series.map((value, index) => {
    const before = series[index - 1] ?? null
    if (value === null || before === null) return null
    return (value < before ? before - value : value - before) as Decimal
  })
}

/** How far a value lies from the mean and how wide one sigma is, in the same whole unit: comparing them is exact. */
export function distanceOf(
  { scale }: ControlLimits,
  value: Decimal,
): { readonly distance: bigint; readonly sigma: bigint } {
  return { distance: value * scale.factor - scale.centre, sigma: scale.sigma }
}

function total(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n)
}
