// A KPI's series with everything that is said about it: one point per period, and what they mean together.
import { type Day } from '#kernel/dates.ts'
import { movingRanges } from './control-limits.ts'
import { type ControlChoice, type ControlReport, reportControl } from './control-report.ts'
import {
  type Calendar,
  courseStart,
  rolling,
  rollingSizes,
  samePeriodLastYear,
  tallyOf,
  yearToDate,
} from './cumulative.ts'
import type { Decimal } from './decimal.ts'
import { formulaTally, type TotalBasis } from './formula-total.ts'
import { type ThresholdVersion, versionOn } from './judgement.ts'
import { addsUp, isPart, settledGoodness } from './open-total.ts'
import { isProvisional, listPeriods, type Period, periodOf } from './period.ts'
import type { Status } from './status.ts'
import { computeTrend, type Trend } from './trend.ts'
import { computeVariance, type Goodness, type Variance } from './variance.ts'
import { noThresholds } from './status.ts'

export interface SeriesValue {
  readonly value: Decimal
  readonly status: Status | null
  readonly critical: boolean
  readonly threshold_id: string
}

export interface SeriesInput {
  readonly calendar: Calendar
  /** For a KPI whose totals are made by its formula; null for the others. */
  readonly basis: TotalBasis | null
  readonly unit: string | null
  readonly today: Day
  /** The first day on which a value is expected. */
  readonly expected_from: Day
  /** The shown periods, without a gap; with none there is nothing to say. */
  readonly periods: readonly Period[]
  /** By the first day of the period, as far back as the totals need. */
  readonly values: ReadonlyMap<Day, SeriesValue>
  readonly targets: ReadonlyMap<Day, Decimal>
  /** Those in force, and those that judged a value. */
  readonly versions: readonly (ThresholdVersion & { readonly in_force: boolean })[]
  readonly control: ControlChoice
}

export interface AnalysedPoint {
  readonly period: Period
  readonly entry: SeriesValue | null
  readonly provisional: boolean
  readonly moving_range: Decimal | null
  readonly target: Decimal | null
  readonly variance: Decimal | null
  readonly variance_relative: Decimal | null
  readonly variance_goodness: Goodness | null
  readonly previous_period: Decimal | null
  readonly previous_year: Decimal | null
  readonly ytd: Decimal | null
  readonly ytd_missing: number | null
  readonly rolling_3: Decimal | null
  readonly rolling_12: Decimal | null
}

export interface ThresholdStep {
  readonly first_period: string
  readonly last_period: string
  readonly version: ThresholdVersion
}

export interface AnalysedSeries {
  readonly points: readonly AnalysedPoint[]
  /** Labels of the periods that are over and wait for a value. */
  readonly missing: readonly string[]
  readonly steps: readonly ThresholdStep[]
  readonly trend: Trend
  readonly control: ControlReport
}

/** Analyses the shown periods. Totals and the year before look further back than what is shown. */
export function analyseSeries(input: SeriesInput): AnalysedSeries {
  const { periods, values, unit } = input
  const course = courseOf(input)
  const versions = periods.map(versionFinder(input))
  const points = pointsOf(input, { course, versions })
  const last = points.findLast(({ entry }) => entry !== null)
  const thresholds = versions[last === undefined ? -1 : points.indexOf(last)]?.thresholds
  return {
    points,
    missing: periods.filter((period) => isMissing(input, period)).map(({ label }) => label),
    steps: stepsOf(periods, versions),
    trend: computeTrend({
      values: wholeOf(input).flatMap(({ start }) => values.get(start)?.value ?? []),
      thresholds: thresholds ?? noThresholds('UP_IS_BETTER'),
      unit,
    }),
    control: reportControl({ periods: course.periods, values: course.settled }, course.shown_from, input.control),
  }
}

/** Without the part of an open period, which is not compared with whole ones. */
function wholeOf({ calendar, today, periods }: SeriesInput): readonly Period[] {
  return addsUp(calendar) ? periods.filter((period) => !isProvisional(period, today)) : periods
}

interface FullCourse {
  readonly periods: readonly Period[]
  readonly values: readonly (Decimal | null)[]
  /** Without the open period, whose value is still growing. */
  readonly settled: readonly (Decimal | null)[]
  /** Index of the first shown period. */
  readonly shown_from: number
}

function courseOf({ calendar, today, periods, values, control }: SeriesInput): FullCourse {
  const [first, last] = [periods[0], periods.at(-1)]
  if (first === undefined || last === undefined) return { periods: [], values: [], settled: [], shown_from: 0 }
  const needed = courseStart(calendar, first)
  const from = control.baseline_from !== null && control.baseline_from < needed ? control.baseline_from : needed
  const all = listPeriods(calendar.frequency, { from, to: last.start })
  const found = all.map(({ start }) => values.get(start)?.value ?? null)
  return {
    periods: all,
    values: found,
    settled: found.map((value, index) => (isProvisional(all[index] as Period, today) ? null : value)),
    shown_from: all.length - periods.length,
  }
}

function pointsOf(
  input: SeriesInput,
  { course, versions }: { readonly course: FullCourse; readonly versions: readonly ThresholdVersion[] },
): readonly AnalysedPoint[] {
  const { calendar, basis, today, periods, values, targets } = input
  const tally = basis === null ? tallyOf(calendar.aggregation) : formulaTally(basis)
  const totals = yearToDate(course, calendar, tally)
  const ranges = movingRanges(course.settled)
  const [short, long] = rollingSizes.map((size) => rolling(course, size, tally))
  return periods.map((period, index) => {
    const at = course.shown_from + index
    const entry = values.get(period.start) ?? null
    const target = targets.get(period.start) ?? null
    const version = versions[index] as ThresholdVersion
    const variance = entry === null || target === null ? null : computeVariance(entry.value, target, version.thresholds)
    const lastYear = samePeriodLastYear(calendar.frequency, period)
    return {
      period,
      entry,
      provisional: isProvisional(period, today),
      moving_range: ranges[at] ?? null,
      target,
      variance: variance?.absolute ?? null,
      variance_relative: variance?.relative ?? null,
      variance_goodness: goodnessOf(input, { period, entry, variance, version }),
      previous_period: course.values[at - 1] ?? null,
      previous_year: lastYear === null ? null : (values.get(lastYear.start)?.value ?? null),
      ytd: totals[at]?.value ?? null,
      ytd_missing: totals[at]?.missing ?? null,
      rolling_3: short?.[at] ?? null,
      rolling_12: long?.[at] ?? null,
    }
  })
}

interface JudgedVariance {
  readonly period: Period
  readonly entry: SeriesValue | null
  readonly variance: Variance | null
  readonly version: ThresholdVersion
}

/** Of a part of an open period, only what the rest cannot change is said. */
function goodnessOf(
  { calendar, basis, today, values }: SeriesInput,
  { period, entry, variance, version }: JudgedVariance,
): Goodness | null {
  if (entry === null || variance === null) return null
  const { goodness } = variance
  if (!isPart(calendar, period, today)) return goodness
  const only_grows = basis === null && values.values().every(({ value }) => value >= 0n)
  return settledGoodness({ value: entry.value, goodness, thresholds: version.thresholds, only_grows })
}

/** The version that judged the value of a period; where there is none, the one in force on its first day. */
function versionFinder({ versions, values }: SeriesInput): (period: Period) => ThresholdVersion {
  const byId = new Map(versions.map((version) => [version.id, version]))
  const inForce = versions.filter((version) => version.in_force)
  return ({ start }) => byId.get(values.get(start)?.threshold_id ?? '') ?? versionOn(inForce, start)
}

function stepsOf(periods: readonly Period[], versions: readonly ThresholdVersion[]): readonly ThresholdStep[] {
  const steps: ThresholdStep[] = []
  for (const [index, version] of versions.entries()) {
    const { label } = periods[index] as Period
    const open = steps.at(-1)
    if (open?.version.id === version.id) steps[steps.length - 1] = { ...open, last_period: label }
    else steps.push({ first_period: label, last_period: label, version })
  }
  return steps
}

function isMissing({ calendar, today, expected_from, values }: SeriesInput, period: Period): boolean {
  return (
    period.end < today && period.start >= periodOf(calendar.frequency, expected_from).start && !values.has(period.start)
  )
}
