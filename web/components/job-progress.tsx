// Long work: its state in a word, how far it is, its counts; can be left and found again.
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useFormat, useT } from '../i18n/use-i18n.tsx'
import './job-progress.css'

export type JobStatus = 'PENDING' | 'RUNNING' | 'SUCCESS' | 'FAILED'

export interface JobProgressProps {
  readonly label: string
  readonly status: JobStatus
  /** 0 to 100. */
  readonly progress: number
  /** Counts and sentences under the bar. */
  readonly details?: ReactNode
  readonly errorMessage?: string | null
  readonly cancel?: () => void
}

export function JobProgress({ label, status, progress, details, errorMessage, cancel }: JobProgressProps): ReactNode {
  const t = useT()
  const format = useFormat()
  const underway = status === 'PENDING' || status === 'RUNNING'
  return (
    <div className="job-progress" data-status={status}>
      <div className="section-head">
        <strong>{label}</strong>
        <span role="status">
          {t(`job.${status}`)}
          {status === 'RUNNING' ? ` · ${format.share(progress / 100)}` : ''}
        </span>
      </div>
      {underway ? <progress max={100} value={status === 'PENDING' ? 0 : progress} aria-label={label} /> : null}
      {errorMessage == null || errorMessage === '' ? null : <p className="job-progress-error">{errorMessage}</p>}
      {details === undefined ? null : <div className="quiet small">{details}</div>}
      {underway && cancel !== undefined ? (
        <Button variant="default" size="xs" onClick={cancel}>
          {t('action.cancel')}
        </Button>
      ) : null}
    </div>
  )
}
