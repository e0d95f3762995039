// Posts a comment on a KPI or an action; whoever sees it may.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { newId } from '#kernel/ids.ts'
import type { UserId } from '#kernel/ids.ts'
import { forbidden, notFound } from '#kernel/problem.ts'
import { findAction } from '../queries/actions.ts'
import { insertComment } from '../queries/comments.ts'
import type { CommentId, CommentParent } from '../queries/comments.ts'
import { findKpi } from '../queries/kpis.ts'
import type { KpiId } from '../queries/kpis.ts'
import { mentionPeople, requireMentionable } from './mention-people.ts'

export interface CommentText {
  readonly content: string
  /** People who are told. */
  readonly mentions?: readonly string[]
}

interface Place {
  readonly kpi_id: KpiId
  readonly kpi_name: string
  readonly dashboard_id: string
  readonly audience: readonly UserId[] | null
}

/**
 * Posts a comment, stored as written. Throws NOT_FOUND when its parent is not visible, UNKNOWN_USER and
 * MENTION_CANNOT_SEE for mentions.
 */
export async function postComment(
  tx: Tx,
  parent: CommentParent,
  { content, mentions = [] }: CommentText,
): Promise<CommentId> {
  const place = await requireParent(tx, parent)
  const authorId = tx.scope.user_id
  // only people write: a job has nothing to say here
  if (authorId === null) throw forbidden()
  const user_ids = await requireMentionable(tx, mentions, place.audience)
  const id = newId<'comment'>()
  await insertComment(tx, { id, parent, author_id: authorId, content })
  await mentionPeople(tx, { comment_id: id, user_ids, content, kpi_id: place.kpi_id, kpi_name: place.kpi_name })
  await emit(tx, {
    type: 'kpi.comment.created',
    payload: { dashboard_id: place.dashboard_id, kpi_id: place.kpi_id, action_id: parent.action_id, comment_id: id },
    audience: place.audience,
  })
  await recordAudit(tx, {
    action: 'comment.created',
    entity: 'comment',
    entity_id: id,
    summary: 'Commentaire publié.',
    after: { kpi_id: place.kpi_id, action_id: parent.action_id },
  })
  return id
}

/** Where a visible KPI or action stands. Throws NOT_FOUND. */
export async function requireParent(tx: Tx, parent: CommentParent): Promise<Place> {
  if (parent.kpi_id === null) {
    const action = await findAction(tx, parent.action_id)
    if (action === null) throw notFound()
    return action
  }
  const kpi = await findKpi(tx, parent.kpi_id)
  if (kpi === null) throw notFound()
  return { kpi_id: kpi.id, kpi_name: kpi.name, dashboard_id: kpi.dashboard_id, audience: kpi.audience }
}
