// Roles beyond ADMIN and USER: a module grants a person a role over one thing, or over all things of a kind.
import { recordAudit } from '../audit/audit.ts'
import type { Tx } from '../database/database.ts'
import { findUser } from '../identity/queries/users.ts'
import { unprocessable } from '../problem.ts'
import { deleteGrant, insertGrant } from './queries/grants.ts'
import type { Grant } from './queries/grants.ts'

export { isGranted, listGrants } from './queries/grants.ts'
export type { Grant, GrantRow } from './queries/grants.ts'

/** Gives a role; giving it again changes nothing. Throws 422 UNKNOWN_USER. Audited. */
export async function giveGrant(tx: Tx, grant: Grant): Promise<void> {
  if ((await findUser(tx, grant.user_id)) === null) {
    throw unprocessable([{ pointer: '/user_id', code: 'UNKNOWN_USER', detail: 'Cette personne n’existe pas.' }])
  }
  const id = await insertGrant(tx, grant)
  if (id !== null) await recordGrant(tx, id, grant, { action: 'grant.given', summary: 'Droit donné.' })
}

/** Takes a role back; one that nobody holds is nothing to take. Audited. */
export async function withdrawGrant(tx: Tx, grant: Grant): Promise<void> {
  const id = await deleteGrant(tx, grant)
  if (id !== null) await recordGrant(tx, id, grant, { action: 'grant.withdrawn', summary: 'Droit retiré.' })
}

interface Told {
  readonly action: string
  readonly summary: string
}

async function recordGrant(
  tx: Tx,
  id: string,
  { user_id, role, scope_kind, scope_id }: Grant,
  told: Told,
): Promise<void> {
  await recordAudit(tx, { ...told, entity: 'grant', entity_id: id, after: { user_id, role, scope_kind, scope_id } })
}
