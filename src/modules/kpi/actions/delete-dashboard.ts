// Deletes a dashboard and everything in it.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { deleteDashboardRow } from '../queries/dashboards.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { deleteFormulaRows, lockKpisOfDashboard } from '../queries/formulas.ts'
import { refuseLockedValues } from './closing-checks.ts'
import { dashboardFacts, holdDashboard } from './dashboard-checks.ts'
import { refuseInputs } from './formula-checks.ts'

/** Deletes a dashboard with its KPIs, values, actions and comments; the audit keeps how many. Throws PERIOD_LOCKED, KPI_IS_INPUT. */
export async function deleteDashboard(tx: Tx, id: DashboardId): Promise<void> {
  const dashboard = await holdDashboard(tx, id, 'dashboard.delete')
  await refuseLockedValues(tx, { dashboard_id: id, kpi_id: null })
  const kpiIds = await lockKpisOfDashboard(tx, id)
  await refuseInputs(tx, kpiIds)
  // the formulas go first: what they read goes with the dashboard
  await deleteFormulaRows(tx, kpiIds)
  const lost = await deleteDashboardRow(tx, id)
  await emit(tx, { type: 'kpi.dashboard.deleted', payload: { dashboard_id: id }, audience: dashboard.audience })
  await recordAudit(tx, {
    action: 'dashboard.deleted',
    entity: 'dashboard',
    entity_id: id,
    summary: `Tableau de bord supprimé avec ${lost.kpi_count} indicateurs, ${lost.value_count} valeurs, ${lost.action_count} actions et ${lost.comment_count} commentaires.`,
    before: { ...dashboardFacts(dashboard), ...lost },
  })
}
