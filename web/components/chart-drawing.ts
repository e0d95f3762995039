// The drawing itself, by ECharts; loaded only when a chart is on the page.
import { BarChart, LineChart } from 'echarts/charts'
import { AxisPointerComponent, GridComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Format } from '../i18n/format.ts'
import type { ChartSeries, ChartSpec, ChartTone } from './chart-spec.ts'
import type { Status } from './status-badge.tsx'

use([LineChart, BarChart, GridComponent, TooltipComponent, AxisPointerComponent, SVGRenderer])

export interface DrawnChart {
  /** Shows the point at this place of the axis; −1 hides it. */
  readonly highlight: (index: number) => void
  readonly svg: () => string
  readonly dispose: () => void
}

type Palette = Readonly<Record<ChartTone | 'line' | 'text' | 'paper' | 'font', string>>

const symbols: Readonly<Partial<Record<Status, string>>> = { GREEN: 'circle', ORANGE: 'diamond', RED: 'rect' }
const symbolSizes: Readonly<Partial<Record<Status, number>>> = { GREEN: 8, ORANGE: 11, RED: 8 }

/** Draws a specification into an element and keeps it fitted to the element's size. */
export function drawChart(host: HTMLElement, spec: ChartSpec, format: Format): DrawnChart {
  const palette = readPalette(host)
  const chart = init(host, null, { renderer: 'svg' })
  chart.setOption(chartOption(spec, palette, format))
  const observer = new ResizeObserver(() => chart.resize())
  observer.observe(host)
  return {
    highlight: (index) =>
      chart.dispatchAction(index < 0 ? { type: 'hideTip' } : { type: 'showTip', seriesIndex: 0, dataIndex: index }),
    svg: () => chart.renderToSVGString(),
    dispose: () => {
      observer.disconnect()
      chart.dispose()
    },
  }
}

function chartOption(
  spec: ChartSpec,
  palette: Palette,
  format: Format,
): Parameters<ReturnType<typeof init>['setOption']>[0] {
  const text = { color: palette.text, fontSize: 12, fontFamily: palette.font }
  return {
    animation: false,
    grid: { left: 4, right: 16, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
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
      axisLabel: { ...text, formatter: (value: number) => format.number(value, { decimals: 3 }) },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: palette.paper,
      borderColor: palette.line,
      borderWidth: 1,
      padding: [6, 10],
      textStyle: { color: palette.ink, fontSize: 12, fontFamily: palette.font },
      extraCssText: 'box-shadow:0 4px 16px rgb(0 0 0 / 12%);font-variant-numeric:tabular-nums',
      axisPointer: { type: 'line', lineStyle: { color: palette.muted, width: 1 } },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? format.withUnit(value, spec.unit) : '–'),
    },
    series: spec.series.map((series) => seriesOption(series, palette)),
  }
}

function seriesOption(series: ChartSeries, palette: Palette): object {
  const color = palette[series.tone ?? 'ink']
  const data = series.values.map((value, index) => pointOption(value, series.statuses?.[index] ?? null, palette))
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

function pointOption(value: number | null, status: Status | null, palette: Palette): object {
  const symbol = status === null ? undefined : symbols[status]
  if (status === null || symbol === undefined) return { value }
  const tone = status === 'GREEN' ? 'green' : status === 'ORANGE' ? 'orange' : 'red'
  return { value, symbol, symbolSize: symbolSizes[status], itemStyle: { color: palette[tone] } }
}

function readPalette(host: HTMLElement): Palette {
  const style = getComputedStyle(host)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  return {
    ink: read('--ink'),
    muted: read('--line-strong'),
    accent: read('--accent'),
    green: read('--green-fill'),
    orange: read('--orange-fill'),
    red: read('--red-fill'),
    line: read('--line'),
    text: read('--ink-2'),
    paper: read('--paper'),
    // By its name: a canvas refuses “inherit”, and would measure the labels in a smaller font than they are set in.
    font: style.fontFamily,
  }
}
