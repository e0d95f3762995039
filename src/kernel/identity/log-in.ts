// Login by e-mail and password. Known and unknown addresses take the same path and the same time.
import { recordAudit } from '../audit/audit.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import { normalizeEmail } from './email.ts'
import { hashPassword, isOutdated, passwordSlots, verifyPassword } from './password-hash.ts'
import { normalizePassword } from './password-policy.ts'
import { findLogin } from './queries/lookups.ts'
import type { LoginRow } from './queries/lookups.ts'
import { updateOutdatedHash } from './queries/users.ts'
import { startSession } from './start-session.ts'
import type { Account, SignedIn } from './start-session.ts'
import { openAttempt, requireUnblocked } from './throttle.ts'

export interface LoginInput {
  readonly email: string
  readonly password: string
  readonly address: string
  readonly user_agent: string
}

export type LoginOutcome =
  | { readonly kind: 'signed-in'; readonly signedIn: SignedIn }
  /** `account` is whose password was guessed at, null when the address is nobody's. */
  | { readonly kind: 'refused'; readonly account: Account | null }

/** Checks the password and opens a session. Throws 429 when this address must wait, 503 when too many log in at once. */
export async function logIn(services: Services, input: LoginInput): Promise<LoginOutcome> {
  const email = normalizeEmail(input.email)
  const attempt = { purpose: 'login', account: email ?? input.email, address: input.address } as const
  await requireUnblocked(services, attempt)
  const { row, matches } = await passwordSlots.run(async () => {
    const open = await openAttempt(services, attempt)
    const found = email === null ? null : await findLogin(services.database, email)
    const isRight = await checkPassword(services, found, input.password)
    if (isRight) await open.succeed()
    return { row: found, matches: isRight }
  })
  const signedIn = row !== null && matches ? await startSession(services, accountOf(row), input.user_agent) : null
  return signedIn === null
    ? { kind: 'refused', account: row === null ? null : accountOf(row) }
    : { kind: 'signed-in', signedIn }
}

/** The one answer to every failed login. */
export function invalidCredentials(): Problem {
  return new Problem(401, 'INVALID_CREDENTIALS', 'L’adresse ou le mot de passe est faux.')
}

/** Writes down a failed login. The actor is unknown; an address that is nobody's belongs to no organisation and is not told. */
export async function recordFailedLogin(services: Services, account: Account): Promise<void> {
  const scope = { organization_id: account.organization_id, user_id: null, role: 'SYSTEM' } as const
  await services.database.transaction(scope, (tx) =>
    recordAudit(tx, {
      action: 'auth.login_failed',
      entity: 'user',
      entity_id: account.user_id,
      summary: 'Connexion refusée.',
    }),
  )
}

/** A password longer than any accepted one is wrong without being hashed, whoever's it is. */
async function checkPassword(services: Services, row: LoginRow | null, text: string): Promise<boolean> {
  const password = normalizePassword(text)
  if (password === null) return false
  const matches = await verifyPassword(row?.password_hash ?? null, password)
  if (row === null || !matches || !row.is_active) return false
  if (isOutdated(row.password_hash)) await strengthen(services, row, password)
  return true
}

async function strengthen(services: Services, row: LoginRow, password: string): Promise<void> {
  const fresh = await hashPassword(password)
  await services.database.transaction({ ...accountOf(row), role: 'SYSTEM' }, (tx) =>
    updateOutdatedHash(tx, row.user_id, { outdated: row.password_hash, fresh }),
  )
}

function accountOf({ organization_id, user_id }: LoginRow): Account {
  return { organization_id, user_id }
}
