// What keys, clipboard and pointer do to an entry grid.
import {
  useEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
} from 'react'
import { announce } from '../announcer.ts'
import { useT } from '../i18n/use-i18n.tsx'
import {
  cellKeyOf,
  contentAt,
  isWrong,
  reasonOf,
  type CellChange,
  type CellKey,
  type Content,
} from './entry-grid-model.ts'
import {
  at,
  moveBy,
  nextPlace,
  placePasted,
  placesIn,
  rectangleOf,
  type Place,
  type Selection,
} from './entry-grid-moves.ts'
import { parseClipboard, toClipboard } from './entry-grid-text.ts'
import type { EntryGridProps } from './entry-grid.tsx'

/** What is being typed into the active cell. */
export interface Typing {
  readonly text: string
  /** Opened by F2 or a second click: arrows move in the text, not in the grid. */
  readonly isCorrecting: boolean
}

/** What a cell may ask for. */
export interface GridActs {
  readonly select: (place: Place, extend: boolean) => void
  readonly startTyping: (text: string | null) => void
  readonly setText: (text: string) => void
  readonly commit: () => void
}

/** The grid at one moment, with what changes it. */
interface Desk {
  readonly props: EntryGridProps
  readonly cells: Cells
  readonly selection: Selection
  readonly typing: Typing | null
  readonly setTyping: (typing: Typing | null) => void
  /** Moves the active cell, and the focus with it. */
  readonly goTo: (selection: Selection) => void
  /** Gives the focus back to the active cell once it is painted. */
  readonly keepFocus: () => void
  /** After Escape, Tab leaves the grid. */
  readonly exit: { current: boolean }
  readonly t: (key: 'grid.tooMuch' | 'grid.pasted' | 'grid.leftOut', values?: { readonly count: number }) => string
}

export interface GridControls extends GridActs {
  readonly selection: Selection
  readonly typing: Typing | null
  /** What is wrong with the active cell, or why it may not be written; null when all is well. */
  readonly reason: string | null
  readonly goToWrong: () => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onClick: (event: MouseEvent) => void
  readonly onCopy: (event: ClipboardEvent) => void
  readonly onPaste: (event: ClipboardEvent) => void
}

export function useGridActs(props: EntryGridProps, table: RefObject<HTMLElement | null>): GridControls {
  const t = useT()
  const [chosen, setSelection] = useState<Selection>(() => at(startOf(props)))
  const [typing, setTyping] = useState<Typing | null>(null)
  const exit = useRef(false)
  const wantsFocus = useRef(false)
  const selection = inside(chosen, sizeOf(props))
  useEffect(() => {
    if (!wantsFocus.current) return
    wantsFocus.current = false
    const { row, column } = selection.focus
    table.current?.querySelector<HTMLElement>(`[data-place="${row} ${column}"]`)?.focus()
  })
  const keepFocus = (): void => {
    wantsFocus.current = true
  }
  const goTo = (next: Selection): void => {
    exit.current = false
    keepFocus()
    setTyping(null)
    setSelection(next)
  }
  const cells = cellsOf(props)
  const desk: Desk = { props, cells, selection, typing, setTyping, goTo, keepFocus, exit, t }
  return {
    selection,
    typing,
    reason: reasonAt(props, cells, selection.focus),
    goToWrong: () => goToWrong(desk),
    onKeyDown: (event) => pressKey(desk, event),
    onClick: (event) => openClicked(desk, event),
    onCopy: (event) => copy(desk, event),
    onPaste: (event) => paste(desk, event),
    select: (place, extend) => {
      const { focus, anchor } = selection
      if (place.row === focus.row && place.column === focus.column && typing !== null) return
      commit(desk)
      goTo(extend ? { anchor, focus: place } : at(place))
    },
    startTyping: (text) => startTyping(desk, text),
    setText: (text) => setTyping((now) => (now === null ? null : { ...now, text })),
    commit: () => commit(desk),
  }
}

/** The cells by their place. */
interface Cells {
  readonly keyAt: (place: Place) => CellKey
  readonly refusalAt: (place: Place) => string | null
  /** As it is corrected and copied. */
  readonly textAt: (place: Place) => string
  readonly contentOf: (text: string, row: number) => Content
}

function cellsOf({ rows, columns, grid, read, edit, refusalOf }: EntryGridProps): Cells {
  const rowId = (row: number): string => rows[row]?.id ?? ''
  const columnId = (column: number): string => columns[column]?.id ?? ''
  const keyAt = ({ row, column }: Place): CellKey => cellKeyOf(rowId(row), columnId(column))
  return {
    keyAt,
    refusalAt: ({ row, column }) => refusalOf(rowId(row), columnId(column)),
    textAt: (place) => {
      const content = contentAt(grid.state, keyAt(place))
      if (content.kind === 'wrong') return content.text
      return content.value === null ? '' : edit(content.value)
    },
    contentOf: (text, row) => {
      const reading = read(text, rowId(row))
      return reading.ok ? { kind: 'value', value: reading.value } : { kind: 'wrong', text, reason: reading.reason }
    },
  }
}

function pressKey(desk: Desk, event: KeyboardEvent): void {
  const { key } = event
  const { typing, selection, props, exit } = desk
  const control = event.ctrlKey || event.metaKey
  if (event.altKey || event.nativeEvent.isComposing) return
  if (key === 'Tab' && exit.current) return
  const isMove =
    typing === null || key === 'Tab' || key === 'Enter' || (!typing.isCorrecting && key.startsWith('Arrow'))
  const next = isMove ? moveBy({ key, shift: event.shiftKey, control }, selection, sizeOf(props)) : null
  const act = next === null ? actOf(desk, { key, control, shift: event.shiftKey }) : () => leaveCell(desk, next)
  if (act === null) return
  event.preventDefault()
  act()
}

interface Pressed {
  readonly key: string
  readonly control: boolean
  readonly shift: boolean
}

/** What a key that does not move does; null leaves it to the browser. */
function actOf(desk: Desk, { key, control, shift }: Pressed): (() => void) | null {
  const { typing, props } = desk
  if (key === 'Escape') return () => escape(desk)
  if (typing !== null) return null
  if (control) {
    const letter = key.toLowerCase()
    if (letter === 'y' || (letter === 'z' && shift)) return props.grid.redo
    return letter === 'z' ? props.grid.undo : null
  }
  if (key === 'F8') return () => goToWrong(desk)
  if (key === 'F2') return () => startTyping(desk, null)
  if (key === 'Delete' || key === 'Backspace') return () => clear(desk)
  return key.length === 1 ? () => startTyping(desk, key) : null
}

function reasonAt({ grid }: EntryGridProps, cells: Cells, place: Place): string | null {
  return reasonOf(grid.state.edits.get(cells.keyAt(place))) ?? cells.refusalAt(place)
}

/** Leads to the next cell to put right. */
function goToWrong({ props, cells, selection, goTo }: Desk): void {
  const { edits } = props.grid.state
  const { rows, columns } = sizeOf(props)
  const all = placesIn({ top: 0, left: 0, bottom: rows - 1, right: columns - 1 })
  const wrong = all.filter((place) => {
    const edit = edits.get(cells.keyAt(place))
    return edit !== undefined && isWrong(edit)
  })
  const next = nextPlace(wrong, selection.focus)
  if (next !== null) goTo(at(next))
}

function leaveCell(desk: Desk, next: Selection): void {
  commit(desk)
  desk.goTo(next)
}

/** Writes what was typed; a text that did not change writes nothing, unless what it says was refused. */
function commit({ typing, setTyping, selection, cells, props }: Desk): void {
  if (typing === null) return
  setTyping(null)
  const key = cells.keyAt(selection.focus)
  const isRefused = props.grid.state.edits.get(key)?.state === 'REFUSED'
  if (typing.text === cells.textAt(selection.focus) && !isRefused) return
  props.grid.change([{ key, content: cells.contentOf(typing.text, selection.focus.row) }])
}

/** Opens the active cell: with what it holds when `text` is null. */
function startTyping({ cells, selection, setTyping, exit }: Desk, text: string | null): void {
  const refusal = cells.refusalAt(selection.focus)
  exit.current = false
  if (refusal !== null) announce(refusal)
  else setTyping({ text: text ?? cells.textAt(selection.focus), isCorrecting: text === null })
}

/** Gives up what is being typed, then what was not taken; then Tab leaves. */
function escape({ typing, setTyping, keepFocus, props, cells, selection, goTo, exit }: Desk): void {
  if (typing !== null) {
    keepFocus()
    setTyping(null)
    return
  }
  const key = cells.keyAt(selection.focus)
  if (props.grid.state.edits.has(key)) props.grid.discard(key)
  goTo(at(selection.focus))
  exit.current = true
}

function clear({ cells, selection, props }: Desk): void {
  const places = placesIn(rectangleOf(selection)).filter((place) => cells.refusalAt(place) === null)
  props.grid.change(places.map((place) => ({ key: cells.keyAt(place), content: { kind: 'value', value: null } })))
}

/** A click, or a finger, on the cell that was active already opens it. */
function openClicked(desk: Desk, event: MouseEvent): void {
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]') : null
  if (desk.typing === null && !event.shiftKey && cell?.dataset['was'] === 'true') startTyping(desk, null)
}

function copy(desk: Desk, event: ClipboardEvent): void {
  const { typing, selection, cells } = desk
  if (typing !== null) return
  const { top, bottom, left, right } = rectangleOf(selection)
  const lines = Array.from({ length: bottom - top + 1 }, (_, row) =>
    Array.from({ length: right - left + 1 }, (_unused, column) =>
      cells.textAt({ row: top + row, column: left + column }),
    ),
  )
  event.preventDefault()
  event.clipboardData.setData('text/plain', toClipboard(lines))
  if (event.type === 'cut') clear(desk)
}

function paste(desk: Desk, event: ClipboardEvent): void {
  const { typing, setTyping, keepFocus } = desk
  const text = event.clipboardData.getData('text/plain')
  // A block goes into the grid even when a cell is being corrected; one text goes into the field.
  if (typing !== null && !/[\t\n]/.test(text.trim())) return
  event.preventDefault()
  setTyping(null)
  keepFocus()
  pasteText(desk, text)
}

/** An empty cell of the block leaves what is there: nothing is cleared by accident. */
function pasteText({ t, cells, selection, props }: Desk, text: string): void {
  const pasted = parseClipboard(text)
  if (pasted === null) return announce(t('grid.tooMuch'))
  const placed = placePasted(pasted, rectangleOf(selection), sizeOf(props))
  const filled = placed.cells.filter((cell) => cell.text.trim() !== '')
  const changes = filled
    .filter((cell) => cells.refusalAt(cell) === null)
    .map((cell): CellChange => ({ key: cells.keyAt(cell), content: cells.contentOf(cell.text, cell.row) }))
  props.grid.change(changes)
  const left = filled.length - changes.length + placed.outside
  const said = t('grid.pasted', { count: changes.length })
  announce(left === 0 ? said : `${said} ${t('grid.leftOut', { count: left })}`)
}

function startOf({ columns, startColumn }: EntryGridProps): Place {
  return {
    row: 0,
    column: Math.max(
      0,
      columns.findIndex(({ id }) => id === startColumn),
    ),
  }
}

function sizeOf({ rows, columns }: EntryGridProps): { readonly rows: number; readonly columns: number } {
  return { rows: rows.length, columns: columns.length }
}

/** A grid that shrank keeps its active cell inside. */
function inside({ anchor, focus }: Selection, size: { readonly rows: number; readonly columns: number }): Selection {
  const keep = ({ row, column }: Place): Place => ({
    row: Math.max(0, Math.min(row, size.rows - 1)),
    column: Math.max(0, Math.min(column, size.columns - 1)),
  })
  return { anchor: keep(anchor), focus: keep(focus) }
}
