// SQL of judging thousands of values again.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { DashboardId } from './dashboards.ts'
import { plainArray, quotedArray } from './import-values.ts'
import type { JudgedValueRow, NewJudgement } from './values.ts'

export interface DashboardValueRow extends JudgedValueRow {
  readonly kpi_id: string
  readonly unit: string | null
}

/** Every value of the KPIs of a dashboard whose period is not locked. */
export async function listDashboardValues(tx: Tx, id: DashboardId): Promise<readonly DashboardValueRow[]> {
  const { rows } = await sql<DashboardValueRow>`
    select v.id, v.kpi_id, k.unit, v.period_start, v.value, v.status, v.critical, v.explanation, v.threshold_id
    from kpi.dashboard d
    join kpi.kpi k on k.organization_id = d.organization_id and k.dashboard_id = d.id
    join kpi.value v on v.organization_id = k.organization_id and v.kpi_id = k.id
    where d.id = ${id} and (d.locked_through is null or v.period_end > d.locked_through)
    order by v.kpi_id, v.period_start`.execute(tx)
  return rows
}

/** Writes judgements as arrays, the cheapest way for a driver to send them. */
export async function rewriteJudgements(tx: Tx, rows: readonly NewJudgement[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update kpi.value v
    set status = g.status, critical = g.critical, explanation = g.explanation, threshold_id = g.threshold_id,
      judged_at = clock_timestamp(), updated_at = clock_timestamp()
    from unnest(${plainArray(rows, (row) => row.id)}::uuid[], ${plainArray(rows, (row) => row.status)}::text[],
      ${plainArray(rows, (row) => row.critical)}::boolean[], ${quotedArray(rows, (row) => row.explanation)}::text[],
      ${plainArray(rows, (row) => row.threshold_id)}::uuid[])
      as g (id, status, critical, explanation, threshold_id)
    where v.organization_id = ${tx.scope.organization_id} and v.id = g.id`.execute(tx)
}
