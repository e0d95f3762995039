// The only place that opens transactions. A module gets a `Tx`: already scoped, impossible to use after its end.
import { setTimeout as wait } from 'node:timers/promises'
import {
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
} from 'kysely'
import type { OrganizationId, SessionId, UserId } from '../ids.ts'
import { sqlFailure } from '../problem.ts'
import type { Engine, Listening, OpenTransaction, QueryOutcome, Statement } from './engine.ts'

/** In whose name a transaction runs. SYSTEM is for jobs: it sees the whole organisation. */
export interface Scope {
  readonly organization_id: OrganizationId
  readonly user_id: UserId | null
  readonly role: 'ADMIN' | 'USER' | 'SYSTEM'
  readonly session_id?: SessionId
  /** Person and session are still to be checked, by the statement that opens the transaction: 401 if they are not good. */
  readonly session_check?: 'pending'
}

/** Kysely's builder knows no table: queries are plain SQL (docs/decisions/0004-sql-in-the-sql-tag.md). */
type Tables = Record<string, never>

/** A scoped transaction: the only database handle a module ever gets. */
export type Tx = Kysely<Tables> & {
  readonly scope: Scope
  /** Runs an effect after a successful commit; a rollback forgets it. */
  readonly onCommit: (effect: () => void) => void
  /**
   * Sends a statement at once (ahead of others that were begun and not awaited) without waiting for its answer, which
   * nobody needs. Its failure fails the transaction.
   */
  readonly send: (query: CompiledQuery) => void
  /** Sends a statement with the commit itself. Its failure fails the transaction; nothing of it can be read before. */
  readonly atCommit: (query: CompiledQuery) => void
}

export interface Database {
  readonly kind: Engine['kind']
  /** Runs one unit of work and commits it. Serialization failures and deadlocks are tried again, three times in all. */
  transaction<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs reads only: the answer does not wait for the end of the transaction. */
  read<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>
  /** One statement outside any scope: kernel functions and the job queue. */
  query(text: string, values?: readonly unknown[]): Promise<QueryOutcome>
  listen: (channel: string, onMessage: (payload: string) => void, onGap: () => void) => Promise<Listening>
  close(): Promise<void>
}

const attemptsMax = 3
/** Whoever waited for the victim must have its lock before the victim comes back, else both meet again. */
const retryPauseMs = 25
const retriedStates = new Set(['40001', '40P01'])
/** Of a statement in a transaction that has failed already. */
const abortedState = '25P02'

/** Makes the database door over an engine. */
export function createDatabase(engine: Engine): Database {
  return {
    kind: engine.kind,
    transaction: (scope, work) => withRetries(() => runTransaction(engine, scope, work, { readOnly: false })),
    read: (scope, work) => withRetries(() => runTransaction(engine, scope, work, { readOnly: true })),
    query: (text, values) => engine.query(text, values),
    listen: (channel, onMessage, onGap) => engine.listen(channel, onMessage, onGap),
    close: () => engine.close(),
  }
}

async function withRetries<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt()
    } catch (error) {
      const state = sqlFailure(error)?.code
      if (attempts >= attemptsMax || state === undefined || !retriedStates.has(state)) throw error
      await wait(retryPauseMs * attempts * (1 + Math.random()))
    }
  }
}

async function runTransaction<T>(
  engine: Engine,
  scope: Scope,
  work: (tx: Tx) => Promise<T>,
  { readOnly }: { readonly readOnly: boolean },
): Promise<T> {
  const open = await engine.begin({
    organization: scope.organization_id,
    user: scope.user_id ?? '',
    role: scope.role,
    read_only: readOnly,
    session: scope.session_check === 'pending' ? (scope.session_id ?? '') : null,
  })
  const effects: (() => void)[] = []
  const last: Statement[] = []
  const sent: Promise<unknown>[] = []
  try {
    const result = await work(makeTx(open, scope, { effects, last, sent }))
    if (readOnly) {
      // Nothing is sent in a read; what is, by mistake, must not be lost without a word.
      if (sent.length > 0) await Promise.all(sent)
      // The answer does not wait. A failed end of a read loses nothing: the engine discards the connection.
      open.commit().catch(() => undefined)
    } else {
      await Promise.all([...sent, open.commit(last)])
      for (const effect of effects) effect()
    }
    return result
  } catch (error) {
    await open.rollback()
    throw await firstFailure(sent, error)
  }
}

/** A statement that only failed because another had failed before names no reason: then one that was sent does. */
async function firstFailure(sent: readonly Promise<unknown>[], error: unknown): Promise<unknown> {
  const outcomes = await Promise.allSettled(sent)
  const reasons = outcomes.flatMap((outcome): unknown[] => (outcome.status === 'rejected' ? [outcome.reason] : []))
  return [error, ...reasons].find((reason) => sqlFailure(reason)?.code !== abortedState) ?? error
}

interface Pending {
  readonly effects: (() => void)[]
  readonly last: Statement[]
  readonly sent: Promise<unknown>[]
}

function makeTx(open: OpenTransaction, scope: Scope, { effects, last, sent }: Pending): Tx {
  const kysely = new Kysely<Tables>({ dialect: dialectOf(open) })
  return Object.assign(kysely, {
    scope,
    onCommit: (effect: () => void) => void effects.push(effect),
    send: ({ sql, parameters }: CompiledQuery) => {
      const answer = open.query(sql, parameters)
      answer.catch(() => undefined) // told by the commit, or hidden behind what made the work end before
      sent.push(answer)
    },
    atCommit: ({ sql, parameters }: CompiledQuery) => void last.push({ text: sql, values: parameters }),
  })
}

/** Kysely over one open transaction: it may query, it may neither begin nor commit. */
function dialectOf(open: OpenTransaction): Dialect {
  const connection: DatabaseConnection = {
    executeQuery: async <R>(query: CompiledQuery): Promise<QueryResult<R>> => {
      const outcome = await open.query(query.sql, query.parameters)
      return { rows: outcome.rows as R[], numAffectedRows: BigInt(outcome.row_count) }
    },
    streamQuery: () => {
      throw new Error('streaming is not part of the transaction contract')
    },
  }
  const refuse = (): Promise<void> => Promise.reject(new Error('only kernel/database opens transactions'))
  const nothing = (): Promise<void> => Promise.resolve()
  return {
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createDriver: () => ({
      init: nothing,
      destroy: nothing,
      acquireConnection: () => Promise.resolve(connection),
      releaseConnection: nothing,
      beginTransaction: refuse,
      commitTransaction: refuse,
      rollbackTransaction: refuse,
    }),
  }
}
