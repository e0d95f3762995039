// Estimates of what is to come: the straight line through the latest values with its interval, and the pace of what is
// still open. Doubles in and out: an estimate is no exact figure.
import { derivedNumber } from '#kernel/chart/chart-spec.ts'
import { addDays, type Day, daysBetween } from '#kernel/dates.ts'
import type { Series } from './control-limits.ts'
import { type Decimal, formatQuantityFr, fromNumber, toNumber } from './decimal.ts'
import type { Frequency, Period } from './period.ts'
import { studentQuantile } from './student.ts'

export const forecastPointsMin = 6
/** Closed periods that the line comes from: older values say little about what comes next. */
export const forecastPeriodsMax = 24
/** Periods without a value at the end, beyond which a line would start from too far. */
export const forecastGapMax = 3
export const forecastLevel = 0.95

/** How many periods ahead, the open one included. */
export const horizons: Readonly<Record<Frequency, number>> = {
  DAILY: 7,
  WEEKLY: 4,
  MONTHLY: 3,
  QUARTERLY: 2,
  HALF_YEARLY: 1,
  YEARLY: 1,
}

export interface ForecastPoint {
  readonly value: number
  /** Bounds that hold the true value 95 times in 100, if the line goes on and its noise stays the same. */
  readonly low: number
  readonly high: number
}

export type ForecastReason = 'TOO_FEW_POINTS' | 'LAST_VALUE_TOO_OLD' | 'OUT_OF_RANGE'

export type Forecast =
  | {
      readonly ok: true
      readonly points: readonly ForecastPoint[]
      readonly point_count: number
      readonly slope: number
    }
  | { readonly ok: false; readonly reason: ForecastReason; readonly point_count: number }

/**
 * The least-squares line through the values of the last 24 periods, carried `ahead` periods past the end of the series,
 * with its 95 % prediction interval. Refused under 6 values, or when the last one lies more than 3 periods back.
 */
export function forecastTrend(series: Series, ahead: number): Forecast {
  const recent = series.slice(-forecastPeriodsMax)
  const points = recent.flatMap((value, index) => (value === null ? [] : [{ at: index, value: toNumber(value) }]))
  const refuse = (reason: ForecastReason): Forecast => ({ ok: false, reason, point_count: points.length })
  const last = points.at(-1)
  if (last === undefined || points.length < forecastPointsMin) return refuse('TOO_FEW_POINTS')
  if (recent.length - 1 - last.at > forecastGapMax) return refuse('LAST_VALUE_TOO_OLD')
  const line = fit(points)
  const predicted = Array.from({ length: ahead }, (_, step) => predict(line, recent.length + step))
  if (predicted.some(({ low, high }) => !Number.isFinite(low) || !Number.isFinite(high))) return refuse('OUT_OF_RANGE')
  return { ok: true, points: predicted, point_count: points.length, slope: rounded(line.slope) }
}

interface Line {
  readonly count: number
  readonly meanAt: number
  readonly mean: number
  readonly slope: number
  /** Sum of the squared distances of the abscissas from their mean. */
  readonly spread: number
  /** Standard deviation of the residuals, n − 2 degrees of freedom. */
  readonly noise: number
}

/** Sums around the means: they lose no digits to cancellation. */
function fit(points: readonly { readonly at: number; readonly value: number }[]): Line {
  const count = points.length
  const meanAt = sumOf(points.map(({ at }) => at)) / count
  const mean = sumOf(points.map(({ value }) => value)) / count
  const spread = sumOf(points.map(({ at }) => (at - meanAt) ** 2))
  const slope = sumOf(points.map(({ at, value }) => (at - meanAt) * (value - mean))) / spread
  const residuals = points.map(({ at, value }) => (value - mean - slope * (at - meanAt)) ** 2)
  return { count, meanAt, mean, slope, spread, noise: Math.sqrt(sumOf(residuals) / (count - 2)) }
}

function predict({ count, meanAt, mean, slope, spread, noise }: Line, at: number): ForecastPoint {
  const value = mean + slope * (at - meanAt)
  const half = studentQuantile(count - 2) * noise * Math.sqrt(1 + 1 / count + (at - meanAt) ** 2 / spread)
  return { value: rounded(value), low: rounded(value - half), high: rounded(value + half) }
}

/** Says an estimate in one sentence. */
export function forecastSentence(
  forecast: Forecast,
  { label, unit }: { readonly label: string; readonly unit: string | null },
): string {
  if (!forecast.ok) return refusals[forecast.reason](forecast.point_count)
  const [point] = forecast.points
  if (point === undefined) return 'Pas d’estimation : aucune période à venir.'
  const say = (value: number): string => estimateText(value, unit)
  const basis = `si la tendance des ${forecast.point_count} dernières valeurs se poursuit`
  return `Estimation pour ${label} : ${say(point.value)}, entre ${say(point.low)} et ${say(point.high)} dans 95 % des cas ${basis}.`
}

const refusals: Readonly<Record<ForecastReason, (count: number) => string>> = {
  TOO_FEW_POINTS: (count) =>
    `Pas d’estimation : il faut au moins ${forecastPointsMin} valeurs de périodes terminées, il y en a ${count}.`,
  LAST_VALUE_TOO_OLD: () => 'Pas d’estimation : la dernière valeur est trop ancienne.',
  OUT_OF_RANGE: () => 'Pas d’estimation : ces nombres sont trop grands pour un calcul de tendance.',
}

/** Share of a span that must be over before its pace means anything. */
const paceShareMin = 0.2

/**
 * What a sum that is still growing will reach at this pace, from what it is on a day and the days gone by, that one
 * included; null before a fifth of the period or when it is over. Only for KPIs whose values add up.
 */
export function periodPace(value: Decimal, period: Period, asOf: Day): number | null {
  const all = daysBetween(period.start, addDays(period.end, 1))
  const gone = daysBetween(period.start, asOf) + 1
  if (gone >= all || gone < all * paceShareMin) return null
  return rounded((toNumber(value) * all) / gone)
}

/** What a year that adds up will reach if the periods to come resemble the mean of those that have a value; null before a fifth of it. */
export function yearPace(total: Decimal, filled: number, periodCount: number): number | null {
  if (filled === 0 || filled >= periodCount || filled < periodCount * paceShareMin) return null
  return rounded((toNumber(total) / filled) * periodCount)
}

/** A computed number in words, as pages show it. */
export function estimateText(value: number, unit: string | null): string {
  const text = fromNumber(rounded(derivedNumber(value)))
  return text.ok ? formatQuantityFr(text.value, unit) : `${value}`
}

/** Six decimals, as values have, and fifteen digits. */
function rounded(value: number): number {
  if (!Number.isFinite(value)) return value
  const short = Math.abs(value) < 1e15 ? Number(value.toFixed(6)) : value
  return Number(short.toPrecision(15)) + 0
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
