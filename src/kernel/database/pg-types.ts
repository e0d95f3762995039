// The same JavaScript types from both drivers. Defaults differ and lose information: see docs/style.md §9.

/** PostgreSQL type identifiers that need a parser of ours. */
export const oid = { int8: 20, numeric: 1700, date: 1082, timestamptz: 1184, interval: 1186 } as const

const instantPattern = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?)\+00$/

/** PostgreSQL's instant text (sessions run in UTC) → RFC 3339 with all its microseconds. */
export function parseInstant(text: string): string {
  const match = instantPattern.exec(text)
  return match === null ? text : `${match[1]}T${match[2]}Z`
}

/** Our parser of a type in text format; undefined where the driver's own is right. */
export function parserOf(type: number): ((text: string) => unknown) | undefined {
  switch (type) {
    case oid.int8:
      return BigInt
    case oid.numeric:
    case oid.date:
    case oid.interval:
      return String
    case oid.timestamptz:
      return parseInstant
    default:
      return undefined
  }
}
