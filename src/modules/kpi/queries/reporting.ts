// SQL of the direction view, of risks and of the overview: one statement each over `standing`.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Approval } from '../rules/closing.ts'
import type { Frequency } from '../rules/period.ts'
import type { RollupRule, StatusWeights } from '../rules/roll-up.ts'
import type { Direction, Status } from '../rules/status.ts'
import type { LookBack } from '../rules/status-window.ts'
import { dayAt, enteredPeriods, today } from './latest.ts'
import { everything, isMissing, judged, standings, worstFirst } from './reporting-standings.ts'
import type { StandingFilter } from './reporting-standings.ts'

/** One KPI in a list of the report. Out of JSON: decimals are numbers, exact to 15 digits. */
export interface StandingRow {
  readonly kpi_id: string
  readonly code: string | null
  readonly name: string
  readonly unit: string | null
  readonly frequency: Frequency
  readonly aggregation: string
  readonly dashboard_id: string
  readonly dashboard_title: string
  readonly process_name: string | null
  readonly owner_id: string
  readonly owner_name: string
  readonly created_on: Day
  readonly locked_through: Day | null
  /** The latest value, in a list of trends the latest whole one; all null without any. */
  readonly period_start: Day | null
  readonly period_label: string | null
  readonly value: number | null
  readonly status: Status | null
  readonly critical: boolean | null
  readonly explanation: string | null
  readonly provisional: boolean
  readonly approval: Approval | null
  /** Null for a part of an open period, which is not compared with a whole one. */
  readonly previous_value: number | null
  readonly previous_period_label: string | null
  /** The day the latest value was entered. */
  readonly latest_entered_on: Day | null
  /** The latest periods that have a value. */
  readonly entered: readonly Day[]
  /** The thresholds that judged the latest value, as far as a trend asks. */
  readonly direction: Direction | null
  readonly green_min: number | null
  readonly green_max: number | null
  readonly orange_min: number | null
  readonly orange_max: number | null
  readonly open_actions: number
  readonly late_actions: number
}

export interface DirectionCounts {
  readonly green: number
  readonly orange: number
  readonly red: number
  readonly no_data: number
  readonly no_threshold: number
  readonly improving: number
  readonly worsening: number
  readonly missing_values: number
}

export interface DirectionRow {
  readonly counts: DirectionCounts
  readonly red: readonly StandingRow[]
  readonly improving: readonly StandingRow[]
  readonly worsening: readonly StandingRow[]
  readonly missing_values: readonly StandingRow[]
}

export interface OverviewRow {
  readonly dashboard_id: string
  readonly title: string
  readonly process_name: string | null
  readonly kpi_count: number
  readonly green: number
  readonly orange: number
  readonly red: number
  readonly no_data: number
  readonly no_threshold: number
  readonly open_actions: number
  readonly late_actions: number
  readonly rollup_rule: RollupRule
  readonly weights: StatusWeights
}

/** Everything about KPIs that the direction view shows; each list holds at most `limit`. */
export async function selectDirection(tx: Tx, windows: readonly LookBack[], limit: number): Promise<DirectionRow> {
  const trend = (side: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    select s.kpi_id, s.whole_id as value_id, s.before_start as previous_start, s.threshold_id
    from judged s where ${side} order by s.relative_change desc nulls last, lower(s.name), s.kpi_id limit ${limit}::int`
  const red = sql`select s.* from judged s where s.status = 'RED' order by ${worstFirst} limit ${limit}::int`
  const missing = sql`
    select s.* from standing s where ${isMissing}
    order by coalesce(s.entered_start < s.closed_start, true) desc, s.entered_start nulls first, lower(s.name), s.kpi_id
    limit ${limit}::int`
  const { rows } = await sql<DirectionRow>`
    with ${standings(windows, everything)}, ${judged}
    select ${directionCounts} as counts, ${described(red)} as red, ${described(trend(sql`s.gain > 0`))} as improving,
      ${described(trend(sql`s.gain < 0`))} as worsening, ${described(missing)} as missing_values`.execute(tx)
  return rows[0] as DirectionRow
}

/** The KPIs that are red or orange today, worst first. */
export async function listRisks(tx: Tx, windows: readonly LookBack[], limit: number): Promise<readonly StandingRow[]> {
  const risks = sql`
    select s.* from judged s where s.status in ('RED', 'ORANGE') order by ${worstFirst} limit ${limit}::int`
  const { rows } = await sql<{ risks: readonly StandingRow[] }>`
    with ${standings(windows, everything)}, ${judged}
    select ${described(risks)} as risks`.execute(tx)
  return (rows[0] as { risks: readonly StandingRow[] }).risks
}

/** The visible dashboards by title, with their counts of active KPIs by current status and of actions. */
export async function listOverview(
  tx: Tx,
  windows: readonly LookBack[],
  filter: StandingFilter,
): Promise<readonly OverviewRow[]> {
  const { rows } = await sql<OverviewRow>`
    with ${standings(windows, filter)},
    tally as materialized (
      select s.dashboard_id, count(*)::int as kpi_count, ${statusCounts}, ${statusWeights}
      from standing s
      group by s.dashboard_id
    ),
    todo as materialized (
      select k.dashboard_id, count(*)::int as open_actions, count(*) filter (where a.due_date < ${today})::int as late_actions
      from kpi.action a
      join kpi.kpi k on k.organization_id = a.organization_id and k.id = a.kpi_id
      where a.status in ('OPEN', 'IN_PROGRESS')
      group by k.dashboard_id
    )
    select d.id as dashboard_id, d.title, d.process_name, ${zeroed(tallyNames, 't')}, ${zeroed(['open_actions', 'late_actions'], 'o')},
      coalesce(g.rollup_rule, 'WORST') as rollup_rule, coalesce(t.weights, ${noWeights}) as weights
    from kpi.visible_dashboard d
    left join kpi.dashboard_group g on g.organization_id = d.organization_id and g.id = d.group_id
    left join tally t on t.dashboard_id = d.id
    left join todo o on o.dashboard_id = d.id
    where (${filter.process_name}::text is null or d.process_name = ${filter.process_name}::text)
      and (${filter.dashboard_id}::uuid is null or d.id = ${filter.dashboard_id}::uuid)
    order by lower(d.title), d.id`.execute(tx)
  return rows
}

/** Every active KPI is counted exactly once: an expired status is no data. */
const statusCounts = sql`
  count(*) filter (where s.is_current and s.status = 'GREEN')::int as green,
  count(*) filter (where s.is_current and s.status = 'ORANGE')::int as orange,
  count(*) filter (where s.is_current and s.status = 'RED')::int as red,
  count(*) filter (where not s.is_current)::int as no_data,
  count(*) filter (where s.is_current and s.status is null)::int as no_threshold`

/** The weights of the KPIs that have a verdict, by their status. */
const statusWeights = sql`json_build_object(
  'green', coalesce(sum(s.weight) filter (where s.is_current and s.status = 'GREEN'), 0),
  'orange', coalesce(sum(s.weight) filter (where s.is_current and s.status = 'ORANGE'), 0),
  'red', coalesce(sum(s.weight) filter (where s.is_current and s.status = 'RED'), 0)) as weights`
const noWeights = sql`'{"green": 0, "orange": 0, "red": 0}'::json`

const tallyNames = ['kpi_count', 'green', 'orange', 'red', 'no_data', 'no_threshold'] as const

function zeroed(names: readonly string[], alias: string): RawBuilder<unknown> {
  return sql.join(names.map((name) => sql`coalesce(${sql.ref(`${alias}.${name}`)}, 0) as ${sql.ref(name)}`))
}

const directionCounts = sql`(
  select row_to_json(counts)
  from (
    select ${statusCounts}, count(*) filter (where ${isMissing})::int as missing_values,
      (select count(*) filter (where j.gain > 0)::int from judged j) as improving,
      (select count(*) filter (where j.gain < 0)::int from judged j) as worsening
    from standing s
  ) counts
)`

/** The chosen rows of `standing` or `judged` in their order, with names, texts and actions, as one JSON array. */
function described(chosen: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(
    select coalesce(json_agg(to_json(item) order by item.rank), '[]'::json)
    from (
      select c.rank, k.id as kpi_id, k.code, k.name, k.unit, k.frequency, k.aggregation, k.dashboard_id, d.title as dashboard_title,
        d.process_name, k.owner_id, u.full_name as owner_name, ${dayAt(sql`k.created_at`)} as created_on, d.locked_through,
        v.period_start, v.period_label, v.value, v.status, v.critical, v.explanation,
        coalesce(v.period_end >= ${today}, false) as provisional, case when d.approval_required then v.approval end as approval,
        p.value as previous_value, p.period_label as previous_period_label, known.entered,
        ${dayAt(sql`v.created_at`)} as latest_entered_on,
        t.direction, t.green_min, t.green_max, t.orange_min, t.orange_max, todo.open_actions, todo.late_actions
      from (select row_number() over () as rank, r.kpi_id, r.value_id, r.previous_start, r.threshold_id from (${chosen}) r) c
      join kpi.kpi k on k.id = c.kpi_id
      join kpi.dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
      join kernel."user" u on u.organization_id = k.organization_id and u.id = k.owner_id
      left join kpi.value v on v.organization_id = k.organization_id and v.id = c.value_id
      left join kpi.value p on p.organization_id = k.organization_id and p.kpi_id = k.id and p.period_start = c.previous_start
      left join kpi.threshold t on t.organization_id = k.organization_id and t.id = c.threshold_id
      ${enteredPeriods}
      cross join lateral (
        select count(*)::int as open_actions, count(*) filter (where a.due_date < ${today})::int as late_actions
        from kpi.action a
        where a.organization_id = k.organization_id and a.kpi_id = k.id and a.status in ('OPEN', 'IN_PROGRESS')
      ) todo
    ) item
  )`
}
