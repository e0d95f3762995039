// A whole Socle in this process on a fresh, migrated database: routes are called through `inject`, nothing is faked.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import pg from 'pg'
import { toConfig } from '#kernel/config.ts'
import type { OrganizationId, UserId } from '#kernel/ids.ts'
import { createLog } from '#kernel/log.ts'
import type { Log } from '#kernel/log.ts'
import type { Module } from '#kernel/module.ts'
import type { Services } from '#kernel/services.ts'
import { modules as allModules } from '../../src/modules.ts'
import { createSocleApp, joinJobs, openSocle } from '../../src/socle.ts'
import { createTestDatabase } from './cluster.ts'
import { testSecret } from './throw-away-cluster.ts'

export interface Person {
  readonly user_id: UserId
  readonly organization_id: OrganizationId
  readonly email: string
  readonly password: string
  readonly token: string
  readonly refresh_token: string
}

export type Answer = LightMyRequestResponse

export interface TestSocle extends AsyncDisposable {
  readonly app: FastifyInstance
  readonly services: Services
  readonly ownerUrl: string
  /** Calls a route under /api/v1; `as` sends that person's token. */
  readonly call: (method: NonNullable<InjectOptions['method']>, path: string, options?: CallOptions) => Promise<Answer>
  /** Signs up a new organisation; the person is its ADMIN. */
  readonly signUp: (name?: string) => Promise<Person>
  /** Adds a person to somebody's organisation and logs in. */
  readonly addUser: (admin: Person, role?: 'ADMIN' | 'USER') => Promise<Person>
  /** Runs SQL as the owner, who sees everything. */
  readonly asOwner: (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>
}

export interface CallOptions {
  readonly as?: Person | null
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly payload?: string | Buffer
}

export interface TestOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly modules?: readonly Module[]
  /** Where log lines go instead of stderr. */
  readonly log?: Log
  /** Start background jobs and event delivery as the server does. */
  readonly running?: boolean
}

export const testPassword = 'un-mot-de-passe-assez-long'

/** Opens a Socle; dispose of it with `await using`. */
export async function createTestSocle(options: TestOptions = {}): Promise<TestSocle> {
  const modules = options.modules ?? allModules
  const dataDir = await mkdtemp(join(tmpdir(), 'socle-app-'))
  const database = await createTestDatabase({
    name: `socle_${modules.map((module) => module.name).join('_')}`,
    prepare: async (ownerUrl) => (await openFor(ownerUrl, dataDir, modules, {})).close(),
  })
  const socle = await openFor(database.ownerUrl, dataDir, modules, options)
  const { services } = socle
  const app = await createSocleApp(services, modules, { ready: true })
  if (options.running === true) {
    await services.events.start()
    await services.jobs.work(joinJobs(services, modules))
  }
  const owner = new pg.Pool({ connectionString: database.ownerUrl, max: 1 })
  // `end` does not wait for the socket: dropping the database may still cut a connection that nobody uses any more.
  owner.on('error', () => undefined)
  const call = caller(app)
  return {
    app,
    services,
    ownerUrl: database.ownerUrl,
    call,
    signUp: (name) => signUp(call, name),
    addUser: (admin, role) => addUser(call, admin, role ?? 'USER'),
    asOwner: async (text, values) =>
      (await owner.query(text, values === undefined ? [] : [...values])).rows as Record<string, unknown>[],
    [Symbol.asyncDispose]: async () => {
      await services.events.close()
      await app.close()
      await owner.end()
      await socle.close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function openFor(ownerUrl: string, dataDir: string, modules: readonly Module[], { env, log }: TestOptions) {
  const parsed = toConfig({
    DATABASE_URL: ownerUrl,
    SOCLE_DATA_DIR: dataDir,
    SOCLE_SECRET: testSecret,
    SOCLE_RATE_LIMIT_PER_MINUTE: '0',
    SOCLE_DEMO: 'no',
    ...env,
  })
  if (!parsed.ok) throw new Error(parsed.mistakes.join('\n'))
  return openSocle(parsed.config, modules, log ?? createLog(process.env['TEST_LOG'] ?? 'silent'))
}

function caller(app: FastifyInstance): TestSocle['call'] {
  return (method, path, { as, body, headers, payload } = {}) =>
    app.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        ...(as ? { authorization: `Bearer ${as.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      ...(payload === undefined ? {} : { payload }),
    })
}

interface TokenAnswer {
  readonly user: { readonly id: UserId; readonly organization_id: OrganizationId }
  readonly access_token: string
  readonly refresh_token: string
}

async function signUp(
  call: TestSocle['call'],
  name = `Organisation ${randomBytes(4).toString('hex')}`,
): Promise<Person> {
  const email = `admin-${randomBytes(6).toString('hex')}@example.org`
  const body = { email, password: testPassword, full_name: 'Alice Martin', organization_name: name }
  return toPerson(await call('POST', '/auth/signup', { body }), 201, email)
}

async function addUser(call: TestSocle['call'], admin: Person, role: 'ADMIN' | 'USER'): Promise<Person> {
  const email = `user-${randomBytes(6).toString('hex')}@example.org`
  const created = await call('POST', '/users', {
    as: admin,
    body: { email, full_name: 'Bruno Petit', role, password: testPassword },
  })
  if (created.statusCode !== 201) throw new Error(`POST /users: ${created.body}`)
  return toPerson(await call('POST', '/auth/login', { body: { email, password: testPassword } }), 200, email)
}

function toPerson(answer: Answer, status: number, email: string): Person {
  if (answer.statusCode !== status) throw new Error(`expected ${status}: ${answer.body}`)
  const { user, access_token, refresh_token } = answer.json<TokenAnswer>()
  return {
    user_id: user.id,
    organization_id: user.organization_id,
    email,
    password: testPassword,
    token: access_token,
    refresh_token,
  }
}
