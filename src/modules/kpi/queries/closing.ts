// SQL of locks and approvals.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Approval } from '../rules/closing.ts'
import type { Status } from '../rules/status.ts'
import type { DashboardId } from './dashboards.ts'
import type { KpiId } from './kpis.ts'
import type { ValueId } from './values.ts'

/** How many values of a dashboard wait for approval, up to a day. An undone import may bring back one that nobody asks for. */
export async function countPending(tx: Tx, id: DashboardId, through: Day): Promise<number> {
  const { rows } = await sql<{ pending: number }>`
    select count(*)::int as pending
    from kpi.dashboard d
    join kpi.kpi k on k.organization_id = d.organization_id and k.dashboard_id = d.id
    join kpi.value v on v.organization_id = k.organization_id and v.kpi_id = k.id
    where d.id = ${id} and d.approval_required and v.approval = 'PENDING' and v.period_end <= ${through}::date`.execute(
    tx,
  )
  return rows[0]?.pending ?? 0
}

export async function updateLock(tx: Tx, id: DashboardId, through: Day | null): Promise<void> {
  await sql`
    update kpi.dashboard set locked_through = ${through}::date, updated_at = clock_timestamp() where id = ${id}`.execute(
    tx,
  )
}

/** The day of the lock that a dashboard, or one of its KPIs alone, has values under; null when none is closed. */
export async function findLockOver(
  tx: Tx,
  { dashboard_id, kpi_id }: { readonly dashboard_id: DashboardId; readonly kpi_id: KpiId | null },
): Promise<Day | null> {
  const { rows } = await sql<{ locked_through: Day }>`
    select d.locked_through
    from kpi.dashboard d
    join kpi.kpi k on k.organization_id = d.organization_id and k.dashboard_id = d.id
    join kpi.value v on v.organization_id = k.organization_id and v.kpi_id = k.id
    where d.id = ${dashboard_id} and (${kpi_id}::uuid is null or k.id = ${kpi_id}::uuid) and v.period_end <= d.locked_through
    limit 1`.execute(tx)
  return rows[0]?.locked_through ?? null
}

/** A dashboard that asks for approvals no more has nothing waiting. */
export async function forgetPending(tx: Tx, id: DashboardId): Promise<void> {
  await sql`
    update kpi.value v
    set approval = null
    from kpi.kpi k
    where k.dashboard_id = ${id} and v.organization_id = k.organization_id and v.kpi_id = k.id and v.approval = 'PENDING'`.execute(
    tx,
  )
}

/** Approves a value, or lets it wait again. The number is as old as it was: `updated_at` stays. */
export async function updateApproval(tx: Tx, id: ValueId, approval: Approval): Promise<void> {
  const isApproved = approval === 'APPROVED'
  await sql`
    update kpi.value
    set approval = ${approval}, approved_by = case when ${isApproved} then ${tx.scope.user_id}::uuid end,
      approved_at = case when ${isApproved} then clock_timestamp() end
    where id = ${id}`.execute(tx)
}

export interface SeenValueRow {
  readonly id: ValueId
  readonly value: string
  readonly approval: Approval | null
  readonly entered_at: string
}

/** Those of these values that are the dashboard's, held with their KPIs: the KPIs first, as every writer does. */
export async function holdSeenValues(
  tx: Tx,
  dashboardId: DashboardId,
  ids: readonly string[],
): Promise<readonly SeenValueRow[]> {
  await sql`
    select k.id
    from kpi.kpi k
    where k.dashboard_id = ${dashboardId}
      and exists (
        select from kpi.value v
        where v.organization_id = k.organization_id and v.kpi_id = k.id and v.id = any(${ids}::uuid[]))
    order by k.id
    for key share of k`.execute(tx)
  const { rows } = await sql<SeenValueRow>`
    select v.id, v.value, v.approval, v.entered_at
    from kpi.value v
    join kpi.kpi k on k.organization_id = v.organization_id and k.id = v.kpi_id
    where k.dashboard_id = ${dashboardId} and v.id = any(${ids}::uuid[])
    order by v.id
    for update of v`.execute(tx)
  return rows
}

/** Approves values that are held. */
export async function approveValues(tx: Tx, ids: readonly ValueId[]): Promise<void> {
  await sql`
    update kpi.value v
    set approval = 'APPROVED', approved_by = ${tx.scope.user_id}::uuid, approved_at = clock_timestamp()
    where v.id = any(${ids}::uuid[])`.execute(tx)
}

export interface PendingRow {
  readonly value_id: ValueId
  readonly kpi_id: KpiId
  readonly kpi_name: string
  readonly code: string | null
  readonly unit: string | null
  readonly dashboard_id: DashboardId
  readonly dashboard_title: string
  readonly period_start: Day
  readonly period_end: Day
  readonly period_label: string
  readonly value: string
  readonly status: Status | null
  readonly critical: boolean
  readonly explanation: string
  readonly comment: string | null
  readonly entered_by: string | null
  readonly entered_by_name: string | null
  /** When the number was written. */
  readonly entered_at: string
  readonly updated_at: string
  readonly evidence_count: number
}

export interface PendingRequest {
  readonly dashboard_id: string | null
  readonly after: { readonly period_end: string; readonly id: string } | null
  readonly limit: number
}

/** What waits for the person in scope: in his own dashboards, for an ADMIN in all; the oldest periods first. */
export async function listPending(
  tx: Tx,
  { dashboard_id, after, limit }: PendingRequest,
): Promise<readonly PendingRow[]> {
  const { rows } = await sql<PendingRow>`
    select v.id as value_id, k.id as kpi_id, k.name as kpi_name, k.code, k.unit, d.id as dashboard_id, d.title as dashboard_title,
      v.period_start, v.period_end, v.period_label, v.value, v.status, v.critical, v.explanation, v.comment,
      u.id as entered_by, u.full_name as entered_by_name, v.entered_at, v.updated_at,
      (select count(*)::int from kpi.evidence e where e.organization_id = v.organization_id and e.value_id = v.id) as evidence_count
    from kpi.visible_dashboard d
    join kpi.kpi k on k.organization_id = d.organization_id and k.dashboard_id = d.id
    join kpi.value v on v.organization_id = k.organization_id and v.kpi_id = k.id
    left join kernel."user" u on u.organization_id = v.organization_id and u.id = coalesce(v.corrected_by, v.created_by)
    where d.approval_required and v.approval = 'PENDING'
      and ((select kernel.scope_role()) in ('ADMIN', 'SYSTEM') or d.owner_id = (select kernel.scope_user()))
      and (${dashboard_id}::uuid is null or d.id = ${dashboard_id}::uuid)
      and (${after?.id ?? null}::uuid is null
        or (v.period_end, v.id) > (${after?.period_end ?? null}::date, ${after?.id ?? null}::uuid))
    order by v.period_end, v.id
    limit ${limit}::int`.execute(tx)
  return rows
}
