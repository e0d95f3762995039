// Entity tags: derived from the instant of the last change, so that a write can compare without rebuilding the answer, and
// a page can name the state of a row it shows. Pure, shared with the browser.

/** The strong tag of an object that carries `id` and `updated_at`; null for anything else (lists, verdicts). */
export function entityTag(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('updated_at' in answer) || !('id' in answer)) return null
  const { id, updated_at } = answer
  if (typeof id !== 'string' || typeof updated_at !== 'string') return null
  return `"${id.slice(-12)}-${base64url(updated_at)}"`
}

/** Of an instant, which is ASCII. */
function base64url(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
