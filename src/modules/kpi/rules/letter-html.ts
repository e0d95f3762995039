// What the HTML of letters is made of.
import type { Status } from './status.ts'

/** Shape beside the colour, as everywhere; the word stands beside it. */
const marks: Readonly<Record<Status, readonly [shape: string, colour: string]>> = {
  GREEN: ['●', '#1b7f3b'],
  ORANGE: ['◆', '#9a5b00'],
  RED: ['■', '#b3261e'],
}

export function markHtml(status: Status): string {
  const [shape, colour] = marks[status]
  return `<span style="color:${colour}" aria-hidden="true">${shape}</span>`
}

export function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(/[&<>"]/g, (character) => names[character] ?? character)
}
