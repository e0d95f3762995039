// SQL of the entry grid: the KPIs of a dashboard, and values by KPI and period.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Frequency } from '../rules/period.ts'
import type { Status } from '../rules/status.ts'
import type { DashboardId } from './dashboards.ts'
import { heldKpiColumns } from './import-kpis.ts'
import type { HeldKpiRow } from './import-kpis.ts'
import { plainArray } from './import-values.ts'
import type { PeriodKey } from './import-values.ts'
import type { ValueId } from './values.ts'

/** A dashboard with more KPIs of one frequency than this shows the first ones. */
export const gridKpiCountMax = 500

export interface GridKpiRow extends HeldKpiRow {
  readonly code: string | null
  readonly name: string
}

/** The KPIs of a dashboard of one frequency, in the order of their creation. */
export async function listGridKpis(
  tx: Tx,
  { dashboard_id, frequency }: { readonly dashboard_id: DashboardId; readonly frequency: Frequency },
): Promise<readonly GridKpiRow[]> {
  const { rows } = await sql<GridKpiRow>`
    select ${heldKpiColumns}, k.code, k.name
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where k.dashboard_id = ${dashboard_id} and k.frequency = ${frequency}
    order by k.id
    limit ${gridKpiCountMax}::int`.execute(tx)
  return rows
}

export interface FrequencyCount {
  readonly frequency: Frequency
  readonly kpi_count: number
}

/** The frequencies of a dashboard's KPIs, the most frequent first. */
export async function listFrequencies(tx: Tx, dashboardId: DashboardId): Promise<readonly FrequencyCount[]> {
  const { rows } = await sql<FrequencyCount>`
    select k.frequency, count(*)::int as kpi_count
    from kpi.kpi k
    where k.dashboard_id = ${dashboardId}
    group by k.frequency
    order by count(*) filter (where k.is_active) desc, k.frequency`.execute(tx)
  return rows
}

/** A value as a cell shows it. */
export interface GridValueRow {
  readonly id: ValueId
  readonly kpi_id: string
  readonly period_start: Day
  readonly period_label: string
  readonly value: string
  readonly status: Status | null
  readonly critical: boolean
  readonly explanation: string
  readonly threshold_id: string
  readonly comment: string | null
  readonly updated_at: string
}

const cellColumns = sql`v.id, v.kpi_id, v.period_start, v.period_label, v.value, v.status, v.critical, v.explanation,
  v.threshold_id, v.comment, v.updated_at`

/** The values of these KPIs in periods that start in these days. */
export async function listGridValues(
  tx: Tx,
  { kpi_ids, from, to }: { readonly kpi_ids: readonly string[]; readonly from: Day; readonly to: Day },
): Promise<readonly GridValueRow[]> {
  const { rows } = await sql<GridValueRow>`
    select ${cellColumns}
    from kpi.value v
    where v.kpi_id = any(${kpi_ids}::uuid[]) and v.period_start between ${from}::date and ${to}::date
    order by v.kpi_id, v.period_start`.execute(tx)
  return rows
}

/** The values of these cells, held until the end of the transaction. */
export async function lockGridValues(tx: Tx, keys: readonly PeriodKey[]): Promise<readonly GridValueRow[]> {
  const { rows } = await sql<GridValueRow>`
    select ${cellColumns}
    from ${given(keys)}
    join kpi.value v on v.organization_id = ${tx.scope.organization_id} and v.kpi_id = g.kpi_id and v.period_start = g.period_start
    order by v.id
    for update of v`.execute(tx)
  return rows
}

/** The values of these cells as they are now. */
export async function findGridValues(tx: Tx, keys: readonly PeriodKey[]): Promise<readonly GridValueRow[]> {
  const { rows } = await sql<GridValueRow>`
    select ${cellColumns}
    from ${given(keys)}
    join kpi.value v on v.organization_id = ${tx.scope.organization_id} and v.kpi_id = g.kpi_id and v.period_start = g.period_start`.execute(
    tx,
  )
  return rows
}

export async function deleteGridValues(tx: Tx, ids: readonly ValueId[]): Promise<void> {
  if (ids.length === 0) return
  await sql`delete from kpi.value where id = any(${ids}::uuid[])`.execute(tx)
}

const given = (keys: readonly PeriodKey[]) => sql`
  unnest(${plainArray(keys, (key) => key.kpi_id)}::uuid[], ${plainArray(keys, (key) => key.period_start)}::date[])
    as g (kpi_id, period_start)`
