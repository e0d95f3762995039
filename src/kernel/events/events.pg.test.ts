// Live events over real sockets: who hears what, what a lost connection costs, who is let go.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person, TestSocle } from '../../../test/support/app.ts'
import { probe } from '../../../test/support/probe.ts'
import { newId } from '../ids.ts'
import type { UserId } from '../ids.ts'
import { emit } from './emit.ts'

const patienceMs = 15_000

interface Heard {
  readonly event: string
  readonly data: Readonly<Record<string, unknown>>
}

interface Ear {
  /** The next event that is no heartbeat; null when the stream has ended. */
  readonly next: () => Promise<Heard | null>
  readonly leave: () => Promise<void>
}

describe('live events', () => {
  let socle: TestSocle
  let origin = ''
  let admin: Person
  let user: Person

  before(async () => {
    socle = await createTestSocle({ modules: [probe], running: true })
    await socle.app.listen({ port: 0, host: '127.0.0.1' })
    origin = `http://127.0.0.1:${(socle.app.server.address() as AddressInfo).port}`
    admin = await socle.signUp()
    user = await socle.addUser(admin)
  })
  after(() => socle[Symbol.asyncDispose]())

  /** Listens, and has heard the greeting. */
  const listen = async (
    as: Person,
    headers: Readonly<Record<string, string>> = {},
    greeting = 'ready',
  ): Promise<Ear> => {
    const ear = await openEar(`${origin}/api/v1/events`, { authorization: `Bearer ${as.token}`, ...headers })
    assert.equal((await ear.next())?.event, greeting)
    return ear
  }
  const tell = (as: Person, type: string, audience: readonly UserId[] | null = null): Promise<void> =>
    socle.services.database.transaction(
      { organization_id: as.organization_id, user_id: as.user_id, role: 'USER' },
      (tx) => emit(tx, { type, payload: { thing_id: newId() }, audience }),
    )
  const typeOf = async (ear: Ear): Promise<unknown> => (await ear.next())?.data['type']

  test('a change reaches everyone of the organisation and nobody else', async () => {
    const stranger = await socle.signUp()
    const ears = [await listen(admin), await listen(user)] as const
    const foreign = await listen(stranger)
    await tell(admin, 'probe.thing.created')
    for (const ear of ears) assert.equal(await typeOf(ear), 'probe.thing.created')
    await tell(stranger, 'probe.thing.removed')
    assert.equal(await typeOf(foreign), 'probe.thing.removed')
    for (const ear of [...ears, foreign]) await ear.leave()
  })

  test('an event with an audience reaches its people and ADMINs only', async () => {
    const colleague = await socle.addUser(admin)
    const ears = [await listen(admin), await listen(user)] as const
    const left = await listen(colleague)
    await tell(admin, 'probe.secret.created', [user.user_id])
    await tell(admin, 'probe.open.created')
    for (const ear of ears) {
      const heard = [await typeOf(ear), await typeOf(ear)]
      assert.deepEqual(heard.sort(), ['probe.open.created', 'probe.secret.created'])
    }
    assert.equal(await typeOf(left), 'probe.open.created')
    for (const ear of [...ears, left]) await ear.leave()
  })

  test('what was rolled back is never told', async () => {
    const ear = await listen(user)
    const scope = { organization_id: user.organization_id, user_id: user.user_id, role: 'USER' as const }
    const attempt = socle.services.database.transaction(scope, async (tx) => {
      await emit(tx, { type: 'probe.thing.imagined', payload: {} })
      throw new Error('no')
    })
    await assert.rejects(attempt, /no/)
    await tell(admin, 'probe.thing.real')
    assert.equal(await typeOf(ear), 'probe.thing.real')
    await ear.leave()
  })

  test('who comes back is told to read again', async () => {
    await (await listen(user, { 'last-event-id': newId() }, 'gap')).leave()
  })

  test('who began to read before he listens is told to read again when something happened meanwhile', async () => {
    const reader = await socle.signUp()
    const colleague = await socle.addUser(reader)
    const greeting = async (as: Person, readForMs: string): Promise<string | undefined> => {
      const address = `${origin}/api/v1/events?read_for_ms=${readForMs}`
      const ear = await openEar(address, { authorization: `Bearer ${as.token}` })
      const heard = await ear.next()
      await ear.leave()
      return heard?.event
    }
    assert.equal(await greeting(reader, '60000'), 'gap', 'he was made a moment ago')
    await wait(50)
    assert.equal(await greeting(reader, '1'), 'ready')
    await tell(reader, 'probe.thing.created')
    assert.equal(await greeting(colleague, '60000'), 'gap')
    assert.equal(await greeting(colleague, '999999999999'), 'gap')
    await tell(await socle.signUp(), 'probe.thing.created')
    await wait(50)
    assert.equal(await greeting(reader, '1'), 'ready', 'what happens elsewhere is no news')
  })

  test('after the database connection was lost everyone is told of a gap and hears on', async () => {
    const ear = await listen(user)
    await socle.asOwner(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
      where datname = current_database() and query ilike 'listen "socle_event"'`)
    assert.equal((await ear.next())?.event, 'gap')
    await tell(admin, 'probe.thing.later')
    assert.equal(await typeOf(ear), 'probe.thing.later')
    await ear.leave()
  })

  test('two hundred listeners hear one event, and leave nothing behind', async () => {
    const ears = await Promise.all(Array.from({ length: 200 }, () => listen(user)))
    assert.equal(socle.services.events.listenerCount(), 200)
    await tell(admin, 'probe.thing.shouted')
    for (const ear of ears) assert.equal(await typeOf(ear), 'probe.thing.shouted')
    await Promise.all(ears.map((ear) => ear.leave()))
    await until(() => socle.services.events.listenerCount() === 0)
  })

  test('a deactivated person’s streams end at once, others’ go on', async () => {
    const leaver = await socle.addUser(admin)
    const ears = [await listen(leaver), await listen(leaver)]
    const other = await listen(user)
    const answer = await socle.call('PATCH', `/users/${leaver.user_id}`, { as: admin, body: { is_active: false } })
    assert.equal(answer.statusCode, 200, answer.body)
    for (const ear of ears) await untilEnd(ear)
    assert.equal(await typeOf(other), 'kernel.user.updated')
    await tell(admin, 'probe.thing.after')
    assert.equal(await typeOf(other), 'probe.thing.after')
    await other.leave()
  })

  test('the stream of a session that ended ends at once, the person’s other one goes on', async () => {
    const elsewhere = await socle.addUser(admin)
    const { email, password } = elsewhere
    const logIn = async (): Promise<Person> => {
      const { access_token, refresh_token } = (
        await socle.call('POST', '/auth/login', { body: { email, password } })
      ).json<{ access_token: string; refresh_token: string }>()
      return { ...elsewhere, token: access_token, refresh_token }
    }
    const here = await logIn()
    const other = await listen(here)
    const new_password = 'un-autre-mot-de-passe-long'
    const ends: readonly ((left: Person) => Promise<unknown>)[] = [
      ({ refresh_token }) => socle.call('POST', '/auth/logout', { body: { refresh_token } }),
      async () => {
        const { items } = (await socle.call('GET', '/auth/sessions', { as: here })).json<{
          items: readonly { id: string; current: boolean }[]
        }>()
        for (const { id, current } of items)
          if (!current) await socle.call('DELETE', `/auth/sessions/${id}`, { as: here })
      },
      () => socle.call('POST', '/auth/password', { as: here, body: { current_password: password, new_password } }),
    ]
    for (const end of ends) {
      const left = await logIn()
      const ear = await listen(left)
      await end(left)
      // far less than a heartbeat, which would end the stream too
      assert.equal(await Promise.race([untilEnd(ear).then(() => 'ended'), wait(5_000, 'still open')]), 'ended')
    }
    await tell(admin, 'probe.thing.after')
    while ((await typeOf(other)) !== 'probe.thing.after');
    await other.leave()
  })

  test('a person who is no ADMIN any more stops hearing what only ADMINs hear', async () => {
    const demoted = await socle.addUser(admin, 'ADMIN')
    const ear = await listen(demoted)
    await socle.call('PATCH', `/users/${demoted.user_id}`, { as: admin, body: { role: 'USER' } })
    assert.equal(await typeOf(ear), 'kernel.user.updated')
    // the check that the event sets off asks the database once more; a read of ours queues behind it or beside it
    await until(async () => {
      await tell(admin, 'probe.secret.created', [admin.user_id])
      await tell(admin, 'probe.open.created')
      return (await typeOf(ear)) === 'probe.open.created' && socle.services.events.listenerCount() === 1
    })
    await ear.leave()
  })

  test('who does not read is let go before his backlog weighs', async () => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1')
    socket.write(`GET /api/v1/events HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${user.token}\r\n\r\n`)
    await until(() => socle.services.events.listenerCount() === 1)
    socket.pause()
    const large = JSON.stringify({ filler: 'x'.repeat(500_000) })
    await until(async () => {
      await socle.asOwner(
        `insert into kernel.event (organization_id, id, type, payload) values ($1, $2, 'probe.large.sent', $3)`,
        [user.organization_id, newId(), large],
      )
      return socle.services.events.listenerCount() === 0
    })
    socket.destroy()
  })

  test('a stopping server ends the streams so that the listeners come back elsewhere', async () => {
    const ear = await listen(user)
    await socle.services.events.close()
    await untilEnd(ear)
    await socle.services.events.start()
  })
})

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const limit = AbortSignal.timeout(patienceMs)
  while (!(await holds())) {
    limit.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Whatever is still under way may be heard before the end. */
async function untilEnd(ear: Ear): Promise<void> {
  for (let heard = 0; heard < 5; heard += 1) if ((await ear.next()) === null) return
  assert.fail('the stream goes on')
}

/** Reads a stream of server-sent events; a silence that lasts too long fails the test. */
async function openEar(url: string, headers: Readonly<Record<string, string>>): Promise<Ear> {
  const answer = await fetch(url, { headers })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/event-stream/)
  assert.ok(answer.body !== null)
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const block = async (): Promise<string | null> => {
    for (;;) {
      const end = text.indexOf('\n\n')
      if (end >= 0) {
        const found = text.slice(0, end)
        text = text.slice(end + 2)
        return found
      }
      const { value, done } = await withPatience(reader.read())
      if (done) return null
      text += value
    }
  }
  return {
    next: async () => {
      for (;;) {
        const found = await block()
        if (found === null) return null
        const event = /^event: (.*)$/m.exec(found)?.[1]
        const data = /^data: (.*)$/m.exec(found)?.[1]
        if (event !== undefined && data !== undefined) return { event, data: JSON.parse(data) as Heard['data'] }
      }
    },
    leave: () => reader.cancel(),
  }
}

async function withPatience<T>(wait: Promise<T>): Promise<T> {
  const limit = AbortSignal.timeout(patienceMs)
  return Promise.race([wait, once(limit, 'abort').then(() => Promise.reject(new Error('nothing was heard')))])
}
