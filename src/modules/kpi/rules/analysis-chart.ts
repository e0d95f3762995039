// The analysed series as charts: what is added to the course, and the control chart. Pure.
import type { ChartColumn, ChartSeries, ChartSpec } from '#kernel/chart/chart-spec.ts'
import { type ChartAnnotation, chartNotes } from './chart-notes.ts'

interface ChartPoint {
  readonly period_label: string
  readonly value: number | null
  readonly target: number | null
  readonly previous_year: number | null
  readonly variance: number | null
  readonly ytd: number | null
  readonly rolling_3: number | null
  readonly rolling_12: number | null
}

/** The analysed series as it travels, as far as it is drawn. */
export interface ChartAnalysis {
  readonly unit: string | null
  readonly points: readonly ChartPoint[]
  readonly control: {
    readonly mean: number | null
    readonly lower: number | null
    readonly upper: number | null
    readonly sentence: string
    readonly signals: readonly { readonly sentence: string; readonly periods: readonly string[] }[]
  }
  readonly forecast: {
    readonly points: readonly {
      readonly period_label: string
      readonly value: number
      readonly low: number
      readonly high: number
    }[]
  }
  readonly annotations: readonly ChartAnnotation[]
}

export interface AnalysisNames {
  readonly target: string
  readonly previousYear: string
  readonly forecast: string
  readonly low: string
  readonly high: string
  readonly annotations: string
  /** The heads of the columns of totals, where the table of the chart is shown. */
  readonly totals?: Readonly<Record<TotalName, string>>
}

const totalNames = ['ytd', 'rolling_3', 'rolling_12', 'variance'] as const
type TotalName = (typeof totalNames)[number]

/** Adds targets, the year before, the estimate and what was annotated to the chart of the values; `labels` are the periods it shows. */
export function withAnalysis(
  spec: ChartSpec,
  series: ChartAnalysis,
  {
    labels,
    nameOf,
    names,
  }: {
    readonly labels: readonly string[]
    readonly nameOf: (periodLabel: string) => string
    readonly names: AnalysisNames
  },
): ChartSpec {
  const ahead = series.forecast.points
  const added = ahead.map((point) => point.period_label).filter((label) => !labels.includes(label))
  const all = [...labels, ...added]
  const points = new Map(series.points.map((point) => [point.period_label, point]))
  const estimates = new Map(ahead.map((point) => [point.period_label, point]))
  const of = (read: (point: ChartPoint) => number | null): readonly (number | null)[] =>
    all.map((label) => {
      const point = points.get(label)
      return point === undefined ? null : read(point)
    })
  const estimate = (bound: 'value' | 'low' | 'high'): readonly (number | null)[] =>
    all.map((label) => estimates.get(label)?.[bound] ?? null)
  const lines: readonly ChartSeries[] = [
    { id: 'target', name: names.target, kind: 'step', tone: 'accent', values: of((point) => point.target) },
    {
      id: 'previous_year',
      name: names.previousYear,
      kind: 'line',
      tone: 'muted',
      values: of((point) => point.previous_year),
    },
    {
      id: 'forecast',
      name: names.forecast,
      kind: 'line',
      tone: 'accent',
      dashed: true,
      derived: true,
      values: estimate('value'),
    },
    { id: 'low', name: names.low, kind: 'line', tone: 'muted', dashed: true, derived: true, values: estimate('low') },
    {
      id: 'high',
      name: names.high,
      kind: 'line',
      tone: 'muted',
      dashed: true,
      derived: true,
      values: estimate('high'),
    },
  ]
  return {
    ...spec,
    labels: [...spec.labels, ...added.map(nameOf)],
    series: [...spec.series.map((one) => padded(one, added.length)), ...lines.filter(hasValues)],
    ...(names.totals === undefined ? {} : { columns: totalColumns(names.totals, of) }),
    ...chartNotes(series.annotations, { labels: all, name: names.annotations }),
  }
}

function totalColumns(
  names: Readonly<Record<TotalName, string>>,
  of: (read: (point: ChartPoint) => number | null) => readonly (number | null)[],
): readonly ChartColumn[] {
  const columns = totalNames.map((name) => ({ name: names[name], derived: true, values: of((point) => point[name]) }))
  return columns.filter(hasValues)
}

export interface ControlChartInput {
  readonly series: ChartAnalysis
  readonly title: string
  readonly labelHeader: string
  readonly nameOf: (periodLabel: string) => string
  readonly names: {
    readonly value: string
    readonly signal: string
    readonly mean: string
    readonly lower: string
    readonly upper: string
    readonly annotations: string
  }
}

/**
 * Values between their limits. The points of signals are a line of their own, apart from the statuses: a signal says
 * unusual, not bad. Each is also said in words.
 */
export function controlChart({ series, title, labelHeader, nameOf, names }: ControlChartInput): ChartSpec {
  const { control, points } = series
  const flagged = new Set(control.signals.flatMap((signal) => signal.periods))
  const constant = (value: number | null): readonly (number | null)[] => points.map(() => value)
  const lines: readonly ChartSeries[] = [
    { id: 'value', name: names.value, kind: 'line', marks: true, values: points.map((point) => point.value) },
    {
      id: 'signal',
      name: names.signal,
      kind: 'line',
      tone: 'red',
      marks: true,
      values: points.map((point) => (flagged.has(point.period_label) ? point.value : null)),
    },
    { id: 'mean', name: names.mean, kind: 'step', tone: 'muted', derived: true, values: constant(control.mean) },
    {
      id: 'upper',
      name: names.upper,
      kind: 'step',
      tone: 'ink',
      dashed: true,
      derived: true,
      values: constant(control.upper),
    },
    {
      id: 'lower',
      name: names.lower,
      kind: 'step',
      tone: 'ink',
      dashed: true,
      derived: true,
      values: constant(control.lower),
    },
  ]
  return {
    title,
    description: [control.sentence, ...control.signals.map((signal) => signal.sentence)].join(' '),
    unit: series.unit,
    labelHeader,
    labels: points.map((point) => nameOf(point.period_label)),
    series: lines.filter(hasValues),
    ...chartNotes(series.annotations, {
      labels: points.map((point) => point.period_label),
      name: names.annotations,
    }),
  }
}

function padded(series: ChartSeries, count: number): ChartSeries {
  const nothing = Array.from({ length: count }, () => null)
  const statuses = series.statuses === undefined ? {} : { statuses: [...series.statuses, ...nothing] }
  return { ...series, ...statuses, values: [...series.values, ...nothing] }
}

function hasValues({ values }: Pick<ChartSeries, 'values'>): boolean {
  return values.some((value) => value !== null)
}
