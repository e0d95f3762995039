// SQL of teams.
import { sql } from 'kysely'
import type { Tx } from '../../database/database.ts'
import type { TeamId, UserId } from '../../ids.ts'

export interface TeamRow {
  readonly id: TeamId
  readonly name: string
  readonly members: readonly { readonly user_id: UserId; readonly full_name: string }[]
  readonly created_at: string
  readonly updated_at: string
}

export interface TeamSlice {
  /** Sort key of the last row seen: lower-case name, id. */
  readonly after: readonly [string, string] | null
  readonly limit: number
}

const columns = sql`t.id, t.name, t.created_at, t.updated_at, lower(t.name) as sort_name, (
  select coalesce(jsonb_agg(jsonb_build_object('user_id', u.id, 'full_name', u.full_name) order by lower(u.full_name), u.id), '[]')
  from kernel.team_member m
  join kernel."user" u on u.organization_id = m.organization_id and u.id = m.user_id
  where m.organization_id = t.organization_id and m.team_id = t.id
) as members`

type SortedTeamRow = TeamRow & { readonly sort_name: string }

/** Teams by name, with their members by name. */
export async function listTeams(tx: Tx, { after, limit }: TeamSlice): Promise<readonly SortedTeamRow[]> {
  const [name, id] = after ?? [null, null]
  const { rows } = await sql<SortedTeamRow>`
    select ${columns}
    from kernel.team t
    where ${name}::text is null or (lower(t.name), t.id) > (${name}::text, ${id}::uuid)
    order by lower(t.name), t.id
    limit ${limit}`.execute(tx)
  return rows
}

export async function findTeam(tx: Tx, id: TeamId): Promise<TeamRow | null> {
  const { rows } = await sql<SortedTeamRow>`select ${columns} from kernel.team t where t.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

/** Locks the team alone: its members stay free. */
export async function lockTeam(tx: Tx, id: TeamId): Promise<boolean> {
  const { rows } = await sql`select t.id from kernel.team t where t.id = ${id} for update`.execute(tx)
  return rows.length > 0
}

export async function insertTeam(tx: Tx, team: { readonly id: TeamId; readonly name: string }): Promise<void> {
  await sql`insert into kernel.team (organization_id, id, name)
    values (${tx.scope.organization_id}, ${team.id}, ${team.name})`.execute(tx)
}

export async function updateTeamName(tx: Tx, id: TeamId, name: string): Promise<void> {
  await sql`update kernel.team set name = ${name}, updated_at = clock_timestamp() where id = ${id}`.execute(tx)
}

export async function deleteTeam(tx: Tx, id: TeamId): Promise<void> {
  await sql`delete from kernel.team where id = ${id}`.execute(tx)
}

export interface Membership {
  readonly team_id: TeamId
  readonly user_id: UserId
}

/** Whether the person was not a member yet. */
export async function insertTeamMember(tx: Tx, { team_id, user_id }: Membership): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into kernel.team_member (organization_id, team_id, user_id)
    values (${tx.scope.organization_id}, ${team_id}, ${user_id})
    on conflict do nothing`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** Whether the person was a member. */
export async function deleteTeamMember(tx: Tx, { team_id, user_id }: Membership): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from kernel.team_member where team_id = ${team_id} and user_id = ${user_id}`.execute(tx)
  return (numAffectedRows ?? 0n) > 0n
}

/** The members of a team change its state, so that its ETag tells. */
export async function touchTeam(tx: Tx, id: TeamId): Promise<void> {
  await sql`update kernel.team set updated_at = clock_timestamp() where id = ${id}`.execute(tx)
}
