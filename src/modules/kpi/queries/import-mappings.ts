// SQL of saved mappings: everybody of the organisation sees them.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Id, UserId } from '#kernel/ids.ts'
import type { ImportMapping, MappingOptions } from '../import-schemas.ts'

export type MappingId = Id<'import_mapping'>

export interface MappingState {
  readonly name: string
  readonly mapping: ImportMapping
  readonly options: MappingOptions
  readonly headers: readonly string[]
  readonly fingerprint: string | null
}

export interface MappingRow extends MappingState {
  readonly id: MappingId
  readonly owner_id: UserId
  readonly created_at: string
  readonly updated_at: string
}

const columns = sql.raw(
  'm.id, m.name, m.mapping, m.options, m.headers, m.fingerprint, m.owner_id, m.created_at, m.updated_at',
)

export async function findMapping(tx: Tx, id: MappingId): Promise<MappingRow | null> {
  const { rows } = await sql<MappingRow>`
    select ${columns} from kpi.import_mapping m where m.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

/** A mapping held for a change. */
export async function lockMapping(tx: Tx, id: MappingId): Promise<MappingRow | null> {
  const { rows } = await sql<MappingRow>`
    select ${columns} from kpi.import_mapping m where m.id = ${id} for update`.execute(tx)
  return rows[0] ?? null
}

/** By name; `after` is the name and the id of the last one of the page before. */
export async function listMappings(
  tx: Tx,
  { after, limit }: { readonly after: readonly [string, string] | null; readonly limit: number },
): Promise<readonly MappingRow[]> {
  const [name, id] = after ?? [null, null]
  const { rows } = await sql<MappingRow>`
    select ${columns}
    from kpi.import_mapping m
    where ${name}::text is null or (lower(btrim(m.name)), m.id) > (lower(btrim(${name}::text)), ${id}::uuid)
    order by lower(btrim(m.name)), m.id
    limit ${limit}::int`.execute(tx)
  return rows
}

export async function countMappings(tx: Tx): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from kpi.import_mapping`.execute(tx)
  return rows[0]?.count ?? 0
}

/** Saves a mapping of the person in scope; false when its name is taken. */
export async function insertMapping(tx: Tx, id: MappingId, state: MappingState): Promise<boolean> {
  const { rows } = await sql`
    insert into kpi.import_mapping (organization_id, id, name, mapping, options, headers, fingerprint, owner_id)
    values (${tx.scope.organization_id}, ${id}, ${state.name}, ${JSON.stringify(state.mapping)}::jsonb,
      ${JSON.stringify(state.options)}::jsonb, ${JSON.stringify(state.headers)}::jsonb, ${state.fingerprint}::text, ${tx.scope.user_id}::uuid)
    on conflict (organization_id, lower(btrim(name))) do nothing
    returning 1`.execute(tx)
  return rows.length > 0
}

/** Whether another mapping has this name. */
export async function isMappingNameTaken(tx: Tx, name: string, but: MappingId): Promise<boolean> {
  const { rows } = await sql`
    select 1 from kpi.import_mapping m where lower(btrim(m.name)) = lower(btrim(${name})) and m.id <> ${but}`.execute(
    tx,
  )
  return rows.length > 0
}

export async function updateMapping(tx: Tx, id: MappingId, state: MappingState): Promise<void> {
  await sql`
    update kpi.import_mapping
    set name = ${state.name}, mapping = ${JSON.stringify(state.mapping)}::jsonb, options = ${JSON.stringify(state.options)}::jsonb,
      headers = ${JSON.stringify(state.headers)}::jsonb, fingerprint = ${state.fingerprint}::text, updated_at = clock_timestamp()
    where id = ${id}`.execute(tx)
}

export async function deleteMapping(tx: Tx, id: MappingId): Promise<void> {
  await sql`delete from kpi.import_mapping where id = ${id}`.execute(tx)
}

/** How many watched addresses are read by a mapping. */
export async function countSourcesOf(tx: Tx, id: MappingId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from kpi.import_source s where s.mapping_id = ${id}`.execute(tx)
  return rows[0]?.count ?? 0
}

export interface KnownFile {
  readonly id: MappingId
  readonly fingerprint: string
  readonly mapping: ImportMapping
}

/** The kinds of files that have a mapping, the latest first. */
export async function listKnownFiles(tx: Tx, limit: number): Promise<readonly KnownFile[]> {
  const { rows } = await sql<KnownFile>`
    select m.id, m.fingerprint, m.mapping
    from kpi.import_mapping m
    where m.fingerprint is not null
    order by m.updated_at desc, m.id desc
    limit ${limit}::int`.execute(tx)
  return rows
}
