// Which values are missing: the active KPIs that people enter, with what rules/standing.ts decides by.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import { addDays } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import type { UserId } from '#kernel/ids.ts'
import { isExpected } from '../rules/expected-periods.ts'
import { type Frequency, frequencies, periodOf, previousPeriod } from '../rules/period.ts'
import type { DashboardId } from './dashboards.ts'
import type { KpiId } from './kpis.ts'
import { dayAt, enteredPeriods, isComputed, latestValue } from './latest.ts'

/** Whether `k` is entered by people: nobody is late with a computed KPI. */
const isEntered = sql`not ${isComputed}`

export interface EnteredKpiRow {
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
  readonly locked_through: Day | null
  readonly latest_period_start: Day | null
  readonly entered: readonly Day[]
}

/** Visible active KPIs that people enter, by name; of one owner, or of all. */
export async function listEnteredKpis(tx: Tx, ownerId: UserId | null): Promise<readonly EnteredKpiRow[]> {
  const { rows } = await sql<EnteredKpiRow>`
    select k.id as kpi_id, k.name, k.frequency, d.id as dashboard_id, d.title as dashboard_title, k.owner_id,
      u.full_name as owner_name, d.owner_id as dashboard_owner_id, d.audience, ${dayAt(sql`k.created_at`)} as created_on,
      d.locked_through, latest.period_start as latest_period_start, known.entered
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    join kernel."user" u on u.organization_id = k.organization_id and u.id = k.owner_id
    ${latestValue}
    ${enteredPeriods}
    where k.is_active and ${isEntered} and (${ownerId}::uuid is null or k.owner_id = ${ownerId}::uuid)
    order by lower(k.name), k.id`.execute(tx)
  return rows
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
 * A value that a closed period goes without is not missing: nobody can enter it (rules/standing.ts).
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
      and (v.id is not null or d.locked_through is null or e.period_end > d.locked_through)
    group by d.id, d.title, u.id, u.full_name
    order by lower(d.title), d.id, lower(u.full_name), u.id`.execute(tx)
  return rows
}

/** The last periods of each frequency whose grace is over, as the statement reads them. */
function expectedPeriods(today: Day, { periods, grace_days }: Pick<LatenessRequest, 'periods' | 'grace_days'>): string {
  return JSON.stringify(
    frequencies.flatMap((frequency) => {
      const rows: { frequency: Frequency; period_start: Day; period_end: Day }[] = []
      let period = previousPeriod(frequency, periodOf(frequency, addDays(today, -grace_days)))
      while (rows.length < periods) {
        if (isExpected(frequency, period)) rows.push({ frequency, period_start: period.start, period_end: period.end })
        period = previousPeriod(frequency, period)
      }
      return rows
    }),
  )
}
