// The living side of an entry grid: what is typed saves by itself, waits when the network is cut, and is never lost.
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { clearDraft, readDraft, writeDraft } from '../drafts.ts'
import {
  changeCells,
  countEdits,
  discard,
  markRefused,
  markSaved,
  markUnsent,
  openGrid,
  rebase,
  redo,
  restoreEdits,
  takePending,
  undo,
  type CellChange,
  type CellKey,
  type Edit,
  type GridState,
  type PendingCell,
} from './entry-grid-model.ts'

/** What became of the cells sent. Without a reason, a cell of a refused batch is sent again alone. */
export type SaveOutcome =
  | { readonly kind: 'saved' }
  | { readonly kind: 'refused'; readonly reasons: ReadonlyMap<CellKey, string> }
  | { readonly kind: 'unsent' }

export interface EntryGridOptions {
  /** What is stored, memoised. */
  readonly base: ReadonlyMap<CellKey, number>
  /** Where unsaved cells are kept for this tab. */
  readonly draftKey: string
  readonly save: (cells: readonly PendingCell[]) => Promise<SaveOutcome>
  /** Said at a cell of mine that somebody else changed. */
  readonly overtaken: string
}

export interface EntryGridHandle {
  readonly state: GridState
  /** The last attempt to save did not arrive; another follows by itself. */
  readonly isCut: boolean
  readonly change: (changes: readonly CellChange[]) => void
  readonly undo: () => void
  readonly redo: () => void
  readonly discard: (key: CellKey) => void
}

const saveDelayMilliseconds = 500
const retryDelayMilliseconds = 5_000
/** As many as one request takes. */
const savedCellsMax = 1_000

export function useEntryGrid(options: EntryGridOptions): EntryGridHandle {
  const { base, draftKey, overtaken } = options
  const [state, setState] = useState(() => rebase(restoreEdits(openGrid(base), draftEdits(draftKey)), base, overtaken))
  const [isCut, setCut] = useState(false)
  const present = useRef(state)
  const latest = useRef(options)
  useLayoutEffect(() => {
    latest.current = options
  })
  const update = useCallback((next: GridState): void => {
    present.current = next
    keepDraft(latest.current.draftKey, next)
    setState(next)
  }, [])
  useEffect(() => update(rebase(present.current, base, overtaken)), [base, overtaken, update])

  const flush = useCallback(async (): Promise<void> => {
    const { state: sending, cells } = takePending(present.current, savedCellsMax)
    if (cells.length === 0) return
    update(sending)
    const outcome = await latest.current.save(cells)
    setCut(outcome.kind === 'unsent')
    if (outcome.kind === 'saved') update(markSaved(present.current, cells))
    else if (outcome.kind === 'refused') update(markRefused(present.current, cells, outcome.reasons))
    else update(markUnsent(present.current))
  }, [update])
  useSaving(state, isCut, flush)

  return {
    state,
    isCut,
    change: (changes) => update(changeCells(present.current, changes)),
    undo: () => update(undo(present.current)),
    redo: () => update(redo(present.current)),
    discard: (key) => update(discard(present.current, key)),
  }
}

/** Sends soon after the last key, again when the network may be back, and at once when the page is left. */
function useSaving(state: GridState, isCut: boolean, flush: () => Promise<void>): void {
  useEffect(() => {
    const { pending, saving } = countEdits(state)
    if (pending === 0 || saving > 0) return undefined
    const timer = setTimeout(() => void flush(), isCut ? retryDelayMilliseconds : saveDelayMilliseconds)
    return () => clearTimeout(timer)
  }, [state, isCut, flush])
  useEffect(() => {
    const now = (): void => void flush()
    const whenHidden = (): void => {
      if (document.visibilityState === 'hidden') now()
    }
    window.addEventListener('online', now)
    document.addEventListener('visibilitychange', whenHidden)
    return () => {
      window.removeEventListener('online', now)
      document.removeEventListener('visibilitychange', whenHidden)
      now()
    }
  }, [flush])
}

function keepDraft(key: string, { edits }: GridState): void {
  if (edits.size === 0) clearDraft(key)
  else writeDraft(key, { edits: [...edits] })
}

function draftEdits(key: string): ReadonlyMap<CellKey, Edit> {
  const kept = readDraft(key)?.['edits']
  const entries = Array.isArray(kept) ? (kept as readonly (readonly [CellKey, Edit])[]) : []
  // What was on its way when the page went may have arrived or not: sending it again finds its work done.
  return new Map(entries.map(([cell, edit]) => [cell, edit.state === 'SAVING' ? { ...edit, state: 'PENDING' } : edit]))
}
