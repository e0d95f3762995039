// A chart from one specification: drawn by ECharts (loaded on demand), with its table, keyboard and downloads.
import { ActionIcon, Menu, Skeleton, useComputedColorScheme } from '@mantine/core'
import { IconChartLine, IconDownload, IconTable } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { saveBlob } from '../api.ts'
import { toCsv } from '../csv.ts'
import type { Format } from '../i18n/format.ts'
import { useFormat, useI18n, useT } from '../i18n/use-i18n.tsx'
import type { DrawnChart } from './chart-drawing.ts'
import { ChartLegend, ChartTwin } from './chart-parts.tsx'
import { chartTable, notesAt, type ChartSpec } from './chart-spec.ts'
import { ProblemNotice } from './problem-notice.tsx'
import { svgToPng } from './svg-to-png.ts'
import { useProblemToast } from './use-problem-toast.ts'
import './chart.css'

export interface ChartProps {
  readonly spec: ChartSpec
  readonly height?: number
  /** File name of downloads, without extension. */
  readonly fileName: string
  /** What Enter does at the point the arrows have reached; `hint` says so to those who do not see it. */
  readonly pick?: ChartPick | undefined
}

export interface ChartPick {
  readonly hint: string
  readonly onPick: (index: number) => void
}

export function Chart({ spec, height = 280, fileName, pick }: ChartProps): ReactNode {
  const t = useT()
  const id = useId()
  const scheme = useComputedColorScheme('light')
  const [asTable, setAsTable] = useState(false)
  const [drawn, setDrawn] = useState<DrawnChart | null>(null)
  return (
    <figure className="chart" aria-label={spec.title} aria-describedby={`${id}-description`}>
      <figcaption className="chart-head">
        <span className="chart-title">{spec.title}</span>
        <span className="chart-tools row">
          <ActionIcon
            aria-pressed={asTable}
            aria-label={t('chart.asTable')}
            title={asTable ? t('chart.asChart') : t('chart.asTable')}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <IconChartLine size={17} stroke={1.5} /> : <IconTable size={17} stroke={1.5} />}
          </ActionIcon>
          <ChartDownloads spec={spec} fileName={fileName} drawn={drawn} />
        </span>
      </figcaption>
      <p id={`${id}-description`} className="visually-hidden">
        {spec.description}
      </p>
      {asTable ? (
        <ChartTwin spec={spec} />
      ) : (
        <ChartCanvas key={scheme} spec={spec} height={height} onDrawn={setDrawn} pick={pick} />
      )}
      {asTable ? null : <ChartLegend spec={spec} />}
    </figure>
  )
}

interface ChartCanvasProps {
  readonly spec: ChartSpec
  readonly height: number
  /** Told when the drawing stands, and null when it is gone. */
  readonly onDrawn: (chart: DrawnChart | null) => void
  readonly pick: ChartPick | undefined
}

function ChartCanvas({ spec, height, onDrawn, pick }: ChartCanvasProps): ReactNode {
  const t = useT()
  const format = useFormat()
  const host = useRef<HTMLDivElement>(null)
  const [ready, setReady] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [focused, setFocused] = useState(-1)
  const chartRef = useRef<DrawnChart | null>(null)
  useEffect(() => {
    let gone = false
    let chart: DrawnChart | null = null
    const draw = async (): Promise<void> => {
      const { drawChart } = await import('./chart-drawing.ts')
      if (gone || host.current === null) return
      // Shown first: a hidden element has no size to draw in.
      host.current.style.display = 'block'
      chart = drawChart(host.current, spec, format)
      chartRef.current = chart
      onDrawn(chart)
      setReady(true)
    }
    draw().catch(setFailure)
    return () => {
      gone = true
      chart?.dispose()
      onDrawn(null)
    }
  }, [spec, format, onDrawn])
  if (failure !== null) return <ProblemNotice error={failure} />
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') chartRef.current?.highlight(-1)
    if (event.key === 'Enter' && focused >= 0) pick?.onPick(focused)
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const start = focused === -1 && step === -1 ? spec.labels.length : focused
    const next = Math.min(spec.labels.length - 1, Math.max(0, start + step))
    setFocused(next)
    chartRef.current?.highlight(next)
  }
  return (
    <div
      className="chart-canvas"
      style={{ height }}
      role="slider"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, spec.labels.length - 1)}
      aria-valuenow={Math.max(0, focused)}
      aria-valuetext={pointSentence(spec, Math.max(0, focused), format)}
      aria-roledescription={t('chart.role')}
      aria-label={`${spec.title}. ${spec.description} ${t('chart.keys')} ${pick?.hint ?? ''}`.trim()}
      tabIndex={0}
      onKeyDown={onKey}
      onBlur={() => chartRef.current?.highlight(-1)}
    >
      {ready ? null : <Skeleton height={height} />}
      <div ref={host} style={{ height, display: ready ? 'block' : 'none' }} />
    </div>
  )
}

interface ChartDownloadsProps {
  readonly spec: ChartSpec
  readonly fileName: string
  /** Null while the table is shown. */
  readonly drawn: DrawnChart | null
}

function ChartDownloads({ spec, fileName, drawn }: ChartDownloadsProps): ReactNode {
  const t = useT()
  const { language } = useI18n()
  const onFailure = useProblemToast()
  const saveSvg = (): void => {
    const svg = drawn?.svg()
    if (svg !== undefined) saveBlob(new Blob([svg], { type: 'image/svg+xml' }), `${fileName}.svg`)
  }
  const savePng = async (): Promise<void> => {
    if (drawn !== null) saveBlob(await svgToPng(drawn.svg(), drawn.paper), `${fileName}.png`)
  }
  const saveCsv = (): void => {
    const table = chartTable(spec)
    const text = toCsv(table.header, table.rows, language === 'fr' ? ',' : '.')
    saveBlob(new Blob([text], { type: 'text/csv;charset=utf-8' }), `${fileName}.csv`)
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t('chart.download')} title={t('chart.download')}>
          <IconDownload size={17} stroke={1.5} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {drawn !== null ? (
          <Menu.Item onClick={() => void savePng().catch(onFailure)}>{t('chart.png')}</Menu.Item>
        ) : null}
        {drawn !== null ? <Menu.Item onClick={saveSvg}>{t('chart.svg')}</Menu.Item> : null}
        <Menu.Item onClick={saveCsv}>{t('chart.csv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

function pointSentence(spec: ChartSpec, index: number, format: Format): string {
  const parts = spec.series.flatMap((series) => {
    const value = series.values[index]
    return value == null
      ? []
      : [
          `${series.name} ${series.derived === true ? format.derived(value, spec.unit) : format.withUnit(value, spec.unit)}`,
        ]
  })
  return [spec.labels[index], ...parts, ...notesAt(spec, index)].join(', ')
}
