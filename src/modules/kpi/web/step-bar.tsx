// Back, where one is, forward: for years and months.
import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'

export interface StepBarProps {
  readonly label: string
  readonly previousLabel: string
  readonly nextLabel: string
  readonly previous: () => void
  /** Null where there is nothing further on. */
  readonly next: (() => void) | null
}

export function StepBar({ label, previousLabel, nextLabel, previous, next }: StepBarProps): ReactNode {
  return (
    <div className="step-bar">
      <ActionIcon className="no-print" aria-label={previousLabel} title={previousLabel} onClick={previous}>
        <IconChevronLeft size={18} stroke={1.5} />
      </ActionIcon>
      <strong aria-live="polite">{label}</strong>
      <ActionIcon
        className="no-print"
        aria-label={nextLabel}
        title={nextLabel}
        disabled={next === null}
        onClick={() => next?.()}
      >
        <IconChevronRight size={18} stroke={1.5} />
      </ActionIcon>
    </div>
  )
}
