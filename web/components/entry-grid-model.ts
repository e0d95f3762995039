// What an entry grid holds: the stored values, what was typed over them, and how to take it back. Pure.

/** A cell by its row and column, as one text. */
export type CellKey = string

export function cellKeyOf(rowId: string, columnId: string): CellKey {
  return `${rowId}\t${columnId}`
}

/** What a cell shows: a number or nothing, or a text that is no number and is kept until it is put right. */
export type Content =
  | { readonly kind: 'value'; readonly value: number | null }
  | { readonly kind: 'wrong'; readonly text: string; readonly reason: string }

/** PENDING: to be sent. SAVING: on its way. REFUSED: not taken, see `reason`. */
export type EditState = 'PENDING' | 'SAVING' | 'REFUSED'

export interface Edit {
  readonly content: Content
  readonly state: EditState
  readonly reason: string | null
  /** The stored value that it was typed over: when that changes, somebody else was there. */
  readonly over: number | null
}

export interface CellChange {
  readonly key: CellKey
  readonly content: Content
}

interface UndoneChange extends CellChange {
  readonly before: Content
}

type Step = readonly UndoneChange[]

export interface GridState {
  /** Stored values; a cell without one is absent. */
  readonly base: ReadonlyMap<CellKey, number>
  readonly edits: ReadonlyMap<CellKey, Edit>
  readonly undoable: readonly Step[]
  readonly redoable: readonly Step[]
}

/** Steps that can be taken back. */
const stepCountMax = 200

export function openGrid(base: ReadonlyMap<CellKey, number>): GridState {
  return { base, edits: new Map(), undoable: [], redoable: [] }
}

/** What a cell shows. */
export function contentAt(state: GridState, key: CellKey): Content {
  return state.edits.get(key)?.content ?? { kind: 'value', value: state.base.get(key) ?? null }
}

/** Writes cells as one step that can be taken back; what is already so is no change. */
export function changeCells(state: GridState, changes: readonly CellChange[]): GridState {
  const step = changes
    .map((change) => ({ ...change, before: contentAt(state, change.key) }))
    .filter(({ key, content, before }) => !isSame(content, before) || state.edits.get(key)?.state === 'REFUSED')
  if (step.length === 0) return state
  const edits = applied(state, step)
  return { ...state, edits, undoable: [...state.undoable, step].slice(-stepCountMax), redoable: [] }
}

/** Takes the last step back, saved or not: the former values are written like any others. */
export function undo(state: GridState): GridState {
  const step = state.undoable.at(-1)
  if (step === undefined) return state
  const back = step.map(({ key, before }) => ({ key, content: before }))
  return {
    ...state,
    edits: applied(state, back),
    undoable: state.undoable.slice(0, -1),
    redoable: [...state.redoable, step],
  }
}

/** Does again what was taken back last. */
export function redo(state: GridState): GridState {
  const step = state.redoable.at(-1)
  if (step === undefined) return state
  return {
    ...state,
    edits: applied(state, step),
    undoable: [...state.undoable, step],
    redoable: state.redoable.slice(0, -1),
  }
}

/** Gives up what was typed into a cell and not stored. */
export function discard(state: GridState, key: CellKey): GridState {
  if (!state.edits.has(key)) return state
  const edits = new Map(state.edits)
  edits.delete(key)
  return { ...state, edits }
}

export interface PendingCell {
  readonly key: CellKey
  readonly value: number | null
}

/** What is to be sent now, marked as on its way; at most `countMax` cells, none while others are on their way. */
export function takePending(
  state: GridState,
  countMax: number,
): { readonly state: GridState; readonly cells: readonly PendingCell[] } {
  if (hasState(state, 'SAVING')) return { state, cells: [] }
  const edits = new Map(state.edits)
  const cells: PendingCell[] = []
  for (const [key, edit] of state.edits) {
    if (edit.state !== 'PENDING' || edit.content.kind !== 'value' || cells.length === countMax) continue
    edits.set(key, { ...edit, state: 'SAVING' })
    cells.push({ key, value: edit.content.value })
  }
  return cells.length === 0 ? { state, cells } : { state: { ...state, edits }, cells }
}

/** The cells sent are stored. What was typed over them meanwhile is still to be sent. */
export function markSaved(state: GridState, sent: readonly PendingCell[]): GridState {
  const base = new Map(state.base)
  const edits = new Map(state.edits)
  for (const { key, value } of sent) {
    if (value === null) base.delete(key)
    else base.set(key, value)
    const edit = edits.get(key)
    if (edit === undefined) continue
    if (isSame(edit.content, { kind: 'value', value })) edits.delete(key)
    else edits.set(key, { ...edit, over: value, state: 'PENDING' })
  }
  return { ...state, base, edits }
}

/** Some of the cells sent were refused: they keep what was typed, with the reason; the others are to be sent again. */
export function markRefused(
  state: GridState,
  sent: readonly PendingCell[],
  reasons: ReadonlyMap<CellKey, string>,
): GridState {
  const edits = new Map(state.edits)
  for (const { key } of sent) {
    const edit = edits.get(key)
    if (edit?.state !== 'SAVING') continue
    const reason = reasons.get(key) ?? null
    edits.set(key, { ...edit, state: reason === null ? 'PENDING' : 'REFUSED', reason })
  }
  return { ...state, edits }
}

/** The request never arrived, or its answer never came: everything that was on its way is to be sent again. */
export function markUnsent(state: GridState): GridState {
  const edits = new Map(state.edits)
  for (const [key, edit] of state.edits) if (edit.state === 'SAVING') edits.set(key, { ...edit, state: 'PENDING' })
  return { ...state, edits }
}

/** Takes the values that are stored now. What somebody else wrote below an edit of mine is told at that cell. */
export function rebase(state: GridState, base: ReadonlyMap<CellKey, number>, overtaken: string): GridState {
  const edits = new Map(state.edits)
  for (const [key, edit] of state.edits) {
    const stored = base.get(key) ?? null
    if (edit.state === 'SAVING') continue
    if (isSame(edit.content, { kind: 'value', value: stored })) edits.delete(key)
    else if (stored !== edit.over) edits.set(key, { ...edit, over: stored, state: 'REFUSED', reason: overtaken })
  }
  return { ...state, base, edits }
}

/** Puts back what was typed before and never stored. */
export function restoreEdits(state: GridState, kept: ReadonlyMap<CellKey, Edit>): GridState {
  const edits = new Map(state.edits)
  for (const [key, edit] of kept) if (!edits.has(key)) edits.set(key, edit)
  return { ...state, edits }
}

export interface EditCounts {
  readonly pending: number
  readonly saving: number
  /** Refused, or no number. */
  readonly wrong: number
}

export function countEdits(state: GridState): EditCounts {
  const edits = [...state.edits.values()]
  return {
    pending: edits.filter((edit) => edit.state === 'PENDING' && !isWrong(edit)).length,
    saving: edits.filter((edit) => edit.state === 'SAVING').length,
    wrong: edits.filter(isWrong).length,
  }
}

/** Refused, or no number. */
export function isWrong(edit: Edit): boolean {
  return edit.content.kind === 'wrong' || edit.state === 'REFUSED'
}

/** Why what was typed is not taken; null where nothing is wrong. */
export function reasonOf(edit: Edit | undefined): string | null {
  if (edit === undefined) return null
  return edit.content.kind === 'wrong' ? edit.content.reason : edit.reason
}

function hasState(state: GridState, wanted: EditState): boolean {
  return [...state.edits.values()].some((edit) => edit.state === wanted)
}

/** The edits after these changes: a cell that comes back to its stored value is no edit any more. */
function applied(state: GridState, changes: readonly CellChange[]): ReadonlyMap<CellKey, Edit> {
  const edits = new Map(state.edits)
  for (const { key, content } of changes) {
    const stored = state.base.get(key) ?? null
    const known = edits.get(key)
    // While a value of the cell is on its way, even the stored one has to be sent after it.
    if (known?.state !== 'SAVING' && isSame(content, { kind: 'value', value: stored })) edits.delete(key)
    else
      edits.set(key, { content, reason: null, over: stored, state: known?.state === 'SAVING' ? 'SAVING' : 'PENDING' })
  }
  return edits
}

function isSame(left: Content, right: Content): boolean {
  if (left.kind === 'value') return right.kind === 'value' && left.value === right.value
  return right.kind === 'wrong' && left.text === right.text
}
