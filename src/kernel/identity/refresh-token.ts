// Refresh tokens: 256 random bits, of which only the SHA-256 is stored. The successor of a token is an HMAC of it, so that
// two tabs that refresh at the same moment can be given the same one without storing it.
import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { KeyRing } from './keys.ts'

const tokenPattern = /^[A-Za-z0-9_-]{43}$/

export function newRefreshToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Whether a text could be a refresh token or the token of a mailed link; nothing else is looked up. */
export function isOpaqueToken(text: string): boolean {
  return tokenPattern.test(text)
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** The one token that replaces this one. Without SOCLE_SECRET it cannot be computed from a stolen database. */
export function successorOf(keys: KeyRing, token: string): string {
  return createHmac('sha256', keys.derive('refresh-token')).update(token).digest('base64url')
}
