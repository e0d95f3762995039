// Changes a dashboard.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { requireMatch } from '#kernel/http/endpoint.ts'
import { forgetPending } from '../queries/closing.ts'
import { selectAudience, updateDashboardRow } from '../queries/dashboards.ts'
import type { DashboardId, DashboardState } from '../queries/dashboards.ts'
import { lockKpisOfDashboard } from '../queries/formulas.ts'
import type { DashboardChange } from '../schemas.ts'
import { checkDashboardState, dashboardFacts, holdDashboard } from './dashboard-checks.ts'

export interface DashboardUpdate {
  readonly id: DashboardId
  readonly change: DashboardChange
  readonly if_match: string | null
}

/** Merges a change into a dashboard. Throws STALE, UNKNOWN_USER, UNKNOWN_TEAM, UNKNOWN_GROUP, TEAM_REQUIRED. */
export async function updateDashboard(tx: Tx, { id, change, if_match }: DashboardUpdate): Promise<void> {
  const current = await holdDashboard(tx, id, 'dashboard.update')
  requireMatch(if_match, current)
  const state: DashboardState = {
    title: change.title ?? current.title,
    description: change.description === undefined ? current.description : change.description,
    process_name: change.process_name === undefined ? current.process_name : change.process_name,
    owner_id: change.owner_id?.toLowerCase() ?? current.owner_id,
    visibility: change.visibility ?? current.visibility,
    team_id: change.team_id === undefined ? current.team_id : (change.team_id?.toLowerCase() ?? null),
    group_id: change.group_id === undefined ? current.group_id : (change.group_id?.toLowerCase() ?? null),
    weight: change.weight ?? current.weight,
    approval_required: change.approval_required ?? current.approval_required,
  }
  await checkDashboardState(tx, state, current)
  if (current.approval_required && !state.approval_required) await stopApprovals(tx, id)
  await updateDashboardRow(tx, id, state)
  const audience = await selectAudience(tx, id)
  await emit(tx, { type: 'kpi.dashboard.updated', payload: { dashboard_id: id }, audience })
  await recordAudit(tx, {
    action: 'dashboard.updated',
    entity: 'dashboard',
    entity_id: id,
    summary: 'Tableau de bord modifié.',
    before: dashboardFacts(current),
    after: dashboardFacts(state),
  })
}

/** What waits for approval waits no more; whoever is writing a value now is waited for. */
async function stopApprovals(tx: Tx, id: DashboardId): Promise<void> {
  await lockKpisOfDashboard(tx, id)
  await forgetPending(tx, id)
}
