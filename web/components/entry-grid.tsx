// A grid to type in like a spreadsheet: arrows, Tab, F2, paste, undo. An ARIA grid without a keyboard trap.
import { useId, useLayoutEffect, useMemo, useRef, type ReactNode, type RefObject } from 'react'
import { GridBar } from './entry-grid-bar.tsx'
import { GridRow } from './entry-grid-row.tsx'
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
  /** A column that is to be in sight as the grid opens, beside the one to begin in. */
  readonly sightColumn?: string | undefined
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
  useOpening(
    table,
    columns.findIndex(({ id }) => id === props.sightColumn),
  )
  const { selection, typing } = act
  const rectangle = rectangleOf(selection)
  return (
    <div className="entry-grid">
      <GridBar grid={grid} reason={act.reason} goToWrong={act.goToWrong} />
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

/** As the grid opens: the column to be in sight, then the cell to begin in. */
function useOpening(table: RefObject<HTMLElement | null>, sight: number): void {
  const column = useRef(sight)
  useLayoutEffect(() => {
    const seen = table.current?.querySelector(`[data-place="0 ${column.current}"]`)
    seen?.scrollIntoView({ block: 'nearest', inline: 'end' })
    const start = table.current?.querySelector('.entry-grid-cell[data-active="true"]')
    start?.scrollIntoView({ block: 'nearest', inline: seen == null ? 'end' : 'nearest' })
  }, [table])
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
