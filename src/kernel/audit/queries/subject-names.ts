// SQL of the present names of people and teams, for the audit.
import { sql } from 'kysely'
import type { Tx } from '../../database/database.ts'
import type { SubjectName } from '../subjects.ts'

export async function listUserNames(tx: Tx, ids: readonly string[]): Promise<readonly SubjectName[]> {
  const { rows } = await sql<SubjectName>`
    select u.id, u.full_name as name from kernel."user" u where u.id = any (${`{${ids.join(',')}}`}::uuid[])`.execute(
    tx,
  )
  return rows
}

export async function listTeamNames(tx: Tx, ids: readonly string[]): Promise<readonly SubjectName[]> {
  const { rows } = await sql<SubjectName>`
    select t.id, t.name from kernel.team t where t.id = any (${`{${ids.join(',')}}`}::uuid[])`.execute(tx)
  return rows
}
