// SQL of the values of a whole dashboard, KPI by KPI.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Status } from '../rules/status.ts'
import type { DashboardId } from './dashboards.ts'

export interface DashboardValueRow {
  readonly kpi_id: string
  readonly kpi_code: string | null
  readonly kpi_name: string
  readonly unit: string | null
  readonly period_start: Day
  readonly period_end: Day
  readonly period_label: string
  readonly value: string
  readonly status: Status | null
  readonly critical: boolean
  readonly explanation: string
  readonly comment: string | null
}

export interface DashboardValueRequest {
  readonly dashboard_id: DashboardId
  readonly from: Day | null
  readonly to: Day | null
  readonly after: { readonly kpi_id: string; readonly start: Day } | null
  readonly limit: number
}

/** The values of a visible dashboard in the order of its KPIs and of time; `limit` rows after a key. */
export async function listDashboardValues(
  tx: Tx,
  { dashboard_id, from, to, after, limit }: DashboardValueRequest,
): Promise<readonly DashboardValueRow[]> {
  const { rows } = await sql<DashboardValueRow>`
    select v.kpi_id, k.code as kpi_code, k.name as kpi_name, k.unit, v.period_start, v.period_end, v.period_label, v.value,
      v.status, v.critical, v.explanation, v.comment
    from kpi.visible_dashboard d
    join kpi.kpi k on k.organization_id = d.organization_id and k.dashboard_id = d.id
    join kpi.value v on v.organization_id = k.organization_id and v.kpi_id = k.id
    where d.id = ${dashboard_id}
      and v.period_start >= ${from ?? '-infinity'}::date and v.period_start <= ${to ?? 'infinity'}::date
      and (${after?.kpi_id ?? null}::uuid is null
        or (v.kpi_id, v.period_start) > (${after?.kpi_id ?? null}::uuid, ${after?.start ?? null}::date))
    order by v.kpi_id, v.period_start
    limit ${limit}::int`.execute(tx)
  return rows
}
