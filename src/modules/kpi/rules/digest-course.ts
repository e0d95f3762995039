// The course of a KPI in a letter: the chart of its page made smaller, its words, and the same numbers as a small table.
import type { ChartSeries, ChartSpec } from '#kernel/chart/chart-spec.ts'
import { formatQuantityFr, fromNumber } from './decimal.ts'
import { statusWord } from './explanation.ts'
import { escapeHtml, markHtml } from './letter-html.ts'
import type { Status } from './status.ts'

export interface DigestCourse {
  /** Address of the picture within the letter (`cid:`); null when there is only the table. */
  readonly src: string | null
  readonly alt: string
  readonly unit: string | null
  readonly points: readonly CoursePoint[]
}

export interface CoursePoint {
  readonly label: string
  readonly value: number | null
  readonly status: Status | null
}

export const coursePixels = { width: 560, height: 170 } as const
const periodsMax = 24
/** As many as stand side by side on a telephone. */
const tablePeriodsMax = 4
/** Left to the page: lines that need explaining. */
const leftOut: ReadonlySet<string> = new Set(['previous_year', 'forecast', 'low', 'high'])

/** The last periods up to the last value, with thresholds and targets; null where there is no course yet. */
export function letterChart(spec: ChartSpec): ChartSpec | null {
  const values = valuesOf(spec)
  const end = values.findLastIndex((value) => value !== null) + 1
  const start = Math.max(0, end - periodsMax)
  if (values.slice(start, end).filter((value) => value !== null).length < 2) return null
  const series = spec.series.filter(({ id }) => !leftOut.has(id)).map((one) => cut(one, start, end))
  const { notes: _explainedByTheirList, ...shown } = spec
  return {
    ...shown,
    labels: spec.labels.slice(start, end),
    series: series.filter((one) => one.values.some((value) => value !== null)),
  }
}

/** What a letter says of a KPI's course, from the chart it shows. */
export function digestCourse(name: string, spec: ChartSpec, src: string | null): DigestCourse {
  const unit = spec.unit ?? null
  const points = pointsOf(spec)
  const [first, last] = [points[0], points.at(-1)]
  const alt = `${name} : de ${first?.label} (${quantity(first, unit)}, ${word(first)}) à ${last?.label} (${quantity(last, unit)}, ${word(last)}).`
  return { src, alt, unit, points: points.slice(-tablePeriodsMax) }
}

/** The picture, if there is one, and its table. Tables and attributes of old: what mail programs understand. */
export function courseHtml({ src, alt, unit, points }: DigestCourse): string {
  const image =
    src === null
      ? ''
      : `<img src="${escapeHtml(src)}" alt="${escapeHtml(alt)}" width="${coursePixels.width}" style="display:block;width:100%;max-width:${coursePixels.width}px;height:auto;border:0;margin:8px 0 0">`
  const caption = unit === null || unit === '' ? 'Dernières valeurs' : `Dernières valeurs (${unit})`
  const heads = points.map(({ label }) => `<th scope="col" style="${cellStyle};color:#555">${escapeHtml(label)}</th>`)
  const cells = points.map((point) => `<td style="${cellStyle}">${cellHtml(point)}</td>`)
  return `${image}<table style="border-collapse:collapse;margin:6px 0 4px;font-size:12px;line-height:1.4"><caption style="text-align:left;color:#555">${escapeHtml(caption)}</caption><tr>${heads.join('')}</tr><tr>${cells.join('')}</tr></table>`
}

const cellStyle = 'padding:2px 6px 2px 0;text-align:left;vertical-align:top;font-weight:normal;white-space:nowrap'

function cellHtml(point: CoursePoint): string {
  if (point.value === null) return 'manquante'
  const mark = point.status === null ? '' : `${markHtml(point.status)} `
  return `${escapeHtml(quantity(point, null))}<br>${mark}${word(point)}`
}

function valuesOf(spec: ChartSpec): readonly (number | null)[] {
  return spec.series.find(({ id }) => id === 'value')?.values ?? []
}

function pointsOf(spec: ChartSpec): readonly CoursePoint[] {
  const statuses = spec.series.find(({ id }) => id === 'value')?.statuses ?? []
  return valuesOf(spec).map((value, index) => ({
    label: spec.labels[index] ?? '',
    value,
    status: judged(statuses[index]),
  }))
}

function judged(status: NonNullable<ChartSeries['statuses']>[number] | undefined): Status | null {
  return status === 'GREEN' || status === 'ORANGE' || status === 'RED' ? status : null
}

function cut(series: ChartSeries, start: number, end: number): ChartSeries {
  const { statuses } = series
  return {
    ...series,
    values: series.values.slice(start, end),
    ...(statuses === undefined ? {} : { statuses: statuses.slice(start, end) }),
  }
}

function quantity(point: CoursePoint | undefined, unit: string | null): string {
  const decimal = point === undefined || point.value === null ? null : fromNumber(point.value)
  return decimal === null || !decimal.ok ? '–' : formatQuantityFr(decimal.value, unit)
}

function word(point: CoursePoint | undefined): string {
  return statusWord({ status: point?.status ?? null, critical: false })
}
