// One row of an entry grid and its cells.
import { memo, type ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import type { EntryGridProps, EntryGridRow } from './entry-grid.tsx'
import { cellKeyOf, isWrong, reasonOf, type Edit } from './entry-grid-model.ts'
import type { Rectangle } from './entry-grid-moves.ts'
import type { GridActs, Typing } from './use-grid-acts.ts'

export interface GridRowProps {
  readonly row: EntryGridRow
  readonly index: number
  readonly props: EntryGridProps
  /** The active column; null when the active cell is in another row. */
  readonly active: number | null
  readonly selected: Rectangle | null
  readonly typing: Typing | null
  readonly acts: GridActs
}

export function GridRow({ row, index, props, active, selected, typing, acts }: GridRowProps): ReactNode {
  const { columns, grid, show, refusalOf, mark } = props
  return (
    <div role="row" className="entry-grid-row">
      <div role="rowheader" className="entry-grid-header">
        {row.label}
        {row.detail === undefined ? null : <span className="entry-grid-detail">{row.detail}</span>}
      </div>
      {columns.map((column, place) => {
        const key = cellKeyOf(row.id, column.id)
        const edit = grid.state.edits.get(key)
        const stored = grid.state.base.get(key)
        const isActive = active === place
        return (
          <GridCell
            key={column.id}
            text={textOf(edit, stored, show)}
            tone={toneOf(edit)}
            reason={reasonOf(edit)}
            refusal={refusalOf(row.id, column.id)}
            mark={edit === undefined && stored !== undefined ? mark?.(row.id, column.id) : null}
            isActive={isActive}
            isSelected={selected !== null && place >= selected.left && place <= selected.right}
            typed={isActive && typing !== null ? typing.text : null}
            row={index}
            column={place}
            acts={acts}
          />
        )
      })}
    </div>
  )
}

interface GridCellProps {
  readonly row: number
  readonly column: number
  readonly text: string
  readonly tone: 'stored' | 'pending' | 'wrong'
  readonly reason: string | null
  readonly refusal: string | null
  readonly mark: ReactNode
  readonly isActive: boolean
  readonly isSelected: boolean
  /** What is being typed; null when nobody types here. */
  readonly typed: string | null
  readonly acts: GridActs
}

const GridCell = memo(PlainCell, isSameCell)

function PlainCell(props: GridCellProps): ReactNode {
  const { row, column, text, tone, reason, refusal, mark, isActive, isSelected, typed, acts } = props
  const select = (extend: boolean): void => acts.select({ row, column }, extend)
  const t = useT()
  return (
    <div
      role="gridcell"
      className="entry-grid-cell"
      data-place={`${row} ${column}`}
      data-tone={tone}
      data-active={isActive}
      tabIndex={isActive ? 0 : -1}
      aria-selected={isSelected}
      aria-disabled={refusal !== null}
      aria-invalid={tone === 'wrong'}
      title={reason ?? refusal ?? undefined}
      onMouseDown={(event) => {
        if (typed !== null) return
        event.currentTarget.dataset['was'] = String(isActive && document.activeElement === event.currentTarget)
        if (!isActive || event.shiftKey) {
          event.preventDefault()
          select(event.shiftKey)
        }
      }}
      onMouseEnter={(event) => {
        if (event.buttons === 1 && typed === null) select(true)
      }}
      onDoubleClick={() => {
        if (typed === null) acts.startTyping(null)
      }}
    >
      {typed === null ? (
        <>
          {mark}
          <span className="entry-grid-text">{text}</span>
          {tone === 'stored' ? null : <span className="visually-hidden">{`, ${reason ?? t('grid.pending')}`}</span>}
        </>
      ) : (
        <input
          ref={focusAtEnd}
          className="entry-grid-input"
          aria-label={t('grid.cell')}
          inputMode="decimal"
          enterKeyHint="next"
          autoComplete="off"
          value={typed}
          onChange={(event) => acts.setText(event.currentTarget.value)}
          onBlur={acts.commit}
        />
      )}
    </div>
  )
}

/** Handlers read the present state whenever they were made, so only what is seen decides. */
function isSameCell(before: GridCellProps, after: GridCellProps): boolean {
  return (
    before.isActive === after.isActive &&
    before.isSelected === after.isSelected &&
    before.typed === after.typed &&
    before.mark === after.mark &&
    before.text === after.text &&
    before.tone === after.tone &&
    before.reason === after.reason &&
    before.refusal === after.refusal &&
    before.row === after.row &&
    before.column === after.column
  )
}

function textOf(edit: Edit | undefined, stored: number | undefined, show: (value: number) => string): string {
  if (edit === undefined) return stored === undefined ? '' : show(stored)
  if (edit.content.kind === 'wrong') return edit.content.text
  return edit.content.value === null ? '' : show(edit.content.value)
}

function toneOf(edit: Edit | undefined): GridCellProps['tone'] {
  if (edit === undefined) return 'stored'
  return isWrong(edit) ? 'wrong' : 'pending'
}

function focusAtEnd(input: HTMLInputElement | null): void {
  if (input === null || document.activeElement === input) return
  input.focus()
  input.setSelectionRange(input.value.length, input.value.length)
}
