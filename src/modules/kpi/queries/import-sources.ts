// SQL of automatic sources. A person sees his own, an ADMIN all of the organisation: an address may hold a key.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Id, UserId } from '#kernel/ids.ts'
import type { ImportSource } from '../source-schemas.ts'

export type SourceId = Id<'import_source'>

export type SourceRow = ImportSource & { readonly id: SourceId; readonly owner_id: UserId }

/** What a person says of a source; the secret sealed. */
export interface SourceState {
  readonly name: string
  readonly url: string
  readonly mapping_id: string | null
  readonly on_duplicate: ImportSource['on_duplicate']
  readonly mode: ImportSource['mode']
  readonly schedule: ImportSource['schedule']
  readonly hour: number | null
  readonly weekday: number | null
  readonly credentials: ImportSource['credentials']
  readonly user_name: string | null
  readonly owner_id: string
  /** Null: it is paused. */
  readonly next_run_at: string | null
}

const columns = sql.raw(`
  s.id, s.name, s.url, s.mapping_id, s.on_duplicate, s.mode, s.schedule, s.hour, s.weekday, s.is_active, s.stopped_code,
  s.credentials, s.user_name, s.owner_id,
  (select u.full_name from kernel."user" u where u.organization_id = s.organization_id and u.id = s.owner_id) as owner_name,
  coalesce(s.lease_until > clock_timestamp(), false) as is_running, s.next_run_at,
  s.last_run_at, s.last_outcome, s.last_error_code, s.last_error_message, s.failures, s.created_at, s.updated_at,
  (select json_build_object('id', j.id, 'status', j.status, 'values_new', j.values_new, 'values_changed', j.values_changed,
      'values_rejected', j.values_rejected, 'created_at', j.created_at, 'undone_at', j.undone_at)
    from kpi.import_job j
    where j.organization_id = s.organization_id and j.source_id = s.id
    order by j.id desc
    limit 1) as last_job`)
const visible = sql`((select kernel.scope_role()) in ('ADMIN', 'SYSTEM') or s.owner_id = (select kernel.scope_user()))`

/** A source that the person may see. */
export async function findSource(tx: Tx, id: SourceId): Promise<SourceRow | null> {
  const { rows } = await sql<SourceRow>`
    select ${columns} from kpi.import_source s where s.id = ${id} and ${visible}`.execute(tx)
  return rows[0] ?? null
}

/** A source that the person may see, held for a change. */
export async function lockSource(tx: Tx, id: SourceId): Promise<SourceRow | null> {
  const { rows } = await sql<SourceRow>`
    select ${columns} from kpi.import_source s where s.id = ${id} and ${visible} for update of s`.execute(tx)
  return rows[0] ?? null
}

/** By name; `after` is the name and the id of the last one of the page before. */
export async function listSources(
  tx: Tx,
  { after, limit }: { readonly after: readonly [string, string] | null; readonly limit: number },
): Promise<readonly SourceRow[]> {
  const [name, id] = after ?? [null, null]
  const { rows } = await sql<SourceRow>`
    select ${columns}
    from kpi.import_source s
    where ${visible}
      and (${name}::text is null or (lower(btrim(s.name)), s.id) > (lower(btrim(${name}::text)), ${id}::uuid))
    order by lower(btrim(s.name)), s.id
    limit ${limit}::int`.execute(tx)
  return rows
}

/** How many sources the organisation has, whoever may see them. */
export async function countSources(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from kpi.import_source`.execute(tx)
  return rows[0]?.count ?? 0
}

export async function insertSource(
  tx: Tx,
  id: SourceId,
  { sealed_secret, ...state }: SourceState & { readonly sealed_secret: Buffer | null },
): Promise<void> {
  await sql`
    insert into kpi.import_source (organization_id, id, name, url, mapping_id, on_duplicate, mode, schedule, hour, weekday,
      is_active, credentials, user_name, sealed_secret, owner_id, next_run_at)
    values (${tx.scope.organization_id}, ${id}, ${state.name}, ${state.url}, ${state.mapping_id}::uuid, ${state.on_duplicate},
      ${state.mode}, ${state.schedule}, ${state.hour}::smallint, ${state.weekday}::smallint,
      ${state.next_run_at}::timestamptz is not null, ${state.credentials}, ${state.user_name}::text, ${sealed_secret}::bytea,
      ${state.owner_id}, ${state.next_run_at}::timestamptz)`.execute(tx)
}

export interface SourceUpdate {
  /** A new secret; undefined: the one that is kept. */
  readonly sealed_secret: Buffer | null | undefined
  /** What was read before tells nothing any more, earlier failures neither; a reading under way is not ours. */
  readonly forgets: boolean
  /** It was paused or stopped: it begins anew. */
  readonly restarts: boolean
}

export async function updateSource(
  tx: Tx,
  id: SourceId,
  { sealed_secret, forgets, restarts, ...state }: SourceState & SourceUpdate,
): Promise<void> {
  await sql`
    update kpi.import_source s
    set name = ${state.name}, url = ${state.url}, mapping_id = ${state.mapping_id}::uuid, on_duplicate = ${state.on_duplicate},
      mode = ${state.mode}, schedule = ${state.schedule}, hour = ${state.hour}::smallint, weekday = ${state.weekday}::smallint,
      is_active = ${state.next_run_at}::timestamptz is not null, next_run_at = ${state.next_run_at}::timestamptz,
      credentials = ${state.credentials}, user_name = ${state.user_name}::text, owner_id = ${state.owner_id},
      sealed_secret = case when ${sealed_secret === undefined} then s.sealed_secret else ${sealed_secret ?? null}::bytea end,
      etag = case when ${forgets} then null else s.etag end,
      last_modified = case when ${forgets} then null else s.last_modified end,
      content_sha256 = case when ${forgets} then null else s.content_sha256 end,
      lease_id = case when ${forgets} then null else s.lease_id end,
      lease_until = case when ${forgets} then null else s.lease_until end,
      leased_for = case when ${forgets} then null else s.leased_for end,
      stopped_code = case when ${restarts} then null else s.stopped_code end,
      failures = case when ${restarts || forgets} then 0 else s.failures end,
      failure_told = case when ${restarts || forgets} then false else s.failure_told end,
      updated_at = clock_timestamp()
    where s.id = ${id}`.execute(tx)
}

export async function deleteSource(tx: Tx, id: SourceId): Promise<void> {
  await sql`delete from kpi.import_source s where s.id = ${id}`.execute(tx)
}

/**
 * The sources of a mapping forget what they read last: with another mapping the same file says something else. A reading
 * under way is not ours either, else it would remember what it read by the old one.
 */
export async function forgetContentOf(tx: Tx, mappingId: string): Promise<void> {
  await sql`
    update kpi.import_source s
    set etag = null, last_modified = null, content_sha256 = null, lease_id = null, lease_until = null, leased_for = null
    where s.mapping_id = ${mappingId}`.execute(tx)
}

/** What the clock of the organisation says. */
export async function selectSourceClock(tx: Tx): Promise<{ readonly now: string; readonly time_zone: string }> {
  const { rows } = await sql<{ now: string; time_zone: string }>`
    select clock_timestamp() as now, o.time_zone from kernel.organization o`.execute(tx)
  if (rows[0] === undefined) throw new Error('an organisation is gone')
  return rows[0]
}
