// What deleting asks of closing: what is closed stays, also when everything around it is to go.
import type { Tx } from '#kernel/database/database.ts'
import { findLockOver } from '../queries/closing.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import type { KpiId } from '../queries/kpis.ts'
import { periodLocked } from './closing-problems.ts'

/** Refuses to delete a KPI, or a dashboard with all its KPIs, that has values in a closed period. */
export async function refuseLockedValues(
  tx: Tx,
  doomed: { readonly dashboard_id: DashboardId; readonly kpi_id: KpiId | null },
): Promise<void> {
  const lockedThrough = await findLockOver(tx, doomed)
  if (lockedThrough !== null) throw periodLocked(lockedThrough)
}
