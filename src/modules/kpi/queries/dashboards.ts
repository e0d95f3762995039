// SQL of dashboards. Reads start from kpi.visible_dashboard: what a person may not see does not exist for him.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Id, UserId } from '#kernel/ids.ts'
import type { Dashboard } from '../schemas.ts'
import type { StatusWeights } from '../rules/roll-up.ts'
import { statusWindows } from '../rules/status-window.ts'
import { selectToday } from './import-kpis.ts'
import { latestValue, today } from './latest.ts'
import { windowsText } from './reporting-standings.ts'

export type DashboardId = Id<'dashboard'>

/** What rights and events need to know of a dashd. */
export interface DashboardRow {
  readonly id: DashboardId
  readonly title: string
  readonly description: string | null
  readonly process_name: string | null
  readonly owner_id: UserId
  readonly visibility: 'ORGANIZATION' | 'TEAM' | 'PRIVATE'
  readonly team_id: string | null
  readonly group_id: string | null
  readonly weight: number
  readonly template_id: string | null
  readonly template_version: number | null
  readonly template_title: string | null
  readonly audience: readonly UserId[] | null
  readonly approval_required: boolean
  readonly locked_through: Day | null
  readonly updated_at: string
}

/** The wire's dashboard, without what depends on who asks. */
export type DashboardSummaryRow = Omit<Dashboard, 'can_edit' | 'owner_id' | 'status' | 'status_explanation'> & {
  /** Of the KPIs that have a verdict, by their status. */
  readonly weights: StatusWeights
  readonly owner_id: UserId
  /** Sort key of the list. */
  readonly sort_title: string
}

export interface DashboardPageRequest {
  readonly process_name: string | null
  readonly after: { readonly title: string; readonly id: string } | null
  readonly limit: number
}

/** A dashboard that the person in scope may see. */
export async function findDashboard(tx: Tx, id: DashboardId): Promise<DashboardRow | null> {
  const { rows } = await sql<DashboardRow>`
    select d.id, d.title, d.description, d.process_name, d.owner_id, d.visibility, d.team_id, d.group_id, d.weight,
      d.template_id, d.template_version, d.template_title, d.approval_required, d.locked_through, d.audience,
      d.updated_at
    from kpi.visible_dashboard d
    where d.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

/** Who may be told about a dashboard that this transaction has just written, visible to the writer or not any more. */
export async function selectAudience(tx: Tx, id: DashboardId): Promise<readonly UserId[] | null> {
  const { rows } = await sql<Pick<DashboardRow, 'audience'>>`
    select d.audience from kpi.dashboard_access d where d.id = ${id}`.execute(tx)
  return (rows[0] as Pick<DashboardRow, 'audience'>).audience
}

/** Makes other writers of this dashboard wait until the end of the transaction. */
export async function lockDashboard(tx: Tx, id: DashboardId): Promise<void> {
  await sql`select 1 from kpi.dashboard d where d.id = ${id} for update`.execute(tx)
}

/** A dashboard with its tally. */
export async function findDashboardSummary(tx: Tx, id: DashboardId): Promise<DashboardSummaryRow | null> {
  const { rows } = await sql<DashboardSummaryRow>`
    with page as (select d.* from kpi.visible_dashboard d where d.id = ${id})
    ${await summaries(tx)}`.execute(tx)
  return rows[0] ?? null
}

/** A dashboard that this transaction has just written: its writer is shown it even when he handed it over. */
export async function selectWrittenSummary(tx: Tx, id: DashboardId): Promise<DashboardSummaryRow> {
  const { rows } = await sql<DashboardSummaryRow>`
    with page as (select d.* from kpi.dashboard_access d where d.id = ${id})
    ${await summaries(tx)}`.execute(tx)
  return rows[0] as DashboardSummaryRow
}

/** Dashboards by title, with their tallies; `limit` rows after a key. */
export async function listDashboards(tx: Tx, request: DashboardPageRequest): Promise<readonly DashboardSummaryRow[]> {
  const after = request.after
  const { rows } = await sql<DashboardSummaryRow>`
    with page as (
      select d.*
      from kpi.visible_dashboard d
      where (${request.process_name}::text is null or d.process_name = ${request.process_name}::text)
        and (${after?.id ?? null}::uuid is null or (lower(d.title), d.id) > (${after?.title ?? ''}::text, ${after?.id ?? null}::uuid))
      order by lower(d.title), d.id
      limit ${request.limit}::int
    )
    ${await summaries(tx)}`.execute(tx)
  return rows
}

/** The distinct processes of the visible dashboards, for the filter. */
export async function listProcesses(tx: Tx): Promise<readonly string[]> {
  const { rows } = await sql<{ process_name: string }>`
    select distinct d.process_name
    from kpi.visible_dashboard d
    where d.process_name <> ''
    order by d.process_name
    limit ${processCountMax}::int`.execute(tx)
  return rows.map((row) => row.process_name)
}

const processCountMax = 500

/** From the dashboards in `page` to their summaries. Only active KPIs count, and only statuses that have not expired. */
async function summaries(tx: Tx): Promise<RawBuilder<unknown>> {
  const windows = statusWindows(await selectToday(tx))
  return sql`
  select d.id, d.title, d.description, d.process_name, d.owner_id, u.full_name as owner_name, d.visibility, d.team_id,
    t.name as team_name, d.group_id, d.weight, d.template_id, d.template_version, d.template_title,
    coalesce(g.rollup_rule, 'WORST') as rollup_rule, tally.weights, tally.kpi_count, tally.green, tally.orange, tally.red, tally.no_data, tally.no_threshold,
    todo.open_actions, todo.late_actions,
    case when tally.red > 0 then 'RED' when tally.orange > 0 then 'ORANGE' when tally.green > 0 then 'GREEN' end as worst_status,
    d.approval_required, d.locked_through, waiting.pending_values, d.created_at, d.updated_at,
    lower(d.title) as sort_title
  from page d
  join kernel."user" u on u.organization_id = d.organization_id and u.id = d.owner_id
  left join kpi.dashboard_group g on g.organization_id = d.organization_id and g.id = d.group_id
  left join kernel.team t on t.organization_id = d.organization_id and t.id = d.team_id
  cross join lateral (
    select count(*)::int as kpi_count,
      count(*) filter (where held.is_current and latest.status = 'GREEN')::int as green,
      count(*) filter (where held.is_current and latest.status = 'ORANGE')::int as orange,
      count(*) filter (where held.is_current and latest.status = 'RED')::int as red,
      count(*) filter (where not held.is_current)::int as no_data,
      count(*) filter (where held.is_current and latest.status is null)::int as no_threshold,
      json_build_object('green', coalesce(sum(k.weight) filter (where held.is_current and latest.status = 'GREEN'), 0),
        'orange', coalesce(sum(k.weight) filter (where held.is_current and latest.status = 'ORANGE'), 0),
        'red', coalesce(sum(k.weight) filter (where held.is_current and latest.status = 'RED'), 0)) as weights
    from kpi.kpi k
    join json_to_recordset(${windowsText(windows)}::json) as window_of(frequency text, current_since date)
      on window_of.frequency = k.frequency
    ${latestValue}
    cross join lateral (select coalesce(latest.period_start >= window_of.current_since, false) as is_current) held
    where k.organization_id = d.organization_id and k.dashboard_id = d.id and k.is_active
  ) tally
  cross join lateral (
    select count(*)::int as open_actions,
      count(*) filter (where a.due_date < ${today})::int as late_actions
    from kpi.kpi k
    join kpi.action a on a.organization_id = k.organization_id and a.kpi_id = k.id
    where k.organization_id = d.organization_id and k.dashboard_id = d.id and a.status in ('OPEN', 'IN_PROGRESS')
  ) todo
  cross join lateral (
    select count(*)::int as pending_values
    from kpi.kpi k
    join kpi.value v on v.organization_id = k.organization_id and v.kpi_id = k.id and v.approval = 'PENDING'
    where k.organization_id = d.organization_id and k.dashboard_id = d.id and d.approval_required
  ) waiting
  order by lower(d.title), d.id`
}

export interface DashboardState {
  readonly title: string
  readonly description: string | null
  readonly process_name: string | null
  readonly owner_id: string
  readonly visibility: DashboardRow['visibility']
  readonly team_id: string | null
  readonly group_id: string | null
  readonly weight: number
  readonly approval_required: boolean
}

/** The template a dashboard is made from, as it is at that moment. */
export interface TemplateOrigin {
  readonly id: string
  readonly version: number
  readonly title: string
}

export async function insertDashboard(tx: Tx, id: DashboardId, state: DashboardState): Promise<void> {
  await sql`
    insert into kpi.dashboard (organization_id, id, title, description, process_name, owner_id, visibility, team_id,
      group_id, weight, approval_required)
    values (${tx.scope.organization_id}, ${id}, ${state.title}, ${state.description}::text, ${state.process_name}::text,
      ${state.owner_id}, ${state.visibility}, ${state.team_id}::uuid, ${state.group_id}::uuid, ${state.weight},
      ${state.approval_required})`.execute(tx)
}

/** Writes down which template a dashboard was made from. */
export async function setTemplateOrigin(tx: Tx, id: DashboardId, origin: TemplateOrigin): Promise<void> {
  await sql`
    update kpi.dashboard
    set template_id = ${origin.id}, template_version = ${origin.version}::int, template_title = ${origin.title}
    where id = ${id}`.execute(tx)
}

export async function updateDashboardRow(tx: Tx, id: DashboardId, state: DashboardState): Promise<void> {
  await sql`
    update kpi.dashboard
    set title = ${state.title}, description = ${state.description}::text, process_name = ${state.process_name}::text,
      owner_id = ${state.owner_id}, visibility = ${state.visibility}, team_id = ${state.team_id}::uuid,
      group_id = ${state.group_id}::uuid, weight = ${state.weight}, approval_required = ${state.approval_required},
      updated_at = clock_timestamp()
    where id = ${id}`.execute(tx)
}

/** How much disappears with a dashboard or a KPI. */
export interface Losses {
  readonly kpi_count: number
  readonly value_count: number
  readonly action_count: number
  readonly comment_count: number
}

/** Deletes a dashboard with everything in it and tells how much that was. Lock it first. */
export async function deleteDashboardRow(tx: Tx, id: DashboardId): Promise<Losses> {
  await sql`select 1 from kpi.kpi k where k.dashboard_id = ${id} order by k.id for update`.execute(tx)
  const { rows } = await sql<Losses>`
    with doomed as (select k.organization_id, k.id from kpi.kpi k where k.dashboard_id = ${id}),
    gone as (delete from kpi.dashboard d where d.id = ${id})
    ${losses}`.execute(tx)
  return rows[0] as Losses
}

/** Counts what hangs on the KPIs in `doomed`; other parts of the statement do not change what it sees. */
export const losses = sql`
  select (select count(*)::int from doomed) as kpi_count,
    (select count(*)::int from kpi.value v join doomed k on v.organization_id = k.organization_id and v.kpi_id = k.id) as value_count,
    (select count(*)::int from kpi.action a join doomed k on a.organization_id = k.organization_id and a.kpi_id = k.id) as action_count,
    (select count(*)::int
      from kpi.comment c
      left join kpi.action a on a.organization_id = c.organization_id and a.id = c.action_id
      join doomed k on k.organization_id = c.organization_id and k.id = coalesce(c.kpi_id, a.kpi_id)) as comment_count`
