// SQL of what documents show beside the report: the last values of several KPIs, and what is done next about them.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'

export interface RecentValuesRow {
  readonly kpi_id: string
  /** Oldest first; out of JSON: numbers, exact to 15 digits. */
  readonly values: readonly number[]
}

/** The last values of visible KPIs. */
export async function listRecentValues(
  tx: Tx,
  kpiIds: readonly string[],
  limit: number,
): Promise<readonly RecentValuesRow[]> {
  const { rows } = await sql<RecentValuesRow>`
    select k.id as kpi_id, json_agg(r.value order by r.period_start) as values
    from (select distinct value from json_array_elements_text(${JSON.stringify(kpiIds)}::json)) asked
    join kpi.kpi k on k.id = asked.value::uuid
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    cross join lateral (
      select v.period_start, v.value
      from kpi.value v
      where v.organization_id = k.organization_id and v.kpi_id = k.id
      order by v.period_start desc
      limit ${limit}::int
    ) r
    group by k.id`.execute(tx)
  return rows
}

export interface NextActionRow {
  readonly kpi_id: string
  readonly title: string
  readonly owner_name: string | null
  readonly due_date: Day | null
  readonly progress: number
}

/** The open action of each visible KPI that is due first. */
export async function listNextActions(tx: Tx, kpiIds: readonly string[]): Promise<readonly NextActionRow[]> {
  const { rows } = await sql<NextActionRow>`
    select distinct on (a.kpi_id) a.kpi_id, a.title, u.full_name as owner_name, a.due_date, a.progress
    from (select distinct value from json_array_elements_text(${JSON.stringify(kpiIds)}::json)) asked
    join kpi.kpi k on k.id = asked.value::uuid
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    join kpi.action a on a.organization_id = k.organization_id and a.kpi_id = k.id and a.status in ('OPEN', 'IN_PROGRESS')
    left join kernel."user" u on u.organization_id = a.organization_id and u.id = a.owner_id
    order by a.kpi_id, a.due_date nulls last, a.id`.execute(tx)
  return rows
}
