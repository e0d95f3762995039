// What screen readers are told when the page changes without a new document.
import { createStore } from './store.ts'

export const announcement = createStore('')

/** Says a sentence politely; the same sentence twice is said twice. */
export function announce(sentence: string): void {
  announcement.set(announcement.get() === sentence ? `${sentence}\u00a0` : sentence)
}
