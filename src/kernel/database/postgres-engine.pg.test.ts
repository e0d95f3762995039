// What only a server can show: retries, timeouts, lost connections, a pool that is full, listening.
import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { makeScope, openTestPostgres } from '../../../test/support/engines.ts'
import type { OpenedEngine } from '../../../test/support/engines.ts'
import { Problem, problemFromSql, sqlFailure } from '../problem.ts'
import { createLog } from '../log.ts'
import { createDatabase } from './database.ts'
import type { Scope, Tx } from './database.ts'
import { openPostgres } from './postgres-engine.ts'

const poolSize = 3

describe('the pool on a server', () => {
  let opened: OpenedEngine
  let scope: Scope

  before(async () => {
    opened = await openTestPostgres(poolSize)
    scope = await makeScope(opened)
    await opened.asOwner('create table notebook.counter (id int primary key, n int not null)')
    await opened.asOwner('insert into notebook.counter values (1, 0), (2, 0)')
    await opened.asOwner('grant select, update on notebook.counter to socle_app')
  })
  after(() => opened[Symbol.asyncDispose]())

  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => opened.database.transaction(scope, work)
  const add = (tx: Tx, id: number): Promise<unknown> =>
    sql`update notebook.counter set n = n + 1 where id = ${id}::int`.execute(tx)
  const total = async (): Promise<unknown> =>
    (await opened.asOwner('select sum(n)::int as n from notebook.counter'))[0]?.['n']
  const backendOf = async (tx: Tx): Promise<number> =>
    (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)).rows[0]?.pid ?? 0
  const kill = (pid: number): Promise<unknown> => opened.asOwner('select pg_terminate_backend($1::int, 5000)', [pid])

  test('of two transactions that wait for each other both end, the victim at a second attempt', async () => {
    const before = Number(await total())
    let attempts = 0
    const met = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
    const cross = (first: number, own: 0 | 1): Promise<void> =>
      write(async (tx) => {
        attempts += 1
        await add(tx, first)
        met[own].resolve()
        await met[own === 0 ? 1 : 0].promise
        await add(tx, first === 1 ? 2 : 1)
      })
    await Promise.all([cross(1, 0), cross(2, 1)])
    assert.equal(attempts, 3)
    assert.equal(await total(), before + 4)
  })

  test('a serialization failure is tried three times, then told as BUSY; other failures are not repeated', async () => {
    let attempts = 0
    const raising = (state: string): Promise<unknown> =>
      write(async (tx) => {
        attempts += 1
        await sql`do ${sql.lit(`begin raise exception 'made up' using errcode = '${state}'; end`)}`.execute(tx)
      })
    await assert.rejects(raising('40001'), (error) => problemFromSql(error)?.code === 'BUSY')
    assert.equal(attempts, 3)
    await assert.rejects(raising('23505'), (error) => problemFromSql(error)?.code === 'CONFLICT')
    assert.equal(attempts, 4)
  })

  test('effects of an attempt that was repeated run once', async () => {
    const ran: number[] = []
    let attempts = 0
    await write(async (tx) => {
      attempts += 1
      const attempt = attempts
      tx.onCommit(() => ran.push(attempt))
      if (attempt === 1) await sql`do 'begin raise exception ''x'' using errcode = ''40P01''; end'`.execute(tx)
    })
    assert.deepEqual(ran, [2])
  })

  test('a statement over its time is TOO_SLOW and the connection goes on', async () => {
    const slow = write(async (tx) => {
      await sql`set local statement_timeout = 50`.execute(tx)
      await sql`select pg_sleep(30)`.execute(tx)
    })
    await assert.rejects(slow, (error) => {
      const problem = problemFromSql(error)
      return problem?.code === 'TOO_SLOW' && problem.status === 503
    })
    const { rows } = await opened.engine.query('select current_setting($1) as value', ['statement_timeout'])
    assert.equal(rows[0]?.['value'], '30s')
  })

  test('a connection cut in a transaction is a clean refusal, and the pool recovers', async () => {
    for (let round = 0; round < poolSize + 2; round += 1) {
      const cut = write(async (tx) => {
        await kill(await backendOf(tx))
        await add(tx, 1)
      })
      await assert.rejects(cut, (error) => toRefusal(error)?.status === 503)
      await write((tx) => add(tx, 1))
    }
  })

  test('a connection cut while it is idle troubles nobody', async () => {
    await Promise.all(Array.from({ length: poolSize }, () => write((tx) => add(tx, 1))))
    await opened.asOwner(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where usename = 'socle_app' and datname = current_database()`)
    await new Promise((resolve) => setImmediate(resolve))
    await write((tx) => add(tx, 1)).catch(() => undefined) // may still have been handed a dead one
    await write((tx) => add(tx, 1))
  })

  test('a connection cut at the commit throws: nobody is told that it was kept', async () => {
    const before = Number(await total())
    const cut = write(async (tx) => {
      await add(tx, 1)
      await kill(await backendOf(tx))
    })
    await assert.rejects(cut, (error) => toRefusal(error)?.status === 503)
    assert.equal(await total(), before)
  })

  test('who comes when every connection is busy waits for one', async () => {
    const release = Promise.withResolvers<void>()
    let holding = 0
    const full = Promise.withResolvers<void>()
    const holders = Array.from({ length: poolSize }, () =>
      write(async (tx) => {
        await backendOf(tx)
        holding += 1
        if (holding === poolSize) full.resolve()
        await release.promise
      }),
    )
    await full.promise
    const waiting = opened.database.read(scope, backendOf)
    release.resolve()
    assert.ok((await waiting) > 0)
    await Promise.all(holders)
  })

  test('no connection keeps a scope or a read-only mode, whatever ended it', async () => {
    await opened.database.read(scope, backendOf)
    await write((tx) => add(tx, 1))
    await assert.rejects(
      write((tx) => sql`select 1 / 0`.execute(tx)),
      (error) => sqlFailure(error)?.code === '22012',
    )
    await Promise.all(
      Array.from({ length: poolSize * 3 }, async () => {
        const { rows } = await opened.engine
          .query(`select nullif(current_setting('socle.organization', true), '') as left_over,
          nullif(current_setting('socle.user', true), '') as person, current_setting('transaction_read_only') as read_only, pg_sleep(0.01)::text as slept`)
        const { left_over, person, read_only } = rows[0] ?? {}
        assert.deepEqual({ left_over, person, read_only }, { left_over: null, person: null, read_only: 'off' })
      }),
    )
  })

  test('an unreachable server is a 503 for who asks, not a bug', async () => {
    const connection = { host: '127.0.0.1', port: 1, user: 'nobody', password: 'a-secret', database: 'nothing' }
    const engine = openPostgres({ connection, kind: 'external', poolSize: 1, log: createLog('silent') })
    const refused = createDatabase(engine).read(scope, backendOf)
    await assert.rejects(refused, (error) => toRefusal(error)?.code === 'DATABASE_UNAVAILABLE')
    await engine.close()
  })

  test('a listener that lost its connection comes back and says that it may have missed something', async () => {
    const heard = new EventEmitter()
    const next = async (): Promise<string> =>
      String((await once(heard, 'fact', { signal: AbortSignal.timeout(10_000) }))[0])
    const tell = (fact: string): boolean => heard.emit('fact', fact)
    const listening = await opened.engine.listen('try_out', tell, () => tell('gap'))
    const first = next()
    await opened.asOwner(`notify try_out, 'one'`)
    assert.equal(await first, 'one')
    const gap = next()
    await opened.asOwner(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where query ilike 'listen "try_out"'`,
    )
    assert.equal(await gap, 'gap')
    const second = next()
    await opened.asOwner(`notify try_out, 'two'`)
    assert.equal(await second, 'two')
    await listening.close()
    await opened.asOwner(`notify try_out, 'three'`)
    const { rows } = await opened.engine.query(
      `select count(*) as n from pg_stat_activity where query ilike 'listen "try_out"' and state <> 'idle'`,
    )
    assert.equal(rows[0]?.['n'], 0n)
  })
})

function toRefusal(error: unknown): Problem | null {
  return error instanceof Problem ? error : problemFromSql(error)
}
