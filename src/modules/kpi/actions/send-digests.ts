// Sends each person's digest at the hour he chose: one letter, only of what he may see, none when nothing is new.
import { createHash } from 'node:crypto'
import type { Scope, Tx } from '#kernel/database/database.ts'
import { addDays } from '#kernel/dates.ts'
import type { OrganizationId } from '#kernel/ids.ts'
import { publicUrl } from '#kernel/notifications/jobs.ts'
import type { Services } from '#kernel/services.ts'
import { readKpiChart } from '../documents/kpi-report.ts'
import { claimDigest, listChangedStatuses, listDigestReaders, releaseDigest, settleDigest } from '../queries/digests.ts'
import type { DigestClaimRow, DigestReaderRow } from '../queries/digests.ts'
import type { KpiId } from '../queries/kpis.ts'
import { listEnteredKpis } from '../queries/missing-values.ts'
import { listOrganizations } from '../queries/reminders.ts'
import { listActionsDue } from '../queries/reporting-actions.ts'
import { listRisks } from '../queries/reporting.ts'
import { letterChart } from '../rules/digest-course.ts'
import { digestFingerprint, digestLetter, isEmptyDigest, shownKpis } from '../rules/digest.ts'
import type { DigestContent, DigestKpi } from '../rules/digest.ts'
import { missingOf } from '../rules/reminder.ts'
import { statusWindows } from '../rules/status-window.ts'
import { readChoice } from './read-series.ts'
import { createDraughtsman } from './draw-courses.ts'
import type { Draughtsman, DrawnCourses, LetterChart } from './draw-courses.ts'
import type { Round } from './morning-round.ts'

type Needs = Pick<Services, 'database' | 'mail' | 'config' | 'press' | 'log'>

/** Lines of each part of the letter. */
const listMax = 10
/** Courses shown: six pictures of 40 kB at most make a letter of less than 400 kB. */
const coursesMax = 6
/** Risks read to find the red ones among them. */
const riskMax = 500

/** Goes through everybody whose digest is due. A letter that fails is tried again at the next round and keeps nobody else waiting. */
export async function sendDigests(services: Needs, round: Round): Promise<void> {
  if (!services.mail.enabled) return
  const failures: unknown[] = []
  const draughtsman = createDraughtsman(services)
  for (const organization_id of await listOrganizations(services.database)) {
    const scope: Scope = { organization_id, user_id: null, role: 'SYSTEM' }
    const readers = await services.database.read(scope, (tx) => listDigestReaders(tx, round.moment))
    for (const reader of readers) {
      if (round.signal.aborted) return
      const [outcome] = await Promise.allSettled([
        sendDigest(services, { organization_id, reader, round, draughtsman }),
      ])
      if (outcome.status === 'rejected') failures.push(outcome.reason)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} digests could not be sent`)
}

interface Sending {
  readonly organization_id: OrganizationId
  readonly reader: DigestReaderRow
  readonly round: Round
  readonly draughtsman: Draughtsman
}

/** Claims, composes in the person's own name, sends, settles. Killed in between, it is claimed anew some minutes later. */
async function sendDigest(services: Needs, { organization_id, reader, round, draughtsman }: Sending): Promise<void> {
  const { database, log } = services
  const system: Scope = { organization_id, user_id: null, role: 'SYSTEM' }
  const own: Scope = { organization_id, user_id: reader.user_id, role: reader.role }
  const claim = await database.transaction(system, (tx) => claimDigest(tx, reader, round.moment))
  if (claim === null) return
  try {
    const { content, content_hash, was_sent, charts } = await database.read(own, async (tx) => {
      const content = await compose(tx, reader, claim)
      const content_hash = createHash('sha256').update(digestFingerprint(content)).digest('hex')
      const isNew = content.changed.total > 0 || content_hash !== claim.last_hash
      const was_sent = isNew && !isEmptyDigest(content)
      return { content, content_hash, was_sent, charts: was_sent ? await readCharts(tx, content, log) : [] }
    })
    if (was_sent) await sendLetter(services, { reader, content, drawn: await draughtsman.draw(charts) })
    await database.transaction(system, (tx) => settleDigest(tx, { ...reader, content_hash, was_sent }))
  } catch (error) {
    await database.transaction(system, (tx) => releaseDigest(tx, { ...reader, claimed_at: claim.claimed_at }))
    throw error
  }
}

interface Writing {
  readonly reader: DigestReaderRow
  readonly content: DigestContent
  readonly drawn: DrawnCourses
}

async function sendLetter(services: Needs, { reader, content, drawn }: Writing): Promise<void> {
  const letter = digestLetter(content, {
    full_name: reader.full_name,
    organization_name: reader.organization_name,
    base_url: publicUrl(services),
    rhythm: reader.digest,
    day: reader.day,
    courses: drawn.courses,
  })
  // The same name whenever it is sent again: most mail programs then show it once.
  const id = `digest-${reader.user_id}-${reader.day}`
  await services.mail.send({ to: reader.email, ...letter, pictures: drawn.pictures, id })
}

/** The charts of the letter, from the transaction its words come from: both tell of the same moment. */
async function readCharts(tx: Tx, content: DigestContent, log: Services['log']): Promise<readonly LetterChart[]> {
  const charts: LetterChart[] = []
  for (const { kpi_id, name } of shownKpis(content, coursesMax)) {
    const id = kpi_id as KpiId
    const [read] = await Promise.allSettled([readKpiChart(tx, id, { view: 'course', choice: readChoice({}) })])
    if (read.status === 'rejected') {
      // After a failure of the database this transaction answers nothing more; all that words need is read.
      log.warn({ kpi_id, reason: String(read.reason) }, 'a letter goes without its charts')
      return charts
    }
    const spec = letterChart(read.value.spec)
    if (spec !== null) charts.push({ kpi_id: id, name, spec })
  }
  return charts
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
  const { kpi_id, name, dashboard_title, status, provisional, approval } = row
  return {
    kpi_id,
    name,
    dashboard_title,
    status,
    provisional,
    approval,
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
