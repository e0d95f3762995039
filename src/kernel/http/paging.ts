// Keyset paging: a cursor is the sort key of the last row, opaque to the client and checked when it comes back.
import { Problem } from '../problem.ts'
import { listLimitDefault } from './schemas.ts'

export interface PageRequest {
  readonly cursor?: string
  readonly limit?: number
}

export interface PageOf<Row> {
  readonly items: readonly Row[]
  readonly next_cursor: string | null
}

type KeyPart = string | number | null

/** Reads a cursor made by `pageOf` with the same number of parts; null for the first page. A made-up one is 422. */
export function readCursor(page: PageRequest, parts: number): readonly KeyPart[] | null {
  if (page.cursor === undefined) return null
  try {
    const key: unknown = JSON.parse(Buffer.from(page.cursor, 'base64url').toString('utf8'))
    const fits = Array.isArray(key) && key.length === parts && key.every(isKeyPart)
    if (fits && writeCursor(key as KeyPart[]) === page.cursor) return key as KeyPart[]
  } catch {
    // not base64url JSON: answered below like any other made-up cursor
  }
  const violation = { pointer: '/cursor', code: 'CURSOR_INVALID', detail: 'Ce repère de page n’existe pas.' }
  throw new Problem(422, 'CURSOR_INVALID', 'Ce repère de page n’existe pas.', { errors: [violation] })
}

/** Rows to ask of the database: one more than shown, to know whether a next page exists. */
export function fetchLimit(page: PageRequest): number {
  return (page.limit ?? listLimitDefault) + 1
}

/** Cuts the extra row and makes the next cursor from the last shown one. */
export function pageOf<Row>(
  rows: readonly Row[],
  page: PageRequest,
  keyOf: (row: Row) => readonly KeyPart[],
): PageOf<Row> {
  const limit = page.limit ?? listLimitDefault
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, next_cursor: rows.length > limit && last !== undefined ? writeCursor(keyOf(last)) : null }
}

/** The cursor that stands for a sort key. */
export function writeCursor(key: readonly KeyPart[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}

function isKeyPart(part: unknown): boolean {
  return (
    part === null ||
    (typeof part === 'string' && !part.includes('\0') && part.isWellFormed()) ||
    (typeof part === 'number' && Number.isFinite(part))
  )
}
