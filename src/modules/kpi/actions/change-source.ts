// Keeps automatic sources: everybody may make one, its owner and ADMINs change it. It is read with the rights of its owner.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { parseInstant } from '#kernel/dates.ts'
import { emit } from '#kernel/events/emit.ts'
import { requireMatch } from '#kernel/http/endpoint.ts'
import { newId } from '#kernel/ids.ts'
import type { UserId } from '#kernel/ids.ts'
import { readAllowedHosts, targetFault } from '#kernel/outbound/target.ts'
import { targetSentence } from '#kernel/outbound/fetch-problem.ts'
import { notFound, Problem, unprocessable } from '#kernel/problem.ts'
import type { Violation } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { findMapping } from '../queries/import-mappings.ts'
import type { MappingId } from '../queries/import-mappings.ts'
import {
  countSources,
  deleteSource,
  findSource,
  insertSource,
  lockSource,
  selectSourceClock,
  updateSource,
} from '../queries/import-sources.ts'
import type { SourceId, SourceRow, SourceState } from '../queries/import-sources.ts'
import { findActiveMember } from '../queries/people.ts'
import { policy } from '../rules/policy.ts'
import { changedTimes, credentialFaults, timeFaults } from '../rules/source-entry.ts'
import { nextRun } from '../rules/source-schedule.ts'
import type { SourceSchedule } from '../rules/source-schedule.ts'
import type { NewSource, SourceChange } from '../source-schemas.ts'
import { sealSecret } from './source-secret.ts'

type Needs = Pick<Services, 'config' | 'keys'>

const sourceCountMax = 100

/** Makes a source of the person in scope. Throws TOO_MANY_SOURCES and a 422 with what is wrong. */
export async function createSource(tx: Tx, services: Needs, wanted: NewSource): Promise<SourceRow> {
  if ((await countSources(tx)) >= sourceCountMax)
    throw new Problem(409, 'TOO_MANY_SOURCES', 'Il y a trop de sources automatiques.', {
      detail: `La limite est de ${sourceCountMax} dans une organisation : supprimez celles qui ne servent plus.`,
    })
  const id: SourceId = newId()
  const { state, sealed_secret } = await merge(tx, services, { id, before: null, change: wanted })
  await insertSource(tx, id, { ...state, sealed_secret: sealed_secret ?? null })
  await tell(tx, { id, owners: [state.owner_id] }, 'created', {
    schedule: state.schedule,
    credentials: state.credentials,
    is_active: isActive(state),
  })
  return written(tx, id)
}

export interface SourceUpdateRequest {
  readonly id: SourceId
  readonly change: SourceChange
  readonly if_match: string | null
}

/** Changes a source. Throws NOT_FOUND, FORBIDDEN, STALE and a 422 with what is wrong. */
export async function changeSource(
  tx: Tx,
  services: Needs,
  { id, change, if_match }: SourceUpdateRequest,
): Promise<SourceRow> {
  const before = await holdSource(tx, id, 'source.update')
  requireMatch(if_match, before)
  if (change.owner_id !== undefined && change.owner_id !== before.owner_id)
    authorize(policy['source.assign'], tx.scope, { owners: [] })
  const { state, sealed_secret } = await merge(tx, services, { id, before, change })
  const restarts = change.is_active === true && !before.is_active
  await updateSource(tx, id, {
    ...state,
    sealed_secret,
    restarts,
    forgets: readsOtherwise(before, state, sealed_secret),
  })
  await tell(tx, { id, owners: [...new Set([before.owner_id, state.owner_id])] }, 'updated', {
    // with whose rights it is read from now on
    ...(state.owner_id === before.owner_id ? {} : { owner_id: state.owner_id }),
    fields: Object.keys(change).filter((field) => field !== 'secret'),
    secret_changed: change.secret !== undefined,
    is_active: isActive(state),
  })
  return written(tx, id)
}

/** Deletes a source; its imports and their values stay. Throws NOT_FOUND, FORBIDDEN. */
export async function removeSource(tx: Tx, id: SourceId): Promise<void> {
  const { owner_id } = await holdSource(tx, id, 'source.delete')
  await deleteSource(tx, id)
  await tell(tx, { id, owners: [owner_id] }, 'deleted', {})
}

async function holdSource(tx: Tx, id: SourceId, verb: 'source.update' | 'source.delete'): Promise<SourceRow> {
  const source = await lockSource(tx, id)
  if (source === null) throw notFound()
  authorize(policy[verb], tx.scope, { owners: [source.owner_id] })
  return source
}

interface Merging {
  readonly id: SourceId
  readonly before: SourceRow | null
  readonly change: SourceChange & Partial<NewSource>
}

interface Merged {
  readonly state: SourceState
  /** Undefined: the one that is kept. */
  readonly sealed_secret: Buffer | null | undefined
}

/** The state after a change, checked as a whole. */
async function merge(tx: Tx, services: Needs, { id, before, change }: Merging): Promise<Merged> {
  const times = changedTimes(before, givenTimes(change))
  const kind = change.credentials ?? before?.credentials ?? 'NONE'
  const url = change.url?.trim() ?? before?.url ?? ''
  const user_name = userNameOf(kind, before, change)
  const secret = change.secret ?? null
  const isKept = before !== null && before.credentials === kind && originOf(before.url) === originOf(url)
  const faults = [
    ...urlFaults(services, url, kind !== 'NONE'),
    ...timeFaults(givenTimes(change), times),
    ...credentialFaults({ credentials: kind, user_name, secret }, { isKept }),
    ...(await referenceFaults(tx, change)),
  ]
  if (faults.length > 0) throw unprocessable(faults)
  const active = change.is_active ?? before?.is_active ?? true
  const state: SourceState = {
    name: change.name?.trim() ?? before?.name ?? '',
    url,
    mapping_id: change.mapping_id === undefined ? (before?.mapping_id ?? null) : change.mapping_id,
    on_duplicate: change.on_duplicate ?? before?.on_duplicate ?? 'overwrite',
    mode: change.mode ?? before?.mode ?? 'all_or_nothing',
    ...times,
    credentials: kind,
    user_name,
    owner_id: change.owner_id ?? before?.owner_id ?? tx.scope.user_id ?? '',
    next_run_at: active ? await firstRun(tx, before, times) : null,
  }
  const organization_id = tx.scope.organization_id
  const sealed =
    secret === null ? undefined : sealSecret(services, { organization_id, id, url, credentials: kind }, secret)
  return { state, sealed_secret: kind === 'NONE' ? null : sealed }
}

function givenTimes({ schedule, hour, weekday }: SourceChange) {
  return {
    ...(schedule === undefined ? {} : { schedule }),
    ...(hour === undefined ? {} : { hour }),
    ...(weekday === undefined ? {} : { weekday }),
  }
}

/** A user name stays with its kind of proof. */
function userNameOf(kind: SourceState['credentials'], before: SourceRow | null, change: SourceChange): string | null {
  if (change.user_name !== undefined) return change.user_name
  return kind === 'BASIC' && before?.credentials === 'BASIC' ? before.user_name : null
}

/** A change that has nothing to do with time leaves a planned retry alone. */
async function firstRun(tx: Tx, before: SourceRow | null, times: SourceSchedule): Promise<string> {
  const isSame =
    before !== null &&
    before.schedule === times.schedule &&
    before.hour === times.hour &&
    before.weekday === times.weekday
  if (isSame && before.next_run_at !== null) return before.next_run_at
  const { now, time_zone } = await selectSourceClock(tx)
  const instant = parseInstant(now)
  if (instant === null) throw new Error(`not an instant: ${now}`)
  return nextRun(times, instant, time_zone).toString()
}

function urlFaults({ config }: Needs, url: string, secret: boolean): readonly Violation[] {
  const fault = targetFault(url, { allowed: readAllowedHosts(config.import_source_hosts), secret })
  if (fault === null) return []
  return [
    { pointer: '/url', code: fault === 'PRIVATE' ? 'ADDRESS_REFUSED' : 'URL_INVALID', detail: targetSentence(fault) },
  ]
}

async function referenceFaults(tx: Tx, { mapping_id, owner_id }: SourceChange): Promise<readonly Violation[]> {
  const faults: Violation[] = []
  if (mapping_id != null && (await findMapping(tx, mapping_id as MappingId)) === null) {
    const detail = 'Cette correspondance n’existe pas ici.'
    faults.push({ pointer: '/mapping_id', code: 'UNKNOWN_MAPPING', detail })
  }
  if (owner_id !== undefined && (await findActiveMember(tx, owner_id)) === null) {
    const detail = 'Cette personne n’existe pas ici ou n’est plus active.'
    faults.push({ pointer: '/owner_id', code: 'UNKNOWN_USER', detail })
  }
  return faults
}

/** Whether the same file could lead to something else now. */
function readsOtherwise(before: SourceRow, after: SourceState, sealed: Buffer | null | undefined): boolean {
  const fields = ['url', 'mapping_id', 'mode', 'on_duplicate', 'credentials', 'user_name', 'owner_id'] as const
  return sealed != null || fields.some((field) => before[field] !== after[field])
}

function originOf(url: string): string | null {
  return URL.parse(url)?.origin ?? null
}

function isActive({ next_run_at }: SourceState): boolean {
  return next_run_at !== null
}

async function written(tx: Tx, id: SourceId): Promise<SourceRow> {
  const row = await findSource(tx, id)
  if (row === null) throw new Error('a source that was just written is gone')
  return row
}

const acts = {
  created: { action: 'source.created', summary: 'Source automatique créée.' },
  updated: { action: 'source.updated', summary: 'Source automatique modifiée.' },
  deleted: { action: 'source.deleted', summary: 'Source automatique supprimée.' },
} as const

type Facts = NonNullable<Parameters<typeof recordAudit>[1]['after']>

interface Told {
  readonly id: SourceId
  /** Who sees it, beside ADMINs: whose it was and whose it is. */
  readonly owners: readonly string[]
}

/** Neither name nor address: people's words, and keys perhaps. */
async function tell(tx: Tx, { id, owners }: Told, what: keyof typeof acts, facts: Facts): Promise<void> {
  const audience = owners as readonly UserId[]
  await emit(tx, { type: `kpi.source.${what}`, payload: { source_id: id }, audience })
  await recordAudit(tx, { ...acts[what], entity: 'import_source', entity_id: id, after: facts })
}
