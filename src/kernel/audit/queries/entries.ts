// SQL that reads the audit.
import { sql } from 'kysely'
import type { Database, Tx } from '../../database/database.ts'
import type { OrganizationId } from '../../ids.ts'
import type { AuditEntry } from '../chain.ts'

const columns = sql`e.organization_id, e.seq, e.at, e.actor_id, e.action, e.entity, e.entity_id, e.summary, e.before, e.after,
  e.prev_hash, e.hash`

export interface AuditFilter {
  /** Days in the organisation's time zone, or instants; both bounds inclusive. */
  readonly from?: string
  readonly to?: string
  readonly actor_id?: string
  readonly action?: string
  readonly entity_id?: string
}

/** Entries, newest first. `before` is the number of the last one seen. */
export async function listEntries(
  tx: Tx,
  filter: AuditFilter,
  { before, limit }: { readonly before: string | null; readonly limit: number },
): Promise<readonly AuditEntry[]> {
  const from = boundOf(filter.from)
  const to = boundOf(filter.to)
  const { rows } = await sql<AuditEntry>`
    select ${columns}
    from kernel.audit_entry e
    where (${before}::bigint is null or e.seq < ${before}::bigint)
      and (${from.day}::date is null or e.at >= ${from.day}::date::timestamp at time zone ${zone})
      and (${from.instant}::timestamptz is null or e.at >= ${from.instant}::timestamptz)
      and (${to.day}::date is null or e.at < (${to.day}::date + 1)::timestamp at time zone ${zone})
      and (${to.instant}::timestamptz is null or e.at <= ${to.instant}::timestamptz)
      and (${filter.actor_id ?? null}::uuid is null or e.actor_id = ${filter.actor_id ?? null}::uuid)
      and (${filter.action ?? null}::text is null or e.action = ${filter.action ?? null}::text)
      and (${filter.entity_id ?? null}::uuid is null or e.entity_id = ${filter.entity_id ?? null}::uuid)
    order by e.seq desc
    limit ${limit}`.execute(tx)
  return rows
}

const zone = sql`(select o.time_zone from kernel.organization o)`

function boundOf(text: string | undefined): { readonly day: string | null; readonly instant: string | null } {
  if (text === undefined) return { day: null, instant: null }
  return text.length === 10 ? { day: text, instant: null } : { day: null, instant: text }
}

/** The next entries in the order of the chain. */
export async function listChain(
  tx: Tx,
  { after, upTo, limit }: { readonly after: bigint; readonly upTo: bigint; readonly limit: number },
): Promise<readonly AuditEntry[]> {
  const { rows } = await sql<AuditEntry>`
    select ${columns}
    from kernel.audit_entry e
    where e.seq > ${after.toString()}::bigint and e.seq <= ${upTo.toString()}::bigint
    order by e.seq
    limit ${limit}`.execute(tx)
  return rows
}

export interface ChainEnd {
  /** The head row; null when there is none. */
  readonly head: { readonly seq: bigint; readonly hash: Uint8Array } | null
  /** The highest number in the chain, 0 when it is empty. Of the same snapshot as the head. */
  readonly last_seq: bigint
}

export async function selectChainEnd(tx: Tx): Promise<ChainEnd> {
  const { rows } = await sql<{ seq: bigint | null; hash: Uint8Array | null; last_seq: bigint }>`
    select h.seq, h.hash, l.last_seq
    from (select coalesce(max(e.seq), 0) as last_seq from kernel.audit_entry e) l
    left join kernel.audit_head h on true`.execute(tx)
  const [row] = rows
  if (row === undefined) throw new Error('the end of a chain is always one row')
  const { seq, hash, last_seq } = row
  return { head: seq === null || hash === null ? null : { seq, hash }, last_seq }
}

/** All organisations, for verification from the command line. */
export async function listOrganizationIds(database: Pick<Database, 'query'>): Promise<readonly OrganizationId[]> {
  const { rows } = await database.query('select o.id from kernel.list_organizations() as o (id)')
  return rows.map((row) => row['id'] as OrganizationId)
}
