// Mailed links: an invitation to choose a first password, or a way back in for who forgot it. Each works once.
import { recordAudit } from '../audit/audit.ts'
import type { Tx } from '../database/database.ts'
import type { UserId } from '../ids.ts'
import { mailQueue } from '../notifications/queue.ts'
import type { Letter } from '../notifications/queue.ts'
import { Problem, unprocessable } from '../problem.ts'
import type { Services } from '../services.ts'
import { selectOrganization } from '../tenancy/queries/organization.ts'
import { normalizeEmail } from './email.ts'
import { noPassword } from './password-hash.ts'
import { deleteUnusedTokens, insertAccountToken, isTokenGood, updateTokenUsed } from './queries/account-tokens.ts'
import { findAccountToken, findLogin } from './queries/lookups.ts'
import { updateSessionsEnd } from './queries/sessions.ts'
import { findUser, updatePasswordHash } from './queries/users.ts'
import { hashToken, isOpaqueToken, newRefreshToken } from './refresh-token.ts'
import { hashNewPassword, requirePassword } from './sign-up.ts'
import type { Account } from './start-session.ts'
import { tellSessionsEnded } from './session-events.ts'

const ttlSeconds: Readonly<Record<Letter, number>> = { INVITATION: 7 * 24 * 3600, PASSWORD_RESET: 3600 }

/** Makes the token of a link; earlier links of the person stop working. Only its hash is stored. */
export async function issueLinkToken(
  tx: Tx,
  link: { readonly user_id: UserId; readonly purpose: Letter },
): Promise<string> {
  const token = newRefreshToken()
  await deleteUnusedTokens(tx, link.user_id)
  await insertAccountToken(tx, { ...link, token_hash: hashToken(token), ttl_seconds: ttlSeconds[link.purpose] })
  return token
}

/** Asks for a reset letter. Run it after the answer: what it does differs for known and unknown addresses. */
export async function requestReset(services: Services, emailText: string): Promise<void> {
  const email = normalizeEmail(emailText)
  const login = email === null ? null : await findLogin(services.database, email)
  if (login === null || !login.is_active) return
  // Who never accepted the invitation gets that letter again.
  const letter: Letter = login.password_hash === noPassword ? 'INVITATION' : 'PASSWORD_RESET'
  const scope = { organization_id: login.organization_id, user_id: null, role: 'SYSTEM' } as const
  await services.database.transaction(scope, async (tx) => {
    await services.jobs.enqueue(tx, mailQueue, { letter, user_id: login.user_id })
    await recordAudit(tx, {
      action: 'auth.reset_requested',
      entity: 'user',
      entity_id: login.user_id,
      summary: 'Nouveau mot de passe demandé.',
    })
  })
}

export interface Redemption {
  readonly token: string
  readonly purpose: Letter
  readonly password: string
}

/** Sets the password that a link allows to set, once. Throws 422 LINK_INVALID, or the reason why the password is refused. */
export async function redeemLink(services: Services, { token, purpose, password }: Redemption): Promise<Account> {
  const tokenHash = hashToken(token)
  const found = isOpaqueToken(token) ? await findAccountToken(services.database, tokenHash) : null
  if (found === null || found.purpose !== purpose) throw linkInvalid()
  const { organization_id, user_id } = found
  const scope = { organization_id, user_id, role: 'SYSTEM' } as const
  const owner = await services.database.read(scope, async (tx) => {
    const user = (await isTokenGood(tx, tokenHash)) ? await findUser(tx, user_id) : null
    return user === null ? null : { email: user.email, organization_name: (await selectOrganization(tx)).name }
  })
  if (owner === null) throw linkInvalid()
  requirePassword(password, owner)
  const passwordHash = await hashNewPassword(password)
  await services.database.transaction(scope, async (tx) => {
    if (!(await updateTokenUsed(tx, tokenHash))) throw linkInvalid()
    await deleteUnusedTokens(tx, user_id)
    await updatePasswordHash(tx, user_id, passwordHash)
    await updateSessionsEnd(tx, { user_id, except: null }, 'PASSWORD_CHANGED')
    await tellSessionsEnded(tx, user_id)
    await recordRedemption(tx, { user_id, purpose })
  })
  return { organization_id, user_id }
}

async function recordRedemption(
  tx: Tx,
  { user_id, purpose }: { readonly user_id: UserId; readonly purpose: Letter },
): Promise<void> {
  const isInvitation = purpose === 'INVITATION'
  await recordAudit(tx, {
    action: isInvitation ? 'user.invitation_accepted' : 'auth.password_reset',
    entity: 'user',
    entity_id: user_id,
    summary: isInvitation ? 'Invitation acceptée.' : 'Mot de passe remplacé par un lien reçu par e-mail.',
  })
}

/** The same for unknown, used and expired links. */
function linkInvalid(): Problem {
  return unprocessable([
    { pointer: '/token', code: 'LINK_INVALID', detail: 'Ce lien n’est plus valable : demandez-en un autre.' },
  ])
}
