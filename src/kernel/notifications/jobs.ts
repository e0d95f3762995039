// Sends mail in the background: letters with a link at once, notifications each minute.
import { issueLinkToken } from '../identity/account-links.ts'
import { findUser } from '../identity/queries/users.ts'
import type { OrganizationId } from '../ids.ts'
import { parseId } from '../ids.ts'
import type { JobHandler, JobPayload } from '../jobs/jobs.ts'
import type { Services } from '../services.ts'
import { selectOrganization } from '../tenancy/queries/organization.ts'
import { linkLetter, notificationLetter } from './letters.ts'
import { claimDue, listAddressees, listOrganizationsToMail, updateUnmailed } from './queries/notifications.ts'
import type { Addressee } from './queries/notifications.ts'
import { mailQueue } from './queue.ts'
import type { Letter } from './queue.ts'

const dueRowsMax = 500

/** The handler of `kernel.mail-send`. Without a scope it is the minute's round, else one letter with a link. */
export function mailJob(services: Services): JobHandler {
  return {
    queue: mailQueue,
    schedule: '* * * * *',
    retries: 5,
    timeoutSeconds: 120,
    run: (payload, signal) => (payload.scope === null ? sendDue(services, signal) : sendLink(services, payload)),
  }
}

/** Where links of letters lead. Never taken from a request: whoever asks for a letter must not choose its links. */
export function publicUrl({ config }: Pick<Services, 'config'>): string {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return config.public_url ?? `http://${host}:${config.port}`
}

/**
 * Makes a token and mails it. The token exists in clear only here and in the letter: jobs carry who and why, so that a
 * copy of the job table opens no account. A retry makes a new token and the former one stops working.
 */
async function sendLink(services: Services, payload: JobPayload): Promise<void> {
  const { scope, letter, user_id } = readLinkPayload(payload)
  const prepared = await services.database.transaction(scope, async (tx) => {
    const user = await findUser(tx, user_id)
    if (user?.is_active !== true) return null
    const { name } = await selectOrganization(tx)
    return { user, organization_name: name, token: await issueLinkToken(tx, { user_id, purpose: letter }) }
  })
  if (prepared === null) return
  const { user, ...link } = prepared
  await services.mail.send(linkLetter(user, { letter, ...link, base_url: publicUrl(services) }))
}

function readLinkPayload(payload: JobPayload) {
  const { scope, letter, user_id } = payload
  const id = typeof user_id === 'string' ? parseId<'user'>(user_id) : null
  if (scope === null || id === null || !isLetter(letter)) throw new Error('a mail job without its letter')
  return { scope, letter, user_id: id }
}

function isLetter(value: unknown): value is Letter {
  return value === 'INVITATION' || value === 'PASSWORD_RESET'
}

/** The minute's round over all organisations that owe a letter. One failing address keeps no other waiting. */
async function sendDue(services: Services, signal: AbortSignal): Promise<void> {
  if (!services.mail.enabled) return
  const failures: unknown[] = []
  for (const organizationId of await listOrganizationsToMail(services.database)) {
    if (signal.aborted) return
    failures.push(...(await sendDueOf(services, organizationId)))
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} letters could not be sent`)
}

async function sendDueOf(services: Services, organizationId: OrganizationId): Promise<readonly unknown[]> {
  const scope = { organization_id: organizationId, user_id: null, role: 'SYSTEM' } as const
  const outcomes = []
  for (const addressee of await services.database.read(scope, listAddressees))
    outcomes.push(...(await Promise.allSettled([sendTo(services, organizationId, addressee)])))
  return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
}

/** Claims first, so that two processes never send the same; a letter that fails gives its claim back. */
async function sendTo(services: Services, organization_id: OrganizationId, to: Addressee): Promise<void> {
  // In the person's own name: what he may not see any more is not told by letter either.
  const scope = { organization_id, user_id: to.user_id, role: to.role }
  const mine = await services.database.transaction(scope, (tx) => claimDue(tx, to.user_id, dueRowsMax))
  if (mine.length === 0) return
  try {
    await services.mail.send(notificationLetter(to, mine, publicUrl(services)))
  } catch (error) {
    const ids = mine.map(({ id }) => id)
    await services.database.transaction({ ...scope, user_id: null, role: 'SYSTEM' }, (tx) => updateUnmailed(tx, ids))
    throw error
  }
}
