// Changes an action; its assignee may report progress and status.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { requireMatch } from '#kernel/http/endpoint.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { updateActionRow } from '../queries/actions.ts'
import type { ActionId, ActionRow, ActionState } from '../queries/actions.ts'
import { policy } from '../rules/policy.ts'
import type { ActionChange } from '../schemas.ts'
import { actionFacts, emitAction, holdAction, readDueDate } from './action-checks.ts'
import { requireOwnerWhoSees } from './kpi-checks.ts'
import { notifyAssignment } from './notify-assignment.ts'

export interface ActionUpdate {
  readonly id: ActionId
  readonly change: ActionChange
  readonly if_match: string | null
}

const reportedFields: ReadonlySet<string> = new Set(['progress', 'status'])

/** Merges a change into an action. Throws FORBIDDEN when an assignee changes more than progress and status. */
export async function updateAction(tx: Tx, { id, change, if_match }: ActionUpdate): Promise<void> {
  const current = await holdAction(tx, id)
  const isReport = Object.keys(change).every((field) => reportedFields.has(field))
  authorize(policy[isReport ? 'action.report' : 'action.update'], tx.scope, {
    owners: [current.dashboard_owner_id, current.kpi_owner_id],
    assignees: [current.owner_id],
  })
  requireMatch(if_match, current)
  const state = mergeState(current, change)
  if (state.owner_id !== null && state.owner_id !== current.owner_id) {
    await requireOwnerWhoSees(tx, state.owner_id, current.audience)
  }
  await updateActionRow(tx, id, state)
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

function mergeState(current: ActionRow, change: ActionChange): ActionState {
  return {
    title: change.title ?? current.title,
    description: change.description === undefined ? current.description : change.description,
    owner_id: change.owner_id === undefined ? current.owner_id : (change.owner_id?.toLowerCase() ?? null),
    due_date: change.due_date === undefined ? current.due_date : readDueDate(change.due_date),
    progress: change.progress ?? current.progress,
    status: change.status ?? current.status,
  }
}
