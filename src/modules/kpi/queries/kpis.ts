// SQL of KPIs. A KPI is visible when its dashboard is.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Id, UserId } from '#kernel/ids.ts'
import type { Approval } from '../rules/closing.ts'
import type { Frequency } from '../rules/period.ts'
import type { Direction, Status } from '../rules/status.ts'
import { recentValueCountMax } from '../schemas.ts'
import type { Kpi } from '../schemas.ts'
import { losses } from './dashboards.ts'
import type { DashboardId, Losses } from './dashboards.ts'
import { currentThresholds, dayAt, enteredPeriods, isComputed, latestMarks, latestValue, today } from './latest.ts'

export type KpiId = Id<'kpi'>

/** What the actions need to know of a KPI. */
export interface KpiRow {
  readonly id: KpiId
  readonly dashboard_id: DashboardId
  readonly code: string | null
  readonly name: string
  readonly unit: string | null
  readonly frequency: Frequency
  readonly aggregation: Kpi['aggregation']
  readonly family: Kpi['family']
  readonly owner_id: UserId
  readonly is_active: boolean
  readonly weight: number
  readonly updated_at: string
  readonly dashboard_owner_id: UserId
  readonly audience: readonly UserId[] | null
  /** The day it is in the organisation's time zone. */
  readonly today: Day
}

/** The wire's KPI as SQL gives it: decimals as text, and what the wire derives from. */
export interface KpiSummaryRow {
  readonly id: string
  readonly dashboard_id: string
  readonly dashboard_title: string
  readonly dashboard_owner_id: UserId
  readonly code: string | null
  readonly name: string
  readonly unit: string | null
  readonly frequency: Frequency
  readonly direction: Direction
  readonly threshold_green: string | null
  readonly threshold_orange: string | null
  readonly threshold_red: string | null
  readonly green_min: string | null
  readonly green_max: string | null
  readonly orange_min: string | null
  readonly orange_max: string | null
  readonly threshold_version_id: string
  readonly thresholds_from: Day | null
  readonly aggregation: Kpi['aggregation']
  readonly family: Kpi['family']
  readonly owner_id: UserId
  readonly owner_name: string
  readonly is_active: boolean
  readonly weight: number
  readonly is_computed: boolean
  readonly value_count: number
  readonly latest_value: string | null
  readonly latest_status: Status | null
  readonly latest_critical: boolean
  readonly latest_period_start: Day | null
  readonly latest_period_end: Day | null
  readonly latest_period_label: string | null
  readonly latest_explanation: string | null
  readonly latest_provisional: boolean
  readonly latest_approval: Approval | null
  readonly latest_entered_on: Day | null
  /** The latest periods that have a value. */
  readonly entered: readonly Day[]
  /** Numbers: JSON carries 15 digits exactly. */
  readonly recent: Kpi['recent']
  readonly open_actions: number
  readonly late_actions: number
  readonly locked_through: Day | null
  readonly approval_required: boolean
  readonly today: Day
  readonly created_on: Day
  readonly created_at: string
  readonly updated_at: string
}

/** A KPI that the person in scope may see. */
export async function findKpi(tx: Tx, id: KpiId): Promise<KpiRow | null> {
  const { rows } = await sql<KpiRow>`
    select k.id, k.dashboard_id, k.code, k.name, k.unit, k.frequency, k.aggregation, k.family, k.owner_id, k.is_active, k.weight,
      k.updated_at,
      d.owner_id as dashboard_owner_id, d.audience, ${today} as today
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where k.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

/** Makes other writers of this KPI, its thresholds and its values wait until the end of the transaction. */
export async function lockKpi(tx: Tx, id: KpiId): Promise<void> {
  await sql`select 1 from kpi.kpi k where k.id = ${id} for update`.execute(tx)
}

export async function findKpiSummary(tx: Tx, id: KpiId): Promise<KpiSummaryRow | null> {
  const { rows } = await sql<KpiSummaryRow>`${summaries} where k.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

/** A KPI that this transaction has just written. */
export async function selectWrittenKpi(tx: Tx, id: KpiId): Promise<KpiSummaryRow> {
  return (await findKpiSummary(tx, id)) as KpiSummaryRow
}

/** The KPIs of a dashboard in the order of their creation; `limit` rows after an id. */
export async function listKpis(
  tx: Tx,
  request: { readonly dashboard_id: DashboardId; readonly after: string | null; readonly limit: number },
): Promise<readonly KpiSummaryRow[]> {
  const { rows } = await sql<KpiSummaryRow>`
    ${summaries}
    where k.dashboard_id = ${request.dashboard_id} and (${request.after}::uuid is null or k.id > ${request.after}::uuid)
    order by k.id
    limit ${request.limit}::int`.execute(tx)
  return rows
}

export interface KpiHitRow {
  readonly id: KpiId
  readonly name: string
  readonly code: string | null
  readonly dashboard_id: DashboardId
  readonly dashboard_title: string
}

export interface KpiSearchRequest {
  /** Lower-case words without accents; all must stand in the name or the code. */
  readonly words: readonly string[]
  readonly after: readonly [name: string, id: string] | null
  readonly limit: number
}

/** Visible KPIs by name, case and accents aside. */
export async function searchKpis(tx: Tx, { words, after, limit }: KpiSearchRequest): Promise<readonly KpiHitRow[]> {
  const { rows } = await sql<KpiHitRow>`
    select k.id, k.name, k.code, k.dashboard_id, d.title as dashboard_title
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    cross join lateral (
      select lower(regexp_replace(normalize(k.name || ' ' || coalesce(k.code, ''), NFD), '[\\u0300-\\u036f]', '', 'g')) as text
    ) plain
    where not exists (select from json_array_elements_text(${JSON.stringify(words)}::json) w where position(w.value in plain.text) = 0)
      and (${after?.[1] ?? null}::uuid is null or (k.name, k.id) > (${after?.[0] ?? ''}::text, ${after?.[1] ?? null}::uuid))
    order by k.name, k.id
    limit ${limit}::int`.execute(tx)
  return rows
}

const summaries = sql`
  select k.id, k.dashboard_id, d.title as dashboard_title, d.owner_id as dashboard_owner_id, k.code, k.name, k.unit, k.frequency,
    current.direction, current.threshold_green, current.threshold_orange, current.threshold_red,
    current.green_min, current.green_max, current.orange_min, current.orange_max,
    current.id as threshold_version_id, nullif(current.effective_from, '-infinity') as thresholds_from,
    k.aggregation, k.family, k.owner_id, u.full_name as owner_name, k.is_active, k.weight,
    ${isComputed} as is_computed, counted.value_count,
    latest.value as latest_value, latest.status as latest_status, coalesce(latest.critical, false) as latest_critical,
    latest.period_start as latest_period_start, latest.period_end as latest_period_end,
    latest.period_label as latest_period_label, latest.explanation as latest_explanation,
    ${latestMarks},
    ${dayAt(sql`latest.created_at`)} as latest_entered_on, known.entered, series.recent, todo.open_actions, todo.late_actions,
    d.locked_through, d.approval_required,
    ${today} as today, ${dayAt(sql`k.created_at`)} as created_on, k.created_at, k.updated_at
  from kpi.kpi k
  join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
  join kernel."user" u on u.organization_id = k.organization_id and u.id = k.owner_id
  ${currentThresholds}
  ${latestValue}
  ${enteredPeriods}
  cross join lateral (
    select coalesce(json_agg(json_build_object('period_label', r.period_label, 'value', r.value, 'status', r.status)
      order by r.period_start), '[]'::json) as recent
    from (
      select v.period_start, v.period_label, v.value, v.status
      from kpi.value v
      where v.organization_id = k.organization_id and v.kpi_id = k.id
      order by v.period_start desc
      limit ${recentValueCountMax}::int
    ) r
  ) series
  cross join lateral (
    select count(*)::int as value_count
    from kpi.value v
    where v.organization_id = k.organization_id and v.kpi_id = k.id
  ) counted
  cross join lateral (
    select count(*)::int as open_actions,
      count(*) filter (where a.due_date < ${today})::int as late_actions
    from kpi.action a
    where a.organization_id = k.organization_id and a.kpi_id = k.id and a.status in ('OPEN', 'IN_PROGRESS')
  ) todo`

export interface KpiState {
  readonly code: string | null
  readonly name: string
  readonly unit: string | null
  readonly frequency: Frequency
  readonly aggregation: Kpi['aggregation']
  readonly family: Kpi['family']
  readonly owner_id: string
  readonly is_active: boolean
  readonly weight: number
}

export async function insertKpi(
  tx: Tx,
  { id, dashboard_id, state }: { readonly id: KpiId; readonly dashboard_id: DashboardId; readonly state: KpiState },
): Promise<void> {
  await sql`
    insert into kpi.kpi (organization_id, id, dashboard_id, code, name, unit, frequency, aggregation, family, owner_id,
      is_active, weight)
    values (${tx.scope.organization_id}, ${id}, ${dashboard_id}, ${state.code}::text, ${state.name}, ${state.unit}::text,
      ${state.frequency}, ${state.aggregation}, ${state.family}::text, ${state.owner_id}, ${state.is_active}, ${state.weight})`.execute(
    tx,
  )
}

export async function updateKpiRow(tx: Tx, id: KpiId, state: KpiState): Promise<void> {
  await sql`
    update kpi.kpi
    set code = ${state.code}::text, name = ${state.name}, unit = ${state.unit}::text, frequency = ${state.frequency},
      aggregation = ${state.aggregation}, family = ${state.family}::text, owner_id = ${state.owner_id}, is_active = ${state.is_active},
      weight = ${state.weight}, updated_at = clock_timestamp()
    where id = ${id}`.execute(tx)
}

/** Deletes a KPI with everything on it and tells how much that was. Lock it first. */
export async function deleteKpiRow(tx: Tx, id: KpiId): Promise<Losses> {
  const { rows } = await sql<Losses>`
    with doomed as (select k.organization_id, k.id from kpi.kpi k where k.id = ${id}),
    gone as (delete from kpi.kpi k where k.id = ${id})
    ${losses}`.execute(tx)
  return rows[0] as Losses
}
