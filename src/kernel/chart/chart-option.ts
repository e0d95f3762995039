// From a specification to what ECharts draws: the same mapping in the browser and on the server. Pure.
import type { ChartNotes, ChartSeries, ChartSpec, ChartStatus, ChartTone } from './chart-spec.ts'

export type ChartPalette = Readonly<Record<ChartTone | 'line' | 'text' | 'paper' | 'font', string>>

/** How numbers are written on the axis and beside a point. */
export interface ChartNumbers {
  readonly number: (value: number, options?: { readonly decimals?: number }) => string
  readonly withUnit: (value: number, unit: string | null | undefined) => string
}

const symbols: Readonly<Partial<Record<ChartStatus, string>>> = { GREEN: 'circle', ORANGE: 'diamond', RED: 'rect' }
const symbolSizes: Readonly<Partial<Record<ChartStatus, number>>> = { GREEN: 8, ORANGE: 11, RED: 8 }
const statusTones: Readonly<Partial<Record<ChartStatus, ChartTone>>> = { GREEN: 'green', ORANGE: 'orange', RED: 'red' }
/** A bar has no shape of its own: its status is a hatching. */
const hatchings: Readonly<Partial<Record<ChartStatus, object>>> = {
  ORANGE: {
    symbol: 'rect',
    dashArrayX: [1, 0],
    dashArrayY: [2, 4],
    rotation: Math.PI / 4,
    color: 'rgb(255 255 255 / 45%)',
  },
  RED: {
    symbol: 'rect',
    dashArrayX: [
      [4, 4],
      [0, 4, 4, 0],
    ],
    dashArrayY: [4, 0],
    color: 'rgb(255 255 255 / 35%)',
  },
}

/** The option of one chart, without what moves: tooltips are the browser's. */
export function chartOption(spec: ChartSpec, palette: ChartPalette, numbers: ChartNumbers): Record<string, unknown> {
  const text = { color: palette.text, fontSize: 12, fontFamily: palette.font }
  return {
    animation: false,
    grid: {
      left: 4,
      right: 16,
      top: spec.notes === undefined ? 12 : 28,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'category',
      data: [...spec.labels],
      boundaryGap: true,
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, margin: 10 },
    },
    yAxis: {
      type: 'value',
      scale: spec.series.every((series) => series.kind !== 'bar'),
      splitNumber: 4,
      splitLine: { lineStyle: { color: palette.line } },
      axisLabel: { ...text, formatter: (value: number) => numbers.number(value, { decimals: 3 }) },
    },
    series: spec.series.map((series, index) => ({
      ...seriesOption(series, palette),
      // The first one carries them for all: marks belong to a series.
      ...(spec.notes === undefined || index > 0 ? {} : { markLine: notesOption(spec.notes, palette) }),
    })),
  }
}

/** A dotted line at each place where something happened, its mark above. */
function notesOption({ items }: ChartNotes, palette: ChartPalette): object {
  const marks = new Map(items.map(({ index, mark }) => [index, mark]))
  return {
    silent: true,
    animation: false,
    symbol: 'none',
    lineStyle: { color: palette.text, width: 1, type: [2, 3] },
    label: { position: 'end', distance: 7, color: palette.text, fontSize: 11, fontFamily: palette.font },
    data: [...marks].map(([index, mark]) => ({ xAxis: index, label: { formatter: mark } })),
  }
}

function seriesOption(series: ChartSeries, palette: ChartPalette): object {
  const color = palette[series.tone ?? 'ink']
  const point = series.kind === 'bar' ? barOption : pointOption
  const data = series.values.map((value, index) => point(value, series.statuses?.[index] ?? null, palette))
  const common = { name: series.name, data, color, itemStyle: { color } }
  if (series.kind === 'bar')
    return { ...common, type: 'bar', barMaxWidth: 28, ...(series.stack === undefined ? {} : { stack: series.stack }) }
  return {
    ...common,
    type: 'line',
    step: series.kind === 'step' ? 'middle' : false,
    showSymbol:
      series.statuses !== undefined ||
      series.marks === true ||
      series.values.filter((value) => value !== null).length < 2,
    symbol: 'circle',
    symbolSize: 6,
    connectNulls: false,
    lineStyle: { color, width: series.kind === 'step' ? 1.25 : 1.75, type: series.dashed === true ? [5, 4] : 'solid' },
    z: series.kind === 'step' ? 1 : 3,
  }
}

function pointOption(value: number | null, status: ChartStatus | null, palette: ChartPalette): object {
  const tone = status === null ? undefined : statusTones[status]
  if (status === null || tone === undefined) return { value }
  return { value, symbol: symbols[status], symbolSize: symbolSizes[status], itemStyle: { color: palette[tone] } }
}

function barOption(value: number | null, status: ChartStatus | null, palette: ChartPalette): object {
  const tone = status === null ? undefined : statusTones[status]
  if (status === null || tone === undefined) return { value }
  const decal = hatchings[status]
  return { value, itemStyle: { color: palette[tone], ...(decal === undefined ? {} : { decal }) } }
}
