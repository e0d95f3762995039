// SQL of the readings of automatic sources: who reads one, and what came of it.
import { sql } from 'kysely'
import type { Database, Tx } from '#kernel/database/database.ts'
import type { OrganizationId, UserId } from '#kernel/ids.ts'
import type { ImportJobId } from './import-jobs.ts'
import type { SourceId, SourceState } from './import-sources.ts'

/** How long a reading may be silent before another process takes it up; whoever reads renews it. */
export const sourceLeaseSeconds = 60

/** What tells an unchanged file. */
export interface SourceMemory {
  readonly etag: string | null
  readonly last_modified: string | null
  readonly content_sha256: string | null
}

export type ReadFor = 'SCHEDULE' | 'PERSON'

export interface ClaimedSource
  extends
    SourceMemory,
    Pick<SourceState, 'name' | 'url' | 'mapping_id' | 'on_duplicate' | 'mode' | 'credentials' | 'user_name'> {
  readonly id: SourceId
  readonly lease_id: ImportJobId
  readonly sealed_secret: Uint8Array | null
  readonly owner_id: UserId
  readonly owner_role: 'ADMIN' | 'USER'
  readonly owner_is_active: boolean
}

const leaseEnd = sql`clock_timestamp() + make_interval(secs => ${sourceLeaseSeconds}::int)`

/**
 * Takes a source for one reading; null when somebody else reads it, or when it is not due any more. The lease bears the id of
 * the import that may come of it.
 */
export async function claimSource(
  tx: Tx,
  { id, lease_id, readFor }: { readonly id: SourceId; readonly lease_id: ImportJobId; readonly readFor: ReadFor },
): Promise<ClaimedSource | null> {
  const { rows } = await sql<ClaimedSource>`
    update kpi.import_source s
    set lease_id = ${lease_id}, lease_until = ${leaseEnd}, leased_for = ${readFor}
    from kernel."user" u
    where s.id = ${id} and u.organization_id = s.organization_id and u.id = s.owner_id
      and (s.lease_until is null or s.lease_until < clock_timestamp())
      and (${readFor} = 'PERSON' or s.next_run_at <= clock_timestamp())
    returning s.id, s.lease_id, s.name, s.url, s.mapping_id, s.on_duplicate, s.mode, s.credentials, s.user_name, s.sealed_secret,
      s.owner_id, s.etag, s.last_modified, s.content_sha256, u.role as owner_role, u.is_active as owner_is_active`.execute(
    tx,
  )
  return rows[0] ?? null
}

/** Says that the reading goes on; false when it is no longer ours. */
export async function renewSourceLease(tx: Tx, id: SourceId, leaseId: ImportJobId): Promise<boolean> {
  const { rows } = await sql`
    update kpi.import_source s set lease_until = ${leaseEnd} where s.id = ${id} and s.lease_id = ${leaseId} returning 1`.execute(
    tx,
  )
  return rows.length > 0
}

export interface LeasedSource extends Pick<SourceState, 'name' | 'schedule' | 'hour' | 'weekday' | 'next_run_at'> {
  readonly id: SourceId
  readonly owner_id: UserId
  readonly leased_for: ReadFor
  readonly failures: number
  readonly failure_told: boolean
}

/** The source that is being read under a lease, held; null when the reading is no longer ours. */
export async function lockLeasedSource(tx: Tx, id: SourceId, leaseId: ImportJobId): Promise<LeasedSource | null> {
  const { rows } = await sql<LeasedSource>`
    select s.id, s.name, s.schedule, s.hour, s.weekday, s.next_run_at, s.owner_id, s.leased_for, s.failures, s.failure_told
    from kpi.import_source s
    where s.id = ${id} and s.lease_id = ${leaseId}
    for update`.execute(tx)
  return rows[0] ?? null
}

/** Ends a reading that is to be taken up again; `at`: when, for a source that is active. */
export async function postponeSource(tx: Tx, id: SourceId, at: string): Promise<void> {
  await sql`
    update kpi.import_source s
    set lease_id = null, lease_until = null, leased_for = null,
      next_run_at = case when s.is_active then ${at}::timestamptz end
    where s.id = ${id}`.execute(tx)
}

export interface GoodReading {
  readonly outcome: 'IMPORTED' | 'UNCHANGED'
  readonly next_run_at: string
  /** Null: as before. */
  readonly memory: SourceMemory | null
}

/** Ends a reading that went well: earlier failures are forgotten. */
export async function recordGoodReading(
  tx: Tx,
  id: SourceId,
  { outcome, next_run_at, memory }: GoodReading,
): Promise<void> {
  const keeps = memory === null
  await sql`
    update kpi.import_source s
    set lease_id = null, lease_until = null, leased_for = null, last_run_at = clock_timestamp(), last_outcome = ${outcome},
      last_error_code = null, last_error_message = null, failures = 0, failure_told = false,
      next_run_at = case when s.is_active then ${next_run_at}::timestamptz end,
      etag = case when ${keeps} then s.etag else ${memory?.etag ?? null}::text end,
      last_modified = case when ${keeps} then s.last_modified else ${memory?.last_modified ?? null}::text end,
      content_sha256 = case when ${keeps} then s.content_sha256 else ${memory?.content_sha256 ?? null}::text end
    where s.id = ${id}`.execute(tx)
}

export interface BadReading {
  readonly code: string
  readonly message: string
  readonly failures: number
  readonly failure_told: boolean
  /** Why the source stops; null: it goes on. */
  readonly stopped_code: string | null
  readonly next_run_at: string | null
}

/** Ends a reading that failed. A source that stops by itself is changed: who has it open must read it again. */
export async function recordBadReading(tx: Tx, id: SourceId, reading: BadReading): Promise<void> {
  const { code, message, failures, failure_told, stopped_code, next_run_at } = reading
  const stops = stopped_code !== null
  await sql`
    update kpi.import_source s
    set lease_id = null, lease_until = null, leased_for = null, last_run_at = clock_timestamp(), last_outcome = 'FAILED',
      last_error_code = ${code}, last_error_message = ${message}, failures = ${failures}::int, failure_told = ${failure_told},
      is_active = s.is_active and not ${stops}::boolean, stopped_code = coalesce(${stopped_code}::text, s.stopped_code),
      next_run_at = case when s.is_active and not ${stops}::boolean then ${next_run_at}::timestamptz end,
      updated_at = case when ${stops}::boolean then clock_timestamp() else s.updated_at end
    where s.id = ${id}`.execute(tx)
}

/** The active ADMINs: they hear of a source whose owner cannot. */
export async function listActiveAdmins(tx: Tx): Promise<readonly UserId[]> {
  const { rows } = await sql<{ id: UserId }>`
    select u.id from kernel."user" u where u.role = 'ADMIN' and u.is_active order by u.id limit 50`.execute(tx)
  return rows.map(({ id }) => id)
}

export interface DueSource {
  readonly organization_id: OrganizationId
  readonly id: SourceId
}

/** Sources of all organisations whose time has come and that nobody reads, the longest waiting first. */
export async function listDueSources(database: Pick<Database, 'query'>): Promise<readonly DueSource[]> {
  const { rows } = await database.query('select d.organization_id, d.id from kpi.due_import_sources() d')
  return rows as unknown as readonly DueSource[]
}
