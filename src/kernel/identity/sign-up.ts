// Sign-up: a new organisation and its first person, who is its ADMIN.
import { recordAudit } from '../audit/audit.ts'
import { newId } from '../ids.ts'
import type { OrganizationId, UserId } from '../ids.ts'
import { Problem, sqlFailure, unprocessable } from '../problem.ts'
import type { Services } from '../services.ts'
import { insertOrganization } from '../tenancy/queries/organization.ts'
import { normalizeEmail } from './email.ts'
import { hashPassword, passwordSlots } from './password-hash.ts'
import { checkNewPassword } from './password-policy.ts'
import { findLogin } from './queries/lookups.ts'
import { insertUser } from './queries/users.ts'
import type { Account } from './start-session.ts'

export interface SignUpInput {
  readonly email: string
  readonly password: string
  readonly full_name: string
  readonly organization_name: string
}

/** Creates organisation and ADMIN in one transaction. Throws 422 for address or password, 409 EMAIL_TAKEN. */
export async function signUp(services: Services, input: SignUpInput): Promise<Account> {
  const email = requireEmail(input.email)
  const name = input.organization_name.trim()
  requirePassword(input.password, { email, organization_name: name })
  if ((await findLogin(services.database, email)) !== null) throw emailTaken()
  const password_hash = await hashNewPassword(input.password)
  const organization_id = newId<'organization'>() satisfies OrganizationId
  const user_id = newId<'user'>() satisfies UserId
  await orEmailTaken(
    services.database.transaction({ organization_id, user_id, role: 'ADMIN' }, async (tx) => {
      await insertOrganization(tx, name)
      await insertUser(tx, { id: user_id, email, full_name: input.full_name.trim(), role: 'ADMIN', password_hash })
      const created = { before: null, after: { role: 'ADMIN' } }
      await recordAudit(tx, {
        action: 'organization.created',
        entity: 'organization',
        entity_id: organization_id,
        summary: 'Organisation créée.',
      })
      await recordAudit(tx, {
        action: 'user.created',
        entity: 'user',
        entity_id: user_id,
        summary: 'Compte créé par inscription.',
        ...created,
      })
    }),
  )
  return { organization_id, user_id }
}

/** The stored spelling of an address. Throws 422 EMAIL_INVALID. */
export function requireEmail(text: string): string {
  const email = normalizeEmail(text)
  if (email !== null) return email
  throw unprocessable([
    {
      pointer: '/email',
      code: 'EMAIL_INVALID',
      detail: 'Cette adresse électronique n’est pas valable : écrivez-la comme nom@commune.fr.',
    },
  ])
}

/** Throws 422 with the reason why a password is refused. */
export function requirePassword(
  text: string,
  owner: Parameters<typeof checkNewPassword>[1],
  pointer = '/password',
): void {
  const violations = checkNewPassword(text, owner, pointer)
  if (violations.length > 0) throw unprocessable(violations)
}

/** Hashes an accepted password, waiting for its turn. */
export function hashNewPassword(text: string): Promise<string> {
  return passwordSlots.run(() => hashPassword(text.normalize('NFC')))
}

/** Tells the unique address's violation by its own code: one address is one person in the whole installation. */
export async function orEmailTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (sqlFailure(error)?.constraint === 'user_email_taken') throw emailTaken()
    throw error
  }
}

function emailTaken(): Problem {
  return new Problem(409, 'EMAIL_TAKEN', 'Cette adresse a déjà un compte.', {
    errors: [{ pointer: '/email', code: 'EMAIL_TAKEN', detail: 'Cette adresse a déjà un compte.' }],
  })
}
