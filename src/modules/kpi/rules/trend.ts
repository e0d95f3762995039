// The trend of a KPI: its latest value against the one before, in relative terms and judged by what is better.
import { compare, type Decimal, formatFr, formatQuantityFr, toNumber } from './decimal.ts'
import { divideRounded } from './rounding.ts'
import { type Thresholds, zonesOf } from './status.ts'

export type TrendKind = 'improving' | 'worsening' | 'stable' | 'unknown'

export interface Trend {
  readonly kind: TrendKind
  /** -0.25 for a quarter less, six decimals; null without a previous value, from 0, across a sign, or from a billion on. */
  readonly relative_change: number | null
  readonly sentence: string
}

export interface TrendInput {
  /** Oldest first; only the last two count. */
  readonly values: readonly Decimal[]
  readonly thresholds: Thresholds
  readonly unit: string | null
}

const millionths = 1_000_000n
const relativeChangeMax = 1_000_000_000n * millionths
const words: Readonly<Record<Exclude<TrendKind, 'unknown'>, string>> = {
  improving: 'En amélioration',
  worsening: 'En dégradation',
  stable: 'Stable',
}

/** What is said beside a part of an open period: it is not compared with whole ones. */
export const partTrend: Trend = {
  kind: 'unknown',
  relative_change: null,
  sentence: 'Pas encore de tendance : la période est en cours.',
}

/**
 * Judges the latest value against the previous one. UP and DOWN need no thresholds; for RANGE_IS_BEST, better means
 * nearer to the green range, so the trend is unknown without it.
 */
export function computeTrend({ values, thresholds, unit }: TrendInput): Trend {
  const latest = values.at(-1)
  const previous = values.at(-2)
  if (latest === undefined || previous === undefined) {
    return { kind: 'unknown', relative_change: null, sentence: 'Pas encore de tendance : il faut deux valeurs.' }
  }
  const change = relativeChange(latest, previous)
  const kind = kindOf(thresholds, latest, previous)
  const sentence = sentenceOf({
    kind,
    change,
    latest: formatQuantityFr(latest, unit),
    previous: formatQuantityFr(previous, unit),
  })
  return { kind, relative_change: change === null ? null : toNumber(change), sentence }
}

function kindOf(thresholds: Thresholds, latest: Decimal, previous: Decimal): TrendKind {
  const gain = gainOf(thresholds, latest, previous)
  if (gain === null) return 'unknown'
  if (gain === 0) return 'stable'
  return gain > 0 ? 'improving' : 'worsening'
}

/** Positive when the latest value is the better one, null when nothing says what is better. */
export function gainOf(thresholds: Thresholds, latest: Decimal, previous: Decimal): number | null {
  if (thresholds.direction === 'UP_IS_BETTER') return compare(latest, previous)
  if (thresholds.direction === 'DOWN_IS_BETTER') return compare(previous, latest)
  const zones = zonesOf(thresholds)
  if (zones === null || zones.kind !== 'RANGE') return null
  const { greenMin, greenMax } = zones
  return compare(distance(previous, greenMin, greenMax), distance(latest, greenMin, greenMax))
}

/** How far a value is from the green range, zero inside. */
function distance(value: Decimal, min: Decimal, max: Decimal): Decimal {
  if (value < min) return (min - value) as Decimal
  return (value > max ? value - max : 0n) as Decimal
}

/**
 * The change over the size of the previous value, rounded to the nearest millionth, halves away from zero; null when it
 * would mean nothing: the previous value is 0, the sign changed, or the change is a billionfold.
 */
export function relativeChange(latest: Decimal, previous: Decimal): Decimal | null {
  if (previous === 0n || (previous < 0n ? latest > 0n : latest < 0n)) return null
  const change = divideRounded((latest - previous) * millionths, previous < 0n ? -previous : previous)
  return change <= -relativeChangeMax || change >= relativeChangeMax ? null : (change as Decimal)
}

interface SentenceParts {
  readonly kind: TrendKind
  readonly change: Decimal | null
  readonly latest: string
  readonly previous: string
}

function sentenceOf({ kind, change, latest, previous }: SentenceParts): string {
  if (kind === 'unknown')
    return `Tendance inconnue : ${latest} contre ${previous} auparavant, sans plage verte définie.`
  if (latest === previous) return `${words[kind]} : ${latest}, comme auparavant.`
  const relative = change === null ? '' : `, soit ${relativeText(change)} en valeur relative`
  return `${words[kind]} : ${latest} contre ${previous} auparavant${relative}.`
}

/** A percentage with one decimal and its sign. */
function relativeText(change: Decimal): string {
  const tenths = divideRounded(change * 1000n, millionths)
  if (tenths === 0n) return 'moins de 0,1\u00A0%'
  const percent = formatFr((tenths * (millionths / 10n)) as Decimal)
  return `${tenths > 0n ? '+' : ''}${percent}\u00A0%`
}
