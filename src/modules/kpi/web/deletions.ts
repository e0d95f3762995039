// What the person has just deleted: gone from the page at once, from the server after ten seconds, back with one click.
import { useSyncExternalStore } from 'react'
import { createStore } from '#web/store.ts'
import { deferAct } from '#web/toasts.ts'

const hidden = createStore<ReadonlySet<string>>(new Set())

export interface Deletion {
  readonly id: string
  readonly message: string
  readonly commit: (options: { readonly keepalive: boolean }) => Promise<void>
  readonly onFailure: (error: unknown) => void
}

/** Hides a row now and deletes it in ten seconds, unless it is taken back. */
export function deleteLater({ id, message, commit, onFailure }: Deletion): void {
  hidden.set(new Set([...hidden.get(), id]))
  const restore = (): void => hidden.set(new Set([...hidden.get()].filter((other) => other !== id)))
  deferAct({ message, commit, restore, onFailure })
}

/** The rows without those that are being deleted. */
export function useWithoutDeleted<Row extends { readonly id: string }>(rows: readonly Row[]): readonly Row[] {
  const gone = useSyncExternalStore(hidden.subscribe, hidden.get)
  return gone.size === 0 ? rows : rows.filter((row) => !gone.has(row.id))
}
