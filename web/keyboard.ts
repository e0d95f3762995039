// When a plain letter is a shortcut and when it is text.
import { comfort } from './comfort.ts'

/** True while keys belong to a field, a dialog or the browser, and always for who switched the one-key shortcuts off. */
export function isTyping(event: KeyboardEvent): boolean {
  if (!comfort.get().singleKeys) return true
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('input:not([type=checkbox]),textarea,select,[contenteditable=true]') !== null) return true
  return document.querySelector('[role="dialog"][aria-modal="true"],[role="menu"]') !== null
}

/** True when nothing has the focus: the element that had it has gone. Who is elsewhere already must not be called back. */
export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}
