// The line above an entry grid: what is stored, taking back, and what is wrong with the active cell.
import { ActionIcon, Button } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import { countEdits } from './entry-grid-model.ts'
import type { EntryGridHandle } from './use-entry-grid.ts'

export interface GridBarProps {
  readonly grid: EntryGridHandle
  /** About the active cell. */
  readonly reason: string | null
  readonly goToWrong: () => void
}

/** Whether everything is stored, honestly, and the buttons for those without a keyboard. */
export function GridBar({ grid, reason, goToWrong }: GridBarProps): ReactNode {
  const t = useT()
  const { pending, saving, wrong } = countEdits(grid.state)
  const waiting = pending + saving
  const said = grid.isCut
    ? t('grid.cut', { count: waiting })
    : waiting > 0
      ? t('grid.saving', { count: waiting })
      : wrong > 0
        ? null
        : t('grid.saved')
  return (
    <>
      <div className="entry-grid-bar">
        <ActionIcon
          aria-label={t('grid.undo')}
          title={t('grid.undo')}
          disabled={grid.state.undoable.length === 0}
          onClick={grid.undo}
        >
          <IconArrowBackUp size={18} stroke={1.5} />
        </ActionIcon>
        <ActionIcon
          aria-label={t('grid.redo')}
          title={t('grid.redo')}
          disabled={grid.state.redoable.length === 0}
          onClick={grid.redo}
        >
          <IconArrowForwardUp size={18} stroke={1.5} />
        </ActionIcon>
        <p className="small" role="status" data-cut={grid.isCut}>
          {said === null ? null : <span className={grid.isCut ? 'entry-grid-wrong' : 'quiet'}>{said}</span>}{' '}
          {wrong === 0 ? null : <span className="entry-grid-wrong">{t('grid.wrong', { count: wrong })}</span>}
        </p>
        {wrong === 0 ? null : (
          <Button variant="default" size="compact-sm" onClick={goToWrong}>
            {t('grid.nextWrong')}
          </Button>
        )}
      </div>
      {/* Always there, so that the cells do not jump as the active one moves. */}
      <div className="entry-grid-reason small" role="status">
        {reason}
      </div>
    </>
  )
}
