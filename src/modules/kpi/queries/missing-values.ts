// Which values are missing: the active KPIs that wait for the value of a period that is over. One place, so that it can
// become one with other lists of missing values.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import { addDays } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import type { UserId } from '#kernel/ids.ts'
import { type Frequency, frequencies, type Period, periodOf, previousPeriod } from '../rules/period.ts'
import type { DashboardId } from './dashboards.ts'
import type { KpiId } from './kpis.ts'
import { dayAt } from './latest.ts'

/** Whether `k` is entered by people. Computed KPIs are not: the condition that leaves them out belongs here. */
const isEntered = sql`true`

export interface WaitingKpiRow {
  readonly kpi_id: KpiId
  readonly name: string
  readonly frequency: Frequency
  readonly dashboard_id: DashboardId
  readonly dashboard_title: string
  readonly owner_id: UserId
  readonly owner_name: string
  readonly dashboard_owner_id: UserId
  /** Who sees it; null means everybody. */
  readonly audience: readonly UserId[] | null
  readonly created_on: Day
  /** Start of the newest period entered that is over. */
  readonly entered_start: Day | null
}

/** The last period of a frequency that was over on a day. */
export function closedPeriod(frequency: Frequency, day: Day): Period {
  return previousPeriod(frequency, periodOf(frequency, day))
}

export interface WaitingRequest {
  /** Periods over before this day are expected. */
  readonly today: Day
  /** Only KPIs of this owner; null for all. */
  readonly owner_id: UserId | null
}

/** Visible KPIs that wait for a value, by name. */
export async function listWaitingKpis(tx: Tx, { today, owner_id }: WaitingRequest): Promise<readonly WaitingKpiRow[]> {
  const { rows } = await sql<WaitingKpiRow>`
    select w.*
    from (
      select k.id as kpi_id, k.name, k.frequency, d.id as dashboard_id, d.title as dashboard_title, k.owner_id,
        u.full_name as owner_name, d.owner_id as dashboard_owner_id, d.audience, ${dayAt(sql`k.created_at`)} as created_on,
        e.entered_start, c.closed_start, c.closed_end
      from kpi.kpi k
      join ${closedPeriods(today)} on c.frequency = k.frequency
      join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
      join kernel."user" u on u.organization_id = k.organization_id and u.id = k.owner_id
      left join lateral (
        select v.period_start as entered_start
        from kpi.value v
        where v.organization_id = k.organization_id and v.kpi_id = k.id and v.period_start <= c.closed_start
        order by v.period_start desc
        limit 1
      ) e on true
      where k.is_active and ${isEntered} and (${owner_id}::uuid is null or k.owner_id = ${owner_id}::uuid)
    ) w
    where coalesce(w.entered_start < w.closed_start, w.created_on <= w.closed_end)
    order by lower(w.name), w.kpi_id`.execute(tx)
  return rows
}

/** `c`: the last period that is over, of each frequency. */
function closedPeriods(today: Day): RawBuilder<unknown> {
  const rows = frequencies.map((frequency) => {
    const closed = closedPeriod(frequency, today)
    return { frequency, closed_start: closed.start, closed_end: closed.end }
  })
  return sql`json_to_recordset(${JSON.stringify(rows)}::json) as c (frequency text, closed_start date, closed_end date)`
}

export interface LatenessRow {
  readonly dashboard_id: string
  readonly dashboard_title: string
  readonly owner_id: string
  readonly owner_name: string
  readonly entered: number
  readonly late: number
  readonly missing: number
}

export interface LatenessRequest {
  readonly today: Day
  readonly periods: number
  readonly grace_days: number
}

/**
 * Of the visible, active KPIs: how many values of the last periods whose time is up were entered in time, late, or not at
 * all, by person and dashboard. Only periods that ended since the KPI was made, so that an imported history is not late.
 */
export async function listLateness(
  tx: Tx,
  { today, periods, grace_days }: LatenessRequest,
): Promise<readonly LatenessRow[]> {
  const { rows } = await sql<LatenessRow>`
    select d.id as dashboard_id, d.title as dashboard_title, u.id as owner_id, u.full_name as owner_name,
      count(v.id)::int as entered,
      count(v.id) filter (where ${dayAt(sql`v.created_at`)} > e.period_end + ${grace_days}::int)::int as late,
      (count(*) - count(v.id))::int as missing
    from kpi.kpi k
    join json_to_recordset(${expectedPeriods(today, { periods, grace_days })}::json)
      as e (frequency text, period_start date, period_end date) on e.frequency = k.frequency
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    join kernel."user" u on u.organization_id = k.organization_id and u.id = k.owner_id
    left join kpi.value v on v.organization_id = k.organization_id and v.kpi_id = k.id and v.period_start = e.period_start
    where k.is_active and ${isEntered} and e.period_end >= ${dayAt(sql`k.created_at`)}
    group by d.id, d.title, u.id, u.full_name
    order by lower(d.title), d.id, lower(u.full_name), u.id`.execute(tx)
  return rows
}

/** The last periods of each frequency whose grace is over, as the statement reads them. */
function expectedPeriods(today: Day, { periods, grace_days }: Pick<LatenessRequest, 'periods' | 'grace_days'>): string {
  return JSON.stringify(
    frequencies.flatMap((frequency) => {
      const rows: { frequency: Frequency; period_start: Day; period_end: Day }[] = []
      let period = closedPeriod(frequency, addDays(today, -grace_days))
      for (let count = 0; count < periods; count += 1) {
        rows.push({ frequency, period_start: period.start, period_end: period.end })
        period = previousPeriod(frequency, period)
      }
      return rows
    }),
  )
}
