// A line small enough for a row of a report; its last point carries the status as shape and colour. Pure.
import type { ChartStatus } from './chart-spec.ts'

export interface SparklineSize {
  readonly width: number
  readonly height: number
}

interface Point {
  readonly x: number
  readonly y: number
}

const padding = 4
const fills: Readonly<Partial<Record<ChartStatus, string>>> = { GREEN: '#1b8a48', ORANGE: '#d0660a', RED: '#c3191f' }

/** The values oldest first, null for a gap, as SVG text. */
export function sparklineSvg(
  values: readonly (number | null)[],
  lastStatus: ChartStatus | null,
  { width, height }: SparklineSize = { width: 96, height: 22 },
): string {
  const points = place(values, { width, height })
  const last = points.findLast((point) => point !== null)
  const mark = last === undefined || last === null ? '' : markOf(last, lastStatus)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><path d="${linePath(points)}" fill="none" stroke="#55575f" stroke-width="1.1"/>${mark}</svg>`
}

function place(values: readonly (number | null)[], { width, height }: SparklineSize): readonly (Point | null)[] {
  const known = values.filter((value) => value !== null)
  const low = Math.min(...known)
  const span = Math.max(...known) - low
  const step = values.length > 1 ? (width - 2 * padding) / (values.length - 1) : 0
  return values.map((value, index) => {
    if (value === null) return null
    const share = span === 0 ? 0.5 : (value - low) / span
    return { x: round(padding + index * step), y: round(height - padding - share * (height - 2 * padding)) }
  })
}

function linePath(points: readonly (Point | null)[]): string {
  const path = points.map((point, index) =>
    point === null ? '' : `${index > 0 && points[index - 1] != null ? 'L' : 'M'}${point.x} ${point.y}`,
  )
  return path.join('') || 'M0 0'
}

function markOf({ x, y }: Point, status: ChartStatus | null): string {
  const fill = (status === null ? undefined : fills[status]) ?? '#16181d'
  if (status === 'RED') return `<rect x="${x - 2.4}" y="${y - 2.4}" width="4.8" height="4.8" fill="${fill}"/>`
  if (status === 'ORANGE')
    return `<path d="M${x} ${y - 3.2}L${x + 3.2} ${y}L${x} ${y + 3.2}L${x - 3.2} ${y}Z" fill="${fill}"/>`
  return `<circle cx="${x}" cy="${y}" r="2.6" fill="${fill}"/>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
