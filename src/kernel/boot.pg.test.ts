// Which databases Socle accepts, in whose name, and what it says to the person who gave it another one.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { Client } from 'pg'
import { modules } from '../modules.ts'
import { createSocleApp, openSocle } from '../socle.ts'
import type { Socle } from '../socle.ts'
import { testPassword } from '../../test/support/app.ts'
import { createTestDatabase } from '../../test/support/cluster.ts'
import type { TestDatabase } from '../../test/support/cluster.ts'
import { testSecret } from '../../test/support/throw-away-cluster.ts'
import { toConfig } from './config.ts'
import { DatabaseUnusable } from './database/owner.ts'
import { createLog } from './log.ts'
import { applicationPassword } from './secrets.ts'

describe('the start on a given database', () => {
  let dataDir = ''
  const databases: TestDatabase[] = []

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'socle-boot-'))
  })
  after(async () => {
    for (const database of databases) await database.drop()
    await rm(dataDir, { recursive: true, force: true })
  })

  const empty = async (): Promise<string> => {
    const database = await createTestDatabase()
    databases.push(database)
    return database.ownerUrl
  }
  const boot = (env: Readonly<Record<string, string>>): Promise<Socle> => {
    const parsed = toConfig({ SOCLE_DATA_DIR: dataDir, SOCLE_SECRET: testSecret, SOCLE_DEMO: 'no', ...env })
    assert.ok(parsed.ok)
    return openSocle(parsed.config, modules, createLog('silent'))
  }
  const refuses = (env: Readonly<Record<string, string>>, sentence: RegExp, secret = 'a-secret'): Promise<void> =>
    assert.rejects(boot(env), (error) => {
      assert.ok(error instanceof DatabaseUnusable, String(error))
      assert.match(error.message, sentence)
      assert.equal(error.message.includes(secret), false)
      return true
    })

  test('an owner who is no superuser prepares everything, and people work in it', async () => {
    const superUrl = await empty()
    const { url, name } = await makeHumbleOwner(superUrl)
    for (const start of ['first', 'second']) {
      const socle = await boot({ DATABASE_URL: url })
      const app = await createSocleApp(socle.services, modules, { ready: true })
      await socle.services.events.start()
      try {
        await useSocle(app, start)
      } finally {
        await app.close()
        await socle.close()
      }
    }
    const owners = await ask(
      superUrl,
      `select distinct tableowner::text as value from pg_tables where schemaname in ('kernel', 'kpi', 'job')`,
    )
    assert.deepEqual(owners, [name])
    const rights = await ask(
      superUrl,
      `select concat_ws(' ', rolsuper, rolbypassrls, rolcreaterole, rolcreatedb) as value from pg_roles where rolname = 'socle_app'`,
    )
    assert.deepEqual(rights, ['f f f f'])
    await dropOwner(superUrl, name)
  })

  test('the application owns nothing, creates nothing and truncates nothing', async () => {
    const ownerUrl = await empty()
    const socle = await boot({ DATABASE_URL: ownerUrl })
    try {
      for (const statement of [
        'create schema mine',
        'create table kernel.mine ()',
        'create table public.mine ()',
        'create temporary table mine ()',
        'truncate kernel.event',
        'alter table kernel.event disable row level security',
        'drop table kernel.event',
        `delete from kernel.audit_entry`,
        `insert into kernel.migration values ('a', 'b', 'c')`,
        'create role other',
        `set role ${new URL(ownerUrl).username || 'postgres'}`,
        'create trigger t before insert on kernel.event for each row execute function kernel.announce_event()',
      ]) {
        await assert.rejects(socle.services.database.query(statement), { code: '42501' }, statement)
      }
    } finally {
      await socle.close()
    }
    const owned = await ask(
      ownerUrl,
      `select count(*)::int as value from pg_class where relowner = 'socle_app'::regrole`,
    )
    assert.deepEqual(owned, [0])
  })

  test('a login of the application’s own is used as given, and a mighty one is refused', async () => {
    const ownerUrl = await empty()
    const own = withLogin(ownerUrl, 'socle_app', applicationPassword(testSecret))
    await (await boot({ DATABASE_URL: ownerUrl })).close()
    const socle = await boot({ DATABASE_URL: ownerUrl, SOCLE_APP_DATABASE_URL: own })
    await socle.close()
    await refuses(
      { DATABASE_URL: ownerUrl, SOCLE_APP_DATABASE_URL: ownerUrl },
      /peut contourner l’isolation : employez socle_app/,
    )
  })

  test('a wrong login of either is one sentence without the password', async () => {
    const ownerUrl = await empty()
    await refuses(
      { DATABASE_URL: withLogin(ownerUrl, 'nobody_here', 'a-secret') },
      /^La base de données ne répond pas : .*\.$/,
    )
    const app = withLogin(ownerUrl, 'nobody_here', 'a-secret')
    await refuses({ DATABASE_URL: ownerUrl, SOCLE_APP_DATABASE_URL: app }, /^L’application ne peut pas se connecter/)
  })

  test('an address where nothing answers is one sentence without the password', async () => {
    await refuses(
      { DATABASE_URL: 'postgres://someone:a-secret@127.0.0.1:1/nothing' },
      /^La base de données ne répond pas : .*ECONNREFUSED/,
    )
  })

  test('a database where PostGIS cannot be installed says so', async () => {
    const superUrl = await empty()
    await run(superUrl, 'drop extension postgis cascade')
    const { url, name } = await makeHumbleOwner(superUrl)
    await refuses({ DATABASE_URL: url }, /^L’extension postgis n’a pas pu être installée/)
    await dropOwner(superUrl, name)
  })
})

interface Owner {
  readonly url: string
  readonly name: string
}

/** The owner that design.md promises to be enough: CREATEROLE, and CREATE on the database. */
async function makeHumbleOwner(superUrl: string): Promise<Owner> {
  const name = `owner_${randomBytes(4).toString('hex')}`
  const database = new URL(superUrl).pathname.slice(1)
  await run(superUrl, `create role ${name} login createrole nosuperuser password 'a-secret'`)
  await run(superUrl, `grant create on database ${database} to ${name}`)
  return { url: withLogin(superUrl, name, 'a-secret'), name }
}

async function dropOwner(superUrl: string, name: string): Promise<void> {
  await run(superUrl, `drop owned by ${name} cascade; drop role ${name}`)
}

function withLogin(url: string, user: string, password: string): string {
  const changed = new URL(url)
  changed.searchParams.delete('user')
  changed.username = user
  changed.password = password
  return changed.href
}

async function run(url: string, text: string): Promise<readonly { readonly value: unknown }[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<{ value: unknown }>(text)).rows
  } finally {
    await client.end()
  }
}

async function ask(url: string, text: string): Promise<readonly unknown[]> {
  return (await run(url, text)).map(({ value }) => value)
}

/** Signs up, logs in again, steers with one value, reads the audit, and is told to come back with a spent token. */
async function useSocle(app: Awaited<ReturnType<typeof createSocleApp>>, start: string): Promise<void> {
  const email = `${start}-${randomBytes(4).toString('hex')}@example.org`
  const signUp = { email, password: testPassword, full_name: 'Alice Martin', organization_name: 'Essai' }
  const call = async <T>(
    method: 'GET' | 'POST',
    path: string,
    status: number,
    body?: object,
    token = '',
  ): Promise<T> => {
    const headers = token === '' ? {} : { authorization: `Bearer ${token}` }
    const answer = await app.inject({ method, url: `/api/v1${path}`, headers, ...(body === undefined ? {} : { body }) })
    assert.equal(answer.statusCode, status, `${method} ${path}: ${answer.body}`)
    return answer.body === '' ? (undefined as T) : answer.json<T>()
  }
  await call('POST', '/auth/signup', 201, signUp)
  const tokens = await call<{ access_token: string; refresh_token: string }>('POST', '/auth/login', 200, {
    email,
    password: testPassword,
  })
  const token = tokens.access_token
  await call('POST', '/auth/refresh', 200, { refresh_token: tokens.refresh_token })
  const dashboard = await call<{ id: string }>('POST', '/dashboards', 201, { title: 'Production' }, token)
  const kpi = {
    name: 'Taux',
    unit: '%',
    frequency: 'MONTHLY',
    direction: 'UP_IS_BETTER',
    threshold_green: 95,
    threshold_orange: 90,
    threshold_red: 80,
  }
  const { id } = await call<{ id: string }>('POST', `/dashboards/${dashboard.id}/kpis`, 201, kpi, token)
  const value = await call<{ status: string }>(
    'POST',
    `/kpis/${id}/values`,
    201,
    { period: '2025-03', value: 92 },
    token,
  )
  assert.equal(value.status, 'ORANGE')
  const audit = await call<{ items: unknown[] }>('GET', '/audit', 200, undefined, token)
  assert.ok(audit.items.length >= 3)
}
