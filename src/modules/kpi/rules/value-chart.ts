// The chart of a KPI: its values as points, the thresholds that judged each of them as steps. Pure.
import type { ChartSeries, ChartSpec, ChartTone } from '#kernel/chart/chart-spec.ts'
import { withGaps } from './period-labels.ts'
import type { Frequency } from './period.ts'
import type { Status } from './status.ts'
import { thresholdFields } from './threshold-fields.ts'
import type { ThresholdField } from './threshold-fields.ts'

/** A value as it travels, as far as it is drawn. */
export interface ChartValue {
  readonly period_label: string
  readonly value: number
  readonly status: Status | null
  readonly threshold_version_id: string
}

/** Thresholds as they travel. */
export interface ChartThresholds extends Readonly<Record<ThresholdField, number | null>> {
  readonly id: string
}

export interface ValueChartInput {
  readonly values: readonly ChartValue[]
  readonly versions: readonly ChartThresholds[]
  readonly frequency: Frequency
  readonly unit: string | null
  readonly title: string
  readonly description: string
  readonly labelHeader: string
  readonly nameOf: (periodLabel: string) => string
  readonly seriesName: (series: 'value' | ThresholdField) => string
}

const tones: Readonly<Record<ThresholdField, ChartTone>> = {
  threshold_green: 'green',
  threshold_orange: 'orange',
  threshold_red: 'red',
  green_min: 'green',
  green_max: 'green',
  orange_min: 'orange',
  orange_max: 'orange',
}

/** The specification: one label per period, missing periods as gaps. */
export function valueChart(input: ValueChartInput): ChartSpec {
  const byLabel = new Map(input.values.map((value) => [value.period_label, value]))
  const labels = withGaps(input.frequency, [...byLabel.keys()])
  const points = labels.map((label) => byLabel.get(label) ?? null)
  return {
    title: input.title,
    description: input.description,
    unit: input.unit,
    labelHeader: input.labelHeader,
    labels: labels.map(input.nameOf),
    series: [
      {
        id: 'value',
        name: input.seriesName('value'),
        kind: 'line',
        values: points.map((point) => point?.value ?? null),
        statuses: points.map((point) => point?.status ?? null),
      },
      ...thresholdSeries(points, input),
    ],
  }
}

/** The thresholds of each value's own version, so that lines and verdicts agree even where thresholds changed later. */
function thresholdSeries(
  points: readonly (ChartValue | null)[],
  { versions, seriesName }: ValueChartInput,
): readonly ChartSeries[] {
  const byId = new Map(versions.map((version) => [version.id, version]))
  let current: ChartThresholds | null = null
  const inForce = points.map((point) => {
    current = (point === null ? undefined : byId.get(point.threshold_version_id)) ?? current
    return current
  })
  return thresholdFields.flatMap((field) => {
    const values = inForce.map((version) => version?.[field] ?? null)
    if (values.every((value) => value === null)) return []
    return [{ id: field, name: seriesName(field), kind: 'step' as const, tone: tones[field], dashed: true, values }]
  })
}

export const chartRanges = ['3M', '6M', '12M', 'ALL'] as const
export type ChartRange = (typeof chartRanges)[number]

const months: Readonly<Record<Exclude<ChartRange, 'ALL'>, number>> = { '3M': 3, '6M': 6, '12M': 12 }

/** The first day of a range that ends on a day; empty for everything. */
export function rangeStart(range: ChartRange, lastDay: string): string {
  if (range === 'ALL') return ''
  const [year = 0, month = 1] = lastDay.split('-').map(Number)
  const first = year * 12 + (month - 1) - months[range] + 1
  return `${Math.floor(first / 12)}-${String((first % 12) + 1).padStart(2, '0')}-01`
}

/** Reads the range of the URL; short frequencies start with less. */
export function readRange(text: string): ChartRange {
  return chartRanges.find((range) => range === text) ?? '12M'
}
