// The drawing itself, by ECharts; loaded only when a chart is on the page.
import { BarChart, LineChart } from 'echarts/charts'
import { AxisPointerComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { chartOption, type ChartPalette } from '#kernel/chart/chart-option.ts'
import type { Format } from '../i18n/format.ts'
import type { ChartSpec } from './chart-spec.ts'

use([LineChart, BarChart, GridComponent, TooltipComponent, AxisPointerComponent, MarkLineComponent, SVGRenderer])

export interface DrawnChart {
  /** Shows the point at this place of the axis; −1 hides it. */
  readonly highlight: (index: number) => void
  readonly svg: () => string
  /** The colour it is drawn on: that of the theme. */
  readonly paper: string
  readonly dispose: () => void
}

/** Draws a specification into an element and keeps it fitted to the element's size. */
export function drawChart(host: HTMLElement, spec: ChartSpec, format: Format): DrawnChart {
  const palette = readPalette(host)
  const chart = init(host, null, { renderer: 'svg' })
  const option = chartOption(spec, palette, format)
  chart.setOption({
    ...option,
    series: (option['series'] as readonly object[]).map((series, index) => ({
      ...series,
      tooltip: {
        valueFormatter: sayValue(spec.series[index]?.derived === true ? format.derived : format.withUnit, spec),
      },
    })),
    tooltip: tooltipOption(palette),
  })
  // What shows under the pointer can be sent away without moving it (WCAG 1.4.13).
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') chart.dispatchAction({ type: 'hideTip' })
  }
  document.addEventListener('keydown', onKey)
  const observer = new ResizeObserver(() => chart.resize())
  observer.observe(host)
  return {
    highlight: (index) =>
      chart.dispatchAction(index < 0 ? { type: 'hideTip' } : { type: 'showTip', seriesIndex: 0, dataIndex: index }),
    svg: () => chart.renderToSVGString(),
    paper: palette.paper,
    dispose: () => {
      document.removeEventListener('keydown', onKey)
      observer.disconnect()
      chart.dispose()
    },
  }
}

function sayValue(write: Format['withUnit'], { unit }: ChartSpec): (value: unknown) => string {
  return (value) => (typeof value === 'number' ? write(value, unit) : '–')
}

function tooltipOption(palette: ChartPalette): object {
  return {
    trigger: 'axis',
    confine: true,
    // … and can be pointed at without vanishing.
    enterable: true,
    transitionDuration: 0,
    backgroundColor: palette.paper,
    borderColor: palette.line,
    borderWidth: 1,
    padding: [6, 10],
    textStyle: { color: palette.ink, fontSize: 12, fontFamily: palette.font },
    extraCssText: 'box-shadow:0 4px 16px rgb(0 0 0 / 12%);font-variant-numeric:tabular-nums',
    axisPointer: { type: 'line', lineStyle: { color: palette.muted, width: 1 } },
  }
}

function readPalette(host: HTMLElement): ChartPalette {
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
    // Without double quotes: the names stand in an attribute of the drawing that people save.
    font: style.fontFamily.replaceAll('"', "'"),
  }
}
