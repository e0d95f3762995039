// An ADMIN gives somebody a new password: the way back in where no mail server is configured.
import { recordAudit } from '../audit/audit.ts'
import type { Scope } from '../database/database.ts'
import { emit } from '../events/emit.ts'
import type { UserId } from '../ids.ts'
import { notFound } from '../problem.ts'
import type { Services } from '../services.ts'
import { selectOrganization } from '../tenancy/queries/organization.ts'
import { updateSessionsEnd } from './queries/sessions.ts'
import { findUser, updatePasswordHash } from './queries/users.ts'
import { hashNewPassword, requirePassword } from './sign-up.ts'
import { tellSessionsEnded } from './session-events.ts'

export interface NewPassword {
  readonly user_id: UserId
  readonly password: string
}

/** Replaces the password and ends every session of that person but the caller's own. Throws 404, or 422 with the reason. */
export async function setPassword(services: Services, scope: Scope, { user_id, password }: NewPassword): Promise<void> {
  const owner = await services.database.read(scope, async (tx) => {
    const user = await findUser(tx, user_id)
    if (user === null) throw notFound()
    return { email: user.email, organization_name: (await selectOrganization(tx)).name }
  })
  requirePassword(password, owner)
  const fresh = await hashNewPassword(password)
  await services.database.transaction(scope, async (tx) => {
    await updatePasswordHash(tx, user_id, fresh)
    await updateSessionsEnd(tx, { user_id, except: scope.session_id ?? null }, 'PASSWORD_CHANGED')
    await tellSessionsEnded(tx, user_id)
    await emit(tx, { type: 'kernel.user.updated', payload: { entity: 'user', entity_id: user_id } })
    await recordAudit(tx, {
      action: 'user.password_set',
      entity: 'user',
      entity_id: user_id,
      summary: 'Mot de passe remplacé par un administrateur.',
    })
  })
}
