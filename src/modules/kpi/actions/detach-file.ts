// Takes a file away from a comment: its author or an ADMIN.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { notFound } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { deleteAttachmentRow, findAttachment } from '../queries/attachments.ts'
import type { AttachmentId, KeptAttachmentRow } from '../queries/attachments.ts'
import { findCommentContext } from '../queries/comments.ts'
import type { CommentContext } from '../queries/comments.ts'
import { policy } from '../rules/policy.ts'
import { attachmentFacts, tellChanged } from './attach-file.ts'

/** Deletes an attachment; its bytes are forgotten later. Throws NOT_FOUND, FORBIDDEN. */
export async function detachFile(tx: Tx, id: AttachmentId): Promise<void> {
  const { attachment, comment } = await requireAttachment(tx, id)
  authorize(policy['attachment.delete'], tx.scope, { owners: [comment.author_id] })
  if (!(await deleteAttachmentRow(tx, id))) throw notFound()
  await tellChanged(tx, attachment.comment_id, comment)
  await recordAudit(tx, {
    action: 'attachment.deleted',
    entity: 'attachment',
    entity_id: id,
    summary: 'Fichier retiré d’un commentaire.',
    before: attachmentFacts(attachment),
  })
}

export interface SeenAttachment {
  readonly attachment: KeptAttachmentRow
  readonly comment: CommentContext
}

/** A file of a comment that the person in scope sees. Throws NOT_FOUND. */
export async function requireAttachment(tx: Tx, id: AttachmentId): Promise<SeenAttachment> {
  const attachment = await findAttachment(tx, id)
  const comment = attachment === null ? null : await findCommentContext(tx, attachment.comment_id)
  if (attachment === null || comment === null) throw notFound()
  return { attachment, comment }
}
