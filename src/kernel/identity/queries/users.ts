// SQL of people.
import { sql } from 'kysely'
import type { Tx } from '../../database/database.ts'
import type { OrganizationId, UserId } from '../../ids.ts'

export interface UserRow {
  readonly id: UserId
  readonly organization_id: OrganizationId
  readonly email: string
  readonly full_name: string
  readonly role: 'ADMIN' | 'USER'
  readonly language: 'fr' | 'en'
  readonly is_active: boolean
  readonly created_at: string
  readonly updated_at: string
}

export interface NewUser extends Pick<UserRow, 'id' | 'email' | 'full_name' | 'role'> {
  readonly password_hash: string
}

export type UserChange = Partial<Pick<UserRow, 'full_name' | 'role' | 'is_active' | 'language'>>

const columns = sql`u.id, u.organization_id, u.email, u.full_name, u.role, u.language, u.is_active, u.created_at, u.updated_at`

export async function insertUser(tx: Tx, user: NewUser): Promise<UserRow> {
  const { rows } = await sql<UserRow>`
    insert into kernel."user" as u (organization_id, id, email, password_hash, full_name, role)
    values (${tx.scope.organization_id}, ${user.id}, ${user.email}, ${user.password_hash}, ${user.full_name}, ${user.role})
    returning ${columns}`.execute(tx)
  return only(rows)
}

export async function findUser(tx: Tx, id: UserId): Promise<UserRow | null> {
  const { rows } = await sql<UserRow>`select ${columns} from kernel."user" u where u.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

/** The row, locked until the end of the transaction. */
export async function findUserForUpdate(tx: Tx, id: UserId): Promise<UserRow | null> {
  const { rows } = await sql<UserRow>`
    select ${columns} from kernel."user" u where u.id = ${id} for update`.execute(tx)
  return rows[0] ?? null
}

/**
 * Locks all active ADMINs in a fixed order and answers who they are. Two who demote each other wait here for one
 * another; the second then sees what the first did.
 */
export async function lockActiveAdmins(tx: Tx): Promise<readonly UserId[]> {
  const { rows } = await sql<{ id: UserId }>`
    select u.id from kernel."user" u where u.role = 'ADMIN' and u.is_active order by u.id for update`.execute(tx)
  return rows.map(({ id }) => id)
}

export async function updateUser(tx: Tx, id: UserId, change: UserChange): Promise<UserRow> {
  const { rows } = await sql<UserRow>`
    update kernel."user" as u set
      full_name = coalesce(${change.full_name ?? null}::text, u.full_name),
      role = coalesce(${change.role ?? null}::text, u.role),
      is_active = coalesce(${change.is_active ?? null}::boolean, u.is_active),
      language = coalesce(${change.language ?? null}::text, u.language),
      updated_at = clock_timestamp()
    where u.id = ${id}
    returning ${columns}`.execute(tx)
  return only(rows)
}

export async function updatePasswordHash(tx: Tx, id: UserId, passwordHash: string): Promise<void> {
  await sql`update kernel."user" set password_hash = ${passwordHash} where id = ${id}`.execute(tx)
}

/** Replaces a hash by a stronger one of the same password, unless the password changed meanwhile. */
export async function updateOutdatedHash(
  tx: Tx,
  id: UserId,
  hashes: { readonly outdated: string; readonly fresh: string },
): Promise<void> {
  await sql`update kernel."user" set password_hash = ${hashes.fresh}
    where id = ${id} and password_hash = ${hashes.outdated}`.execute(tx)
}

export async function selectPasswordHash(tx: Tx, id: UserId): Promise<string> {
  const { rows } = await sql<{ password_hash: string }>`
    select u.password_hash from kernel."user" u where u.id = ${id}`.execute(tx)
  return only(rows).password_hash
}

export interface ListSlice {
  /** Sort key of the last row seen: lower-case name, id. */
  readonly after: readonly [string, string] | null
  readonly limit: number
}

/** People by name. `activeOnly` leaves out the deactivated ones. */
export async function listUsers(
  tx: Tx,
  { after, limit }: ListSlice,
  { activeOnly }: { readonly activeOnly: boolean },
): Promise<readonly (UserRow & { readonly sort_name: string })[]> {
  const [name, id] = after ?? [null, null]
  const { rows } = await sql<UserRow & { sort_name: string }>`
    select ${columns}, lower(u.full_name) as sort_name
    from kernel."user" u
    where (${name}::text is null or (lower(u.full_name), u.id) > (${name}::text, ${id}::uuid))
      and (u.is_active or not ${activeOnly}::boolean)
    order by lower(u.full_name), u.id
    limit ${limit}`.execute(tx)
  return rows
}

function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows
  if (row === undefined) throw new Error('a row of kernel.user was expected')
  return row
}
