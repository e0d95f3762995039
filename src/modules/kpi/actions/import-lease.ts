// The lease of a job: renewed every second with its progress, so that a job whose process died is soon known as such.
import type { Scope } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { Problem } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { renewLease, renewWaitingLease } from '../queries/import-jobs.ts'
import type { ImportJobId } from '../queries/import-jobs.ts'

export interface ImportLease {
  /** Aborted when the job was ended by somebody else, or by `abort`. */
  readonly signal: AbortSignal
  readonly abort: (reason: Problem) => void
  /** From PENDING to RUNNING. */
  readonly begin: () => Promise<void>
  /** 0 to 99; it never goes back. */
  readonly setProgress: (percent: number) => void
  readonly end: () => Promise<void>
}

const renewalMs = 1_000

/** Keeps a job alive until `end`. */
export function keepLease({ database, log }: Services, scope: Scope, id: ImportJobId): ImportLease {
  const controller = new AbortController()
  let isRunning = false
  let progress = 0
  let told = 0
  let renewal: Promise<void> | null = null

  const renew = async (): Promise<void> => {
    const now = progress
    const isAlive = await database.transaction(scope, async (tx) => {
      if (!isRunning) return renewWaitingLease(tx, id)
      const renewed = await renewLease(tx, id, now)
      if (renewed && now !== told) {
        const audience = scope.user_id === null ? [] : [scope.user_id]
        await emit(tx, { type: 'kpi.import.progressed', payload: { job_id: id, progress: now }, audience })
      }
      return renewed
    })
    told = now
    if (!isAlive) controller.abort(new Problem(409, 'IMPORT_STOPPED', 'Cet import a été arrêté.'))
  }
  const timer = setInterval(() => {
    if (renewal !== null) return
    renewal = renew()
      // The next second tries again; a database that stays away lets the lease run out, and nothing gets written.
      .catch((error: unknown) => log.warn({ import_job_id: id, reason: String(error) }, 'a lease could not be renewed'))
      .finally(() => {
        renewal = null
      })
  }, renewalMs)
  timer.unref()
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    begin: async () => {
      isRunning = true
      await renew()
    },
    setProgress: (percent) => {
      progress = Math.max(progress, Math.min(99, Math.floor(percent)))
    },
    end: async () => {
      clearInterval(timer)
      await renewal
    },
  }
}
