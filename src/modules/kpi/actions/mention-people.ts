// Mentions people in a comment: they are told at once.
import type { Tx } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'
import { notify } from '#kernel/notifications/notify.ts'
import { unprocessable } from '#kernel/problem.ts'
import type { Violation } from '#kernel/problem.ts'
import type { CommentId } from '../queries/comments.ts'
import { insertMentions } from '../queries/mentions.ts'
import { listActivePeople, sees } from '../queries/people-seen.ts'

/** Each of these once. Throws UNKNOWN_USER, MENTION_CANNOT_SEE. */
export async function requireMentionable(
  tx: Tx,
  mentions: readonly string[],
  audience: readonly UserId[] | null,
): Promise<readonly UserId[]> {
  const ids = mentions.map((id) => id.toLowerCase())
  const people = await listActivePeople(tx, ids)
  const violations = ids.flatMap((id, index): readonly Violation[] => {
    const pointer = `/mentions/${index}`
    const person = people.get(id)
    if (person === undefined) return [{ pointer, code: 'UNKNOWN_USER', detail: 'Cette personne n’existe pas ici.' }]
    if (sees(person, audience)) return []
    const detail = `${person.full_name} ne voit pas ce tableau de bord : partagez-le d’abord.`
    return [{ pointer, code: 'MENTION_CANNOT_SEE', detail }]
  })
  if (violations.length > 0) throw unprocessable(violations)
  return Array.from(people.values(), ({ id }) => id)
}

export interface Mentions {
  readonly comment_id: CommentId
  readonly user_ids: readonly UserId[]
  readonly content: string
  readonly kpi_id: string
  readonly kpi_name: string
}

/** Stores the mentions of a comment and tells each person; nobody is told what he wrote himself. */
export async function mentionPeople(tx: Tx, mentions: Mentions): Promise<void> {
  const { comment_id, user_ids, content, kpi_id, kpi_name } = mentions
  if (user_ids.length === 0) return
  await insertMentions(tx, comment_id, user_ids)
  const author = tx.scope.user_id ?? ''
  const name = (await listActivePeople(tx, [author])).get(author)?.full_name ?? 'Quelqu’un'
  for (const user_id of user_ids.filter((id) => id !== author)) {
    await notify(tx, {
      user_id,
      kind: 'kpi.comment.mentioned',
      topic: 'MENTION',
      title: `${name} vous mentionne : ${kpi_name}`,
      body: content,
      link: `/kpis/${kpi_id}`,
      // gone with the comment
      about: { kind: 'kpi.comment', ids: [comment_id] },
    })
  }
}
