// Background work in the same database: enqueue (in our transaction), work, schedule. pg-boss behind one door.
import { PgBoss } from 'pg-boss'
import type { Db } from 'pg-boss'
import { CompiledQuery } from 'kysely'
import type { Database, Scope, Tx } from '../database/database.ts'
import type { Session } from '../database/engine.ts'
import type { Log } from '../log.ts'

/** What every payload carries: the scope in which the handler opens its own transactions. Null for upkeep. */
export interface JobPayload {
  readonly scope: Scope | null
  readonly [field: string]: unknown
}

export interface JobHandler {
  /** `module.noun-verb`; also the queue. */
  readonly queue: string
  /** Cron expression in UTC for recurring upkeep. */
  readonly schedule?: string
  /** Tries after the first failure; the handler must be idempotent. */
  readonly retries: number
  readonly timeoutSeconds: number
  readonly run: (payload: JobPayload, signal: AbortSignal) => Promise<void>
}

export interface Jobs {
  /** Adds a job in the caller's transaction: a rollback removes it. */
  readonly enqueue: (tx: Tx, queue: string, payload: Omit<JobPayload, 'scope'>) => Promise<void>
  readonly work: (handlers: readonly JobHandler[]) => Promise<void>
  /** Asks running jobs to end, by their signal, and waits a few seconds at most; may be called again. */
  readonly close: () => Promise<void>
}

const schema = 'job'
const pollSeconds = 2
const superviseSeconds = 15
const stopTimeoutMs = 6_000

/** Installs or upgrades the queue's tables and queues, as the owner, and lets the application use them. */
export async function installJobs(session: Session, queues: readonly JobHandler[]): Promise<void> {
  const boss = new PgBoss({ db: adapter(session), schema, supervise: false, schedule: false, backend: 'postgres' })
  boss.on('error', (error) => {
    throw error
  })
  await boss.start()
  for (const handler of queues) {
    const options = { retryLimit: handler.retries, retryBackoff: true, expireInSeconds: handler.timeoutSeconds }
    await boss.createQueue(handler.queue, options)
    await boss.updateQueue(handler.queue, options)
  }
  await boss.stop({ close: false, graceful: false })
  await session.query(`
    grant usage on schema ${schema} to socle_app;
    grant select, insert, update, delete on all tables in schema ${schema} to socle_app;
    grant usage on all sequences in schema ${schema} to socle_app;
    grant execute on all functions in schema ${schema} to socle_app`)
}

/** Starts the queue for the application role. `supervised` processes also do its upkeep. */
export async function openJobs(database: Database, log: Log): Promise<Jobs> {
  const boss = new PgBoss({
    db: adapter(database),
    schema,
    migrate: false,
    createSchema: false,
    backend: database.kind === 'embedded' ? 'pglite' : 'postgres',
    // the application role owns no index
    reindex: false,
    monitorVacuum: false,
    // how soon the job of a process that died is taken up again, past its time
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  })
  boss.on('error', (error) => log.error({ reason: error.message }, 'the job queue met an error'))
  await boss.start()
  let stopped: Promise<void> | undefined
  const stopping = new AbortController()
  return {
    enqueue: async (tx, queue, payload) => {
      await boss.send(
        queue,
        { ...payload, scope: tx.scope },
        { db: { executeSql: (text, values) => runIn(tx, text, values) } },
      )
    },
    work: async (handlers) => {
      for (const handler of handlers) {
        if (handler.schedule !== undefined)
          await boss.schedule(handler.queue, handler.schedule, { scope: null }, { tz: 'UTC' })
        await boss.work<JobPayload>(handler.queue, { pollingIntervalSeconds: pollSeconds }, async (batch) => {
          for (const job of batch) {
            const signal = AbortSignal.any([job.signal, stopping.signal])
            await runJob(handler, job.data, { id: job.id, signal, log })
          }
        })
      }
    },
    close: () => {
      stopping.abort()
      return (stopped ??= boss.stop({ graceful: true, timeout: stopTimeoutMs, close: false }))
    },
  }
}

interface JobRun {
  readonly id: string
  readonly signal: AbortSignal
  readonly log: Log
}

async function runJob(handler: JobHandler, payload: JobPayload, { id, signal, log }: JobRun): Promise<void> {
  const startedAt = performance.now()
  try {
    await handler.run(payload, signal)
    log.info({ job: handler.queue, job_id: id, ms: Math.round(performance.now() - startedAt) }, 'job done')
  } catch (error) {
    log.error(
      { job: handler.queue, job_id: id, reason: error instanceof Error ? error.message : String(error) },
      'job failed',
    )
    throw error
  }
}

function adapter(session: Session): Db {
  return {
    executeSql: async (text, values) => {
      const { rows } = await session.query(text, values)
      return { rows: [...rows] }
    },
  }
}

async function runIn(tx: Tx, text: string, values: readonly unknown[] = []): Promise<{ rows: unknown[] }> {
  const { rows } = await tx.executeQuery(CompiledQuery.raw(text, [...values]))
  return { rows }
}
