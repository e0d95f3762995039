// The hash chain, recomputed here without the database's own function: two writings of one rule that must agree.
import { createHash } from 'node:crypto'

export interface AuditEntry {
  readonly organization_id: string
  readonly seq: bigint
  /** RFC 3339 in UTC. */
  readonly at: string
  readonly actor_id: string | null
  readonly action: string
  readonly entity: string
  readonly entity_id: string | null
  readonly summary: string
  /** Canonical JSON, as stored. */
  readonly before: string | null
  readonly after: string | null
  readonly prev_hash: Uint8Array
  readonly hash: Uint8Array
}

/** What comes before the first entry. */
export const chainStart: Buffer = Buffer.alloc(32)

/** Every column of an entry as one text; each field carries its length, so that no two entries share a text. */
export function auditText(entry: AuditEntry): string {
  return [
    entry.organization_id,
    entry.seq.toString(),
    microseconds(entry.at),
    entry.actor_id,
    entry.action,
    entry.entity,
    entry.entity_id,
    entry.summary,
    entry.before,
    entry.after,
  ]
    .map(field)
    .join('')
}

/** SHA-256 of the previous hash and the text. */
export function auditHash(entry: AuditEntry): Buffer {
  return createHash('sha256').update(entry.prev_hash).update(auditText(entry), 'utf8').digest()
}

/** Follows a chain entry by entry. */
export interface ChainWalk {
  /** False when the entry does not continue the chain; its expected number is then `expected`. */
  readonly accept: (entry: AuditEntry) => boolean
  readonly expected: () => bigint
  readonly last: () => Buffer
}

/** Starts before the first entry. */
export function walkChain(): ChainWalk {
  let expected = 1n
  let previous = chainStart
  return {
    accept: (entry) => {
      const hash = Buffer.from(entry.hash)
      const continues = entry.seq === expected && previous.equals(entry.prev_hash) && auditHash(entry).equals(hash)
      if (!continues) return false
      expected += 1n
      previous = hash
      return true
    },
    expected: () => expected,
    last: () => previous,
  }
}

/** Null is «-», a text is «length:text», the length in characters (code points), as PostgreSQL counts. */
function field(text: string | null): string {
  return text === null ? '-' : `${[...text].length}:${text}`
}

/** PostgreSQL leaves out final zeros of a second's fraction; the hashed text always has six digits. */
function microseconds(at: string): string {
  const match = /^(.*?)(?:\.(\d{1,6}))?Z$/.exec(at)
  if (match === null) throw new Error(`not an instant in UTC: ${at}`)
  return `${match[1]}.${(match[2] ?? '').padEnd(6, '0')}Z`
}
