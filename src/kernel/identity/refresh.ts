// Rotation of refresh tokens (RFC 9700): each is used once, and a second use after a short grace ends the whole family.
import { recordAudit } from '../audit/audit.ts'
import type { Tx } from '../database/database.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { findRefreshToken } from './queries/lookups.ts'
import type { RefreshTokenRow } from './queries/lookups.ts'
import {
  findSessionForUpdate,
  insertRefreshToken,
  markTokenUsed,
  selectTokenUse,
  updateSessionEnd,
  updateSessionUse,
} from './queries/sessions.ts'
import { hashToken, isOpaqueToken, successorOf } from './refresh-token.ts'
import { tokensOf } from './start-session.ts'
import type { Tokens } from './start-session.ts'
import { tellSessionsEnded } from './session-events.ts'

/** Two tabs, or a client whose answer was lost, may present the same token twice within this time. */
const graceSeconds = 10

type Verdict = 'rotated' | 'reused' | 'ended'

/** Exchanges a refresh token. Throws 401 REFRESH_INVALID, SESSION_ENDED or REFRESH_REUSED. */
export async function refresh(services: Services, token: string): Promise<Tokens> {
  const row = isOpaqueToken(token) ? await findRefreshToken(services.database, hashToken(token)) : null
  if (row === null) throw new Problem(401, 'REFRESH_INVALID', 'Cette session est inconnue : reconnectez-vous.')
  const successor = successorOf(services.keys, token)
  const scope = { organization_id: row.organization_id, user_id: row.user_id, role: 'SYSTEM' } as const
  // The verdict is returned, not thrown: the end of a family must be committed although the answer is a refusal.
  const verdict = await services.database.transaction(scope, (tx) => rotate(tx, row, { token, successor }))
  if (verdict === 'rotated') return tokensOf(services, row, successor)
  if (verdict === 'ended') throw new Problem(401, 'SESSION_ENDED', 'Cette session est terminée : reconnectez-vous.')
  throw new Problem(401, 'REFRESH_REUSED', 'Cette session a été fermée par sécurité : reconnectez-vous.')
}

/** Ends the session that a refresh token belongs to; an unknown token has nothing to end. */
export async function endSessionOf(services: Services, token: string): Promise<void> {
  const row = isOpaqueToken(token) ? await findRefreshToken(services.database, hashToken(token)) : null
  if (row === null) return
  const { organization_id, user_id, session_id } = row
  await services.database.transaction({ organization_id, user_id, role: 'SYSTEM' }, (tx) =>
    endSession(tx, { id: session_id, user_id }),
  )
}

/** Ends one open session of the person who asks. */
export async function endSession(tx: Tx, session: Parameters<typeof updateSessionEnd>[1]): Promise<void> {
  if (!(await updateSessionEnd(tx, session, 'LOGGED_OUT'))) return
  await tellSessionsEnded(tx, session.user_id)
  await recordAudit(tx, {
    action: 'auth.logged_out',
    entity: 'user',
    entity_id: session.user_id,
    summary: 'Déconnexion.',
    after: { session_id: session.id },
  })
}

async function rotate(
  tx: Tx,
  row: RefreshTokenRow,
  tokens: { readonly token: string; readonly successor: string },
): Promise<Verdict> {
  const session = await findSessionForUpdate(tx, row.session_id)
  if (session === null) return 'ended'
  const tokenHash = hashToken(tokens.token)
  const use = await selectTokenUse(tx, tokenHash, graceSeconds)
  if (use.is_used && !use.is_in_grace) {
    if (session.is_open) await endFamily(tx, row)
    return 'reused'
  }
  if (!session.is_open || !session.is_active) return 'ended'
  if (use.is_used) return 'rotated'
  await markTokenUsed(tx, tokenHash)
  await insertRefreshToken(tx, row.session_id, hashToken(tokens.successor))
  await updateSessionUse(tx, row.session_id)
  return 'rotated'
}

async function endFamily(tx: Tx, { session_id, user_id }: RefreshTokenRow): Promise<void> {
  await updateSessionEnd(tx, { id: session_id, user_id }, 'REUSED')
  await tellSessionsEnded(tx, user_id)
  await recordAudit(tx, {
    action: 'auth.refresh_reused',
    entity: 'user',
    entity_id: user_id,
    summary: 'Jeton de session présenté deux fois : la session a été fermée.',
    after: { session_id },
  })
}
