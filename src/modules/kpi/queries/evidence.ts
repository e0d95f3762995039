// SQL of evidence: files that show where a value comes from.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { FileId } from '#kernel/files/queries/files.ts'
import type { Day } from '#kernel/dates.ts'
import type { Id, OrganizationId, UserId } from '#kernel/ids.ts'
import type { DashboardId } from './dashboards.ts'
import type { KpiId } from './kpis.ts'
import type { ValueId } from './values.ts'

export type EvidenceId = Id<'evidence'>

export interface EvidenceRow {
  readonly id: EvidenceId
  readonly organization_id: OrganizationId
  readonly value_id: ValueId
  readonly file_id: FileId
  readonly name: string
  readonly media_type: string
  readonly bytes: number
  readonly sha256: string
  readonly added_by: UserId | null
  readonly added_by_name: string | null
  readonly created_at: string
  readonly kpi_id: KpiId
  readonly kpi_owner_id: UserId
  readonly dashboard_id: DashboardId
  readonly dashboard_owner_id: UserId
  readonly audience: readonly UserId[] | null
  readonly period_end: Day
}

/** The evidence of a value, in the order it was added; whether the value is visible is asked before. */
export async function listEvidence(tx: Tx, valueId: ValueId): Promise<readonly EvidenceRow[]> {
  const { rows } = await sql<EvidenceRow>`${evidence} where e.value_id = ${valueId} order by e.id`.execute(tx)
  return rows
}

/** One piece of evidence that the person in scope may see. */
export async function findEvidence(tx: Tx, id: EvidenceId): Promise<EvidenceRow | null> {
  const { rows } = await sql<EvidenceRow>`${evidence} where e.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

const evidence = sql`
  select e.id, e.organization_id, e.value_id, e.file_id, f.name, f.media_type, f.bytes::int as bytes,
    encode(f.sha256, 'hex') as sha256, e.added_by, u.full_name as added_by_name, e.created_at, e.kpi_id,
    k.owner_id as kpi_owner_id, d.id as dashboard_id, d.owner_id as dashboard_owner_id, d.audience, v.period_end
  from kpi.evidence e
  join kernel.file f on f.organization_id = e.organization_id and f.id = e.file_id
  join kpi.value v on v.organization_id = e.organization_id and v.id = e.value_id
  join kpi.kpi k on k.organization_id = e.organization_id and k.id = e.kpi_id
  join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
  left join kernel."user" u on u.organization_id = e.organization_id and u.id = e.added_by`

export interface NewEvidence {
  readonly id: EvidenceId
  readonly kpi_id: KpiId
  readonly value_id: ValueId
  readonly file_id: FileId
}

export async function insertEvidence(tx: Tx, { id, kpi_id, value_id, file_id }: NewEvidence): Promise<void> {
  await sql`
    insert into kpi.evidence (organization_id, id, kpi_id, value_id, file_id, added_by)
    values (${tx.scope.organization_id}, ${id}, ${kpi_id}, ${value_id}, ${file_id}, ${tx.scope.user_id}::uuid)`.execute(
    tx,
  )
}

/** How many pieces of evidence these values have; those without any are left out. */
export async function countEvidence(tx: Tx, valueIds: readonly ValueId[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ value_id: ValueId; count: number }>`
    select e.value_id, count(*)::int as count
    from kpi.evidence e
    where e.value_id = any(${valueIds}::uuid[])
    group by e.value_id`.execute(tx)
  return new Map(rows.map(({ value_id, count }) => [value_id, count]))
}

/** How many pieces of evidence the values of a KPI have. */
export async function countEvidenceOf(tx: Tx, kpiId: KpiId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from kpi.evidence e where e.kpi_id = ${kpiId} and e.value_id is not null`.execute(tx)
  return rows[0]?.count ?? 0
}

/**
 * Before computed values go: their evidence waits until their periods have values again. The values are held first, by a
 * statement of its own: whoever is adding evidence is waited for, and what he added is seen.
 */
export async function detachEvidence(
  tx: Tx,
  places: readonly { readonly kpi_id: string; readonly period_start: Day }[],
): Promise<void> {
  await sql`
    select v.id
    from unnest(${places.map(({ kpi_id }) => kpi_id)}::uuid[], ${places.map(({ period_start }) => period_start)}::date[])
      as g (kpi_id, period_start)
    join kpi.value v on v.organization_id = ${tx.scope.organization_id} and v.kpi_id = g.kpi_id and v.period_start = g.period_start
    order by v.id
    for update of v`.execute(tx)
  await sql`
    update kpi.evidence e
    set value_id = null, period_start = v.period_start
    from unnest(${places.map(({ kpi_id }) => kpi_id)}::uuid[], ${places.map(({ period_start }) => period_start)}::date[])
      as g (kpi_id, period_start)
    join kpi.value v on v.organization_id = ${tx.scope.organization_id} and v.kpi_id = g.kpi_id and v.period_start = g.period_start
    where e.organization_id = v.organization_id and e.value_id = v.id`.execute(tx)
}

/** After values of these KPIs came, whoever wrote them: what waited for their periods is theirs. */
export function attachEvidence(tx: Tx, kpiIds: readonly string[]): void {
  tx.send(
    sql`
    update kpi.evidence e
    set value_id = v.id, period_start = null
    from kpi.value v
    where e.organization_id = ${tx.scope.organization_id} and e.value_id is null and e.kpi_id = any(${kpiIds}::uuid[])
      and v.organization_id = e.organization_id and v.kpi_id = e.kpi_id and v.period_start = e.period_start`.compile(
      tx,
    ),
  )
}

/** Deletes evidence with its file; false when somebody else did. */
export async function deleteEvidenceRow(tx: Tx, id: EvidenceId): Promise<boolean> {
  const outcome = await sql`delete from kpi.evidence e where e.id = ${id}`.execute(tx)
  return outcome.numAffectedRows === 1n
}

/** Who answers for a value: what is asked before its upload is read. */
export async function findEvidenceOwners(tx: Tx, valueId: ValueId): Promise<readonly UserId[] | null> {
  const { rows } = await sql<{ owners: readonly UserId[] }>`
    select array[d.owner_id, k.owner_id]::text[] as owners
    from kpi.value v
    join kpi.kpi k on k.organization_id = v.organization_id and k.id = v.kpi_id
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where v.id = ${valueId}`.execute(tx)
  return rows[0]?.owners ?? null
}
