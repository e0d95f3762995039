// SQL of the files on comments. A file is seen by whoever sees its comment.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { FileId } from '#kernel/files/queries/files.ts'
import type { Id, OrganizationId } from '#kernel/ids.ts'
import type { CommentId } from './comments.ts'

export type AttachmentId = Id<'attachment'>

export interface AttachmentRow {
  readonly id: AttachmentId
  readonly comment_id: CommentId
  readonly name: string
  readonly media_type: string
  readonly bytes: number
  readonly sha256: string
}

export interface KeptAttachmentRow extends AttachmentRow {
  readonly organization_id: OrganizationId
  readonly file_id: FileId
}

/** The files of comment `c` in the order they were added, as one JSON array. */
export const attachmentsOfComment: RawBuilder<readonly AttachmentRow[]> = sql`coalesce((
  select json_agg(json_build_object('id', t.id, 'comment_id', t.comment_id, 'name', f.name, 'media_type', f.media_type,
    'bytes', f.bytes, 'sha256', encode(f.sha256, 'hex')) order by t.id)
  from kpi.comment_attachment t
  join kernel.file f on f.organization_id = t.organization_id and f.id = t.file_id
  where t.organization_id = c.organization_id and t.comment_id = c.id), '[]'::json)`

/** The files of a comment whose visibility was asked before, held until the end of the transaction: nobody adds one meanwhile. */
export async function holdAttachments(tx: Tx, id: CommentId): Promise<readonly AttachmentRow[]> {
  await sql`select pg_advisory_xact_lock(hashtextextended('kpi.comment_attachment ' || ${id}, 0))`.execute(tx)
  const { rows } = await sql<KeptAttachmentRow>`${attachments} where t.comment_id = ${id} order by t.id`.execute(tx)
  return rows
}

/** One file; whether its comment is visible is for the caller to ask. */
export async function findAttachment(tx: Tx, id: AttachmentId): Promise<KeptAttachmentRow | null> {
  const { rows } = await sql<KeptAttachmentRow>`${attachments} where t.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

const attachments = sql`
  select t.id, t.organization_id, t.comment_id, t.file_id, f.name, f.media_type, f.bytes::int as bytes,
    encode(f.sha256, 'hex') as sha256
  from kpi.comment_attachment t
  join kernel.file f on f.organization_id = t.organization_id and f.id = t.file_id`

export interface NewAttachment {
  readonly id: AttachmentId
  readonly comment_id: CommentId
  readonly file_id: FileId
}

export async function insertAttachment(tx: Tx, { id, comment_id, file_id }: NewAttachment): Promise<void> {
  await sql`
    insert into kpi.comment_attachment (organization_id, id, comment_id, file_id)
    values (${tx.scope.organization_id}, ${id}, ${comment_id}, ${file_id})`.execute(tx)
}

/** Deletes an attachment with its file; false when somebody else did. */
export async function deleteAttachmentRow(tx: Tx, id: AttachmentId): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from kpi.comment_attachment where id = ${id}`.execute(tx)
  return numAffectedRows === 1n
}
