// SQL of comments. A comment hangs on one KPI or one action, and is visible when that is.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Id, UserId } from '#kernel/ids.ts'
import type { ActionId } from './actions.ts'
import { attachmentsOfComment } from './attachments.ts'
import type { AttachmentRow } from './attachments.ts'
import type { KpiId } from './kpis.ts'
import { mentionsOfComment } from './mentions.ts'
import type { MentionRow } from './mentions.ts'

export type CommentId = Id<'comment'>

/** What a comment hangs on: exactly one of the two. */
export type CommentParent =
  { readonly kpi_id: KpiId; readonly action_id: null } | { readonly kpi_id: null; readonly action_id: ActionId }

export interface CommentRow {
  readonly id: CommentId
  readonly kpi_id: KpiId | null
  readonly action_id: ActionId | null
  readonly author_id: UserId
  readonly author_name: string
  readonly content: string
  readonly mentions: readonly MentionRow[]
  readonly attachments: readonly AttachmentRow[]
  readonly created_at: string
}

export interface CommentPageRequest {
  readonly parent: CommentParent
  readonly after: string | null
  readonly limit: number
}

/** The comments of one parent, oldest first; whether the parent is visible is asked before. */
export async function listComments(
  tx: Tx,
  { parent, after, limit }: CommentPageRequest,
): Promise<readonly CommentRow[]> {
  const hanging = parent.kpi_id === null ? sql`c.action_id = ${parent.action_id}` : sql`c.kpi_id = ${parent.kpi_id}`
  const { rows } = await sql<CommentRow>`
    ${comments}
    where ${hanging} and (${after}::uuid is null or c.id > ${after}::uuid)
    order by c.id
    limit ${limit}::int`.execute(tx)
  return rows
}

const comments = sql`
  select c.id, c.kpi_id, c.action_id, c.author_id, u.full_name as author_name, c.content,
    ${mentionsOfComment} as mentions, ${attachmentsOfComment} as attachments, c.created_at
  from kpi.comment c
  join kernel."user" u on u.organization_id = c.organization_id and u.id = c.author_id`

export async function selectComment(tx: Tx, id: CommentId): Promise<CommentRow> {
  const { rows } = await sql<CommentRow>`${comments} where c.id = ${id}`.execute(tx)
  return rows[0] as CommentRow
}

/** A comment on something visible, with what rights and events need. */
export interface CommentContext {
  readonly author_id: UserId
  readonly kpi_id: KpiId
  readonly action_id: ActionId | null
  readonly dashboard_id: string
  readonly audience: readonly UserId[] | null
}

export async function findCommentContext(tx: Tx, id: CommentId): Promise<CommentContext | null> {
  const { rows } = await sql<CommentContext>`
    select c.author_id, k.id as kpi_id, c.action_id, d.id as dashboard_id, d.audience
    from kpi.comment c
    left join kpi.action a on a.organization_id = c.organization_id and a.id = c.action_id
    join kpi.kpi k on k.organization_id = c.organization_id and k.id = coalesce(c.kpi_id, a.kpi_id)
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where c.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

export interface NewCommentRow {
  readonly id: CommentId
  readonly parent: CommentParent
  readonly author_id: UserId
  readonly content: string
}

export async function insertComment(tx: Tx, { id, parent, author_id, content }: NewCommentRow): Promise<void> {
  await sql`
    insert into kpi.comment (organization_id, id, kpi_id, action_id, author_id, content)
    values (${tx.scope.organization_id}, ${id}, ${parent.kpi_id}::uuid, ${parent.action_id}::uuid, ${author_id}, ${content})`.execute(
    tx,
  )
}

/** Answers false when somebody was faster. */
export async function deleteCommentRow(tx: Tx, id: CommentId): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from kpi.comment where id = ${id}`.execute(tx)
  return numAffectedRows === 1n
}
