// Short messages after an act, and the ten seconds in which it can be undone.
import { announce } from './announcer.ts'
import { comfort } from './comfort.ts'
import { createStore } from './store.ts'

export interface Toast {
  readonly id: number
  readonly message: string
  readonly tone: 'plain' | 'problem'
  readonly undo?: () => void
}

export interface ToastOptions {
  readonly tone?: Toast['tone']
  /** Takes the act back; offered for ten seconds, and longer while the person is at the messages. */
  readonly undo?: () => void
  /** Told once when the message leaves without “undo”: its time is over, it was closed, or newer ones took its place. */
  readonly onGone?: () => void
}

export const undoMilliseconds = 10_000
const plainMilliseconds = 5_000
/** What is left after the person has gone away from the messages. */
const graceMilliseconds = 2_000
const toastCountMax = 4

export const toasts = createStore<readonly Toast[]>([])
const gone = new Map<number, () => void>()
const clocks = new Map<number, ReturnType<typeof setTimeout>>()
let isHeld = false
let lastId = 0

/** Shows a message; returns its id. */
export function showToast(message: string, options: ToastOptions = {}): number {
  lastId += 1
  const id = lastId
  const toast: Toast = { id, message, tone: options.tone ?? 'plain', ...(options.undo ? { undo: options.undo } : {}) }
  if (options.onGone !== undefined) gone.set(id, options.onGone)
  const all = [...toasts.get(), toast]
  for (const old of all.slice(0, -toastCountMax)) dismissToast(old.id)
  toasts.set(all.slice(-toastCountMax))
  announce(message)
  if (!isHeld) wind(id, options.undo === undefined ? plainMilliseconds : undoMilliseconds)
  return id
}

/** Takes a message away; what waited for it happens now. */
export function dismissToast(id: number): void {
  forget(id)?.()
}

/** Takes the act of a message back. */
export function undoToast({ id, undo }: Toast): void {
  forget(id)
  undo?.()
}

/** While somebody points at the messages or is among them with the keyboard, none leaves. */
export function holdToasts(): void {
  isHeld = true
  for (const clock of clocks.values()) clearTimeout(clock)
  clocks.clear()
}

/** The messages may leave again, after a moment. */
export function releaseToasts(): void {
  if (!isHeld) return
  isHeld = false
  for (const { id } of toasts.get()) wind(id, graceMilliseconds)
}

function wind(id: number, milliseconds: number): void {
  if (comfort.get().keepMessages) return
  clocks.set(
    id,
    setTimeout(() => dismissToast(id), milliseconds),
  )
}

function forget(id: number): (() => void) | undefined {
  const onGone = gone.get(id)
  gone.delete(id)
  clearTimeout(clocks.get(id))
  clocks.delete(id)
  toasts.set(toasts.get().filter((toast) => toast.id !== id))
  // The last message took the pointer or the focus away with it: nothing tells us that it left.
  if (toasts.get().length === 0) isHeld = false
  return onGone
}

export interface DeferredAct {
  readonly message: string
  /** Does the act for good; told to outlive the page when it happens as the tab closes. */
  readonly commit: (options: { readonly keepalive: boolean }) => Promise<void>
  /** Puts the page back as it was. */
  readonly restore: () => void
  readonly onFailure: (error: unknown) => void
}

/**
 * For acts that the server cannot undo (a deletion): the page shows them done, the request leaves with the message.
 * Closing the tab commits at once: what the person was told is what happens.
 */
export function deferAct(act: DeferredAct): void {
  let settled = false
  const settle = (): boolean => {
    if (settled) return false
    settled = true
    window.removeEventListener('pagehide', leave)
    return true
  }
  const run = (keepalive: boolean): void => {
    if (!settle()) return
    act.commit({ keepalive }).catch((error: unknown) => {
      act.restore()
      act.onFailure(error)
    })
  }
  const leave = (): void => run(true)
  window.addEventListener('pagehide', leave)
  showToast(act.message, {
    onGone: () => run(false),
    undo: () => {
      if (settle()) act.restore()
    },
  })
}
