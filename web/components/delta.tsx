// A change against an earlier period: arrow, signed value, whether that is good, and what it is compared with.
import type { ReactNode } from 'react'
import { useFormat, useT } from '../i18n/use-i18n.tsx'
import './delta.css'

export type Goodness = 'good' | 'bad' | 'neutral'

export interface DeltaProps {
  readonly value: number
  readonly unit?: string | null
  readonly goodness: Goodness
  /** The period compared with, as its label: “2025-11”. */
  readonly against?: string
}

export function Delta({ value, unit, goodness, against }: DeltaProps): ReactNode {
  const t = useT()
  const format = useFormat()
  const direction = value === 0 ? 'flat' : value > 0 ? 'up' : 'down'
  return (
    <span className="delta" data-goodness={goodness}>
      <span className="delta-figure nowrap">
        <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
          <path d={arrows[direction]} fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
        {format.signed(value)}
        {unit == null || unit === '' ? '' : `\u00a0${unit}`}
      </span>
      <span className="visually-hidden">{t(`delta.${goodness}`)}</span>
      {against === undefined ? null : <span className="delta-against">{t('delta.against', { period: against })}</span>}
    </span>
  )
}

const arrows = { up: 'M6 11V2M2 6l4-4 4 4', down: 'M6 1v9M2 6l4 4 4-4', flat: 'M1 6h10' } as const
