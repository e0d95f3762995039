// SQL of alerts: their rule, their state, and who is told.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { UserId } from '#kernel/ids.ts'
import type { AlertMemory, AlertPoint, AlertRule, AlertState } from '../rules/alert.ts'
import { alertPointsMax, usualAlertRule } from '../rules/alert.ts'
import type { AlertValue } from '../rules/alert-sentence.ts'
import type { LatestVerdict } from '../rules/open-total.ts'
import type { Frequency } from '../rules/period.ts'
import type { Status } from '../rules/status.ts'
import type { LookBack } from '../rules/status-window.ts'
import type { DashboardId } from './dashboards.ts'
import type { KpiId } from './kpis.ts'
import { dayAt, latestValue, today } from './latest.ts'
import { windowsText } from './reporting-standings.ts'

export interface AlertSettings extends AlertRule {
  readonly is_on: boolean
  readonly tell_no_data: boolean
}

/** Everything that decides the alert of a KPI. */
export interface AlertFactsRow extends AlertSettings, AlertMemory {
  readonly kpi_id: KpiId
  readonly frequency: Frequency
  readonly created_on: Day
  readonly today: Day
  readonly aggregation: string
  /** Judged values, oldest first. */
  readonly points: readonly AlertPoint[]
  /** The last of them. */
  readonly latest: LatestVerdict | null
}

/** The rule `r` of a KPI, or what is usual. */
export const alertSettings = sql`
  coalesce(r.is_on, true) as is_on, coalesce(r.level, ${usualAlertRule.level}) as level,
  coalesce(r.raise_after, ${usualAlertRule.raise_after}::smallint) as raise_after,
  coalesce(r.clear_after, ${usualAlertRule.clear_after}::smallint) as clear_after,
  coalesce(r.tell_no_data, true) as tell_no_data`

export interface HeldAlerts {
  readonly facts: readonly AlertFactsRow[]
  /** KPIs whose alert was never looked at before. */
  readonly unseen: ReadonlySet<string>
}

/**
 * Holds the alerts of KPIs and reads what decides them; whether anybody may see the KPIs is not asked. The three
 * statements travel together; the last one sees what those left for whom the lock waited.
 */
export async function holdAlerts(tx: Tx, kpiIds: readonly KpiId[]): Promise<HeldAlerts> {
  const ids = list(kpiIds)
  const [made, , facts] = await Promise.all([
    sql<{ kpi_id: string }>`
      insert into kpi.alert_state (organization_id, kpi_id, state)
      select k.organization_id, k.id, 'OK' from kpi.kpi k where k.id = any (${ids}::uuid[]) order by k.id
      on conflict do nothing
      returning kpi_id`.execute(tx),
    sql`select 1 from kpi.alert_state s where s.kpi_id = any (${ids}::uuid[]) order by s.kpi_id for update`.execute(tx),
    listAlertFacts(tx, kpiIds),
  ])
  return { facts, unseen: new Set(made.rows.map(({ kpi_id }) => kpi_id)) }
}

async function listAlertFacts(tx: Tx, kpiIds: readonly KpiId[]): Promise<readonly AlertFactsRow[]> {
  const { rows } = await sql<AlertFactsRow>`
    select k.id as kpi_id, k.frequency, k.aggregation, ${dayAt(sql`k.created_at`)} as created_on, ${today} as today, ${alertSettings},
      s.state, s.through, s.is_told, s.told_through, coalesce(p.points, '[]'::json) as points, l.latest
    from kpi.kpi k
    join kpi.alert_state s on s.organization_id = k.organization_id and s.kpi_id = k.id
    left join kpi.alert_rule r on r.organization_id = k.organization_id and r.kpi_id = k.id
    left join lateral (
      select json_agg(json_build_object('start', v.period_start, 'status', v.status) order by v.period_start) as points
      from (
        select l.period_start, l.status
        from kpi.value l
        where l.organization_id = k.organization_id and l.kpi_id = k.id
        order by l.period_start desc
        limit ${alertPointsMax}::int
      ) v
    ) p on true
    left join lateral (
      select json_build_object('direction', t.direction, 'is_above', coalesce(l.value > t.green_max, false)) as latest
      from kpi.value l
      join kpi.threshold t on t.organization_id = l.organization_id and t.id = l.threshold_id
      where l.organization_id = k.organization_id and l.kpi_id = k.id
      order by l.period_start desc
      limit 1
    ) l on true
    where k.id = any (${list(kpiIds)}::uuid[])`.execute(tx)
  return rows
}

export interface AlertStateRow {
  readonly kpi_id: KpiId
  readonly state: AlertState
  readonly since: Day | null
  readonly through: Day | null
  readonly is_told: boolean
  readonly told_through: Day | null
}

/** Writes many states in one statement. */
export function updateAlertStates(tx: Tx, states: readonly AlertStateRow[]): void {
  tx.send(
    sql`
    update kpi.alert_state s
    set state = n.state, since = n.since, through = n.through, is_told = n.is_told, told_through = n.told_through,
      updated_at = clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(states)}::jsonb)
      as n (kpi_id uuid, state text, since date, through date, is_told boolean, told_through date)
    where s.kpi_id = n.kpi_id`.compile(tx),
  )
}

export interface AlertNewsRow {
  readonly kpi_id: KpiId
  readonly name: string
  readonly dashboard_id: DashboardId
  readonly frequency: Frequency
  readonly latest: AlertValue | null
  /** Undefined when there is no value before. */
  readonly previous_status?: Status | null
}

/** What a message says of these KPIs. */
export async function listAlertNews(tx: Tx, kpiIds: readonly KpiId[]): Promise<readonly AlertNewsRow[]> {
  const { rows } = await sql<AlertNewsRow & { readonly has_previous: boolean }>`
    select k.id as kpi_id, k.name, k.dashboard_id, k.frequency, p.status as previous_status, p.found is not null as has_previous,
      case when latest.id is not null then json_build_object('period_start', latest.period_start, 'status', latest.status,
        'critical', latest.critical, 'explanation', latest.explanation) end as latest
    from kpi.kpi k
    ${latestValue}
    left join lateral (
      select true as found, v.status
      from kpi.value v
      where v.organization_id = k.organization_id and v.kpi_id = k.id and v.period_start < latest.period_start
      order by v.period_start desc
      limit 1
    ) p on true
    where k.id = any (${list(kpiIds)}::uuid[])
    order by k.id`.execute(tx)
  return rows.map(({ has_previous, previous_status, ...row }) =>
    has_previous ? { ...row, previous_status: previous_status ?? null } : row,
  )
}

export interface AlertAddresseeRow {
  readonly kpi_id: KpiId
  readonly user_id: UserId
}

/** Who is told of those of these KPIs that are in use: the owner and those chosen, as far as they are active and see it. */
export async function listAlertAddressees(tx: Tx, kpiIds: readonly KpiId[]): Promise<readonly AlertAddresseeRow[]> {
  const { rows } = await sql<AlertAddresseeRow>`
    select k.id as kpi_id, u.id as user_id
    from kpi.kpi k
    join kpi.dashboard_access d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    join kernel."user" u on u.organization_id = k.organization_id and u.is_active
      and (d.audience is null or u.role = 'ADMIN' or u.id::text = any (d.audience))
    where k.id = any (${list(kpiIds)}::uuid[]) and k.is_active and (u.id = k.owner_id or exists (
      select from kpi.alert_recipient r
      where r.organization_id = k.organization_id and r.kpi_id = k.id and (r.user_id = u.id or exists (
        select from kernel.team_member m
        where m.organization_id = r.organization_id and m.team_id = r.team_id and m.user_id = u.id))))
    order by u.id, k.id`.execute(tx)
  return rows
}

export interface DueAlertsRequest {
  readonly windows: readonly LookBack[]
  readonly today: Day
  readonly after: KpiId | null
  readonly limit: number
}

/**
 * Active KPIs whose alert time may have changed: they may have fallen silent, their latest period ended since it was
 * looked at, or nobody ever looked. Ids after `after`, in order.
 */
export async function listDueAlerts(tx: Tx, request: DueAlertsRequest): Promise<readonly KpiId[]> {
  const { windows, today: day, after, limit } = request
  const { rows } = await sql<{ id: KpiId }>`
    select k.id
    from kpi.kpi k
    join json_to_recordset(${windowsText(windows)}::json) as w (frequency text, current_since date) on w.frequency = k.frequency
    left join kpi.alert_state s on s.organization_id = k.organization_id and s.kpi_id = k.id
    ${latestValue}
    where k.is_active and (${after}::uuid is null or k.id > ${after}::uuid)
      and (s.kpi_id is null or (s.state <> 'NO_DATA' and coalesce(s.through, '-infinity') < w.current_since)
        or (latest.period_end < ${day}::date and latest.period_start > coalesce(s.through, '-infinity')))
    order by k.id
    limit ${limit}::int`.execute(tx)
  return rows.map(({ id }) => id)
}

function list(ids: readonly string[]): string {
  return `{${ids.join(',')}}`
}
