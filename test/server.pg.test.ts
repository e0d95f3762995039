// The doors as people and machines meet them: real processes, real ports, real signals.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Client } from 'pg'
import { testPassword } from './support/app.ts'
import { createTestDatabase } from './support/cluster.ts'
import type { TestDatabase } from './support/cluster.ts'
import { freePort, openDoor } from './support/door.ts'
import type { Door } from './support/door.ts'
import { testSecret } from './support/throw-away-cluster.ts'

const readyLine = /^Socle prêt : (http:\/\/127\.0\.0\.1:\d+)$/m
const account = { email: 'alice@example.org', password: testPassword }
const signUp = { ...account, full_name: 'Alice Martin', organization_name: 'Essai' }

describe('the server', () => {
  let base = ''
  let database: TestDatabase

  before(async () => {
    base = await mkdtemp(join(tmpdir(), 'socle-server-'))
    await chmod(base, 0o711) // under root, PostgreSQL runs as another account and must get through
    database = await createTestDatabase()
  })
  after(async () => {
    await database.drop()
    await rm(base, { recursive: true, force: true })
  })

  /** A server on the test cluster, on a port of the system's choice. */
  const external = (env: Readonly<Record<string, string>> = {}): Door =>
    openDoor('server', { ...onCluster(), PORT: '0', ...env })
  const onCluster = (): Record<string, string> => ({
    DATABASE_URL: database.ownerUrl,
    SOCLE_SECRET: testSecret,
    SOCLE_DATA_DIR: join(base, 'external'),
  })
  const origin = async (door: Door): Promise<string> => (await door.says(readyLine))[1] ?? ''

  test('a wrong configuration is told whole, without a secret, and ends with 2', async () => {
    await using door = external({
      PORT: 'abc',
      SOCLE_SECRET: 'a-secret-too-short',
      SOCLE_DEMOO: 'no',
      DATABASE_URL: 'mysql://u:hidden@h/b',
    })
    const { code, stdout, stderr } = await door.ended
    assert.equal(code, 2)
    assert.equal(stdout, '')
    for (const name of ['4 erreurs', 'PORT=abc', 'SOCLE_SECRET', 'SOCLE_DEMOO', 'DATABASE_URL'])
      assert.ok(stderr.includes(name), stderr)
    assert.doesNotMatch(stderr, /a-secret-too-short|hidden/)
  })

  test('an unreachable database is one sentence without its password, and ends with 1', async () => {
    for (const name of ['server', 'worker'] as const) {
      await using door = openDoor(name, {
        ...onCluster(),
        PORT: '0',
        DATABASE_URL: 'postgres://someone:hidden@127.0.0.1:1/nothing',
      })
      const { code, stderr } = await door.ended
      assert.equal(code, 1, stderr)
      assert.match(stderr, /^La base de données ne répond pas : [^\n]*\.\n$/)
      assert.doesNotMatch(stderr, /hidden/)
    }
  })

  test('a port that is taken is one sentence, and ends with 1', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    await using door = external({ PORT: String((other.address() as AddressInfo).port) })
    const { code, stderr } = await door.ended
    other.close()
    assert.equal(code, 1)
    assert.equal(stderr, 'Ce port est déjà utilisé : arrêtez l’autre programme ou choisissez PORT.\n')
  })

  test('it is ready only with its ready line, and says nothing else', async () => {
    const port = await freePort()
    await using door = external({ PORT: String(port) })
    const early = new Set<number>()
    const watch = async (): Promise<void> => {
      const status = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
        (answer) => answer.status,
        () => 0,
      )
      early.add(status)
      if (status !== 200) return watch()
    }
    const [[line = '', url = '']] = await Promise.all([door.says(readyLine), watch()])
    assert.ok(early.has(0))
    assert.equal(url, `http://127.0.0.1:${port}`)
    const answer = await fetch(`${url}/health/ready`)
    assert.deepEqual([answer.status, await answer.json()], [200, { status: 'ready', database: 'external' }])
    door.signal('SIGTERM')
    assert.deepEqual(await door.ended, { code: 0, stdout: `${line}\n`, stderr: '' })
  })

  test('SIGTERM lets a slow request end, lets listeners go and exits 0', async () => {
    await using door = external()
    const url = await origin(door)
    const { access_token: token } = await post<{ access_token: string }>(`${url}/api/v1/auth/signup`, signUp)
    const stream = await fetch(`${url}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } })
    await using lock = await lockUsers(database.ownerUrl)
    const slow = post<{ access_token: string }>(`${url}/api/v1/auth/login`, account)
    await lock.isWaitedFor()
    door.signal('SIGTERM')
    assert.match(await stream.text(), /^retry: 2000\nevent: ready/)
    await lock.release()
    assert.ok((await slow).access_token.length > 0)
    const { code, stderr } = await door.ended
    assert.deepEqual([code, stderr], [0, ''])
  })

  test('SIGTERM cuts a request that does not end, and exits 0 all the same', async () => {
    await using door = external()
    const url = await origin(door)
    await using lock = await lockUsers(database.ownerUrl)
    const endless = post(`${url}/api/v1/auth/login`, account)
    const cut = assert.rejects(endless)
    await lock.isWaitedFor()
    door.signal('SIGTERM')
    const { code, stderr } = await door.ended
    assert.deepEqual([code, stderr], [0, ''])
    await cut
  })

  test('two signals stop once', async () => {
    await using door = external()
    await origin(door)
    door.signal('SIGTERM')
    door.signal('SIGINT')
    door.signal('SIGTERM')
    assert.equal((await door.ended).code, 0)
  })

  test('the worker says that it is ready and stops with 0', async () => {
    await using door = openDoor('worker', onCluster())
    await door.says(/^Socle : tâches de fond prêtes$/m)
    door.signal('SIGTERM')
    assert.deepEqual(await door.ended, { code: 0, stdout: 'Socle : tâches de fond prêtes\n', stderr: '' })
  })

  for (const engine of ['native', 'embedded'] as const) {
    test(`the ${engine} database: sign-up, one value, a second start refused, kill -9, the same data`, async () => {
      const env = { SOCLE_DATABASE: engine, SOCLE_DATA_DIR: join(base, engine), PORT: '0' }
      {
        await using door = openDoor('server', env)
        const url = await origin(door)
        await steer(url)
        await using second = openDoor('server', env)
        const refused = await second.ended
        assert.equal(refused.code, 1)
        assert.match(refused.stderr, /^Un autre Socle \(processus \d+\) utilise déjà le dossier [^\n]*\n$/)
        assert.equal((await fetch(`${url}/health/ready`)).status, 200)
        door.signal('SIGKILL')
        await door.ended
      }
      await using door = openDoor('server', env)
      const url = await origin(door)
      await post(`${url}/api/v1/auth/login`, account)
      door.signal('SIGTERM')
      assert.equal((await door.ended).code, 0)
    })
  }
})

async function post<T>(url: string, body: object, token = ''): Promise<T> {
  const headers = { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  const text = await answer.text()
  assert.ok(answer.ok, `${url}: ${answer.status} ${text}`)
  return JSON.parse(text) as T
}

/** Signs up and judges one value. */
async function steer(url: string): Promise<void> {
  const { access_token: token } = await post<{ access_token: string }>(`${url}/api/v1/auth/signup`, signUp)
  const dashboard = await post<{ id: string }>(`${url}/api/v1/dashboards`, { title: 'Production' }, token)
  const kpi = {
    name: 'Taux',
    unit: '%',
    frequency: 'MONTHLY',
    direction: 'UP_IS_BETTER',
    threshold_green: 95,
    threshold_orange: 90,
    threshold_red: 80,
  }
  const { id } = await post<{ id: string }>(`${url}/api/v1/dashboards/${dashboard.id}/kpis`, kpi, token)
  const value = await post<{ status: string }>(
    `${url}/api/v1/kpis/${id}/values`,
    { period: '2025-03', value: 92 },
    token,
  )
  assert.equal(value.status, 'ORANGE')
}

interface Lock extends AsyncDisposable {
  /** Resolves when somebody waits for the table. */
  readonly isWaitedFor: () => Promise<void>
  readonly release: () => Promise<unknown>
}

/** Takes the table of people: whoever logs in waits. */
async function lockUsers(ownerUrl: string): Promise<Lock> {
  const client = new Client({ connectionString: ownerUrl })
  await client.connect()
  await client.query('begin; lock table kernel."user" in access exclusive mode')
  return {
    isWaitedFor: async () => {
      for (;;) {
        const { rowCount } = await client.query(
          `select from pg_locks where not granted and relation = 'kernel."user"'::regclass`,
        )
        if (rowCount !== 0) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    release: () => client.query('commit'),
    [Symbol.asyncDispose]: () => client.end(),
  }
}
