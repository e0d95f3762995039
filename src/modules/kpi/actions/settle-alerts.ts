// Keeps the alerts of KPIs up with their values and with time, and tells people what changed: one notification each.
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { UserId } from '#kernel/ids.ts'
import { notify } from '#kernel/notifications/notify.ts'
import { holdAlerts, listAlertAddressees, listAlertNews, updateAlertStates } from '../queries/alerts.ts'
import type { AlertFactsRow, AlertStateRow } from '../queries/alerts.ts'
import type { KpiId } from '../queries/kpis.ts'
import { decideMessage, readAlert, silentSince } from '../rules/alert.ts'
import type { AlertMessage, AlertPoint, AlertReading } from '../rules/alert.ts'
import { alertSentence } from '../rules/alert-sentence.ts'
import type { AlertNews } from '../rules/alert-sentence.ts'
import { countedPoints } from '../rules/open-total.ts'
import type { WrittenSpan } from './follow-values.ts'

/** After values were written. */
export async function settleAlerts(tx: Tx, spans: readonly WrittenSpan[]): Promise<void> {
  const touched = new Map(spans.map((span) => [span.kpi_id as string, span]))
  await settle(tx, { kpiIds: spans.map(({ kpi_id }) => kpi_id), touched, isTold: true })
}

/** After time went by, on that day: data that are missing, and sums of periods that have ended, are news. */
export async function settleByTime(tx: Tx, kpiIds: readonly KpiId[], today: Day): Promise<void> {
  await settle(tx, { kpiIds, touched: new Map(), isTold: true, today })
}

/** After the rule or old verdicts were changed: the state follows, and nobody is told. */
export async function settleQuietly(tx: Tx, kpiIds: readonly KpiId[]): Promise<void> {
  await settle(tx, { kpiIds, touched: new Map(), isTold: false })
}

interface Settling {
  readonly kpiIds: readonly KpiId[]
  readonly touched: ReadonlyMap<string, WrittenSpan>
  readonly isTold: boolean
  /** Left out: the day it is. */
  readonly today?: Day
}

interface Change {
  readonly row: AlertStateRow
  readonly message: AlertMessage | null
}

async function settle(tx: Tx, { kpiIds, touched, isTold, today }: Settling): Promise<void> {
  if (kpiIds.length === 0) return
  const { unseen, facts } = await holdAlerts(tx, kpiIds)
  const changes = facts.map((row) => {
    const fact = today === undefined ? row : { ...row, today }
    const span = touched.get(fact.kpi_id) ?? null
    const isUnseen = unseen.has(fact.kpi_id)
    return change(fact, { span, isTold: isTold && (span !== null || !isUnseen), isUnseen })
  })
  updateAlertStates(
    tx,
    changes.map(({ row }) => row),
  )
  await tell(tx, changes)
}

interface Cause {
  readonly span: WrittenSpan | null
  readonly isTold: boolean
  readonly isUnseen: boolean
}

function change(fact: AlertFactsRow, { span, isTold, isUnseen }: Cause): Change {
  const points = countedOf(fact)
  const reading = readingOf(fact, points)
  const last = points.at(-1)?.start ?? null
  const known = fact.through ?? latestBefore(points, span)
  const touched = touchedOf({ fact, last, span, known: isUnseen ? last : fact.through, reading })
  const decision = decideMessage({ ...fact, through: known }, reading, touched)
  // What is changed quietly leaves a period that ended meanwhile to the morning round.
  const through = isTold || isUnseen ? last : earlier(fact.through, last)
  const row = { kpi_id: fact.kpi_id, state: reading.state, since: reading.since, through }
  // A switched-off alert is not caught up on when it is switched on again.
  if (!fact.is_on)
    return { row: { ...row, through: last, is_told: false, told_through: fact.told_through }, message: null }
  const { is_told, told_through } = decision
  const isWanted = isTold && (decision.message !== 'NO_DATA' || fact.tell_no_data)
  const isSilent = decision.message === null || !isWanted
  return { row: { ...row, is_told, told_through }, message: isSilent ? null : decision.message }
}

/** Without the sum of a period that goes on and may still turn. */
function countedOf(fact: AlertFactsRow): readonly AlertPoint[] {
  return countedPoints({ ...fact, rule: fact, told: fact.is_told ? fact.told_through : null })
}

interface Touching {
  readonly fact: AlertFactsRow
  /** Start of the latest period that counts. */
  readonly last: Day | null
  readonly span: WrittenSpan | null
  /** Start of the latest period that counted before. */
  readonly known: Day | null
  readonly reading: AlertReading
}

/** The latest period that is news: written, or ended since it was looked at. */
function touchedOf({ fact, last, span, known, reading }: Touching): Day | null {
  const hasEnded = last !== null && reading.state !== 'NO_DATA' && (known === null || last > known)
  if (span === null) return hasEnded ? last : null
  const open = fact.points.at(-1)?.start ?? null
  if (open === last || open === null || span.through < open) return hasEnded ? last : span.through
  return hasEnded || (last !== null && span.from <= last) ? last : null
}

function earlier(one: Day | null, other: Day | null): Day | null {
  return one === null || other === null ? null : one < other ? one : other
}

function readingOf(fact: AlertFactsRow, counted: readonly AlertPoint[]): AlertReading {
  const { frequency, created_on, today, points } = fact
  const reading = readAlert(frequency, counted, fact)
  const since = silentSince({ frequency, latest: points.at(-1)?.start ?? null, created_on, today })
  return since === null ? reading : { ...reading, state: 'NO_DATA', since }
}

/** What was known before these values were written, when nobody had looked yet. */
function latestBefore(points: readonly AlertPoint[], span: WrittenSpan | null): Day | null {
  if (span === null) return null
  return points.findLast(({ start }) => start < span.from)?.start ?? null
}

async function tell(tx: Tx, changes: readonly Change[]): Promise<void> {
  const told = changes.filter(({ message }) => message !== null)
  if (told.length === 0) return
  const ids = told.map(({ row }) => row.kpi_id)
  const about = new Map((await listAlertNews(tx, ids)).map((row) => [row.kpi_id as string, row]))
  const news = new Map<string, AlertNews>()
  for (const { row, message } of told) {
    const known = about.get(row.kpi_id)
    if (known === undefined || message === null) continue
    news.set(row.kpi_id, { previous_status: undefined, ...known, message, since: row.since })
  }
  const pairs = await listAlertAddressees(tx, ids)
  for (const [userId, theirs] of Map.groupBy(pairs, ({ user_id }) => user_id)) {
    const mine = theirs.flatMap(({ kpi_id }) => news.get(kpi_id) ?? [])
    await tellPerson(tx, userId, mine)
  }
}

async function tellPerson(tx: Tx, user_id: UserId, news: readonly AlertNews[]): Promise<void> {
  if (news.length === 0) return
  const { kind, title, body, link, kpi_ids } = alertSentence(news)
  const about = { kind: 'kpi.kpi', ids: kpi_ids }
  await notify(tx, { user_id, kind, topic: 'ALERT', title, body, link, about })
}
