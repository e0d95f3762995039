// Who is calling: the signature once per token, the state of person and session at every request.
import type { Scope } from '../database/database.ts'
import { unauthenticated } from '../problem.ts'
import type { Services } from '../services.ts'
import { verifyAccessToken } from './access-token.ts'
import type { VerifiedAccess } from './access-token.ts'

const bearerPattern = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+) *$/i
const tokenCharactersMax = 2_000
const verifiedMax = 10_000

/** Signatures already checked, oldest first; per key ring, so that tests and processes do not share. */
const verifiedByRing = new WeakMap<Services['keys'], Map<string, VerifiedAccess>>()

/**
 * The scope of a request. Nothing in the token is trusted but its ids: role, activity and session are read each time, so
 * that deactivation, a lost role and sign-out bite at the next request. Throws 401 UNAUTHENTICATED.
 */
export async function authenticate(services: Services, authorizationHeader: string | undefined): Promise<Scope> {
  const access = await requireAccess(services, authorizationHeader)
  const { rows } = await services.database.query(findSession, [
    access.organization_id,
    access.user_id,
    access.session_id,
  ])
  const state = rows[0]
  if (state === undefined || state['is_active'] !== true || state['session_open'] !== true) throw unauthenticated()
  return {
    organization_id: access.organization_id,
    user_id: access.user_id,
    role: state['role'] === 'ADMIN' ? 'ADMIN' : 'USER',
    session_id: access.session_id,
  }
}

/**
 * The scope of a read that anybody logged in may try: the state of person and session is checked by the statement that
 * opens its transaction, not by a round trip before. Its role is unknown until then and taken as the lesser one.
 */
export async function authenticateWithin(services: Services, authorizationHeader: string | undefined): Promise<Scope> {
  const { organization_id, user_id, session_id } = await requireAccess(services, authorizationHeader)
  return { organization_id, user_id, role: 'USER', session_id, session_check: 'pending' }
}

async function requireAccess(services: Services, authorizationHeader: string | undefined): Promise<VerifiedAccess> {
  const token = tokenOf(authorizationHeader)
  const access = token === null ? null : await verifyOnce(services, token)
  if (access === null) throw unauthenticated()
  return access
}

const findSession = 'select role, is_active, session_open from kernel.find_session($1, $2, $3)'

function tokenOf(header: string | undefined): string | null {
  if (header === undefined || header.length > tokenCharactersMax) return null
  return bearerPattern.exec(header)?.[1] ?? null
}

async function verifyOnce(services: Services, token: string): Promise<VerifiedAccess | null> {
  const verified = verifiedByRing.get(services.keys) ?? new Map<string, VerifiedAccess>()
  verifiedByRing.set(services.keys, verified)
  const known = verified.get(token)
  if (known !== undefined) {
    if (known.expires_at * 1000 > Date.now()) return known
    verified.delete(token)
    return null
  }
  const access = await verifyAccessToken(services.keys, token)
  if (access === null) return null
  verified.set(token, access)
  if (verified.size > verifiedMax) verified.delete(verified.keys().next().value ?? token)
  return access
}
