// SQL of grants: who holds which role over what.
import { sql } from 'kysely'
import type { Tx } from '../../database/database.ts'
import { newId } from '../../ids.ts'
import type { Id, UserId } from '../../ids.ts'

export type GrantId = Id<'grant'>

export interface Grant {
  readonly user_id: UserId
  /** A word of the module: `dossiers.client`, `condo.treasurer`. */
  readonly role: string
  /** What the role is over: `dossier`, `building`, `channel`. */
  readonly scope_kind: string
  /** Null means every one of that kind. */
  readonly scope_id: string | null
}

export interface GrantRow extends Grant {
  readonly id: GrantId
  readonly granted_by: UserId | null
  readonly created_at: string
}

/** The new grant's id; null when the person held it already. */
export async function insertGrant(tx: Tx, grant: Grant): Promise<GrantId | null> {
  const { rows } = await sql<{ id: GrantId }>`
    insert into kernel.access_grant (organization_id, id, user_id, role, scope_kind, scope_id, granted_by)
    values (${tx.scope.organization_id}, ${newId<'grant'>()}, ${grant.user_id}, ${grant.role}, ${grant.scope_kind},
      ${grant.scope_id}, ${tx.scope.user_id})
    on conflict do nothing
    returning id`.execute(tx)
  return rows[0]?.id ?? null
}

/** The id of the grant that ended; null when there was none. */
export async function deleteGrant(tx: Tx, grant: Grant): Promise<GrantId | null> {
  const { rows } = await sql<{ id: GrantId }>`
    delete from kernel.access_grant
    where user_id = ${grant.user_id} and role = ${grant.role} and scope_kind = ${grant.scope_kind}
      and scope_id is not distinct from ${grant.scope_id}::uuid
    returning id`.execute(tx)
  return rows[0]?.id ?? null
}

/** Whether a person holds a role over this thing, or over everything of its kind. */
export async function isGranted(tx: Tx, grant: Grant): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select exists (
      select from kernel.access_grant g
      where g.user_id = ${grant.user_id} and g.role = ${grant.role} and g.scope_kind = ${grant.scope_kind}
        and (g.scope_id is null or g.scope_id = ${grant.scope_id}::uuid)
    ) as held`.execute(tx)
  return rows[0]?.held === true
}

/** All grants of a person, oldest first. */
export async function listGrants(tx: Tx, userId: UserId): Promise<readonly GrantRow[]> {
  const { rows } = await sql<GrantRow>`
    select g.id, g.user_id, g.role, g.scope_kind, g.scope_id, g.granted_by, g.created_at
    from kernel.access_grant g
    where g.user_id = ${userId}
    order by g.id
    limit 1000`.execute(tx)
  return rows
}
