// Opens a session for somebody who has proved who he is.
import { recordAudit } from '../audit/audit.ts'
import type { Tx } from '../database/database.ts'
import { newId } from '../ids.ts'
import type { OrganizationId, SessionId, UserId } from '../ids.ts'
import type { Services } from '../services.ts'
import { selectOrganization } from '../tenancy/queries/organization.ts'
import type { OrganizationRow } from '../tenancy/queries/organization.ts'
import { accessTtlSeconds, signAccessToken } from './access-token.ts'
import { insertRefreshToken, insertSession } from './queries/sessions.ts'
import { findUser } from './queries/users.ts'
import type { UserRow } from './queries/users.ts'
import { hashToken, newRefreshToken } from './refresh-token.ts'

export interface Account {
  readonly organization_id: OrganizationId
  readonly user_id: UserId
}

export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
}

export interface SignedIn extends Tokens {
  readonly user: UserRow
  readonly organization: OrganizationRow
}

const userAgentCharactersMax = 300

/** Opens a session and answers its first tokens; null when the account was deactivated meanwhile. Audited. */
export async function startSession(services: Services, account: Account, userAgent: string): Promise<SignedIn | null> {
  const refresh_token = newRefreshToken()
  const session_id = newId<'session'>()
  const scope = { ...account, role: 'SYSTEM' } as const
  const opened = await services.database.transaction(scope, async (tx) => {
    const user = await findUser(tx, account.user_id)
    if (user?.is_active !== true) return null
    const organization = await selectOrganization(tx)
    await insertOpenSession(tx, { account, session_id, refresh_token, userAgent })
    return { user, organization }
  })
  return opened === null
    ? null
    : { ...opened, ...(await tokensOf(services, { ...account, session_id }, refresh_token)) }
}

/** What a client gets of a session: a signed access token beside the refresh token. */
export async function tokensOf(
  services: Services,
  session: Account & { readonly session_id: SessionId },
  refreshToken: string,
): Promise<Tokens> {
  const access_token = await signAccessToken(services.keys, session)
  return { access_token, refresh_token: refreshToken, token_type: 'Bearer', expires_in: accessTtlSeconds }
}

interface NewSession {
  readonly account: Account
  readonly session_id: SessionId
  readonly refresh_token: string
  readonly userAgent: string
}

async function insertOpenSession(tx: Tx, { account, session_id, refresh_token, userAgent }: NewSession): Promise<void> {
  const user_agent = printable(userAgent).slice(0, userAgentCharactersMax)
  await insertSession(tx, { id: session_id, user_id: account.user_id, user_agent })
  await insertRefreshToken(tx, session_id, hashToken(refresh_token))
  await recordAudit(tx, {
    action: 'auth.logged_in',
    entity: 'user',
    entity_id: account.user_id,
    summary: 'Connexion.',
    after: { session_id },
  })
}

function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, '')
}
