// Runs imports in this process: a few at a time, each under a lease, each to a recorded end.
import { setTimeout as wait } from 'node:timers/promises'
import type { Scope } from '#kernel/database/database.ts'
import { toProblem } from '#kernel/http/app.ts'
import { Problem } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { insertImportJob, insertRefusedJob } from '../queries/import-jobs.ts'
import type { ImportJobId } from '../queries/import-jobs.ts'
import { listImportKpis, selectToday } from '../queries/import-kpis.ts'
import { listKnownFiles } from '../queries/import-mappings.ts'
import { indexKpis } from '../rules/import-kpis.ts'
import type { FindKpi } from '../rules/import-kpis.ts'
import { failImport, importFinished, interrupted, sweepImports } from './end-import.ts'
import { keepLease } from './import-lease.ts'
import type { ImportLease } from './import-lease.ts'
import type { ImportSubmission } from './import-submission.ts'
import { readImport } from './read-import.ts'
import { settleImport } from './settle-import.ts'
import { mayEnter } from './value-checks.ts'

export interface ImportDesk {
  /** Opens a job and runs it; resolves when it ended or after a few seconds. Throws the Problem of a refused file. */
  readonly submit: (scope: Scope, submission: ImportSubmission) => Promise<'ended' | 'running'>
  /** Opens a job and runs it to its recorded end; answers the Problem of one that failed. Throws IMPORT_IN_PROGRESS. */
  readonly complete: (scope: Scope, submission: ImportSubmission) => Promise<Problem | null>
  /** Records a file that is refused before it is read, and answers the problem with its job. */
  readonly refuse: (scope: Scope, submission: ImportSubmission, problem: Problem) => Promise<Problem>
  /** Stops a job of this process at once; elsewhere its runner notices within a second. */
  readonly stop: (id: ImportJobId) => void
  /** Ends every running job as interrupted and waits for it. */
  readonly close: () => Promise<void>
}

/** How long a request waits for the end before it answers 202. */
const answerAfterMs = 5_000
/** Imports of different organisations at work at once in one process: each may have a reader of 300 MB. */
const slotCount = 2
/** Reading is taken for this share of the whole; how many rows there are is known only at the end. */
const readingShare = 60
const rowsHalfway = 40_000
const knownFileCountMax = 200

interface Running {
  readonly lease: ImportLease
  readonly ended: Promise<Problem | null>
}

/** The desk of one process. */
export function createImportDesk(services: Services): ImportDesk {
  const running = new Map<ImportJobId, Running>()
  const slots = createSlots(slotCount)
  const start = (scope: Scope, submission: ImportSubmission): Promise<Problem | null> => {
    const { id } = submission.job
    const lease = keepLease(services, scope, id)
    const ended = run({ services, scope, submission, lease, slots }).finally(() => running.delete(id))
    running.set(id, { lease, ended })
    return ended
  }
  return {
    complete: async (scope, submission) => {
      await openJob(services, scope, submission)
      return start(scope, submission)
    },
    submit: async (scope, submission) => {
      await openJob(services, scope, submission)
      const ended = start(scope, submission)
      const problem = await Promise.race([ended, wait(answerAfterMs, 'running' as const, { ref: false })])
      if (problem === 'running') return 'running'
      if (problem !== null) throw problem
      return 'ended'
    },
    refuse: async (scope, { job }, problem) => {
      const outcome = { error_code: problem.code, error_message: sentenceOf(problem) }
      await services.database.transaction(scope, async (tx) => {
        await insertRefusedJob(tx, job, { code: outcome.error_code, message: outcome.error_message })
        await importFinished(tx, { job, outcome, created_by: scope.user_id })
      })
      return withJob(problem, job.id)
    },
    stop: (id) => running.get(id)?.lease.abort(stopped()),
    close: async () => {
      const all = Array.from(running.values())
      for (const { lease } of all)
        lease.abort(new Problem(503, interrupted.code, 'Le serveur s’arrête.', { detail: interrupted.message }))
      await Promise.all(all.map(({ ended }) => ended))
    },
  }
}

/** Opens the job of a submission, or gives its file up. */
async function openJob(services: Services, scope: Scope, submission: ImportSubmission): Promise<void> {
  try {
    await takeTurn(services, scope, submission)
  } catch (error) {
    await releaseSource(submission)
    throw error
  }
}

async function takeTurn({ database }: Services, scope: Scope, { job }: ImportSubmission): Promise<void> {
  const open = (): Promise<boolean> => database.transaction(scope, (tx) => insertImportJob(tx, job))
  if (await open()) return
  // The one in progress may have lost its process: then it makes way.
  await sweepImports(database)
  if (await open()) return
  throw new Problem(409, 'IMPORT_IN_PROGRESS', 'Un import est déjà en cours.', {
    detail: 'Un seul import à la fois : attendez la fin de celui qui est en cours dans votre organisation.',
  })
}

interface Run {
  readonly services: Services
  readonly scope: Scope
  readonly submission: ImportSubmission
  readonly lease: ImportLease
  readonly slots: Slots
}

/** Runs a job to its recorded end. Never throws: answers the problem of a job that could not be settled. */
async function run({ services, scope, submission, lease, slots }: Run): Promise<Problem | null> {
  const { job, source } = submission
  try {
    await using _slot = await slots.take(lease.signal)
    await lease.begin()
    const { findKpi, today, known } = await services.database.read(scope, async (tx) => ({
      known: await listKnownFiles(tx, knownFileCountMax),
      findKpi: indexKpis(
        (await listImportKpis(tx)).map((kpi) => ({ ...kpi, can_enter: mayEnter(scope, kpi) })),
      ) satisfies FindKpi,
      today: await selectToday(tx),
    }))
    let rows = 0
    const onRows = (count: number): void => {
      rows += count
      lease.setProgress((readingShare * rows) / (rows + rowsHalfway))
    }
    const harvest = await readImport(source, { findKpi, today, known, signal: lease.signal, onRows })
    const onProgress = (share: number): void => lease.setProgress(readingShare + (99 - readingShare) * share)
    await settleImport({ database: services.database, scope, job, harvest, signal: lease.signal, onProgress })
    return null
  } catch (error) {
    return await recordFailure(services, scope, { id: job.id, error })
  } finally {
    await lease.end()
    await releaseSource(submission)
  }
}

interface Failure {
  readonly id: ImportJobId
  readonly error: unknown
}

/** Records why a job failed. When even that fails, its lease runs out and the sweeper ends it. */
async function recordFailure(
  { database, log }: Services,
  scope: Scope,
  { id, error }: Failure,
): Promise<Problem | null> {
  const problem =
    toProblem(error) ??
    new Problem(500, 'INTERNAL', 'Un défaut de Socle a empêché cet import.', {
      detail: `Rien n’a été enregistré. Communiquez la référence ${id}.`,
    })
  if (problem.status >= 500 || problem.code === 'READER_FAILED') {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    const cause = problem.cause instanceof Error ? problem.cause.message : undefined
    log.error({ import_job_id: id, reason: message, cause, stack }, 'an import failed')
  }
  try {
    const failure = { code: problem.code, message: sentenceOf(problem) }
    const isOurs = await database.transaction(scope, (tx) => failImport(tx, id, failure))
    // Ended by somebody else, cancelled for example: that is the verdict, and the job tells it.
    return isOurs ? withJob(problem, id) : null
  } catch (failure) {
    log.error({ import_job_id: id, reason: String(failure) }, 'the end of an import could not be recorded')
    return withJob(problem, id)
  }
}

function withJob(problem: Problem, id: ImportJobId): Problem {
  const members = { ...problem.extras.members, job_id: id }
  return new Problem(problem.status, problem.code, problem.title, { ...problem.extras, members })
}

/** Title and detail, as a job keeps them. */
export function sentenceOf(problem: Problem): string {
  const { detail } = problem.extras
  return detail === undefined ? problem.title : `${problem.title} ${detail}`
}

function stopped(): Problem {
  return new Problem(409, 'IMPORT_STOPPED', 'Cet import a été arrêté.')
}

/** Removes the uploaded file of a submission. */
export async function releaseSource({ source }: ImportSubmission): Promise<void> {
  if (source.kind === 'file') await source.release()
}

interface Slots {
  /** Waits for a free place; disposing of it frees it. Throws the signal's reason. */
  readonly take: (signal: AbortSignal) => Promise<AsyncDisposable>
}

function createSlots(count: number): Slots {
  let free = count
  const waiting: (() => void)[] = []
  const giveBack = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  const place: AsyncDisposable = { [Symbol.asyncDispose]: () => Promise.resolve(giveBack()) }
  return {
    take: async (signal) => {
      signal.throwIfAborted()
      if (free > 0) {
        free -= 1
        return place
      }
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          waiting.splice(waiting.indexOf(enter), 1)
          reject(signal.reason as Error)
        }
        const enter = (): void => {
          signal.removeEventListener('abort', leave)
          resolve()
        }
        signal.addEventListener('abort', leave, { once: true })
        waiting.push(enter)
      })
      return place
    },
  }
}
