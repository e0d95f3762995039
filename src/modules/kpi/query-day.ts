// Reads days of a query: the schema has checked their form, not whether they exist.
import { parseDay } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { unprocessable } from '#kernel/problem.ts'

/** A day of the query, null when it was not given. Throws VALUE_INVALID for a day that does not exist. */
export function readDay(pointer: string, text: string | undefined): Day | null {
  if (text === undefined) return null
  const day = parseDay(text)
  if (day === null)
    throw unprocessable([{ pointer, code: 'VALUE_INVALID', detail: `${pointer} : ce jour n’existe pas.` }])
  return day
}
