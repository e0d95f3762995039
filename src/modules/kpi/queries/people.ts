// The people and teams that dashboards, KPIs and actions refer to.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'

interface MemberRow {
  readonly id: UserId
  readonly role: 'ADMIN' | 'USER'
}

/** An active person of the organisation; null for anybody else, another organisation's included. */
export async function findActiveMember(tx: Tx, id: string): Promise<MemberRow | null> {
  const { rows } = await sql<MemberRow>`
    select id, role
    from kernel."user"
    where id = ${id} and is_active`.execute(tx)
  return rows[0] ?? null
}

/** Whether a team of the organisation has this id. */
export async function teamExists(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from kernel.team where id = ${id}`.execute(tx)
  return rows.length > 0
}
