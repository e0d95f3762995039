// A status said three ways: word, shape, colour.
import type { ReactNode } from 'react'
import { useFormat, useT } from '../i18n/use-i18n.tsx'
import './status-badge.css'

export type Status = 'GREEN' | 'ORANGE' | 'RED' | 'NO_DATA' | 'NO_THRESHOLD'

export interface StatusBadgeProps {
  readonly status: Status
  /** Beyond the red threshold. */
  readonly critical?: boolean
  /** The shape alone; the word stays for screen readers and as a tooltip. */
  readonly compact?: boolean
  /** The day since which the status holds no more: it is shown greyed, as what it was. */
  readonly expiredSince?: string | null
}

export function StatusBadge(props: StatusBadgeProps): ReactNode {
  const { status, critical = false, compact = false, expiredSince = null } = props
  const t = useT()
  const format = useFormat()
  const said = t(critical ? 'status.critical' : `status.${status}`)
  const word = expiredSince === null ? said : t('status.expired', { status: said })
  const since = expiredSince === null ? null : t('status.expiredSince', { day: format.day(expiredSince) })
  return (
    <span
      className="status-badge"
      data-status={status}
      data-compact={compact}
      data-expired={expiredSince !== null}
      title={since ?? (compact ? word : undefined)}
    >
      <StatusShape status={status} />
      <span className={compact ? 'visually-hidden' : undefined}>{word}</span>
      {since === null ? null : <span className="visually-hidden">{`, ${since}`}</span>}
    </span>
  )
}

/** The shape of a status for use beside text that already says it. */
export function StatusShape({ status }: { readonly status: Status }): ReactNode {
  return (
    <svg className="status-shape" data-status={status} viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
      {shapes[status]}
    </svg>
  )
}

const shapes: Readonly<Record<Status, ReactNode>> = {
  GREEN: <circle cx="6" cy="6" r="5" fill="currentColor" />,
  ORANGE: <path d="M6 0.2 11.8 6 6 11.8 0.2 6Z" fill="currentColor" />,
  RED: <rect x="1" y="1" width="10" height="10" fill="currentColor" />,
  NO_DATA: <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  NO_THRESHOLD: <path d="M1 6h10" stroke="currentColor" strokeWidth="2" />,
}
