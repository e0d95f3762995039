// The bowling chart: one KPI over the twelve months of a fiscal year, target and actual, with its year to date.
import { addDays, type Day, dayParts, makeDay } from '#kernel/dates.ts'
import {
  type Aggregation,
  type Calendar,
  type Dated,
  fiscalYearStart,
  type Tally,
  tallyOf,
  totalOfAll,
} from './cumulative.ts'
import type { Decimal } from './decimal.ts'
import { isExpected } from './expected-periods.ts'
import { formulaTally, type TotalBasis } from './formula-total.ts'
import type { ThresholdVersion } from './judgement.ts'
import { isPart, settledGoodness } from './open-total.ts'
import { type Frequency, isProvisional, listPeriods, type Period, periodOf } from './period.ts'
import type { SeriesValue } from './series.ts'
import { evaluateStatus, type Status, type Thresholds } from './status.ts'
import { computeVariance, type Goodness } from './variance.ts'

export interface FiscalYear {
  /** The calendar year in which it begins. */
  readonly year: number
  readonly start: Day
  readonly end: Day
  /** Twelve labels, `2025-04` to `2026-03`. */
  readonly months: readonly string[]
}

export interface BowlingInput {
  readonly calendar: Calendar
  /** For a KPI whose totals are made by its formula; null for the others. */
  readonly basis: TotalBasis | null
  readonly fiscal_year: FiscalYear
  readonly today: Day
  /** The first day on which a value is expected. */
  readonly expected_from: Day
  /** By the first day of the period; those of this fiscal year and of the one before. */
  readonly values: ReadonlyMap<Day, SeriesValue>
  readonly targets: ReadonlyMap<Day, Decimal>
  /** By id: those that judged a value. */
  readonly versions: ReadonlyMap<string, ThresholdVersion>
  /** What says today which way is better. */
  readonly current: Thresholds
}

export interface BowlingCell {
  readonly month: string
  /** `NONE`: nothing is expected yet, or not any more; `NO_PERIOD`: the KPI counts in longer periods. */
  readonly state: 'VALUE' | 'MISSING' | 'NONE' | 'NO_PERIOD'
  /** The one period behind the cell; null when a month is made of several, or of none. */
  readonly period_label: string | null
  readonly value: Decimal | null
  readonly status: Status | null
  readonly critical: boolean
  readonly target: Decimal | null
  /** The month goes on, or values of it are missing: the figure may still change. */
  readonly provisional: boolean
  /** Expected values of the month that are not there. */
  readonly missing: number
}

export interface BowlingTotal {
  readonly actual: Decimal | null
  readonly actual_missing: number
  /** Over the periods that have a value; null when one of them has no target. */
  readonly target: Decimal | null
  readonly target_missing: number
  /** A value of it belongs to a period that goes on. */
  readonly provisional: boolean
  /** Null without a target, and while a part of an open period may still turn it. */
  readonly goodness: Goodness | null
}

export interface BowlingRow {
  readonly cells: readonly BowlingCell[]
  readonly ytd: BowlingTotal
  /** The year before and this one up to today, oldest first: month by month, longer periods one by one. */
  readonly course: readonly (Decimal | null)[]
}

/** The fiscal year that begins in a calendar year, or the one that holds a day. */
export function fiscalYearOf(firstMonth: number, at: { readonly year: number } | { readonly day: Day }): FiscalYear {
  const year =
    'year' in at
      ? at.year
      : dayParts(fiscalYearStart({ frequency: 'DAILY', fiscal_year_start_month: firstMonth }, { start: at.day })).year
  const start = makeDay(year, firstMonth, 1) as Day
  const end = addDays(makeDay(year + 1, firstMonth, 1) as Day, -1)
  return { year, start, end, months: listPeriods('MONTHLY', { from: start, to: end }).map(({ label }) => label) }
}

/**
 * The row of one KPI. A period counts for the fiscal year of its first day (a week: of its Thursday), as in every total;
 * it sits in the month of that day, a quarter or longer in the month of its last day within the fiscal year.
 */
export function bowlingRow(input: BowlingInput): BowlingRow {
  const periods = periodsOf(input.calendar, input.fiscal_year)
  const byMonth = grouped(periods, input)
  return {
    cells: input.fiscal_year.months.map((month) => cellOf(input, month, byMonth.get(month) ?? [])),
    ytd: yearToDate(input, periods),
    course: courseOf(input, periods),
  }
}

function periodsOf(calendar: Calendar, { start, end }: FiscalYear): readonly Period[] {
  return listPeriods(calendar.frequency, { from: start, to: end }).filter(
    (period) => fiscalYearStart(calendar, period) === start,
  )
}

function grouped(
  periods: readonly Period[],
  { calendar, fiscal_year }: Pick<BowlingInput, 'calendar' | 'fiscal_year'>,
): ReadonlyMap<string, readonly Period[]> {
  return Map.groupBy(periods, (period) => periodOf('MONTHLY', placeOf(calendar.frequency, period, fiscal_year)).label)
}

function placeOf(frequency: Frequency, { start, end }: Period, year: FiscalYear): Day {
  if (frequency === 'DAILY' || frequency === 'MONTHLY') return start
  if (frequency === 'WEEKLY') return addDays(start, 3)
  return end < year.end ? end : year.end
}

function cellOf(input: BowlingInput, month: string, periods: readonly Period[]): BowlingCell {
  const { values, targets, today } = input
  const entries = periods.flatMap(({ start }) => values.get(start) ?? [])
  const missing = periods.filter((period) => isMissing(input, period)).length
  const isOpen = periods.some((period) => isProvisional(period, today))
  const value = totalOfAll(datedValues(input, periods), actualTally(input))
  return {
    month,
    state: periods.length === 0 ? 'NO_PERIOD' : value !== null ? 'VALUE' : missing > 0 ? 'MISSING' : 'NONE',
    period_label: periods.length === 1 ? (periods[0] as Period).label : null,
    value,
    ...verdictOf(input, entries, value),
    target: cellTarget(periods, { values, targets, aggregation: targetAggregation(input) }),
    provisional: value !== null && (isOpen || missing > 0),
    missing,
  }
}

/** How the actual values of several periods are put together. */
function actualTally({ basis, calendar }: Pick<BowlingInput, 'basis' | 'calendar'>): Tally {
  return basis === null ? tallyOf(calendar.aggregation) : formulaTally(basis)
}

/** Targets have no inputs: those of a ratio, which do not add up, are averaged. */
function targetAggregation({ basis, calendar }: Pick<BowlingInput, 'basis' | 'calendar'>): Aggregation {
  return basis === null ? calendar.aggregation : 'AVERAGE'
}

function datedValues({ values }: Pick<BowlingInput, 'values'>, periods: readonly Period[]): readonly Dated[] {
  return periods.flatMap(({ start }) => {
    const entry = values.get(start)
    return entry === undefined ? [] : [{ start, value: entry.value }]
  })
}

function datedTargets(targets: BowlingInput['targets'], periods: readonly Period[]): readonly Dated[] {
  return periods.flatMap(({ start }) => {
    const value = targets.get(start)
    return value === undefined ? [] : [{ start, value }]
  })
}

/** Over the periods that have a value, so that both lines of a cell tell of the same days; before any, over all. */
function cellTarget(periods: readonly Period[], { values, targets, aggregation }: Targets): Decimal | null {
  const entered = periods.filter(({ start }) => values.has(start))
  if (entered.length > 0) return likeForLike(entered, { values, targets, aggregation }).target
  return totalOfAll(datedTargets(targets, periods), tallyOf(aggregation))
}

interface Targets {
  readonly values: BowlingInput['values']
  readonly targets: BowlingInput['targets']
  readonly aggregation: Aggregation
}

/** The total of the targets of these periods; null, and how many are lacking, unless each has one. */
function likeForLike(
  entered: readonly Period[],
  { targets, aggregation }: Targets,
): { readonly target: Decimal | null; readonly missing: number } {
  const asked = aggregation === 'LAST' ? entered.slice(-1) : entered
  const found = datedTargets(targets, asked)
  const missing = asked.length - found.length
  return { target: missing > 0 ? null : totalOfAll(found, tallyOf(aggregation)), missing }
}

const noVerdict = { status: null, critical: false } as const

/**
 * The status of a cell. One value keeps the status it was given, and so does the value that a month takes over (last,
 * smallest, largest). A sum or an average of several is judged by the thresholds of its last value, times their number:
 * a total then stands where its mean value would, and nothing is rounded. What a formula makes of several is judged as
 * one value.
 */
function verdictOf(
  { basis, calendar, versions }: Pick<BowlingInput, 'basis' | 'calendar' | 'versions'>,
  entries: readonly SeriesValue[],
  total: Decimal | null,
): Pick<SeriesValue, 'status' | 'critical'> {
  const last = entries.at(-1)
  if (last === undefined) return noVerdict
  const { aggregation } = calendar
  if (entries.length === 1) return stored(last)
  if (basis !== null) return total === null ? noVerdict : evaluateStatus(judgeOf(versions, last).thresholds, total)
  if (aggregation === 'LAST') return stored(last)
  const sum = entries.reduce((total, entry) => total + entry.value, 0n) as Decimal
  if (aggregation === 'SUM' || aggregation === 'AVERAGE') {
    return evaluateStatus(times(judgeOf(versions, last).thresholds, BigInt(entries.length)), sum)
  }
  const taken = entries.reduce((best, entry) =>
    (aggregation === 'MIN' ? entry.value <= best.value : entry.value >= best.value) ? entry : best,
  )
  return stored(taken)
}

function judgeOf(versions: BowlingInput['versions'], entry: SeriesValue): ThresholdVersion {
  const version = versions.get(entry.threshold_id)
  if (version === undefined) throw new Error('a value was judged by an unknown version')
  return version
}

function stored({ status, critical }: SeriesValue): Pick<SeriesValue, 'status' | 'critical'> {
  return { status, critical }
}

function times({ direction, ...bounds }: Thresholds, count: bigint): Thresholds {
  const scaled = Object.entries(bounds).map(([name, bound]: [string, Decimal | null]) => [
    name,
    bound === null ? null : bound * count,
  ])
  return { direction, ...(Object.fromEntries(scaled) as Omit<Thresholds, 'direction'>) }
}

/** A period that is over, that somebody should have entered, and nobody did. Week-ends are not expected. */
function isMissing({ calendar, today, expected_from, values }: BowlingInput, period: Period): boolean {
  const { frequency } = calendar
  if (period.end >= today || values.has(period.start)) return false
  if (period.start < periodOf(frequency, expected_from).start) return false
  return isExpected(frequency, period)
}

function yearToDate(input: BowlingInput, periods: readonly Period[]): BowlingTotal {
  const { values, targets, today } = input
  const aggregation = targetAggregation(input)
  const entered = periods.filter(({ start }) => values.has(start))
  const actual = totalOfAll(datedValues(input, entered), actualTally(input))
  const { target, missing } = likeForLike(entered, { values, targets, aggregation })
  return {
    actual,
    actual_missing: periods.filter((period) => isMissing(input, period)).length,
    target,
    target_missing: missing,
    provisional: actual !== null && entered.some((period) => isProvisional(period, today)),
    goodness: actual === null || target === null ? null : totalGoodness(input, { actual, target, entered }),
  }
}

interface Compared {
  readonly actual: Decimal
  readonly target: Decimal
  readonly entered: readonly Period[]
}

/** The target is that of whole periods: with a part of an open one, only what the rest cannot change is said. */
function totalGoodness(
  { calendar, basis, today, values, current }: BowlingInput,
  { actual, target, entered }: Compared,
): Goodness | null {
  const { goodness } = computeVariance(actual, target, current)
  if (!entered.some((period) => isPart(calendar, period, today))) return goodness
  const only_grows = basis === null && entered.every(({ start }) => (values.get(start)?.value ?? 0n) >= 0n)
  return settledGoodness({ value: actual, goodness, thresholds: current, only_grows })
}

function courseOf(input: BowlingInput, periods: readonly Period[]): readonly (Decimal | null)[] {
  const { calendar, fiscal_year, today, values } = input
  const before = fiscalYearOf(calendar.fiscal_year_start_month, { year: fiscal_year.year - 1 })
  const past = (list: readonly Period[]): readonly Period[] => list.filter(({ start }) => start <= today)
  const valueOf = ({ start }: Period): Decimal | null => values.get(start)?.value ?? null
  const all = [periodsOf(calendar, before), periods].map(past)
  if (!['DAILY', 'WEEKLY', 'MONTHLY'].includes(calendar.frequency)) return all.flat().map(valueOf)
  return [before, fiscal_year].flatMap((year, index) => {
    const byMonth = grouped(all[index] ?? [], { calendar, fiscal_year: year })
    const months = year.months.filter((month) => byMonth.has(month))
    const tally = actualTally(input)
    return months.map((month) => totalOfAll(datedValues(input, byMonth.get(month) ?? []), tally))
  })
}
