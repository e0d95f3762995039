// What makes two files of one kind: their column headers, whatever the order, the case, and the periods of a matrix.
import { isPeriodText } from './period-text.ts'

const headersMin = 2

/**
 * The headers that tell a kind of file, as one text: without periods, which change from month to month. Null when too few
 * are left to tell anything. `normalise` is how headers are compared.
 */
export function headerFingerprint(headers: readonly string[], normalise: (text: string) => string): string | null {
  const kinds = new Set(
    headers
      .filter((header) => !isPeriodText(header))
      .map(normalise)
      .filter((text) => text !== ''),
  )
  const periods = headers.filter(isPeriodText).length
  if (kinds.size === 0 || kinds.size + periods < headersMin) return null
  return JSON.stringify([...Array.from(kinds).toSorted(), ...(periods > 0 ? [{ periods: true }] : [])])
}
