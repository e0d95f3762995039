// One number that is never alone: label, unit, period, comparison, and where it comes from.
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import './figure.css'

export interface FigureProps {
  readonly label: string
  /** Already formatted, with its unit. */
  readonly value: ReactNode
  readonly period?: string
  readonly delta?: ReactNode
  readonly status?: ReactNode
  /** Where the number comes from: a page that shows its rows. */
  readonly source?: { readonly label: string; readonly to: string; readonly search?: Readonly<Record<string, string>> }
}

export function Figure({ label, value, period, delta, status, source }: FigureProps): ReactNode {
  return (
    <div className="figure">
      <dt className="figure-label">{label}</dt>
      <dd className="figure-value">{value}</dd>
      {status === undefined ? null : <dd>{status}</dd>}
      {delta === undefined ? null : <dd>{delta}</dd>}
      {period === undefined ? null : <dd className="figure-note">{period}</dd>}
      {source === undefined ? null : (
        <dd className="figure-note">
          <Link to={source.to} search={source.search ?? {}}>
            {source.label}
          </Link>
        </dd>
      )}
    </div>
  )
}

/** Figures side by side, separated by lines. */
export function FigureRow({ children }: { readonly children: ReactNode }): ReactNode {
  return <dl className="figure-row">{children}</dl>
}
