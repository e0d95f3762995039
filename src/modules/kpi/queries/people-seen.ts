// Which people and teams of the organisation exist, many at once, and who of them sees a dashboard.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'

export interface PersonRow {
  readonly id: UserId
  readonly full_name: string
  readonly role: 'ADMIN' | 'USER'
}

/** Those of these that are active people of the organisation, by id. */
export async function listActivePeople(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, PersonRow>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<PersonRow>`
    select u.id, u.full_name, u.role
    from kernel."user" u
    where u.id = any (${`{${ids.join(',')}}`}::uuid[]) and u.is_active`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Those of these that are teams of the organisation. */
export async function listKnownTeams(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select t.id from kernel.team t where t.id = any (${`{${ids.join(',')}}`}::uuid[])`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

/** Whether a person sees what this audience sees; null means everybody. */
export function sees(person: Pick<PersonRow, 'id' | 'role'>, audience: readonly UserId[] | null): boolean {
  return audience === null || person.role === 'ADMIN' || audience.includes(person.id)
}
