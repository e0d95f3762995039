// Creates a dashboard.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { newId } from '#kernel/ids.ts'
import type { UserId } from '#kernel/ids.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { insertDashboard, selectAudience } from '../queries/dashboards.ts'
import type { DashboardId, DashboardState } from '../queries/dashboards.ts'
import { policy } from '../rules/policy.ts'
import type { NewDashboard } from '../schemas.ts'
import { checkDashboardState, dashboardFacts } from './dashboard-checks.ts'

/** Creates a dashboard, the caller's own unless an ADMIN names another owner. Throws UNKNOWN_USER, UNKNOWN_TEAM, UNKNOWN_GROUP, TEAM_REQUIRED. */
export async function createDashboard(tx: Tx, input: NewDashboard): Promise<DashboardId> {
  const ownerId = (input.owner_id?.toLowerCase() ?? tx.scope.user_id) as UserId
  authorize(policy['dashboard.assign'], tx.scope, { owners: [ownerId] })
  const state: DashboardState = {
    title: input.title,
    description: input.description ?? null,
    process_name: input.process_name ?? null,
    owner_id: ownerId,
    visibility: input.visibility ?? 'ORGANIZATION',
    team_id: input.team_id?.toLowerCase() ?? null,
    group_id: input.group_id?.toLowerCase() ?? null,
    weight: input.weight ?? 1,
    approval_required: input.approval_required ?? false,
  }
  await checkDashboardState(tx, state, null)
  const id = newId<'dashboard'>()
  await insertDashboard(tx, id, state)
  const audience = await selectAudience(tx, id)
  await emit(tx, { type: 'kpi.dashboard.created', payload: { dashboard_id: id }, audience })
  await recordAudit(tx, {
    action: 'dashboard.created',
    entity: 'dashboard',
    entity_id: id,
    summary: 'Tableau de bord créé.',
    after: dashboardFacts(state),
  })
  return id
}
