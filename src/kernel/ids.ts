// Identifiers: UUID version 7, made by the application so that a retry can reuse them.
import { randomUUIDv7 } from 'node:crypto'

declare const brand: unique symbol
/** A UUID of one kind of thing; kinds do not mix. */
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type OrganizationId = Id<'organization'>
export type UserId = Id<'user'>
export type SessionId = Id<'session'>
export type TeamId = Id<'team'>

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Makes a new time-ordered id. */
export function newId<Kind extends string>(): Id<Kind> {
  return randomUUIDv7() as Id<Kind>
}

/** Makes new ids in ascending order: two made in one millisecond do not tell which came first by themselves. */
export function newIds<Kind extends string>(count: number): readonly Id<Kind>[] {
  return Array.from({ length: count }, () => newId<Kind>()).toSorted()
}

/** The smallest id that `newId` can make at that moment, in milliseconds since 1970: every later one is greater. */
export function firstIdAt(milliseconds: number): string {
  const time = Math.max(0, Math.trunc(milliseconds)).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}

/** Tells whether a text is a well-formed id in its canonical lower-case form. */
export function isId(text: string): boolean {
  return uuidPattern.test(text)
}

/** Reads an id from outside; null when malformed (callers answer 404, as for an unknown id). */
export function parseId<Kind extends string>(text: string): Id<Kind> | null {
  const lower = text.toLowerCase()
  return uuidPattern.test(lower) ? (lower as Id<Kind>) : null
}
