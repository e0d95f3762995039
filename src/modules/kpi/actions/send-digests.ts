// Sends each person's digest at the hour he chose: one letter, only of what he may see, none when nothing is new.
import { createHash } from 'node:crypto'
import type { Scope, Tx } from '#kernel/database/database.ts'
import { addDays } from '#kernel/dates.ts'
import type { OrganizationId } from '#kernel/ids.ts'
import { publicUrl } from '#kernel/notifications/jobs.ts'
import type { Services } from '#kernel/services.ts'
import { claimDigest, listChangedStatuses, listDigestReaders, releaseDigest, settleDigest } from '../queries/digests.ts'
import type { DigestClaimRow, DigestReaderRow } from '../queries/digests.ts'
import { listEnteredKpis } from '../queries/missing-values.ts'
import { listOrganizations } from '../queries/reminders.ts'
import { listActionsDue } from '../queries/reporting-actions.ts'
import { listRisks } from '../queries/reporting.ts'
import { digestFingerprint, digestLetter, isEmptyDigest } from '../rules/digest.ts'
import type { DigestContent, DigestKpi } from '../rules/digest.ts'
import { missingOf } from '../rules/reminder.ts'
import { statusWindows } from '../rules/status-window.ts'
import type { Round } from './morning-round.ts'

type Needs = Pick<Services, 'database' | 'mail' | 'config'>

/** Lines of each part of the letter. */
const listMax = 10
/** Risks read to find the red ones among them. */
const riskMax = 500

/** Goes through everybody whose digest is due. A letter that fails is tried again at the next round and keeps nobody else waiting. */
export async function sendDigests(services: Needs, round: Round): Promise<void> {
  if (!services.mail.enabled) return
  const failures: unknown[] = []
  for (const organization_id of await listOrganizations(services.database)) {
    const scope: Scope = { organization_id, user_id: null, role: 'SYSTEM' }
    const readers = await services.database.read(scope, (tx) => listDigestReaders(tx, round.moment))
    for (const reader of readers) {
      if (round.signal.aborted) return
      const [outcome] = await Promise.allSettled([sendDigest(services, { organization_id, reader, round })])
      if (outcome.status === 'rejected') failures.push(outcome.reason)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} digests could not be sent`)
}

interface Sending {
  readonly organization_id: OrganizationId
  readonly reader: DigestReaderRow
  readonly round: Round
}

/** Claims, composes in the person's own name, sends, settles. Killed in between, it is claimed anew some minutes later. */
async function sendDigest(services: Needs, { organization_id, reader, round }: Sending): Promise<void> {
  const { database, mail } = services
  const system: Scope = { organization_id, user_id: null, role: 'SYSTEM' }
  const own: Scope = { organization_id, user_id: reader.user_id, role: reader.role }
  const claim = await database.transaction(system, (tx) => claimDigest(tx, reader, round.moment))
  if (claim === null) return
  try {
    const content = await database.read(own, (tx) => compose(tx, reader, claim))
    const content_hash = createHash('sha256').update(digestFingerprint(content)).digest('hex')
    const isNew = content.changed.total > 0 || content_hash !== claim.last_hash
    const was_sent = isNew && !isEmptyDigest(content)
    if (was_sent) {
      const letter = digestLetter(content, {
        full_name: reader.full_name,
        organization_name: reader.organization_name,
        base_url: publicUrl(services),
        rhythm: reader.digest,
        day: reader.day,
      })
      // The same name whenever it is sent again: most mail programs then show it once.
      await mail.send({ to: reader.email, ...letter, id: `digest-${reader.user_id}-${reader.day}` })
    }
    await database.transaction(system, (tx) => settleDigest(tx, { ...reader, content_hash, was_sent }))
  } catch (error) {
    await database.transaction(system, (tx) => releaseDigest(tx, reader))
    throw error
  }
}

async function compose(tx: Tx, reader: DigestReaderRow, claim: DigestClaimRow): Promise<DigestContent> {
  const { today, user_id } = reader
  const span = { from: claim.told_from, until: claim.told_until, limit: listMax }
  const changed = await listChangedStatuses(tx, span)
  const risks = await listRisks(tx, statusWindows(today), riskMax)
  const late = await listActionsDue(tx, { from: null, until: addDays(today, -1), limit: listMax })
  const missing = (await listEnteredKpis(tx, user_id)).flatMap((kpi) => missingOf(kpi, today, 1) ?? [])
  const red = risks.filter(({ status }) => status === 'RED').map(toDigestKpi)
  return {
    changed,
    red: { items: red.slice(0, listMax), total: red.length },
    late_actions: { items: late.items.map(toDigestAction), total: late.total },
    missing: { items: missing.slice(0, listMax), total: missing.length },
  }
}

function toDigestKpi(row: Awaited<ReturnType<typeof listRisks>>[number]): DigestKpi {
  const { kpi_id, name, dashboard_title, status } = row
  return {
    kpi_id,
    name,
    dashboard_title,
    status,
    period_label: row.period_label ?? '',
    critical: row.critical ?? false,
    explanation: row.explanation ?? '',
  }
}

function toDigestAction(row: Awaited<ReturnType<typeof listActionsDue>>['items'][number]) {
  const { id: action_id, kpi_id, kpi_name, title, due_date } = row
  if (due_date === null) throw new Error('a late action without a day')
  return { action_id, kpi_id, kpi_name, title, due_date }
}
