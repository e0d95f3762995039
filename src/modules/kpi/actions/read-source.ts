// Reads automatic sources in this process: takes the lease, fetches, and hands a file that changed to the import.
import { rm } from 'node:fs/promises'
import type { Scope } from '#kernel/database/database.ts'
import { toProblem, uploadBytesMax } from '#kernel/http/app.ts'
import { newId } from '#kernel/ids.ts'
import type { OrganizationId } from '#kernel/ids.ts'
import { fetchFile } from '#kernel/outbound/fetch-file.ts'
import type { FetchedFile } from '#kernel/outbound/fetch-file.ts'
import { readAllowedHosts } from '#kernel/outbound/target.ts'
import { Problem } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import type { ImportJob } from '../import-schemas.ts'
import { findImportJob } from '../queries/import-jobs.ts'
import type { ImportJobId } from '../queries/import-jobs.ts'
import type { SourceId } from '../queries/import-sources.ts'
import { findMapping } from '../queries/import-mappings.ts'
import type { MappingId } from '../queries/import-mappings.ts'
import { claimSource, renewSourceLease, sourceLeaseSeconds } from '../queries/source-runs.ts'
import type { ClaimedSource, ReadFor, SourceMemory } from '../queries/source-runs.ts'
import { interrupted } from './end-import.ts'
import { sentenceOf } from './import-desk.ts'
import type { ImportDesk } from './import-desk.ts'
import { submissionOfFile } from './import-submission.ts'
import { fetchPath } from './receive-import.ts'
import { isPassing, settleSource } from './settle-source.ts'
import type { SourceEnd } from './settle-source.ts'
import { authorizationOf } from './source-secret.ts'

export interface ReadRequest {
  readonly organization_id: OrganizationId
  readonly id: SourceId
  readonly readFor: ReadFor
  /** Read even what is known to be unchanged. */
  readonly force: boolean
}

export interface Reading {
  /** POSTPONED: others were at work, or the server stops; it is read again in a minute. */
  readonly outcome: SourceEnd['outcome'] | 'POSTPONED'
  readonly job_id: ImportJobId | null
}

export interface SourceReader {
  /** Takes a source; null when somebody else reads it or it is not due. The reading goes on; it never rejects. */
  readonly start: (request: ReadRequest) => Promise<{ readonly ended: Promise<Reading> } | null>
  /** Breaks every reading off and waits for it: each is taken up again by whoever comes next. */
  readonly close: () => Promise<void>
}

type Needs = Pick<Services, 'config' | 'database' | 'keys' | 'log'>

const renewalMs = (sourceLeaseSeconds * 1_000) / 4

/** The reader of one process; imports run at the given desk. */
export function createSourceReader(services: Needs, desk: ImportDesk): SourceReader {
  const running = new Set<Promise<Reading>>()
  const stopping = new AbortController()
  return {
    start: async ({ organization_id, id, readFor, force }) => {
      const scope: Scope = { organization_id, user_id: null, role: 'SYSTEM' }
      const lease_id: ImportJobId = newId()
      const source = await services.database.transaction(scope, (tx) => claimSource(tx, { id, lease_id, readFor }))
      if (source === null) return null
      const ended = read({
        services,
        desk,
        scope,
        source: force ? withoutMemory(source) : source,
        stop: stopping.signal,
      })
      running.add(ended)
      void ended.finally(() => running.delete(ended))
      return { ended }
    },
    close: async () => {
      stopping.abort(new Problem(503, interrupted.code, 'Le serveur s’arrête.'))
      await Promise.all(running)
    },
  }
}

function withoutMemory(source: ClaimedSource): ClaimedSource {
  return { ...source, etag: null, last_modified: null, content_sha256: null }
}

interface Run {
  readonly services: Needs
  readonly desk: ImportDesk
  readonly scope: Scope
  readonly source: ClaimedSource
  readonly stop: AbortSignal
}

/** Reads to a recorded end; never rejects. When even that cannot be recorded, the lease runs out and the source is due again. */
async function read(run: Run): Promise<Reading> {
  const { services, source } = run
  const lease = keepSourceLease(run)
  try {
    const signal = AbortSignal.any([run.stop, lease.signal])
    return await readUnder(run, signal).catch((error: unknown) => endBadly(run, error))
  } catch (error) {
    services.log.error({ source_id: source.id, reason: String(error) }, 'the end of a reading could not be recorded')
    return { outcome: 'POSTPONED', job_id: null }
  } finally {
    await lease.end()
  }
}

async function readUnder(run: Run, signal: AbortSignal): Promise<Reading> {
  const { services, scope, source } = run
  if (!source.owner_is_active) throw ownerGone()
  const proof = authorizationOf(services, { ...source, organization_id: scope.organization_id })
  if (proof === 'unreadable') throw secretUnreadable()
  const path = await fetchPath(services.config.data_dir)
  const file = await fetchFile({
    url: source.url,
    authorization: proof.header,
    etag: source.etag,
    last_modified: source.last_modified,
    path,
    bytes_max: uploadBytesMax,
    allowed: readAllowedHosts(services.config.import_source_hosts),
    signal,
  })
  if (file === 'unchanged') return settle(run, { outcome: 'UNCHANGED', memory: null })
  if (file.sha256 !== source.content_sha256) return importFile(run, path, file)
  await rm(path, { force: true })
  return settle(run, { outcome: 'UNCHANGED', memory: memoryOf(file) })
}

/** The import in the name and with the rights of the owner; its end settles the source in the same transaction. */
async function importFile({ services, desk, scope, source }: Run, path: string, file: FetchedFile): Promise<Reading> {
  const release = (): Promise<void> => rm(path, { force: true })
  const own: Scope = { ...scope, user_id: source.owner_id, role: source.owner_role }
  try {
    await requireLease({ services, scope, source })
    const mapping =
      source.mapping_id === null
        ? null
        : await services.database.read(own, (tx) => findMapping(tx, source.mapping_id as MappingId))
    const { lease_id: id, mode, on_duplicate, mapping_id } = source
    const options = {
      ...mapping?.options,
      mode,
      on_duplicate,
      ...(mapping === null ? {} : { mapping: mapping.mapping }),
    }
    const submission = submissionOfFile(
      { id, path, name: file.name ?? source.name, first_bytes: file.first_bytes, release },
      { options, mapping_id, source_id: source.id, memory: memoryOf(file) },
    )
    await desk.complete(own, submission)
    return await services.database.read(own, async (tx) => readingOf(await findImportJob(tx, id)))
  } catch (error) {
    await release()
    throw error
  }
}

function readingOf(job: (Pick<ImportJob, 'status' | 'error_code'> & { readonly id: ImportJobId }) | null): Reading {
  if (job === null) throw new Error('an import that has just ended is gone')
  if (isPassing(job.error_code)) return { outcome: 'POSTPONED', job_id: job.id }
  return { outcome: job.status === 'SUCCESS' ? 'IMPORTED' : 'FAILED', job_id: job.id }
}

async function settle({ services, scope, source }: Run, end: SourceEnd): Promise<Reading> {
  const settled = { source_id: source.id, lease_id: source.lease_id, end }
  await services.database.transaction(scope, (tx) => settleSource(tx, settled))
  return { outcome: end.outcome, job_id: null }
}

/** Nothing was imported: why. A defect of ours is in the log, under the id of the source. */
async function endBadly(run: Run, error: unknown): Promise<Reading> {
  const problem = toProblem(error) ?? internal(run.source.id)
  if (problem.code === 'INTERNAL') {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    run.services.log.error({ source_id: run.source.id, reason: message, stack }, 'a source could not be read')
  }
  const reading = await settle(run, { outcome: 'FAILED', code: problem.code, message: sentenceOf(problem) })
  return isPassing(problem.code) ? { ...reading, outcome: 'POSTPONED' } : reading
}

function internal(id: SourceId): Problem {
  return new Problem(500, 'INTERNAL', 'Un défaut de Socle a empêché cette lecture.', {
    detail: `Rien n’a été enregistré. Communiquez la référence ${id}.`,
  })
}

function ownerGone(): Problem {
  return new Problem(409, 'OWNER_INACTIVE', 'La personne responsable de cette source n’a plus de compte actif.', {
    detail: 'Un administrateur peut reprendre la source à son nom.',
  })
}

function secretUnreadable(): Problem {
  return new Problem(409, 'SECRET_UNREADABLE', 'Le secret de cette source n’est plus lisible.', {
    detail: 'SOCLE_SECRET a changé depuis qu’il a été saisi : saisissez-le à nouveau.',
  })
}

function memoryOf({ etag, last_modified, sha256 }: FetchedFile): SourceMemory {
  return { etag, last_modified, content_sha256: sha256 }
}

type Leased = Pick<Run, 'services' | 'scope' | 'source'>

function renewLease({ services, scope, source }: Leased): Promise<boolean> {
  return services.database.transaction(scope, (tx) => renewSourceLease(tx, source.id, source.lease_id))
}

/** What was fetched from an address that was changed meanwhile is not imported. */
async function requireLease(leased: Leased): Promise<void> {
  if (!(await renewLease(leased))) throw leaseLost()
}

function leaseLost(): Problem {
  return new Problem(409, 'IMPORT_STOPPED', 'La source a été modifiée pendant sa lecture.')
}

interface SourceLease {
  /** Aborted when the reading is no longer ours: the source was changed or deleted, or we were silent for too long. */
  readonly signal: AbortSignal
  readonly end: () => Promise<void>
}

function keepSourceLease({ services, scope, source }: Run): SourceLease {
  const controller = new AbortController()
  let renewal: Promise<void> | null = null
  const renew = async (): Promise<void> => {
    if (!(await renewLease({ services, scope, source }))) controller.abort(leaseLost())
  }
  const timer = setInterval(() => {
    renewal ??= renew()
      // The next turn tries again; a database that stays away lets the lease run out, and somebody else reads.
      .catch((error: unknown) =>
        services.log.warn({ source_id: source.id, reason: String(error) }, 'a lease could not be renewed'),
      )
      .finally(() => {
        renewal = null
      })
  }, renewalMs)
  timer.unref()
  return {
    signal: controller.signal,
    end: async () => {
      clearInterval(timer)
      await renewal
    },
  }
}
