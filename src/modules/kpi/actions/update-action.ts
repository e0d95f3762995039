// Changes an action; its assignee may report progress and status.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { requireMatch } from '#kernel/http/endpoint.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { replaceActionPeople, updateActionRow } from '../queries/actions.ts'
import type { ActionId } from '../queries/actions.ts'
import { policy } from '../rules/policy.ts'
import type { ActionChange } from '../schemas.ts'
import { actionFacts, emitAction, holdAction, mergeAction, requirePeopleWhoSee } from './action-checks.ts'
import { notifyAssignment } from './notify-assignment.ts'

export interface ActionUpdate {
  readonly id: ActionId
  readonly change: ActionChange
  readonly if_match: string | null
}

const reportedFields: ReadonlySet<string> = new Set(['progress', 'status', 'step'])

/** Merges a change into an action. Throws FORBIDDEN when an assignee changes more than progress, status and step. */
export async function updateAction(tx: Tx, { id, change, if_match }: ActionUpdate): Promise<void> {
  const current = await holdAction(tx, id)
  const isReport = Object.keys(change).every((field) => reportedFields.has(field))
  authorize(policy[isReport ? 'action.report' : 'action.update'], tx.scope, {
    owners: [current.dashboard_owner_id, current.kpi_owner_id],
    assignees: [current.owner_id],
  })
  requireMatch(if_match, current)
  const state = mergeAction(current, change)
  await requirePeopleWhoSee(tx, { before: current, after: state, audience: current.audience })
  await updateActionRow(tx, id, state)
  if (change.consulted_ids !== undefined || change.informed_ids !== undefined) await replaceActionPeople(tx, id, state)
  await notifyAssignment(tx, { kpi_id: current.kpi_id, kpi_name: current.kpi_name, before: current, after: state })
  await emitAction(tx, 'updated', id, current)
  await recordAudit(tx, {
    action: 'action.updated',
    entity: 'action',
    entity_id: id,
    summary: 'Action modifiée.',
    before: actionFacts(current),
    after: actionFacts(state),
  })
}
