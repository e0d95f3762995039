// Signals of a control chart: patterns that chance alone seldom draws, each with its rule in words. Rules look at
// stretches of neighbouring periods only, so no run ever crosses a missing one.
import { type ControlLimits, distanceOf, type Series } from './control-limits.ts'

export type ControlRule = 'N1' | 'N2' | 'N3' | 'N4' | 'N5' | 'N6' | 'N7' | 'N8'

export const controlRules: readonly ControlRule[] = ['N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'N8']
export const controlRulesDefault: readonly ControlRule[] = ['N1', 'N2', 'N3', 'N5']
/** Vendors disagree on the length of N2: 7, 8 or 9. */
export const runLengthDefault = 8

export interface ControlSignal {
  readonly rule: ControlRule
  /** The rule in French words, then where it holds. */
  readonly sentence: string
  /** Which side of the mean, or which way; null where the rule has none. */
  readonly side: Side | null
  /** The periods concerned, as indexes into the series, ascending. */
  readonly points: readonly number[]
}

export interface SignalInput {
  readonly series: Series
  readonly limits: ControlLimits
  readonly rules: readonly ControlRule[]
  readonly run_length: number
  /** Names a period by its index. */
  readonly nameOf: (index: number) => string
}

type Side = 'ABOVE' | 'BELOW' | 'UP' | 'DOWN'

interface Point {
  readonly index: number
  readonly value: bigint
  /** From the mean, in the unit of `sigma`. */
  readonly distance: bigint
}

/** Neighbouring periods that all have a value. */
interface Stretch {
  readonly points: readonly Point[]
  readonly sigma: bigint
  readonly run_length: number
}

interface Finding {
  readonly side: Side | null
  readonly points: readonly Point[]
}

/** Finds the signals of the asked rules, in the order of the rules and then of time. */
export function findSignals({ series, limits, rules, run_length, nameOf }: SignalInput): readonly ControlSignal[] {
  const stretches = stretchesOf(series, limits, run_length)
  return controlRules
    .filter((rule) => rules.includes(rule))
    .flatMap((rule) =>
      stretches.flatMap(finders[rule]).map((finding) => ({
        rule,
        sentence: sentenceOf(rule, finding, { run_length, nameOf }),
        side: finding.side,
        points: finding.points.map((point) => point.index),
      })),
    )
}

/** The rule in French words, without its place. */
export function ruleName(rule: ControlRule, runLength: number): string {
  return names[rule].replace('{run}', String(runLength))
}

function stretchesOf(series: Series, limits: ControlLimits, runLength: number): readonly Stretch[] {
  const stretches: { points: Point[]; sigma: bigint; run_length: number }[] = []
  let open: Point[] | null = null
  for (const [index, value] of series.entries()) {
    if (value === null) {
      open = null
      continue
    }
    const { distance, sigma } = distanceOf(limits, value)
    if (open === null) {
      open = []
      stretches.push({ points: open, sigma, run_length: runLength })
    }
    open.push({ index, value, distance })
  }
  return stretches
}

const finders: Readonly<Record<ControlRule, (stretch: Stretch) => readonly Finding[]>> = {
  N1: beyondLimits,
  N2: ({ points, run_length }) =>
    groups(points, { admits: ({ distance }) => distance !== 0n, joins: (a, b) => sideOf(a) === sideOf(b) })
      .filter((run) => run.length >= run_length)
      .map((run) => ({ side: sideOf(run[0] as Point), points: run })),
  N3: (stretch) => steps(stretch, { pointsMin: 6, joins: (before, step) => before === step }),
  N4: (stretch) => steps(stretch, { pointsMin: 14, joins: (before, step) => before !== step }),
  N5: (stretch) => crowded(stretch, { window: 3, pointsMin: 2, sigmas: 2n }),
  N6: (stretch) => crowded(stretch, { window: 5, pointsMin: 4, sigmas: 1n }),
  N7: within,
  N8: without,
}

function beyondLimits({ points, sigma }: Stretch): readonly Finding[] {
  return points
    .filter((point) => magnitude(point) > 3n * sigma)
    .map((point) => ({ side: sideOf(point), points: [point] }))
}

/** N3 and N4: runs of steps, none of them level, that go on the same way or turn at each point. */
function steps(
  { points }: Stretch,
  rule: { readonly pointsMin: number; readonly joins: (before: number, step: number) => boolean },
): readonly Finding[] {
  const moves = points.slice(1).map((point, at) => ({ at, step: signOf(point.value - (points[at] as Point).value) }))
  return groups(moves, { admits: ({ step }) => step !== 0, joins: (a, b) => rule.joins(a.step, b.step) })
    .filter((run) => run.length + 1 >= rule.pointsMin)
    .map((run) => {
      const [first] = run as [(typeof moves)[number]]
      const isOneWay = run.every(({ step }) => step === first.step)
      const side = isOneWay ? (first.step > 0 ? 'UP' : 'DOWN') : null
      return { side, points: points.slice(first.at, first.at + run.length + 1) }
    })
}

/** N5 and N6: enough points of a window lie beyond so many sigmas on one side; windows that overlap are one finding. */
function crowded(
  { points, sigma }: Stretch,
  { window, pointsMin, sigmas }: { readonly window: number; readonly pointsMin: number; readonly sigmas: bigint },
): readonly Finding[] {
  return (['ABOVE', 'BELOW'] as const).flatMap((side) => {
    const isFar = (point: Point): boolean => sideOf(point) === side && magnitude(point) > sigmas * sigma
    const starts = points
      .slice(0, Math.max(0, points.length - window + 1))
      .map((_, start) => start)
      .filter((start) => points.slice(start, start + window).filter(isFar).length >= pointsMin)
    return groups(starts, { admits: () => true, joins: (a, b) => b - a < window }).map((run) => ({
      side,
      points: points.slice(run[0], (run.at(-1) as number) + window).filter(isFar),
    }))
  })
}

/** N7: hugging the mean. A series that never moves has no sigma, and nothing to say here. */
function within({ points, sigma }: Stretch): readonly Finding[] {
  if (sigma === 0n) return []
  return groups(points, { admits: (point) => magnitude(point) <= sigma, joins: () => true })
    .filter((run) => run.length >= 15)
    .map((run) => ({ side: null, points: run }))
}

/** N8: fleeing the mean on both sides. */
function without({ points, sigma }: Stretch): readonly Finding[] {
  return groups(points, { admits: (point) => magnitude(point) > sigma, joins: () => true })
    .filter((run) => run.length >= 8 && new Set(run.map(sideOf)).size === 2)
    .map((run) => ({ side: null, points: run }))
}

/** Cuts a list into its longest groups of neighbours that are all admitted and each join the one before. */
function groups<Item>(
  items: readonly Item[],
  rule: { readonly admits: (item: Item) => boolean; readonly joins: (before: Item, item: Item) => boolean },
): readonly (readonly Item[])[] {
  const found: Item[][] = []
  let open: Item[] | null = null
  for (const item of items) {
    if (!rule.admits(item)) {
      open = null
      continue
    }
    const last = open?.at(-1)
    if (open === null || last === undefined || !rule.joins(last, item)) {
      open = []
      found.push(open)
    }
    open.push(item)
  }
  return found
}

function sideOf({ distance }: Point): 'ABOVE' | 'BELOW' {
  return distance > 0n ? 'ABOVE' : 'BELOW'
}

function magnitude({ distance }: Point): bigint {
  return distance < 0n ? -distance : distance
}

function signOf(value: bigint): number {
  if (value === 0n) return 0
  return value > 0n ? 1 : -1
}

const names: Readonly<Record<ControlRule, string>> = {
  N1: 'un point hors des limites',
  N2: '{run} points de suite ou plus du même côté de la moyenne',
  N3: '6 points de suite ou plus qui montent ou qui descendent',
  N4: '14 points de suite ou plus en dents de scie',
  N5: '2 points sur 3 à plus de 2 sigmas, du même côté',
  N6: '4 points sur 5 à plus de 1 sigma, du même côté',
  N7: '15 points de suite ou plus à 1 sigma au plus de la moyenne',
  N8: '8 points de suite ou plus à plus de 1 sigma de la moyenne, des deux côtés',
}

const places: Readonly<Record<Side, string>> = {
  ABOVE: 'au-dessus',
  BELOW: 'au-dessous',
  UP: 'à la hausse',
  DOWN: 'à la baisse',
}

function sentenceOf(
  rule: ControlRule,
  { side, points }: Finding,
  { run_length, nameOf }: { readonly run_length: number; readonly nameOf: (index: number) => string },
): string {
  const name = ruleName(rule, run_length)
  const [first, last] = [points[0], points.at(-1)].map((point) => nameOf((point as Point).index))
  const when = first === last ? `${first}` : `${first} à ${last}`
  const where = side === null ? '' : `, ${places[side]}`
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} : ${when}${where}.`
}
