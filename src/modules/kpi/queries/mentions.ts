// SQL of the people whom a comment mentions.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { CommentId } from './comments.ts'

export interface MentionRow {
  readonly user_id: string
  readonly full_name: string
}

/** The people whom comment `c` mentions, as one JSON array. */
export const mentionsOfComment: RawBuilder<readonly MentionRow[]> = sql`coalesce((
  select json_agg(json_build_object('user_id', p.id, 'full_name', p.full_name) order by lower(p.full_name), p.id)
  from kpi.comment_mention m
  join kernel."user" p on p.organization_id = m.organization_id and p.id = m.user_id
  where m.organization_id = c.organization_id and m.comment_id = c.id), '[]'::json)`

export async function insertMentions(tx: Tx, id: CommentId, userIds: readonly string[]): Promise<void> {
  await sql`
    insert into kpi.comment_mention (organization_id, comment_id, user_id)
    select ${tx.scope.organization_id}, ${id}, n.user_id
    from unnest(${`{${userIds.join(',')}}`}::uuid[]) as n (user_id)`.execute(tx)
}
