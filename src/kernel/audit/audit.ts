// Writes the audit: one entry per act, in the transaction of the change, chained by hash in the database.
import { sql } from 'kysely'
import type { Tx } from '../database/database.ts'

type Plain =
  string | number | boolean | bigint | null | readonly Plain[] | { readonly [name: string]: Plain | undefined }

export interface AuditRecord {
  /** Dotted past form: `kpi.created`. */
  readonly action: string
  /** What kind of thing: `kpi`, `value`, `user`. */
  readonly entity: string
  readonly entity_id: string | null
  /** One French sentence without personal data: it is hashed and can never be erased. */
  readonly summary: string
  /** State before and after, without personal data. */
  readonly before?: { readonly [name: string]: Plain | undefined } | null
  readonly after?: { readonly [name: string]: Plain | undefined } | null
}

/**
 * Appends one entry when the transaction commits, in the same flight as the commit: writers of one organisation wait for
 * each other at the head of its chain, so nobody holds it while a network or another process is waited for. An entry
 * that fails undoes the change.
 */
export async function recordAudit(tx: Tx, record: AuditRecord): Promise<void> {
  const before = record.before === undefined || record.before === null ? null : canonicalJson(record.before)
  const after = record.after === undefined || record.after === null ? null : canonicalJson(record.after)
  tx.atCommit(
    sql`select kernel.append_audit(
    ${record.action}::text, ${record.entity}::text, ${record.entity_id}::uuid, ${record.summary}::text,
    ${before}::text, ${after}::text)`.compile(tx),
  )
}

/** JSON with sorted keys and no spaces (RFC 8785 for the values we store): the same state is always the same text. */
export function canonicalJson(value: Plain): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map((item: Plain) => canonicalJson(item)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value as Record<string, Plain | undefined>)
    .filter((entry): entry is [string, Plain] => entry[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`)
  return `{${fields.join(',')}}`
}
