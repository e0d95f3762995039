// How many are green, orange, red: a bar of parts and the counts in words.
import type { ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import { StatusShape, type Status } from './status-badge.tsx'
import './status-share.css'

export type StatusCounts = Readonly<Partial<Record<Status, number>>>

const order: readonly Status[] = ['RED', 'ORANGE', 'GREEN', 'NO_THRESHOLD', 'NO_DATA']

export interface StatusShareProps {
  readonly counts: StatusCounts
  /** Leaves the counts to screen readers: for dense tables. */
  readonly barOnly?: boolean
}

export function StatusShare({ counts, barOnly = false }: StatusShareProps): ReactNode {
  const t = useT()
  const present = order.filter((status) => (counts[status] ?? 0) > 0)
  const sentence = present.map((status) => t(`status.count.${status}`, { count: counts[status] ?? 0 })).join(', ')
  return (
    <div className="status-share">
      <div className="status-share-bar" role="img" aria-label={sentence === '' ? t('status.count.none') : sentence}>
        {present.map((status) => (
          <span key={status} data-status={status} style={{ flexGrow: counts[status] }} />
        ))}
      </div>
      {barOnly ? null : (
        <div className="status-share-counts" aria-hidden="true">
          {present.map((status) => (
            <span key={status} className="nowrap">
              <StatusShape status={status} /> {t(`status.count.${status}`, { count: counts[status] ?? 0 })}
            </span>
          ))}
        </div>
      )}
    </div>
  )
}
