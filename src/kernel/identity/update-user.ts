// Changes of people: name, role, activity. An organisation never loses its last ADMIN.
import { recordAudit } from '../audit/audit.ts'
import type { Tx } from '../database/database.ts'
import { emit } from '../events/emit.ts'
import { requireMatch } from '../http/endpoint.ts'
import type { UserId } from '../ids.ts'
import { notFound, Problem } from '../problem.ts'
import { updateSessionsEnd } from './queries/sessions.ts'
import { findUserForUpdate, lockActiveAdmins, updateUser } from './queries/users.ts'
import type { UserChange, UserRow } from './queries/users.ts'

export interface UserUpdate {
  readonly id: UserId
  readonly change: UserChange
  readonly if_match: string | null
}

/** Changes one person. Throws 404, 412 for a stale If-Match, 409 LAST_ADMIN. A deactivated person's sessions end. */
export async function changeUser(tx: Tx, { id, change, if_match }: UserUpdate): Promise<UserRow> {
  // ADMINs first, then the person: everybody locks in this order.
  const admins = change.role === undefined && change.is_active === undefined ? null : await lockActiveAdmins(tx)
  const before = await findUserForUpdate(tx, id)
  if (before === null) throw notFound()
  requireMatch(if_match, before)
  const after = { ...before, ...change }
  if (admins !== null && isActiveAdmin(before) && !isActiveAdmin(after) && admins.length === 1) throw lastAdmin()
  if (isSame(before, after)) return before
  const row = await updateUser(tx, id, change)
  if (before.is_active && !row.is_active) await updateSessionsEnd(tx, { user_id: id, except: null }, 'DEACTIVATED')
  await emit(tx, { type: 'kernel.user.updated', payload: { entity: 'user', entity_id: id } })
  await recordUserChange(tx, before, row)
  return row
}

function isActiveAdmin({ role, is_active }: Pick<UserRow, 'role' | 'is_active'>): boolean {
  return role === 'ADMIN' && is_active
}

function isSame(before: UserRow, after: UserRow): boolean {
  return (['full_name', 'role', 'is_active', 'language'] as const).every((field) => before[field] === after[field])
}

function lastAdmin(): Problem {
  return new Problem(409, 'LAST_ADMIN', 'Une organisation garde toujours un administrateur.', {
    detail: 'Nommez d’abord un autre administrateur.',
  })
}

/** Names are personal: the entry says that one changed, never what it was. */
async function recordUserChange(tx: Tx, before: UserRow, after: UserRow): Promise<void> {
  const { action, summary } = describeChange(before, after)
  const state = ({ role, is_active }: UserRow) => ({ role, is_active })
  await recordAudit(tx, {
    action,
    entity: 'user',
    entity_id: after.id,
    summary,
    before: state(before),
    after: state(after),
  })
}

function describeChange(before: UserRow, after: UserRow): { readonly action: string; readonly summary: string } {
  if (before.is_active && !after.is_active) return { action: 'user.deactivated', summary: 'Compte désactivé.' }
  if (!before.is_active && after.is_active) return { action: 'user.reactivated', summary: 'Compte réactivé.' }
  if (before.role !== after.role)
    return { action: 'user.role_changed', summary: `Rôle changé : ${before.role} → ${after.role}.` }
  return { action: 'user.updated', summary: 'Nom ou langue changés.' }
}
