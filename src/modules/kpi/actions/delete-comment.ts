// Deletes a comment: its author or an ADMIN.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { notFound } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { deleteCommentRow, findCommentContext } from '../queries/comments.ts'
import type { CommentId } from '../queries/comments.ts'
import { policy } from '../rules/policy.ts'

/** Deletes a comment. Throws NOT_FOUND when invisible, FORBIDDEN when somebody else wrote it. */
export async function deleteComment(tx: Tx, id: CommentId): Promise<void> {
  const comment = await findCommentContext(tx, id)
  if (comment === null) throw notFound()
  authorize(policy['comment.delete'], tx.scope, { owners: [comment.author_id] })
  if (!(await deleteCommentRow(tx, id))) throw notFound()
  const { dashboard_id, kpi_id, action_id, audience } = comment
  await emit(tx, {
    type: 'kpi.comment.deleted',
    payload: { dashboard_id, kpi_id, action_id, comment_id: id },
    audience,
  })
  await recordAudit(tx, {
    action: 'comment.deleted',
    entity: 'comment',
    entity_id: id,
    summary: 'Commentaire supprimé.',
    before: { kpi_id, action_id, author_id: comment.author_id },
  })
}
