// What the actions on dashboards share: finding with rights, and checking a state before it is written.
import type { Tx } from '#kernel/database/database.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import type { Violation } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { findDashboard, lockDashboard } from '../queries/dashboards.ts'
import type { DashboardId, DashboardRow, DashboardState } from '../queries/dashboards.ts'
import { holdGroup } from '../queries/groups.ts'
import { findActiveMember, teamExists } from '../queries/people.ts'
import { policy } from '../rules/policy.ts'

/** Locks a dashboard for a change. Throws NOT_FOUND when invisible, FORBIDDEN when it is not his. */
export async function holdDashboard(
  tx: Tx,
  id: DashboardId,
  verb: 'dashboard.update' | 'dashboard.delete' | 'dashboard.lock',
): Promise<DashboardRow> {
  await lockDashboard(tx, id)
  const dashboard = await findDashboard(tx, id)
  if (dashboard === null) throw notFound()
  authorize(policy[verb], tx.scope, { owners: [dashboard.owner_id] })
  return dashboard
}

/** Refuses an owner, a team or a group that the organisation does not have, and a team dashboard without team. */
export async function checkDashboardState(tx: Tx, state: DashboardState, current: DashboardRow | null): Promise<void> {
  const violations: Violation[] = []
  if (state.owner_id !== current?.owner_id && (await findActiveMember(tx, state.owner_id)) === null) {
    violations.push({ pointer: '/owner_id', code: 'UNKNOWN_USER', detail: 'Cette personne n’existe pas ici.' })
  }
  if (state.team_id === null && state.visibility === 'TEAM') {
    violations.push({
      pointer: '/team_id',
      code: 'TEAM_REQUIRED',
      detail: 'Indiquez l’équipe qui verra ce tableau de bord.',
    })
  }
  if (state.team_id !== null && state.team_id !== current?.team_id && !(await teamExists(tx, state.team_id))) {
    violations.push({ pointer: '/team_id', code: 'UNKNOWN_TEAM', detail: 'Cette équipe n’existe pas ici.' })
  }
  if (state.group_id !== null && state.group_id !== current?.group_id && !(await holdGroup(tx, state.group_id))) {
    violations.push({ pointer: '/group_id', code: 'UNKNOWN_GROUP', detail: 'Ce groupe n’existe pas ici.' })
  }
  if (violations.length > 0) throw unprocessable(violations)
}

/** What the audit keeps of a dashboard: no text that people wrote. */
export function dashboardFacts(state: DashboardState): Record<string, string | number | boolean | null> {
  const { owner_id, visibility, team_id, group_id, weight, approval_required } = state
  return { owner_id, visibility, team_id, group_id, weight, approval_required }
}
