// What a person chose for his comfort on this device: one-key shortcuts, and messages that wait for him.
import { createStore } from './store.ts'

export interface Comfort {
  /** Plain letters act (n, j, k, /, ?). Who dictates or touches keys by accident switches them off (RGAA 12.10). */
  readonly singleKeys: boolean
  /** Messages stay until they are closed, and what can be undone waits with them (RGAA 13.1). */
  readonly keepMessages: boolean
}

const storageKey = 'socle.comfort'
const atFirst: Comfort = { singleKeys: true, keepMessages: false }

export const comfort = createStore<Comfort>(readComfort())

/** Changes one choice and remembers it on this device. */
export function changeComfort(change: Partial<Comfort>): void {
  comfort.set({ ...comfort.get(), ...change })
  localStorage.setItem(storageKey, JSON.stringify(comfort.get()))
}

function readComfort(): Comfort {
  // Pure parts are tested without a browser.
  const text = typeof localStorage === 'undefined' ? null : localStorage.getItem(storageKey)
  return text === null ? atFirst : { ...atFirst, ...(JSON.parse(text) as Partial<Comfort>) }
}
