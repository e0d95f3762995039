// What a reading of an automatic source leads to: when it is read again, whether it stops, who is told.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { parseInstant } from '#kernel/dates.ts'
import type { Instant } from '#kernel/dates.ts'
import { emit } from '#kernel/events/emit.ts'
import type { UserId } from '#kernel/ids.ts'
import { notify } from '#kernel/notifications/notify.ts'
import type { ImportJobId } from '../queries/import-jobs.ts'
import { selectSourceClock } from '../queries/import-sources.ts'
import type { SourceId } from '../queries/import-sources.ts'
import { findActiveMember } from '../queries/people.ts'
import {
  listActiveAdmins,
  lockLeasedSource,
  postponeSource,
  recordBadReading,
  recordGoodReading,
} from '../queries/source-runs.ts'
import type { LeasedSource, SourceMemory } from '../queries/source-runs.ts'
import { failuresMax, failuresTold, nextRun, retryRun } from '../rules/source-schedule.ts'

export type SourceEnd = { readonly outcome: 'IMPORTED' | 'UNCHANGED'; readonly memory: SourceMemory | null } | BadEnd

interface BadEnd {
  readonly outcome: 'FAILED'
  readonly code: string
  readonly message: string
}

export interface SettledReading {
  readonly source_id: SourceId
  /** A reading whose lease is lost says nothing any more. */
  readonly lease_id: ImportJobId
  readonly end: SourceEnd
}

/** No further try can mend these. */
const finalCodes: ReadonlySet<string> = new Set(['OWNER_INACTIVE', 'SECRET_UNREADABLE'])
/** Others were at work in the same place, or we ourselves were not at our best: no fault of the source. */
const passingCodes: ReadonlySet<string> = new Set([
  'BUSY',
  'DATABASE_UNAVAILABLE',
  'IMPORT_IN_PROGRESS',
  'IMPORT_STOPPED',
  'INTERRUPTED',
])
const postponedSeconds = 60

/** Whether a reading that ended so is simply taken up again. */
export function isPassing(code: string | null): boolean {
  return code !== null && passingCodes.has(code)
}

/** Ends a reading, in the transaction that ends its import. */
export async function settleSource(tx: Tx, { source_id, lease_id, end }: SettledReading): Promise<void> {
  const source = await lockLeasedSource(tx, source_id, lease_id)
  if (source === null) return
  const { now, time_zone } = await selectSourceClock(tx)
  const clock: Clock = { now: instantOf(now), timeZone: time_zone }
  if (end.outcome === 'FAILED') {
    if (isPassing(end.code)) await postpone(tx, source, clock)
    else await settleFailure(tx, source, { end, clock })
  } else {
    const next_run_at = nextRun(source, clock.now, clock.timeZone).toString()
    await recordGoodReading(tx, source.id, { ...end, next_run_at })
  }
  const payload = { source_id, outcome: end.outcome }
  await emit(tx, { type: 'kpi.source.read', payload, audience: [source.owner_id] })
}

interface Clock {
  readonly now: Instant
  readonly timeZone: string
}

/** Others were at work, or the server stopped: read again in a minute. A reading on demand leaves the plan as it is. */
function postpone(tx: Tx, { id, leased_for, next_run_at }: LeasedSource, { now }: Clock): Promise<void> {
  const soon = now.add({ seconds: postponedSeconds }).toString()
  return postponeSource(tx, id, leased_for === 'PERSON' && next_run_at !== null ? next_run_at : soon)
}

interface Failing {
  readonly end: BadEnd
  readonly clock: Clock
}

/** Whoever reads on demand sees the failure himself: it is neither counted nor told. */
async function settleFailure(tx: Tx, source: LeasedSource, { end, clock }: Failing): Promise<void> {
  const isCounted = source.leased_for === 'SCHEDULE' && end.code !== 'CANCELLED'
  const failures = isCounted ? source.failures + 1 : source.failures
  const isFinal = finalCodes.has(end.code)
  const stopped_code = isFinal ? end.code : isCounted && failures >= failuresMax ? 'TOO_MANY_FAILURES' : null
  const tells = isCounted && stopped_code === null && failures >= failuresTold && !source.failure_told
  await recordBadReading(tx, source.id, {
    ...end,
    failures,
    failure_told: source.failure_told || tells,
    stopped_code,
    next_run_at: nextTry(source, { isCounted, failures }, clock),
  })
  if (tells) await tellFailing(tx, source, end)
  if (stopped_code === null) return
  await tellStopped(tx, source, end)
  await recordAudit(tx, {
    action: 'source.stopped',
    entity: 'import_source',
    entity_id: source.id,
    summary: 'Source automatique arrêtée.',
    after: { code: stopped_code, last_error_code: end.code, failures },
  })
}

interface Count {
  readonly isCounted: boolean
  readonly failures: number
}

function nextTry(source: LeasedSource, { isCounted, failures }: Count, { now, timeZone }: Clock): string | null {
  if (isCounted) return retryRun(source, now, { failures, timeZone }).toString()
  return source.leased_for === 'PERSON' ? source.next_run_at : nextRun(source, now, timeZone).toString()
}

function tellFailing(tx: Tx, source: LeasedSource, end: BadEnd): Promise<unknown> {
  return tell(tx, source.owner_id, {
    source,
    kind: 'kpi.source.failing',
    title: `La source « ${source.name} » ne peut pas être lue`,
    body: `${end.message} De nouveaux essais suivent ; après ${failuresMax} échecs de suite, elle s’arrête.`,
  })
}

/** An owner who left hears nothing: then the ADMINs do. */
async function tellStopped(tx: Tx, source: LeasedSource, end: BadEnd): Promise<void> {
  const owner = await findActiveMember(tx, source.owner_id)
  const people = owner === null ? await listActiveAdmins(tx) : [owner.id]
  for (const person of people)
    await tell(tx, person, {
      source,
      kind: 'kpi.source.stopped',
      title: `La source « ${source.name} » s’est arrêtée`,
      body: `${end.message} Elle n’est plus lue tant que personne ne la remet en marche.`,
    })
}

interface Told {
  readonly source: LeasedSource
  readonly kind: 'kpi.source.failing' | 'kpi.source.stopped'
  readonly title: string
  readonly body: string
}

function tell(tx: Tx, user_id: UserId, { source, kind, title, body }: Told): Promise<unknown> {
  return notify(tx, { user_id, kind, topic: 'IMPORT', title, body, link: `/imports/sources/${source.id}` })
}

function instantOf(text: string): Instant {
  const instant = parseInstant(text)
  if (instant === null) throw new Error(`not an instant: ${text}`)
  return instant
}
