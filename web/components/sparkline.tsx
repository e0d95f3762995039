// A line small enough for a table cell; the last point carries its status as shape and colour.
import type { ReactNode } from 'react'
import type { Status } from './status-badge.tsx'
import './sparkline.css'

export interface SparklineProps {
  /** Oldest first; null leaves a gap. */
  readonly values: readonly (number | null)[]
  readonly lastStatus?: Status
  /** What the line shows, for screen readers. */
  readonly label: string
  readonly width?: number
  readonly height?: number
}

export function Sparkline({ values, lastStatus, label, width = 96, height = 24 }: SparklineProps): ReactNode {
  const points = place(values, width, height)
  const last = points.findLast((point) => point !== null)
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
    >
      <path d={linePath(points)} fill="none" stroke="currentColor" strokeWidth="1.25" />
      {last == null ? null : (
        <circle cx={last.x} cy={last.y} r="2.5" className="sparkline-last" data-status={lastStatus} />
      )}
    </svg>
  )
}

interface Point {
  readonly x: number
  readonly y: number
}

function place(values: readonly (number | null)[], width: number, height: number): readonly (Point | null)[] {
  const known = values.filter((value) => value !== null)
  const low = Math.min(...known)
  const span = Math.max(...known) - low
  const pad = 4
  const step = values.length > 1 ? (width - 2 * pad) / (values.length - 1) : 0
  return values.map((value, index) => {
    if (value === null) return null
    const share = span === 0 ? 0.5 : (value - low) / span
    return { x: round(pad + index * step), y: round(height - pad - share * (height - 2 * pad)) }
  })
}

function linePath(points: readonly (Point | null)[]): string {
  return points
    .map((point, index) =>
      point === null ? '' : `${index > 0 && points[index - 1] != null ? 'L' : 'M'}${point.x} ${point.y}`,
    )
    .join('')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
