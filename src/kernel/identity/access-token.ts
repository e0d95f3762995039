// Access tokens: JWT signed with HS256, ten minutes, carrying who and which session, never a role.
import { randomUUID } from 'node:crypto'
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { parseId } from '../ids.ts'
import type { OrganizationId, SessionId, UserId } from '../ids.ts'
import type { KeyRing } from './keys.ts'

export interface AccessClaims {
  readonly organization_id: OrganizationId
  readonly user_id: UserId
  readonly session_id: SessionId
}

export interface VerifiedAccess extends AccessClaims {
  /** Unix seconds. */
  readonly expires_at: number
}

export const accessTtlSeconds = 600
const algorithm = 'HS256'
const issuer = 'socle'
const audience = 'socle/api'
const kind = 'access'
/** Clocks of several machines differ a little: a token is good from slightly before it was made. */
const skewSeconds = 5

/** Signs a token for one session with the newest key. */
export async function signAccessToken(keys: KeyRing, claims: AccessClaims, now: number = Date.now()): Promise<string> {
  const key = keys.current()
  const seconds = Math.floor(now / 1000)
  return new SignJWT({ kind, org: claims.organization_id, sid: claims.session_id })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: key.id })
    .setSubject(claims.user_id)
    .setIssuer(issuer)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt(seconds)
    .setNotBefore(seconds - skewSeconds)
    .setExpirationTime(seconds + accessTtlSeconds)
    .sign(key.secret)
}

/** Checks signature, algorithm, issuer, audience, times and kind; null for anything that is not a good access token. */
export async function verifyAccessToken(keys: KeyRing, token: string): Promise<VerifiedAccess | null> {
  const key = await keyOf(keys, token)
  if (key === null) return null
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer,
      audience,
      typ: 'JWT',
      requiredClaims: ['exp', 'nbf', 'iat', 'sub', 'kind', 'org', 'sid'],
    })
    if (payload['kind'] !== kind || payload.exp === undefined) return null
    const organization_id = idOf<'organization'>(payload['org'])
    const user_id = idOf<'user'>(payload.sub)
    const session_id = idOf<'session'>(payload['sid'])
    if (organization_id === null || user_id === null || session_id === null) return null
    return { organization_id, user_id, session_id, expires_at: payload.exp }
  } catch {
    return null // Whatever is wrong with a token, its bearer is told only that it is not good.
  }
}

async function keyOf(keys: KeyRing, token: string): Promise<Uint8Array | null> {
  let id: string | undefined
  try {
    id = decodeProtectedHeader(token).kid
  } catch {
    return null // Not a JWT at all.
  }
  if (typeof id !== 'string' || !/^\d{1,9}$/.test(id)) return null
  return (await keys.find(id))?.secret ?? null
}

function idOf<Kind extends string>(claim: unknown) {
  return typeof claim === 'string' ? parseId<Kind>(claim) : null
}
