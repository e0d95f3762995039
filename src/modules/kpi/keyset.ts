// Reads this module's cursors: a made-up one is refused before PostgreSQL sees it.
import { parseDay } from '#kernel/dates.ts'
import type { PageRequest } from '#kernel/http/paging.ts'
import { readCursor } from '#kernel/http/paging.ts'
import { isId } from '#kernel/ids.ts'
import { unprocessable } from '#kernel/problem.ts'

type Part = 'text' | 'day' | 'id'

/** The parts of a cursor, each of its kind; null for the first page. Throws CURSOR_INVALID. */
export function readKey(page: PageRequest, parts: readonly Part[]): readonly string[] | null {
  const key = readCursor(page, parts.length)
  if (key === null) return null
  const texts = key.filter((part, index) => typeof part === 'string' && fits(parts[index], part)) as string[]
  if (texts.length === parts.length) return texts
  throw unprocessable([{ pointer: '/cursor', code: 'CURSOR_INVALID', detail: 'Ce repère de page n’existe pas.' }])
}

function fits(part: Part | undefined, text: string): boolean {
  if (part === 'id') return isId(text)
  if (part === 'day') return parseDay(text) !== null
  return text.isWellFormed()
}
