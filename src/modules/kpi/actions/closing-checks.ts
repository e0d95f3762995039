// What deleting asks of closing: what is closed stays, also when everything around it is to go.
import type { Tx } from '#kernel/database/database.ts'
import type { Problem } from '#kernel/problem.ts'
import { findLockOver } from '../queries/closing.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import type { KpiId } from '../queries/kpis.ts'
import { periodLocked } from './closing-problems.ts'

/** Refuses to delete a KPI, or a dashboard with all its KPIs, that has values in a closed period. */
export async function refuseLockedValues(tx: Tx, doomed: Doomed): Promise<void> {
  const problem = await findLockedValues(tx, doomed)
  if (problem !== null) throw problem
}

/** PERIOD_LOCKED where a closed period prevents the deletion, else null. */
export async function findLockedValues(tx: Tx, doomed: Doomed): Promise<Problem | null> {
  const lockedThrough = await findLockOver(tx, doomed)
  return lockedThrough === null ? null : periodLocked(lockedThrough)
}

interface Doomed {
  readonly dashboard_id: DashboardId
  readonly kpi_id: KpiId | null
}
