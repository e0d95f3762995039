// Computes what was closed and is open again: while it was closed, computed values stayed behind their inputs.
import type { Tx } from '#kernel/database/database.ts'
import { addDays } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { listComputedKpis } from '../queries/formulas.ts'
import type { KpiId } from '../queries/kpis.ts'
import { periodStartMin } from '../rules/period.ts'
import { computeValues, holdDependents } from './compute-values.ts'
import { followWritten } from './follow-values.ts'

export interface Reopening {
  /** The KPIs of the dashboard, all held. */
  readonly kpi_ids: readonly KpiId[]
  /** The day up to which it stays closed; null for nothing. */
  readonly closed_through: Day | null
  /** The day up to which it was closed. */
  readonly opened_through: Day
}

/** Brings the computed KPIs of a dashboard in line with their inputs over the periods that are open again. */
export async function computeReopened(tx: Tx, { kpi_ids, closed_through, opened_through }: Reopening): Promise<void> {
  const own = await listComputedKpis(tx, kpi_ids)
  if (own.length === 0) return
  const from = closed_through === null ? periodStartMin : addDays(closed_through, 1)
  const ids = own.map(({ kpi_id }) => kpi_id)
  const dependents = await holdDependents(tx, ids)
  const all = Array.from(new Map([...own, ...dependents].map((kpi) => [kpi.kpi_id, kpi])).values())
  const touched = ids.map((kpi_id) => ({ kpi_id, from, through: opened_through }))
  await followWritten(tx, await computeValues(tx, all, touched))
}
