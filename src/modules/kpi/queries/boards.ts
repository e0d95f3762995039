// SQL of the boards: the KPIs of one dashboard, and what was entered and aimed at between two days.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { UserId } from '#kernel/ids.ts'
import type { Aggregation } from '../rules/cumulative.ts'
import type { Frequency } from '../rules/period.ts'
import type { Countermeasure, Family } from '../rules/sqcdp.ts'
import type { Status } from '../rules/status.ts'
import type { DashboardId } from './dashboards.ts'
import { dayAt, isComputed, today } from './latest.ts'
import type { ThresholdRow } from './thresholds.ts'

export interface BoardRow {
  readonly title: string
  readonly owner_id: UserId
  readonly today: Day
  readonly fiscal_year_start_month: number
}

/** A visible dashboard with the calendar that its boards need. */
export async function findBoard(tx: Tx, id: DashboardId): Promise<BoardRow | null> {
  const { rows } = await sql<BoardRow>`
    select d.title, d.owner_id, ${today} as today,
      (select o.fiscal_year_start_month from kernel.organization o) as fiscal_year_start_month
    from kpi.visible_dashboard d
    where d.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

export interface BoardKpiRow {
  readonly kpi_id: string
  readonly code: string | null
  readonly name: string
  readonly unit: string | null
  readonly frequency: Frequency
  readonly aggregation: Aggregation
  readonly family: Family | null
  readonly is_computed: boolean
  readonly owner_id: UserId
  /** The first day on which a value is expected: the making of the KPI, or its first value. */
  readonly expected_from: Day
}

/** The active KPIs of a dashboard in the order of their creation, those with a family alone if wanted. */
export async function listBoardKpis(
  tx: Tx,
  {
    dashboard_id,
    with_family,
    limit,
  }: { readonly dashboard_id: DashboardId; readonly with_family: boolean; readonly limit: number },
): Promise<readonly BoardKpiRow[]> {
  const { rows } = await sql<BoardKpiRow>`
    select k.id as kpi_id, k.code, k.name, k.unit, k.frequency, k.aggregation, k.family,
      ${isComputed} as is_computed, k.owner_id,
      least(${dayAt(sql`k.created_at`)}, (
        select min(v.period_start) from kpi.value v where v.organization_id = k.organization_id and v.kpi_id = k.id
      )) as expected_from
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where k.dashboard_id = ${dashboard_id} and k.is_active and (not ${with_family}::boolean or k.family is not null)
    order by k.id
    limit ${limit}::int`.execute(tx)
  return rows
}

export interface BoardSpan {
  readonly kpi_ids: readonly string[]
  /** Both bounds are for the first days of periods, included. */
  readonly from: Day
  readonly to: Day
}

export interface BoardValueRow {
  readonly kpi_id: string
  readonly period_start: Day
  readonly value: string
  readonly status: Status | null
  readonly critical: boolean
  readonly threshold_id: string
}

export async function listBoardValues(tx: Tx, { kpi_ids, from, to }: BoardSpan): Promise<readonly BoardValueRow[]> {
  const { rows } = await sql<BoardValueRow>`
    select v.kpi_id, v.period_start, v.value, v.status, v.critical, v.threshold_id
    from kpi.value v
    where v.kpi_id = any(${idList(kpi_ids)}::uuid[]) and v.period_start between ${from}::date and ${to}::date
    order by v.kpi_id, v.period_start`.execute(tx)
  return rows
}

export interface BoardTargetRow {
  readonly kpi_id: string
  readonly period_start: Day
  readonly value: string
}

export async function listBoardTargets(tx: Tx, { kpi_ids, from, to }: BoardSpan): Promise<readonly BoardTargetRow[]> {
  const { rows } = await sql<BoardTargetRow>`
    select t.kpi_id, t.period_start, t.value
    from kpi.target t
    where t.kpi_id = any(${idList(kpi_ids)}::uuid[]) and t.period_start between ${from}::date and ${to}::date
    order by t.kpi_id, t.period_start`.execute(tx)
  return rows
}

export interface BoardVersionRow extends ThresholdRow {
  readonly kpi_id: string
  readonly in_force: boolean
}

/** Every version of the thresholds of these KPIs, superseded ones included: they may have judged a value. */
export async function listBoardVersions(tx: Tx, kpiIds: readonly string[]): Promise<readonly BoardVersionRow[]> {
  const { rows } = await sql<BoardVersionRow>`
    select t.kpi_id, t.superseded_at is null as in_force, t.id, nullif(t.effective_from, '-infinity') as effective_from,
      t.direction, t.threshold_green, t.threshold_orange, t.threshold_red, t.green_min, t.green_max, t.orange_min, t.orange_max
    from kpi.threshold t
    where t.kpi_id = any(${idList(kpiIds)}::uuid[])`.execute(tx)
  return rows
}

export interface BoardEntryRow {
  readonly kpi_id: string
  readonly day: Day
  readonly value_id: string
  readonly value: string
  readonly status: Status | null
  readonly critical: boolean
  readonly countermeasure: Countermeasure
}

/** The values of days; of a red one also whether an action made on that day or later answers it. */
export async function listBoardEntries(tx: Tx, { kpi_ids, from, to }: BoardSpan): Promise<readonly BoardEntryRow[]> {
  const { rows } = await sql<BoardEntryRow>`
    select v.kpi_id, v.period_start as day, v.id as value_id, v.value, v.status, v.critical, answer.countermeasure
    from kpi.value v
    cross join lateral (
      select case when bool_or(a.status in ('OPEN', 'IN_PROGRESS')) then 'OPEN' when count(*) > 0 then 'DONE' else 'NONE' end
        as countermeasure
      from kpi.action a
      where v.status = 'RED' and a.organization_id = v.organization_id and a.kpi_id = v.kpi_id
        and a.status <> 'CANCELLED' and ${dayAt(sql`a.created_at`)} >= v.period_start
    ) answer
    where v.kpi_id = any(${idList(kpi_ids)}::uuid[]) and v.frequency = 'DAILY'
      and v.period_start between ${from}::date and ${to}::date
    order by v.kpi_id, v.period_start`.execute(tx)
  return rows
}

function idList(ids: readonly string[]): string {
  return `{${ids.join(',')}}`
}
