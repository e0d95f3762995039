// PostgreSQL through node-postgres: an external server or the private cluster.
import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { Client, DatabaseError, escapeIdentifier, Pool, types } from 'pg'
import type { ClientConfig, PoolClient, QueryConfig, QueryResult } from 'pg'
import type { Log } from '../log.ts'
import { databaseUnavailable, unauthenticated } from '../problem.ts'
import type { Engine, Listening, OpenTransaction, QueryOutcome, ScopeSettings, Statement } from './engine.ts'
import { parserOf } from './pg-types.ts'

export interface PostgresEngineOptions {
  readonly connection: ClientConfig
  readonly kind: 'external' | 'native'
  readonly poolSize: number
  readonly log: Log
}

const statementTimeoutMs = 30_000
const idleInTransactionTimeoutMs = 60_000
const connectTimeoutMs = 5_000
const closeTimeoutMs = 1_000
/** Past this many different statements, new ones are sent unnamed: memory of the server stays bounded. */
const namedStatementsMax = 400
const preparedTextMax = 200

/** Opens a pool. Connections are made when first needed. */
export function openPostgres(options: PostgresEngineOptions): Engine {
  const config = withSettings(options.connection)
  const pool = new Pool({ ...config, max: options.poolSize, pipeline: true })
  const lost = (error: Error): void => options.log.warn({ reason: error.message }, 'a database connection was lost')
  // The pool listens to idle clients only: without a listener of its own, one that is lost in a transaction ends the process.
  const clients = new Set<PoolClient>()
  pool.on('connect', (client) => void clients.add(client.on('error', lost)))
  pool.on('remove', (client) => void clients.delete(client))
  pool.on('error', () => undefined) // told by the client itself
  const name = statementNames()
  return {
    kind: options.kind,
    begin: (settings) => begin(pool, settings, name),
    query: async (text, values) => toOutcome(await reaching(pool.query(toStatement(text, values, name)))),
    listen: (channel, onMessage, onGap) => listen({ config, log: options.log, channel, onMessage, onGap }),
    close: () => closePool(pool, clients),
  }
}

/** Waits a moment for what is running, then cuts it: a stop must not hang on a statement that waits for a lock. */
async function closePool(pool: Pool, clients: ReadonlySet<PoolClient>): Promise<void> {
  const limit = setTimeout(() => {
    for (const client of clients) streamOf(client).destroy()
  }, closeTimeoutMs)
  await pool.end()
  clearTimeout(limit)
}

/** Short statements with parameters are prepared once per connection; the job queue's long ones come and go. */
function toStatement(
  text: string,
  values: readonly unknown[] | undefined,
  name: (text: string) => string | undefined,
): QueryConfig {
  if (values === undefined) return { text }
  return { name: text.length <= preparedTextMax ? name(text) : undefined, text, values: [...values] } as QueryConfig
}

/** Where a URL leads, as separate fields, so that user and password can be replaced. */
export function connectionOf(url: string): ClientConfig {
  const { host, port, database, user, password, ssl } = new Client({ connectionString: url })
  return {
    host,
    port,
    ...(database === undefined ? {} : { database }),
    ...(user === undefined ? {} : { user }),
    password: password ?? undefined,
    ssl,
  }
}

/** The settings of every connection: bounded waits, UTC, our own types. */
export function withSettings(connection: ClientConfig): ClientConfig {
  const settings = {
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    TimeZone: 'UTC',
    datestyle: 'ISO',
    jit: 'off',
    // statements are named and look things up by key: planning them anew costs more than running them (0.5 ms measured)
    plan_cache_mode: 'force_generic_plan',
  }
  return {
    ...connection,
    application_name: 'socle',
    connectionTimeoutMillis: connectTimeoutMs,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    types: { getTypeParser },
  }
}

const getTypeParser: typeof types.getTypeParser = (type: number, format?: string) =>
  parserOf(type) ?? (types.getTypeParser as (type: number, format?: string) => (text: string) => unknown)(type, format)

export function toOutcome(result: QueryResult): QueryOutcome {
  const last = Array.isArray(result) ? (result.at(-1) as QueryResult) : result
  return { rows: last.rows as Record<string, unknown>[], row_count: last.rowCount ?? 0 }
}

const scopeStatement = {
  name: 'socle-scope',
  text: `select set_config('socle.organization', $1, true), set_config('socle.user', $2, true), set_config('socle.role', $3, true)`,
}

const sessionStatement = {
  name: 'socle-session',
  text: `select set_config('socle.organization', $1::text, true), set_config('socle.user', $2::text, true), set_config('socle.role', s.role, true)
    from kernel.find_session($1::uuid, $2::uuid, $3::uuid) s where s.is_active and s.session_open`,
}

function openingStatement({ organization, user, role, session }: ScopeSettings): QueryConfig {
  return session === null
    ? { ...scopeStatement, values: [organization, user, role] }
    : { ...sessionStatement, values: [organization, user, session] }
}

/**
 * `begin`, the scope and the first statement travel together: the connection is pipelined and the first two are not
 * awaited on their own. If either failed, the first statement reports it and nothing is committed.
 */
async function begin(
  pool: Pool,
  settings: ScopeSettings,
  name: (text: string) => string | undefined,
): Promise<OpenTransaction> {
  const client = await reaching(pool.connect())
  sendTogether(client)
  const opening = Promise.all([
    client.query(settings.read_only ? 'begin read only' : 'begin'),
    client.query(openingStatement(settings)),
  ])
  const inScope = opening.then(([, { rowCount }]) => {
    // Without a good session nothing was set: whatever was sent behind saw no row of anybody.
    if (rowCount !== 1) throw unauthenticated()
  })
  inScope.catch(() => undefined) // awaited by whichever comes first: a statement, commit or rollback
  let finished = false
  const send = ({ text, values }: Statement): Promise<QueryResult> =>
    client.query({ name: name(text), text, values: [...values] } as QueryConfig)
  const end = async (verb: 'commit' | 'rollback', last: readonly Statement[] = []): Promise<void> => {
    if (finished) return
    finished = true
    try {
      sendTogether(client)
      const flight = [opening, ...last.map(send)]
      const ending = client.query(verb)
      const settled = await Promise.allSettled([...flight, ending])
      const refusal = settled.find((one) => one.status === 'rejected')
      if (refusal !== undefined) await reaching(Promise.reject(refusal.reason as Error))
      const answer = await ending
      // PostgreSQL answers a commit of a failed transaction with ROLLBACK instead of an error.
      if (verb === 'commit' && answer.command !== 'COMMIT')
        throw new Error('the transaction had failed and was rolled back')
      client.release()
    } catch (error) {
      client.release(verb === 'rollback' || !isServerError(error))
      if (verb === 'commit') throw error
    }
  }
  return {
    query: async (text, values) => {
      if (finished) throw new Error('a finished transaction was used')
      sendTogether(client)
      const [, result] = await reaching(Promise.all([inScope, send({ text, values: values ?? [] })]))
      return toOutcome(result)
    },
    commit: (last) => end('commit', last),
    rollback: () => end('rollback'),
  }
}

/** Holds back what is written until all that is sent at this moment is there: one system call and one packet instead of many. */
function sendTogether(client: PoolClient): void {
  const stream = streamOf(client)
  stream.cork()
  process.nextTick(() => stream.uncork())
}

function streamOf(client: PoolClient): Socket {
  return (client as PoolClient & { readonly connection: { readonly stream: Socket } }).connection.stream
}

/** The server refused, and the connection is as good as before. */
function isServerError(error: unknown): boolean {
  return error instanceof DatabaseError && error.severity !== 'FATAL'
}

/** A server that went away, or has no connection left within the wait, is told as such: neither a bug nor an answer. */
async function reaching<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw isLost(error) ? databaseUnavailable(error) : error
  }
}

const lostMessage =
  /^(?:Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded)/

function isLost(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof DatabaseError) return false
  return 'syscall' in error || lostMessage.test(error.message)
}

function statementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>()
  return (text) => {
    const known = names.get(text)
    if (known !== undefined) return known
    if (names.size >= namedStatementsMax) return undefined
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 22)
    names.set(text, name)
    return name
  }
}

interface ListenOptions {
  readonly config: ClientConfig
  readonly log: Log
  readonly channel: string
  readonly onMessage: (payload: string) => void
  readonly onGap: () => void
}

const reconnectDelaysMs = [100, 500, 2_000, 5_000] as const

/** One dedicated connection that comes back by itself when the server went away. */
async function listen(options: ListenOptions): Promise<Listening> {
  let closed = false
  let client: Client | null = null
  let timer: NodeJS.Timeout | undefined
  const connect = async (attempt: number): Promise<void> => {
    const fresh = new Client(options.config)
    const again = (reason: string): void => {
      if (closed || client !== fresh) return
      client = null
      options.log.warn({ reason }, 'listening was interrupted')
      retry(0)
    }
    fresh.on('error', (error) => again(error.message))
    fresh.on('end', () => again('the connection ended'))
    fresh.on('notification', (message) => options.onMessage(message.payload ?? ''))
    try {
      await fresh.connect()
      await fresh.query(`listen ${escapeIdentifier(options.channel)}`)
      client = fresh
      if (attempt > 0) options.onGap()
    } catch (error) {
      await fresh.end().catch(() => undefined)
      if (attempt === 0) throw error
      retry(attempt)
    }
  }
  const retry = (attempt: number): void => {
    if (closed) return
    const delay = reconnectDelaysMs[Math.min(attempt, reconnectDelaysMs.length - 1)]
    timer = setTimeout(() => void connect(attempt + 1), delay)
  }
  await connect(0)
  return {
    close: async () => {
      closed = true
      clearTimeout(timer)
      await client?.end()
    },
  }
}
