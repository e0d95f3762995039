// Empty, failed and loading: what belongs here, what happened, and a layout that holds still.
import { Button, Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import { ProblemNotice } from './problem-notice.tsx'
import './states.css'

export interface EmptyStateProps {
  /** What belongs here. */
  readonly title: string
  readonly text?: ReactNode
  /** The first step. */
  readonly action?: ReactNode
}

export function EmptyState({ title, text, action }: EmptyStateProps): ReactNode {
  return (
    <div className="empty-state">
      <p className="empty-state-title">{title}</p>
      {text === undefined ? null : <p className="quiet">{text}</p>}
      {action === undefined ? null : <div className="row empty-state-action">{action}</div>}
    </div>
  )
}

export interface ErrorStateProps {
  readonly error: unknown
  readonly retry?: () => void
}

export function ErrorState({ error, retry }: ErrorStateProps): ReactNode {
  const t = useT()
  return (
    <div className="stack">
      <ProblemNotice error={error} />
      {retry === undefined ? null : (
        <div>
          <Button variant="default" onClick={retry}>
            {t('action.retry')}
          </Button>
        </div>
      )}
    </div>
  )
}

/** Lines in the place of text to come. */
export function LinesSkeleton({ lines = 4 }: { readonly lines?: number }): ReactNode {
  const t = useT()
  return (
    <div className="stack" role="status" aria-label={t('state.loading')}>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} height={14} width={`${90 - ((index * 17) % 40)}%`} />
      ))}
    </div>
  )
}

/** A page to come: title, sentence, table. */
export function PageSkeleton(): ReactNode {
  const t = useT()
  return (
    <div role="status" aria-label={t('state.loading')}>
      <Skeleton height={26} width={240} mb={10} />
      <Skeleton height={16} width={360} maw="90%" mb={32} />
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={30} mb={6} />
      ))}
    </div>
  )
}
