// The numbers of the demo world: a line with a wobble, or a count of days, from plain arithmetic.
import type { Day } from '#kernel/dates.ts'
import { type Frequency, type Period, periodOf, previousPeriod } from './period.ts'

export interface LineSeries {
  readonly kind: 'line'
  /** How many periods the history goes back. */
  readonly count: number
  readonly start: number
  readonly wobble: number
  readonly decimals: number
  /** The last values, up to the last closed period; null where one is missing. The line before leads to the first. */
  readonly recent: readonly (number | null)[]
  /** Further periods without a value, by how many periods ago they are. */
  readonly missing?: readonly number[]
}

/** Days since something happened: counts up, and was back to 0 `reset_ago` periods ago, after `before` days. */
export interface CounterSeries {
  readonly kind: 'counter'
  readonly count: number
  readonly reset_ago: number
  readonly before: number
}

export type Series = LineSeries | CounterSeries

export interface SeriesValue {
  readonly period: Period
  /** 1 is the last closed period. */
  readonly ago: number
  readonly value: number
}

/** The values of a series, oldest first, the last one for the last period that is over. */
export function seriesValues(series: Series, frequency: Frequency, today: Day): readonly SeriesValue[] {
  const values: SeriesValue[] = []
  let period = periodOf(frequency, today)
  for (let ago = 1; ago <= series.count; ago += 1) {
    period = previousPeriod(frequency, period)
    const value = series.kind === 'line' ? lineValue(series, ago) : counterValue(series, ago)
    if (value !== null) values.push({ period, ago, value })
  }
  return values.toReversed()
}

function lineValue({ count, start, wobble, decimals, recent, missing = [] }: LineSeries, ago: number): number | null {
  if (missing.includes(ago)) return null
  if (ago <= recent.length) return recent[recent.length - ago] ?? null
  const progress = (count - ago) / Math.max(1, count - recent.length)
  const target = recent[0] ?? start
  const value = start + (target - start) * progress + wobble * swing(ago)
  return Math.max(0, Number(value.toFixed(decimals)))
}

function counterValue({ reset_ago, before }: CounterSeries, ago: number): number {
  return ago <= reset_ago ? reset_ago - ago : before - (ago - reset_ago - 1)
}

/** A number from -1 to 1 that looks irregular and never changes. */
function swing(ago: number): number {
  return (((ago * 7919 + 104_729) % 101) - 50) / 50
}
