// Background work: added with its transaction or not at all, tried again, never active for ever.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { TestSocle } from '../../../test/support/app.ts'
import { errandQueue, errands, patientQueue } from '../../../test/support/errands.ts'
import type { Scope } from '../database/database.ts'
import type { JobHandler } from './jobs.ts'

const patienceMs = 60_000

describe('jobs', () => {
  let socle: TestSocle
  let scope: Scope

  before(async () => {
    socle = await createTestSocle({ modules: [errands] })
    const admin = await socle.signUp()
    scope = { organization_id: admin.organization_id, user_id: admin.user_id, role: 'ADMIN' }
  })
  after(() => socle[Symbol.asyncDispose]())

  const enqueue = (queue: string, payload: Readonly<Record<string, unknown>>): Promise<void> =>
    socle.services.database.transaction(scope, (tx) => socle.services.jobs.enqueue(tx, queue, payload))
  const states = async (queue: string, note: string): Promise<readonly unknown[]> =>
    (
      await socle.asOwner(`select state::text as state from job.job where name = $1 and data->>'note' = $2`, [
        queue,
        note,
      ])
    ).map(({ state }) => state)
  const until = async (holds: () => Promise<boolean> | boolean): Promise<void> => {
    const limit = AbortSignal.timeout(patienceMs)
    while (!(await holds())) {
      limit.throwIfAborted()
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  test('a job of a transaction that is rolled back does not exist', async () => {
    const attempt = socle.services.database.transaction(scope, async (tx) => {
      await socle.services.jobs.enqueue(tx, errandQueue, { note: 'never' })
      throw new Error('no')
    })
    await assert.rejects(attempt, /no/)
    assert.deepEqual(await states(errandQueue, 'never'), [])
    await enqueue(errandQueue, { note: 'kept' })
    assert.deepEqual(await states(errandQueue, 'kept'), ['created'])
  })

  test('a handler gets its payload and scope; one that fails is tried again, then failed', async () => {
    const runs: unknown[] = []
    const handler: JobHandler = {
      queue: errandQueue,
      retries: 1,
      timeoutSeconds: 60,
      run: async (payload) => {
        runs.push(payload['note'])
        if (payload['note'] === 'hopeless') throw new Error('no')
        assert.deepEqual(payload.scope, scope)
      },
    }
    await enqueue(errandQueue, { note: 'hopeless' })
    await socle.services.jobs.work([handler])
    await until(async () => (await states(errandQueue, 'hopeless'))[0] === 'failed')
    await until(async () => (await states(errandQueue, 'kept'))[0] === 'completed')
    assert.deepEqual(runs.sort(), ['hopeless', 'hopeless', 'kept'])
  })

  test('the job of a process that was killed runs again in another', async () => {
    await enqueue(patientQueue, { note: 'interrupted' })
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, '../../../test/support/errand-child.ts'), socle.ownerUrl],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    await once(child.stdout, 'data')
    assert.deepEqual(await states(patientQueue, 'interrupted'), ['active'])
    child.kill('SIGKILL')
    await once(child, 'exit')
    const runs: unknown[] = []
    await socle.services.jobs.work([
      { queue: patientQueue, retries: 2, timeoutSeconds: 2, run: async ({ note }) => void runs.push(note) },
    ])
    await until(async () => (await states(patientQueue, 'interrupted'))[0] === 'completed')
    assert.deepEqual(runs, ['interrupted'])
  })

  test('a stop asks what is running to end, and it ends as done', async () => {
    await using own = await createTestSocle({ modules: [errands] })
    const { organization_id, user_id } = await own.signUp()
    const mine: Scope = { organization_id, user_id, role: 'ADMIN' }
    const begun = Promise.withResolvers<void>()
    const run = (_payload: unknown, signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true })
        begun.resolve()
      })
    await own.services.jobs.work([{ queue: errandQueue, retries: 1, timeoutSeconds: 60, run }])
    await own.services.database.transaction(mine, (tx) => own.services.jobs.enqueue(tx, errandQueue, { note: 'long' }))
    await begun.promise
    await own.services.jobs.close()
    const jobs = await own.asOwner('select state::text as state from job.job where name = $1', [errandQueue])
    assert.deepEqual(jobs, [{ state: 'completed' }])
  })
})
