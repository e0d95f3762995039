// A grid to type in like a spreadsheet: arrows, Tab, F2, paste, undo. An ARIA grid without a keyboard trap.
import { ActionIcon } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { useId, useLayoutEffect, useMemo, useRef, type ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import { GridRow } from './entry-grid-row.tsx'
import { countEdits } from './entry-grid-model.ts'
import { rectangleOf } from './entry-grid-moves.ts'
import type { EntryGridHandle } from './use-entry-grid.ts'
import { useGridActs, type GridActs } from './use-grid-acts.ts'
import './entry-grid.css'

export interface EntryGridRow {
  readonly id: string
  readonly label: ReactNode
  /** Quiet, below the label: code, unit. */
  readonly detail?: string
}

export interface EntryGridColumn {
  readonly id: string
  readonly label: string
  readonly detail?: string
}

export type CellReading =
  { readonly ok: true; readonly value: number | null } | { readonly ok: false; readonly reason: string }

export interface EntryGridProps {
  readonly label: string
  /** The header of the first column. */
  readonly corner: string
  /** How the keys work, and how to leave. */
  readonly hint: string
  readonly rows: readonly EntryGridRow[]
  readonly columns: readonly EntryGridColumn[]
  /** The column to begin in, brought into sight; the first one when left out. */
  readonly startColumn?: string | undefined
  readonly grid: EntryGridHandle
  /** Reads what was typed or pasted; an empty text is no value. */
  readonly read: (text: string, rowId: string) => CellReading
  /** Writes a stored number as it is shown. */
  readonly show: (value: number) => string
  /** Writes a stored number as it is corrected and copied. */
  readonly edit: (value: number) => string
  /** Why a cell may not be written; null when it may. */
  readonly refusalOf: (rowId: string, columnId: string) => string | null
  /** What stands beside a stored value, such as its status. */
  readonly mark?: (rowId: string, columnId: string) => ReactNode
}

export function EntryGrid(props: EntryGridProps): ReactNode {
  const { label, corner, hint, rows, columns, grid } = props
  const hintId = useId()
  const table = useRef<HTMLDivElement>(null)
  const act = useGridActs(props, table)
  const acts = useStable(act)
  useLayoutEffect(() => {
    const start = table.current?.querySelector('.entry-grid-cell[data-active="true"]')
    start?.scrollIntoView({ block: 'nearest', inline: 'end' })
    // only as the grid opens
  }, [])
  const { selection, typing } = act
  const rectangle = rectangleOf(selection)
  return (
    <div className="entry-grid">
      <GridBar grid={grid} />
      <div className="entry-grid-scroll">
        <div
          className="entry-grid-table"
          role="grid"
          aria-label={label}
          aria-describedby={hintId}
          aria-multiselectable
          ref={table}
          tabIndex={-1}
          onClick={act.onClick}
          onKeyDown={act.onKeyDown}
          onCopy={act.onCopy}
          onCut={act.onCopy}
          onPaste={act.onPaste}
        >
          <div role="rowgroup" className="entry-grid-head">
            <div role="row" className="entry-grid-row">
              <div role="columnheader" className="entry-grid-header">
                {corner}
              </div>
              {columns.map((column) => (
                <div key={column.id} role="columnheader" className="entry-grid-header">
                  {column.label}
                  {column.detail === undefined ? null : <span className="entry-grid-detail">{column.detail}</span>}
                </div>
              ))}
            </div>
          </div>
          <div role="rowgroup" className="entry-grid-body">
            {rows.map((row, index) => (
              <GridRow
                key={row.id}
                row={row}
                index={index}
                props={props}
                active={selection.focus.row === index ? selection.focus.column : null}
                selected={index >= rectangle.top && index <= rectangle.bottom ? rectangle : null}
                typing={selection.focus.row === index ? typing : null}
                acts={acts}
              />
            ))}
          </div>
        </div>
      </div>
      <p id={hintId} className="quiet small entry-grid-hint">
        {hint}
      </p>
    </div>
  )
}

/** Whether everything is stored, honestly, and the two buttons for those without a keyboard. */
function GridBar({ grid }: { readonly grid: EntryGridHandle }): ReactNode {
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
    </div>
  )
}

/** Acts that stay the same objects and always do what the latest render would: cells need not be painted anew for them. */
function useStable(act: GridActs): GridActs {
  const latest = useRef(act)
  useLayoutEffect(() => {
    latest.current = act
  })
  return useMemo(
    () => ({
      select: (place, extend) => latest.current.select(place, extend),
      startTyping: (text) => latest.current.startTyping(text),
      setText: (text) => latest.current.setText(text),
      commit: () => latest.current.commit(),
    }),
    [],
  )
}
