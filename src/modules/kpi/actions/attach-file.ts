// Adds a file to one's own comment.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { insertFile } from '#kernel/files/queries/files.ts'
import type { FileRow } from '#kernel/files/queries/files.ts'
import { newId } from '#kernel/ids.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { attachmentCountMax } from '../attachment-schemas.ts'
import { holdAttachments, insertAttachment } from '../queries/attachments.ts'
import type { AttachmentId, AttachmentRow } from '../queries/attachments.ts'
import { findCommentContext } from '../queries/comments.ts'
import type { CommentContext, CommentId } from '../queries/comments.ts'
import { policy } from '../rules/policy.ts'

export interface AttachedFile {
  readonly attachment: AttachmentRow
  /** False: the comment had these bytes already, and nothing was written. */
  readonly is_new: boolean
}

/** Attaches a file whose bytes the store has kept. Throws NOT_FOUND, FORBIDDEN, TOO_MANY_ATTACHMENTS. */
export async function attachFile(tx: Tx, commentId: CommentId, file: Omit<FileRow, 'id'>): Promise<AttachedFile> {
  const comment = await requireOwnComment(tx, commentId)
  const known = await holdAttachments(tx, commentId)
  const same = known.find(({ sha256 }) => sha256 === file.sha256)
  if (same !== undefined) return { attachment: same, is_new: false }
  if (known.length >= attachmentCountMax) throw tooMany()
  const id: AttachmentId = newId()
  const row: FileRow = { ...file, id: newId() }
  await insertFile(tx, row)
  await insertAttachment(tx, { id, comment_id: commentId, file_id: row.id })
  await tellChanged(tx, commentId, comment)
  const attachment = { id, comment_id: commentId, ...file }
  await recordAudit(tx, {
    action: 'attachment.added',
    entity: 'attachment',
    entity_id: id,
    summary: 'Fichier joint à un commentaire.',
    after: attachmentFacts(attachment),
  })
  return { attachment, is_new: true }
}

/** Asked before twenty megabytes travel, and again in the transaction that writes. Throws NOT_FOUND, FORBIDDEN. */
export async function requireOwnComment(tx: Tx, id: CommentId): Promise<CommentContext> {
  const comment = await findCommentContext(tx, id)
  if (comment === null) throw notFound()
  authorize(policy['attachment.create'], tx.scope, { owners: [comment.author_id] })
  return comment
}

export async function tellChanged(tx: Tx, id: CommentId, comment: CommentContext): Promise<void> {
  const { dashboard_id, kpi_id, action_id, audience } = comment
  const payload = { dashboard_id, kpi_id, action_id, comment_id: id }
  await emit(tx, { type: 'kpi.comment.updated', payload, audience })
}

/** What the audit keeps: the bytes can be recognised by it, the file name is its sender's words. */
export function attachmentFacts(row: AttachmentRow): Record<string, string | number> {
  const { comment_id, sha256, bytes, media_type } = row
  return { comment_id, sha256, bytes, media_type }
}

function tooMany(): Problem {
  return new Problem(422, 'TOO_MANY_ATTACHMENTS', 'Ce commentaire a déjà tous ses fichiers.', {
    detail: `Un commentaire porte au plus ${attachmentCountMax} fichiers : écrivez un second commentaire.`,
  })
}
