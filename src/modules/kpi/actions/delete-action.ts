// Deletes an action and its comments.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { deleteActionRow } from '../queries/actions.ts'
import type { ActionId } from '../queries/actions.ts'
import { policy } from '../rules/policy.ts'
import { actionFacts, emitAction, holdAction } from './action-checks.ts'

/** Deletes an action with its comments; the audit keeps how many. */
export async function deleteAction(tx: Tx, id: ActionId): Promise<void> {
  const action = await holdAction(tx, id)
  authorize(policy['action.delete'], tx.scope, { owners: [action.dashboard_owner_id, action.kpi_owner_id] })
  const commentCount = await deleteActionRow(tx, id)
  await emitAction(tx, 'deleted', id, action)
  await recordAudit(tx, {
    action: 'action.deleted',
    entity: 'action',
    entity_id: id,
    summary: `Action supprimée avec ${commentCount} commentaires.`,
    before: { ...actionFacts(action), kpi_id: action.kpi_id, comment_count: commentCount },
  })
}
