// Short messages after an act, and the ten seconds in which it can be undone.
import { announce } from './announcer.ts'
import { createStore } from './store.ts'

export interface Toast {
  readonly id: number
  readonly message: string
  readonly tone: 'plain' | 'problem'
  readonly undo?: () => void
}

export interface ToastOptions {
  readonly tone?: Toast['tone']
  /** Takes the act back; offered for ten seconds. */
  readonly undo?: () => void
}

export const undoMilliseconds = 10_000
const plainMilliseconds = 5_000
const toastCountMax = 4

export const toasts = createStore<readonly Toast[]>([])
let lastId = 0

/** Shows a message; returns its id. */
export function showToast(message: string, options: ToastOptions = {}): number {
  lastId += 1
  const id = lastId
  const toast: Toast = { id, message, tone: options.tone ?? 'plain', ...(options.undo ? { undo: options.undo } : {}) }
  toasts.set([...toasts.get(), toast].slice(-toastCountMax))
  announce(message)
  setTimeout(() => dismissToast(id), options.undo === undefined ? plainMilliseconds : undoMilliseconds)
  return id
}

export function dismissToast(id: number): void {
  toasts.set(toasts.get().filter((toast) => toast.id !== id))
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
 * For acts that the server cannot undo (a deletion): the page shows them done, the request leaves after ten seconds.
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
  setTimeout(() => run(false), undoMilliseconds)
  showToast(act.message, {
    undo: () => {
      if (settle()) act.restore()
    },
  })
}
