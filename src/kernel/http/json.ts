// A strict JSON reader (RFC 8259): duplicate keys, deep nesting and wrong encoding are refused, and a number that a
// double would silently change is kept apart instead of being rounded.
import { Problem } from '../problem.ts'

/** Stands where the client wrote more digits than JSON numbers carry exactly; no schema accepts it. */
export class ExcessPrecision {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const depthMax = 32
const significantDigitsMax = 15
/** Below it a double has fewer bits, down to none. */
const fullPrecisionMin = 2 ** -1022
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const decoder = new TextDecoder('utf-8', { fatal: true })

interface Cursor {
  readonly text: string
  at: number
}

/** Reads one document. Throws a 400 problem when it is not strict JSON in UTF-8. */
export function parseJson(bytes: Uint8Array): unknown {
  const cursor: Cursor = { text: decode(bytes), at: 0 }
  const value = readValue(cursor, 0)
  skipSpace(cursor)
  if (cursor.at < cursor.text.length) throw malformed(cursor, 'du texte suit la fin du document')
  return value
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new Problem(400, 'BAD_JSON', 'Le corps n’est pas du JSON lisible.', {
      detail: 'Le texte n’est pas en UTF-8.',
    })
  }
}

function malformed(cursor: Cursor, reason: string): Problem {
  return new Problem(400, 'BAD_JSON', 'Le corps n’est pas du JSON lisible.', {
    detail: `Position ${cursor.at} : ${reason}.`,
  })
}

function skipSpace(cursor: Cursor): void {
  for (;;) {
    const code = cursor.text.charCodeAt(cursor.at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
    cursor.at += 1
  }
}

function readValue(cursor: Cursor, depth: number): unknown {
  if (depth > depthMax) throw malformed(cursor, `plus de ${depthMax} niveaux`)
  skipSpace(cursor)
  switch (cursor.text[cursor.at]) {
    case '{':
      return readObject(cursor, depth)
    case '[':
      return readArray(cursor, depth)
    case '"':
      return readString(cursor)
    case 't':
      return readWord(cursor, 'true', true)
    case 'f':
      return readWord(cursor, 'false', false)
    case 'n':
      return readWord(cursor, 'null', null)
    default:
      return readNumber(cursor)
  }
}

function readWord<T>(cursor: Cursor, word: string, value: T): T {
  if (!cursor.text.startsWith(word, cursor.at)) throw malformed(cursor, 'valeur inattendue')
  cursor.at += word.length
  return value
}

function readObject(cursor: Cursor, depth: number): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  cursor.at += 1
  skipSpace(cursor)
  if (cursor.text[cursor.at] === '}') {
    cursor.at += 1
    return object
  }
  for (;;) {
    skipSpace(cursor)
    if (cursor.text[cursor.at] !== '"') throw malformed(cursor, 'nom de champ attendu')
    const key = readString(cursor)
    if (Object.hasOwn(object, key)) throw malformed(cursor, `le champ « ${key.slice(0, 60)} » est écrit deux fois`)
    skipSpace(cursor)
    if (cursor.text[cursor.at] !== ':') throw malformed(cursor, '« : » attendu')
    cursor.at += 1
    // defineProperty, so that a field named __proto__ is an ordinary (unknown) field
    Object.defineProperty(object, key, {
      value: readValue(cursor, depth + 1),
      enumerable: true,
      writable: true,
      configurable: true,
    })
    if (!readSeparator(cursor, '}')) return object
  }
}

function readArray(cursor: Cursor, depth: number): unknown[] {
  const array: unknown[] = []
  cursor.at += 1
  skipSpace(cursor)
  if (cursor.text[cursor.at] === ']') {
    cursor.at += 1
    return array
  }
  for (;;) {
    array.push(readValue(cursor, depth + 1))
    if (!readSeparator(cursor, ']')) return array
  }
}

/** Reads `,` (more follows: true) or the closing mark (false). */
function readSeparator(cursor: Cursor, close: string): boolean {
  skipSpace(cursor)
  const mark = cursor.text[cursor.at]
  if (mark !== ',' && mark !== close) throw malformed(cursor, `« , » ou « ${close} » attendu`)
  cursor.at += 1
  return mark === ','
}

function readString(cursor: Cursor): string {
  let end = cursor.at + 1
  for (;;) {
    end = cursor.text.indexOf('"', end)
    if (end < 0) throw malformed(cursor, 'texte sans fin')
    let slashes = 0
    while (cursor.text[end - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) break
    end += 1
  }
  const literal = cursor.text.slice(cursor.at, end + 1)
  try {
    const value = JSON.parse(literal) as string
    cursor.at = end + 1
    return value
  } catch {
    throw malformed(cursor, 'texte mal écrit')
  }
}

function readNumber(cursor: Cursor): number | ExcessPrecision {
  numberPattern.lastIndex = cursor.at
  const match = numberPattern.exec(cursor.text)
  if (match === null) throw malformed(cursor, 'valeur inattendue')
  const literal = match[0]
  cursor.at += literal.length
  const value = Number(literal)
  return isExact(literal, value) ? value : new ExcessPrecision(literal)
}

/** Whether the double says what the client wrote: few enough digits, and neither too large nor too small for one. */
function isExact(literal: string, value: number): boolean {
  const digits = significantDigits(literal)
  if (digits > significantDigitsMax || !Number.isFinite(value)) return false
  return digits === 0 || Math.abs(value) >= fullPrecisionMin
}

/**
 * Digits that carry information: zeros in front and at the end do not count. One pass, because a pattern that looks for
 * zeros at the end takes minutes on a megabyte of zeros in the middle.
 */
function significantDigits(literal: string): number {
  let count = 0
  let zeros = 0
  for (let at = 0; at < literal.length; at += 1) {
    const code = literal.charCodeAt(at)
    if (code === 0x65 || code === 0x45) break
    if (code < 0x30 || code > 0x39) continue
    if (code !== 0x30) {
      count += zeros + 1
      zeros = 0
    } else if (count > 0) zeros += 1
  }
  return count
}
