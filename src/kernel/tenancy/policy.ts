// Who may do what, as data. Each module keeps one table; the composition joins them; route guard and tests read the same.
import type { Scope } from '../database/database.ts'
import type { UserId } from '../ids.ts'
import { forbidden } from '../problem.ts'

/** How far a role reaches: everything it can see, only what it owns, what it owns or is assigned to, nothing. */
export type Reach = 'any' | 'own' | 'own_or_assigned' | 'none'

export interface Rule {
  readonly ADMIN: Reach
  readonly USER: Reach
}

export type Policy = Readonly<Record<string, Rule>>

/** Who a thing belongs to, as far as rights go. */
export interface Subject {
  readonly owners: readonly (UserId | null)[]
  readonly assignees?: readonly (UserId | null)[]
}

/** The kernel's own verbs. */
export const kernelPolicy = {
  'account.read': { ADMIN: 'any', USER: 'any' },
  'account.update': { ADMIN: 'any', USER: 'any' },
  'user.list': { ADMIN: 'any', USER: 'none' },
  'user.create': { ADMIN: 'any', USER: 'none' },
  'user.update': { ADMIN: 'any', USER: 'none' },
  'member.list': { ADMIN: 'any', USER: 'any' },
  'organization.read': { ADMIN: 'any', USER: 'any' },
  'organization.update': { ADMIN: 'any', USER: 'none' },
  'team.list': { ADMIN: 'any', USER: 'any' },
  'team.create': { ADMIN: 'any', USER: 'none' },
  'team.update': { ADMIN: 'any', USER: 'none' },
  'team.delete': { ADMIN: 'any', USER: 'none' },
  'audit.read': { ADMIN: 'any', USER: 'none' },
  'notification.read': { ADMIN: 'any', USER: 'any' },
  'notification.update': { ADMIN: 'any', USER: 'any' },
  'event.listen': { ADMIN: 'any', USER: 'any' },
} as const satisfies Policy

/** Whether a role may try at all; the guard asks this before the body is read. */
export function mayTry(rule: Rule, role: Scope['role']): boolean {
  return role === 'SYSTEM' || rule[role] !== 'none'
}

/** Whether somebody may do this to that thing. */
export function isAllowed(rule: Rule, scope: Scope, subject: Subject): boolean {
  if (scope.role === 'SYSTEM') return true
  const reach = rule[scope.role]
  if (reach === 'any') return true
  if (reach === 'none' || scope.user_id === null) return false
  if (subject.owners.includes(scope.user_id)) return true
  return reach === 'own_or_assigned' && (subject.assignees ?? []).includes(scope.user_id)
}

/** Throws FORBIDDEN unless allowed. Call it on things the person can already see; unseen things are 404 before. */
export function authorize(rule: Rule, scope: Scope, subject: Subject): void {
  if (!isAllowed(rule, scope, subject)) throw forbidden()
}
