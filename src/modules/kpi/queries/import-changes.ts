// SQL of what imports did to values, and of undoing it. Values of a KPI that is gone are gone with it: nothing to undo there.
import { sql } from 'kysely'
import type { Database, Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { UserId } from '#kernel/ids.ts'
import type { ChangedSince, ImportJob } from '../import-schemas.ts'
import type { ImportJobId } from './import-jobs.ts'
import type { KpiId } from './kpis.ts'

export interface UndoableJob {
  readonly status: ImportJob['status']
  readonly dry_run: boolean
  readonly created_by: UserId
  readonly undone_at: string | null
  readonly undoable_until: string | null
  readonly is_forgotten: boolean
}

/** A job held until the end, so that it is undone once; null when the person may not see it. */
export async function holdUndoableJob(tx: Tx, id: ImportJobId): Promise<UndoableJob | null> {
  const { rows } = await sql<UndoableJob>`
    select j.status, j.dry_run, j.created_by, j.undone_at, j.undoable_until,
      coalesce(j.undoable_until < clock_timestamp(), false) as is_forgotten
    from kpi.import_job j
    where j.id = ${id}
      and ((select kernel.scope_role()) in ('ADMIN', 'SYSTEM') or j.created_by = (select kernel.scope_user()))
    for update of j`.execute(tx)
  return rows[0] ?? null
}

export interface ChangedSpan {
  readonly kpi_id: KpiId
  readonly dashboard_id: string
  readonly from: Day
  readonly through: Day
}

/** The KPIs that an import wrote to and that still exist, with the first and the last period. */
export async function listChangedSpans(tx: Tx, id: ImportJobId): Promise<readonly ChangedSpan[]> {
  const { rows } = await sql<ChangedSpan>`
    select k.id as kpi_id, k.dashboard_id, min(c.period_start) as from, max(c.period_start) as through
    from kpi.import_change c
    join kpi.kpi k on k.organization_id = c.organization_id and k.id = c.kpi_id
    where c.job_id = ${id}
    group by k.organization_id, k.id`.execute(tx)
  return rows
}

/**
 * Values changed since an import: how many, and the first ones with who and when, as far as a later import or the audit
 * tells. A value that the import had added and that somebody deleted is as it was before, unless another took its place;
 * evidence added to it would go with it, and a number that somebody approved since is no longer the importer's alone.
 */
export async function listChangedSince(
  tx: Tx,
  id: ImportJobId,
  limit: number,
): Promise<{ readonly total: number; readonly first: readonly ChangedSince[] }> {
  const { rows } = await sql<ChangedSince & { readonly total: number }>`
    with found as (
      select c.value_id, c.kpi_id, k.name as kpi, c.period_start, v.updated_at, n.created_at as replaced_at, n.created_by as replaced_by,
        v.approved_at, v.approved_by,
        case when v.updated_at <> c.written_at then 'CHANGED' when v.approved_at > c.written_at then 'APPROVED'
          when v.id is not null then 'EVIDENCE'
          when n.id is not null then 'REPLACED' else 'DELETED' end as reason, e.added_by, e.created_at as added_at,
        count(*) over ()::int as total
      from kpi.import_change c
      join kpi.kpi k on k.organization_id = c.organization_id and k.id = c.kpi_id
      left join kpi.value v on v.organization_id = c.organization_id and v.id = c.value_id
      left join kpi.value n on v.id is null and n.organization_id = c.organization_id and n.kpi_id = c.kpi_id
        and n.period_start = c.period_start
      left join lateral (
        select p.added_by, p.created_at
        from kpi.evidence p
        where c.action = 'INSERTED' and p.organization_id = c.organization_id and p.value_id = c.value_id
        order by p.id desc
        limit 1) e on true
      where c.job_id = ${id}
        and (v.updated_at <> c.written_at or v.approved_at > c.written_at or e.created_at is not null or v.id is null and (c.action = 'OVERWRITTEN' or n.id is not null))
      order by k.name, c.kpi_id, c.period_start
      limit ${limit}::int)
    select f.value_id, f.kpi_id, f.kpi, f.period_start, f.reason, f.total,
      case f.reason when 'EVIDENCE' then f.added_at when 'APPROVED' then f.approved_at else coalesce(f.updated_at, f.replaced_at, act.at) end as changed_at,
      case f.reason when 'EVIDENCE' then f.added_by when 'APPROVED' then f.approved_by else coalesce(f.replaced_by, later.created_by, act.actor_id) end as changed_by
    from found f
    left join lateral (
      select j.created_by
      from kpi.import_change l
      join kpi.import_job j on j.organization_id = l.organization_id and j.id = l.job_id
      where l.organization_id = ${tx.scope.organization_id} and l.value_id = f.value_id and l.job_id > ${id} and l.written_at = f.updated_at
      limit 1) later on true
    left join lateral (
      select a.at, a.actor_id
      from kernel.audit_entry a
      where a.organization_id = ${tx.scope.organization_id} and a.entity_id = f.value_id and a.entity = 'value'
      order by a.seq desc
      limit 1) act on true
    order by f.kpi, f.kpi_id, f.period_start`.execute(tx)
  return { total: rows[0]?.total ?? 0, first: rows.map(({ total: _total, ...row }) => row) }
}

/** The dashboards that have closed a period which an import wrote to, by title; their locks are held with the KPIs. */
export async function listLockedDashboards(
  tx: Tx,
  id: ImportJobId,
): Promise<readonly { readonly title: string; readonly locked_through: Day }[]> {
  const { rows } = await sql<{ title: string; locked_through: Day }>`
    select d.title, d.locked_through
    from kpi.import_change c
    join kpi.value v on v.organization_id = c.organization_id and v.id = c.value_id
    join kpi.kpi k on k.organization_id = v.organization_id and k.id = v.kpi_id
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where c.organization_id = ${tx.scope.organization_id} and c.job_id = ${id} and v.period_end <= d.locked_through
    group by d.id, d.title, d.locked_through
    order by lower(d.title), d.id`.execute(tx)
  return rows
}

/** Holds the values of an import, in the order in which every writer of many takes them. */
export async function holdChangedValues(tx: Tx, id: ImportJobId): Promise<void> {
  await sql`
    select count(*)
    from (
      select 1
      from kpi.import_change c
      join kpi.value v on v.organization_id = c.organization_id and v.id = c.value_id
      where c.job_id = ${id}
      order by v.id
      for update of v) held`.execute(tx)
}

export interface Restored {
  readonly removed: number
  readonly restored: number
}

/** Puts every value back: new ones go, overwritten ones become what they were to the last column. */
export async function restoreValues(tx: Tx, id: ImportJobId): Promise<Restored> {
  const removal = await sql`
    delete from kpi.value v
    using kpi.import_change c
    where c.organization_id = ${tx.scope.organization_id} and c.job_id = ${id} and c.action = 'INSERTED'
      and v.organization_id = c.organization_id and v.id = c.value_id and v.updated_at = c.written_at`.execute(tx)
  const update = await sql`
    update kpi.value v
    set value = c.old_value, status = c.old_status, critical = c.old_critical, explanation = c.old_explanation,
      threshold_id = c.old_threshold_id, comment = c.old_comment, corrected_by = c.old_corrected_by, approval = c.old_approval,
      approved_by = c.old_approved_by, approved_at = c.old_approved_at, updated_at = c.old_updated_at,
      -- an import of before this was kept: as the migration has it
      entered_at = coalesce(c.old_entered_at, case when c.old_corrected_by is null then v.created_at else c.old_updated_at end)
    from kpi.import_change c
    where c.organization_id = ${tx.scope.organization_id} and c.job_id = ${id} and c.action = 'OVERWRITTEN'
      and v.organization_id = c.organization_id and v.id = c.value_id and v.updated_at = c.written_at`.execute(tx)
  return { removed: Number(removal.numAffectedRows ?? 0n), restored: Number(update.numAffectedRows ?? 0n) }
}

/** Marks a job as undone by the person in scope and forgets what it had changed. */
export async function markUndone(tx: Tx, id: ImportJobId, { removed, restored }: Restored): Promise<void> {
  await sql`
    update kpi.import_job
    set undone_at = clock_timestamp(), undone_by = ${tx.scope.user_id}::uuid, undoable_until = null,
      values_removed = ${removed}::int, values_restored = ${restored}::int, updated_at = clock_timestamp()
    where id = ${id}`.execute(tx)
  await sql`delete from kpi.import_change where organization_id = ${tx.scope.organization_id} and job_id = ${id}`.execute(
    tx,
  )
}

/** Forgets, in all organisations, what can no longer be undone. */
export async function forgetImportChanges(database: Database): Promise<void> {
  await database.query('select kpi.forget_import_changes()')
}
