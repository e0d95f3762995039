// SQL of what people want to hear, and when.
import { sql } from 'kysely'
import type { Tx } from '../../database/database.ts'
import type { UserId } from '../../ids.ts'
import type { Topic } from '../topics.ts'

export type DigestRhythm = 'NONE' | 'DAILY' | 'WEEKLY'

export interface PreferenceRow {
  readonly digest: DigestRhythm
  /** ISO: 1 is Monday. */
  readonly digest_weekday: number
  readonly digest_hour: number
  readonly app_off: readonly Topic[]
  readonly mail_off: readonly Topic[]
}

const usual: PreferenceRow = { digest: 'NONE', digest_weekday: 1, digest_hour: 7, app_off: [], mail_off: [] }

/** What a person chose; what is usual when he chose nothing. */
export async function findPreference(tx: Tx, userId: UserId): Promise<PreferenceRow> {
  const { rows } = await sql<PreferenceRow>`
    select p.digest, p.digest_weekday, p.digest_hour, p.app_off, p.mail_off
    from kernel.notification_preference p
    where p.user_id = ${userId}`.execute(tx)
  return rows[0] ?? usual
}

export async function upsertPreference(tx: Tx, userId: UserId, row: PreferenceRow): Promise<void> {
  await sql`
    insert into kernel.notification_preference
      (organization_id, user_id, digest, digest_weekday, digest_hour, app_off, mail_off)
    values (${tx.scope.organization_id}, ${userId}, ${row.digest}, ${row.digest_weekday}, ${row.digest_hour},
      ${`{${row.app_off.join(',')}}`}::text[], ${`{${row.mail_off.join(',')}}`}::text[])
    on conflict (organization_id, user_id) do update
    set digest = excluded.digest, digest_weekday = excluded.digest_weekday, digest_hour = excluded.digest_hour,
      app_off = excluded.app_off, mail_off = excluded.mail_off, updated_at = clock_timestamp()`.execute(tx)
}
