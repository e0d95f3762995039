// A person changes the password; every other session ends.
import { recordAudit } from '../audit/audit.ts'
import type { Scope } from '../database/database.ts'
import { unauthenticated, unprocessable } from '../problem.ts'
import type { Services } from '../services.ts'
import { selectOrganization } from '../tenancy/queries/organization.ts'
import { passwordSlots, verifyPassword } from './password-hash.ts'
import { normalizePassword } from './password-policy.ts'
import { updateSessionsEnd } from './queries/sessions.ts'
import { findUser, selectPasswordHash, updatePasswordHash } from './queries/users.ts'
import { hashNewPassword, requirePassword } from './sign-up.ts'
import { openAttempt, requireUnblocked } from './throttle.ts'
import { tellSessionsEnded } from './session-events.ts'

export interface PasswordChange {
  readonly current_password: string
  readonly new_password: string
  readonly address: string
}

/** Throws 422 CURRENT_PASSWORD_WRONG (throttled like a login), or 422 with the reason why the new one is refused. */
export async function changePassword(services: Services, scope: Scope, input: PasswordChange): Promise<void> {
  const { user_id, session_id } = scope
  if (user_id === null || session_id === undefined) throw unauthenticated()
  const { email, organization_name, outdated } = await services.database.read(scope, async (tx) => {
    const user = await findUser(tx, user_id)
    const organization = await selectOrganization(tx)
    if (user === null) throw unauthenticated()
    return { email: user.email, organization_name: organization.name, outdated: await selectPasswordHash(tx, user_id) }
  })
  await requireCurrent(
    services,
    { account: email, address: input.address },
    { phc: outdated, text: input.current_password },
  )
  requirePassword(input.new_password, { email, organization_name }, '/new_password')
  const fresh = await hashNewPassword(input.new_password)
  await services.database.transaction(scope, async (tx) => {
    await updatePasswordHash(tx, user_id, fresh)
    await updateSessionsEnd(tx, { user_id, except: session_id }, 'PASSWORD_CHANGED')
    await tellSessionsEnded(tx, user_id)
    await recordAudit(tx, {
      action: 'auth.password_changed',
      entity: 'user',
      entity_id: user_id,
      summary: 'Mot de passe changé.',
    })
  })
}

interface Claim {
  readonly phc: string
  readonly text: string
}

/** Shares its counters with the login: a stolen access token is no way around the brake. */
async function requireCurrent(
  services: Services,
  who: { readonly account: string; readonly address: string },
  { phc, text }: Claim,
): Promise<void> {
  const attempt = { purpose: 'login', ...who } as const
  await requireUnblocked(services, attempt)
  const isRight = await passwordSlots.run(async () => {
    const open = await openAttempt(services, attempt)
    const password = normalizePassword(text)
    const matches = password !== null && (await verifyPassword(phc, password))
    if (matches) await open.succeed()
    return matches
  })
  if (isRight) return
  throw unprocessable([
    { pointer: '/current_password', code: 'CURRENT_PASSWORD_WRONG', detail: 'Le mot de passe actuel est faux.' },
  ])
}
