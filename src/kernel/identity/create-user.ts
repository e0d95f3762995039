// An ADMIN adds a person: with a password that works at once, or by an invitation.
import { recordAudit } from '../audit/audit.ts'
import type { Scope, Tx } from '../database/database.ts'
import { emit } from '../events/emit.ts'
import { newId } from '../ids.ts'
import { unprocessable } from '../problem.ts'
import type { Services } from '../services.ts'
import { mailQueue } from '../notifications/queue.ts'
import { selectOrganization } from '../tenancy/queries/organization.ts'
import { noPassword } from './password-hash.ts'
import { insertUser } from './queries/users.ts'
import type { NewUser, UserRow } from './queries/users.ts'
import { hashNewPassword, orEmailTaken, requireEmail, requirePassword } from './sign-up.ts'

export interface NewUserInput {
  readonly email: string
  readonly full_name: string
  readonly role: 'ADMIN' | 'USER'
  readonly password?: string
}

/** Creates a person in the organisation of the scope. Throws 422 for address or password, 409 EMAIL_TAKEN. */
export async function createUser(services: Services, scope: Scope, input: NewUserInput): Promise<UserRow> {
  const email = requireEmail(input.email)
  const password_hash = await hashFor(services, scope, { email, password: input.password })
  const user = { id: newId<'user'>(), email, full_name: input.full_name.trim(), role: input.role, password_hash }
  return orEmailTaken(services.database.transaction(scope, (tx) => insertPerson(services, tx, user)))
}

async function hashFor(
  services: Services,
  scope: Scope,
  { email, password }: { readonly email: string; readonly password: string | undefined },
): Promise<string> {
  if (password === undefined) {
    if (services.mail.enabled) return noPassword
    const detail =
      'Le mot de passe est obligatoire : aucun serveur d’e-mails n’est configuré pour envoyer une invitation.'
    throw unprocessable([{ pointer: '/password', code: 'REQUIRED', detail }])
  }
  const { name } = await services.database.read(scope, selectOrganization)
  requirePassword(password, { email, organization_name: name })
  return hashNewPassword(password)
}

async function insertPerson(services: Services, tx: Tx, user: NewUser): Promise<UserRow> {
  const row = await insertUser(tx, user)
  const isInvited = user.password_hash === noPassword
  if (isInvited) await services.jobs.enqueue(tx, mailQueue, { letter: 'INVITATION', user_id: row.id })
  await emit(tx, { type: 'kernel.user.created', payload: { entity: 'user', entity_id: row.id } })
  await recordAudit(tx, {
    action: isInvited ? 'user.invited' : 'user.created',
    entity: 'user',
    entity_id: row.id,
    summary: isInvited ? 'Personne invitée.' : 'Compte créé.',
    after: { role: row.role, is_active: row.is_active },
  })
  return row
}
