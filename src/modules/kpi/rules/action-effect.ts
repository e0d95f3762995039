// What an action changed in its KPI: the mean of the periods before against those after, with how sure one may be. The
// noise is what a control chart takes it to be, mean moving range / 1.128, so that an effect is told from noise alike.
// Doubles inside: an estimate is no exact figure.
import type { Day } from '#kernel/dates.ts'
import { movingRanges } from './control-limits.ts'
import { type Decimal, toNumber } from './decimal.ts'
import { estimateText } from './forecast.ts'
import { type Frequency, nextPeriod, type Period, periodOf, previousPeriod } from './period.ts'
import { type Thresholds, zonesOf } from './status.ts'
import { studentQuantile } from './student.ts'

/** Periods looked at on either side: a year of months. */
export const effectPeriodsMax = 12
export const effectValuesBeforeMin = 6
export const effectValuesAfterMin = 3
/** Moving ranges overlap: n of them are worth about 0.62 n degrees of freedom. */
const freedomPerRange = 0.62
const rangePerSigma = 1.128

export type EffectVerdict = 'IMPROVED' | 'WORSENED' | 'UNDECIDED' | 'TOO_EARLY' | 'NOT_DONE' | 'NO_DIRECTION'

export interface EffectInput {
  readonly frequency: Frequency
  readonly unit: string | null
  readonly thresholds: Thresholds
  readonly today: Day
  /** The first day of the effect; null while the action is not done. */
  readonly effective_on: Day | null
  /** By the first day of the period. */
  readonly values: ReadonlyMap<Day, Decimal>
}

export interface EffectSide {
  readonly first_period: string
  readonly last_period: string
  readonly value_count: number
  readonly mean: number
}

export interface Effect {
  readonly verdict: EffectVerdict
  readonly sentence: string
  readonly before: EffectSide | null
  readonly after: EffectSide | null
  /** Mean after less mean before, and the bounds that hold the true shift 95 times in 100. */
  readonly shift: { readonly value: number; readonly low: number; readonly high: number } | null
}

interface Side {
  readonly periods: readonly Period[]
  readonly values: readonly (Decimal | null)[]
  readonly found: readonly number[]
}

/**
 * Measures the effect on closed periods: up to 12 that end before the day, up to 12 that begin on it or later; the one
 * that holds the day inside is on neither side. Needs 6 values before and 3 after, and neighbours to tell noise by.
 */
export function measureEffect(input: EffectInput): Effect {
  const { effective_on, thresholds } = input
  if (effective_on === null) return without('NOT_DONE', 'L’effet se mesure une fois l’action faite.')
  const better = betterOf(thresholds)
  if (better === null)
    return without('NO_DIRECTION', 'Sans plage verte, rien ne dit ce qui est mieux : l’effet ne se juge pas.')
  const before = sideOf(input, periodsBefore(input.frequency, effective_on))
  const after = sideOf(input, periodsAfter(input, effective_on))
  const sides = { before: describe(before), after: describe(after) }
  if (before.found.length < effectValuesBeforeMin) return { ...sides, shift: null, ...tooFewBefore(before) }
  if (after.found.length < effectValuesAfterMin) return { ...sides, shift: null, ...tooEarly(after) }
  const ranges = [before, after].flatMap(({ values }) =>
    movingRanges(values).flatMap((range) => (range === null ? [] : [toNumber(range)])),
  )
  if (ranges.length < 2) return { ...sides, shift: null, ...noNeighbours() }
  const shift = shiftOf({ before: before.found, after: after.found, ranges })
  const verdict = verdictOf(shift, better, before.found)
  return { ...sides, shift, verdict, sentence: sentenceOf({ verdict, shift, unit: input.unit, sides }) }
}

/** The sign of a change for the better, or the green range to come nearer to. */
type Better = 1 | -1 | { readonly min: number; readonly max: number }

function betterOf(thresholds: Thresholds): Better | null {
  if (thresholds.direction !== 'RANGE_IS_BEST') return thresholds.direction === 'UP_IS_BETTER' ? 1 : -1
  const zones = zonesOf(thresholds)
  return zones?.kind === 'RANGE' ? { min: toNumber(zones.greenMin), max: toNumber(zones.greenMax) } : null
}

function periodsBefore(frequency: Frequency, day: Day): readonly Period[] {
  const periods: Period[] = []
  let period = previousPeriod(frequency, periodOf(frequency, day))
  while (periods.length < effectPeriodsMax) {
    periods.unshift(period)
    period = previousPeriod(frequency, period)
  }
  return periods
}

function periodsAfter({ frequency, today }: EffectInput, day: Day): readonly Period[] {
  const holding = periodOf(frequency, day)
  const periods: Period[] = []
  let period = holding.start === day ? holding : nextPeriod(frequency, holding)
  while (periods.length < effectPeriodsMax && period.end < today) {
    periods.push(period)
    period = nextPeriod(frequency, period)
  }
  return periods
}

function sideOf({ values }: EffectInput, periods: readonly Period[]): Side {
  const found = periods.map(({ start }) => values.get(start) ?? null)
  return { periods, values: found, found: found.flatMap((value) => (value === null ? [] : [toNumber(value)])) }
}

/** Null without a value. */
function describe({ periods, values, found }: Side): EffectSide | null {
  const first = periods[values.findIndex((value) => value !== null)]
  const last = periods[values.findLastIndex((value) => value !== null)]
  if (first === undefined || last === undefined) return null
  return { first_period: first.label, last_period: last.label, value_count: found.length, mean: rounded(meanOf(found)) }
}

interface Numbers {
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** Of both sides together: the noise is taken to be the same. */
  readonly ranges: readonly number[]
}

function shiftOf({ before, after, ranges }: Numbers): NonNullable<Effect['shift']> {
  const value = meanOf(after) - meanOf(before)
  const sigma = meanOf(ranges) / rangePerSigma
  const freedom = Math.max(1, Math.floor(freedomPerRange * ranges.length))
  const half = studentQuantile(freedom) * sigma * Math.sqrt(1 / before.length + 1 / after.length)
  return { value: rounded(value), low: rounded(value - half), high: rounded(value + half) }
}

function verdictOf(shift: NonNullable<Effect['shift']>, better: Better, before: readonly number[]): EffectVerdict {
  if (shift.low <= 0 && shift.high >= 0) return 'UNDECIDED'
  if (typeof better === 'number') return shift.value * better > 0 ? 'IMPROVED' : 'WORSENED'
  const mean = meanOf(before)
  const gain = distance(mean, better) - distance(mean + shift.value, better)
  return gain === 0 ? 'UNDECIDED' : gain > 0 ? 'IMPROVED' : 'WORSENED'
}

function distance(value: number, { min, max }: { readonly min: number; readonly max: number }): number {
  return Math.max(0, min - value, value - max)
}

interface Told {
  readonly verdict: EffectVerdict
  readonly shift: NonNullable<Effect['shift']>
  readonly unit: string | null
  readonly sides: { readonly before: EffectSide | null; readonly after: EffectSide | null }
}

function sentenceOf({ verdict, shift, unit, sides }: Told): string {
  // a difference of percentages is in points
  const change = (value: number): string => signed(value, unit === '%' ? 'points' : unit)
  const means = `${estimateText(sides.before?.mean ?? 0, unit)} en moyenne avant (${sides.before?.value_count ?? 0} périodes), ${estimateText(sides.after?.mean ?? 0, unit)} après (${sides.after?.value_count ?? 0})`
  const bounds = `entre ${change(shift.low)} et ${change(shift.high)} dans 95 % des cas`
  if (verdict === 'IMPROVED') return `Amélioration : ${means}, soit ${change(shift.value)}, ${bounds}.`
  if (verdict === 'WORSENED') return `Dégradation : ${means}, soit ${change(shift.value)}, ${bounds}.`
  return `Les données ne permettent pas de conclure : ${means}, mais l’écart réel est ${bounds}.`
}

function tooFewBefore({ found }: Side): Pick<Effect, 'verdict' | 'sentence'> {
  return {
    verdict: 'UNDECIDED',
    sentence: `Les données ne permettent pas de conclure : il faut au moins ${effectValuesBeforeMin} valeurs parmi les ${effectPeriodsMax} périodes d’avant, il y en a ${found.length}.`,
  }
}

function tooEarly({ found }: Side): Pick<Effect, 'verdict' | 'sentence'> {
  return {
    verdict: 'TOO_EARLY',
    sentence: `Trop tôt pour conclure : il faut au moins ${effectValuesAfterMin} valeurs de périodes terminées après l’action, il y en a ${found.length}.`,
  }
}

function noNeighbours(): Pick<Effect, 'verdict' | 'sentence'> {
  return {
    verdict: 'UNDECIDED',
    sentence:
      'Les données ne permettent pas de conclure : trop peu de valeurs se suivent pour mesurer leurs variations habituelles.',
  }
}

function without(verdict: EffectVerdict, sentence: string): Effect {
  return { verdict, sentence, before: null, after: null, shift: null }
}

function signed(value: number, unit: string | null): string {
  const text = estimateText(Math.abs(value), unit)
  return value > 0 ? `+${text}` : value < 0 ? `\u2212${text}` : text
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}

function rounded(value: number): number {
  return Number(Number(value.toFixed(6)).toPrecision(15)) + 0
}
