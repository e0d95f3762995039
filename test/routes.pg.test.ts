// Every route of the API, taken from the API's own description: who may call it, and what it reveals to others.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { modules } from '../src/modules.ts'
import { joinPolicies } from '../src/socle.ts'
import { bodyOf, idIn, run, stateOf } from './support/any-operation.ts'
import { createTestSocle } from './support/app.ts'
import type { Answer } from './support/app.ts'
import { outcome } from './support/kpi.ts'
import { pathWith, readOperations } from './support/operations.ts'
import { makeWorld } from './support/world.ts'

const socle = await createTestSocle()
const { app, call } = socle
const operations = await readOperations(app)
const policy = joinPolicies(modules)
const mine = await makeWorld(socle)
const theirs = await makeWorld(socle)

const publicOperations = [
  'acceptInvitation',
  'confirmPasswordReset',
  // the law asks for a statement that anybody can read
  'getAccessibility',
  // the page of forgotten passwords must know whether letters leave
  'getAuthOptions',
  // opened by the token of a screen, which opens nothing else
  'getScreenContent',
  'logIn',
  'logOut',
  'refreshTokens',
  'requestPasswordReset',
  'signUp',
]
const protectedOperations = operations.filter(({ permission }) => permission !== null)
const adminOperations = protectedOperations.filter(({ permission }) => policy[permission ?? '']?.USER === 'none')
/** Templates come with the product: they are no organisation's. */
const addressed = protectedOperations.filter(({ params }) => params.length > 0 && !params.includes('template_id'))

/** Everything an answer reveals, but the number of the request. */
function revealed(answer: Answer): unknown {
  const { 'x-request-id': _id, date: _date, 'content-length': _length, ...headers } = answer.headers
  const body = answer.body.replaceAll(/urn:request:[0-9a-f-]+/g, '')
  return { status: answer.statusCode, headers, body }
}

describe('the list of routes', () => {
  test('names every operation once', () => {
    assert.ok(operations.length >= 60, `${operations.length}`)
    assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length)
  })

  test('is complete: the server answers under /api/v1 only what the document describes', () => {
    const described = new Set(
      operations.map(({ method, path }) => `${method} /api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    )
    const served = routesOf(app.printRoutes({ commonPrefix: false })).filter((route) => route.includes(' /api/'))
    const undescribed = served.filter((route) => !described.has(route) && !route.startsWith('HEAD '))
    assert.deepEqual(undescribed, ['GET /api/v1/openapi.json', 'GET /api/docs'])
    assert.equal(served.filter((route) => described.has(route)).length, described.size)
  })

  test('is public only where somebody has to get in, and where a screen shows itself', () => {
    const open = operations.filter(({ permission }) => permission === null).map(({ id }) => id)
    assert.deepEqual(open.toSorted(), publicOperations)
  })

  for (const { id, permission } of protectedOperations)
    test(`${id} needs a permission that the policy knows`, () => {
      assert.ok(Object.hasOwn(policy, permission ?? ''), permission ?? '')
    })
})

describe('who is not signed in', () => {
  const tokens = {
    nothing: {},
    'no scheme': { authorization: mine.admin.token },
    'another scheme': { authorization: `Basic ${mine.admin.token}` },
    'a broken signature': { authorization: `Bearer ${mine.admin.token.slice(0, -4)}AAAA` },
    'a refresh token': { authorization: `Bearer ${mine.admin.refresh_token}` },
    'a screen’s token': { authorization: `Bearer ${mine.ids['screen_token']}` },
    'a screen’s token in its header': { 'x-socle-screen': mine.ids['screen_token'] ?? '' },
  }
  for (const operation of protectedOperations)
    test(`${operation.id} is refused before its body is read`, async () => {
      for (const [name, headers] of Object.entries(tokens)) {
        const answer = await call(operation.method, pathWith(operation.path, idIn(mine)), {
          headers: { ...headers, 'content-type': 'application/json' },
          ...(operation.method === 'GET' ? {} : { payload: '{"broken": ' }),
        })
        assert.equal(outcome(answer), '401 UNAUTHENTICATED', name)
        assert.deepEqual(operation.check(answer), [])
      }
    })

  test('a HEAD request is no way around', async () => {
    for (const { method, path } of protectedOperations.filter((one) => one.method === 'GET')) {
      const answer = await app.inject({ method: 'HEAD', url: `/api/v1${pathWith(path, idIn(mine))}` })
      assert.ok([401, 404].includes(answer.statusCode), `${method} ${path}: ${answer.statusCode}`)
      assert.equal(answer.body, '')
    }
  })
})

describe('a USER', () => {
  test('has something he may not do', () => assert.ok(adminOperations.length >= 10))

  for (const operation of adminOperations)
    test(`is refused ${operation.id} before the body is read`, async () => {
      const path = pathWith(operation.path, idIn(mine))
      const headers = { 'content-type': 'application/json' }
      const payload = operation.method === 'GET' ? {} : { payload: '{"broken": ' }
      const answer = await call(operation.method, path, { as: mine.user, headers, ...payload })
      assert.equal(outcome(answer), '403 FORBIDDEN')
      assert.deepEqual(operation.check(answer), [])
    })
})

describe('another organisation’s id', () => {
  // of the last suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  for (const operation of addressed)
    for (const [role, person] of [
      ['ADMIN', mine.admin],
      ['USER', mine.user],
    ] as const)
      test(`answers ${operation.id} of a ${role} exactly like one that exists nowhere`, async () => {
        const before = await stateOf(socle, theirs)
        const foreign = await run(socle, operation, pathWith(operation.path, idIn(theirs)), { world: mine, as: person })
        const unknown = await run(
          socle,
          operation,
          pathWith(operation.path, () => randomUUID()),
          { world: mine, as: person },
        )
        const malformed = await run(
          socle,
          operation,
          pathWith(operation.path, () => 'nowhere'),
          { world: mine, as: person },
        )
        const isRefused = role === 'USER' && adminOperations.includes(operation)
        assert.equal(outcome(unknown), isRefused ? '403 FORBIDDEN' : '404 NOT_FOUND')
        assert.deepEqual(revealed(foreign), revealed(unknown))
        assert.deepEqual(revealed(malformed), revealed(unknown))
        assert.deepEqual(operation.check(foreign), [])
        assert.deepEqual(await stateOf(socle, theirs), before)
      })

  for (const operation of addressed.filter(({ params }) => params.length > 1))
    test(`answers ${operation.id} like an unknown one also behind an id of ours`, async () => {
      const last = operation.params.at(-1) as string
      const mixed = (id: string): string => pathWith(operation.path, (key) => (key === last ? id : idIn(mine)(key)))
      const foreign = await run(socle, operation, mixed(idIn(theirs)(last)), { world: mine, as: mine.admin })
      const unknown = await run(socle, operation, mixed(randomUUID()), { world: mine, as: mine.admin })
      assert.equal(outcome(unknown), '404 NOT_FOUND')
      assert.deepEqual(revealed(foreign), revealed(unknown))
    })

  const namedInBodies = protectedOperations.flatMap((operation) =>
    operation.bodyFields.filter((field) => field.endsWith('_id')).map((field) => ({ operation, field })),
  )
  const foreignIds: Readonly<Record<string, string>> = {
    owner_id: theirs.user.user_id,
    accountable_id: theirs.user.user_id,
    team_id: theirs.ids['/teams/{id}'] ?? '',
    group_id: theirs.ids['group_id'] ?? '',
    kpi_id: idIn(theirs)('kpi_id'),
    mapping_id: idIn(theirs)('mapping_id'),
    parent_id: theirs.ids['group_id'] ?? '',
  }
  for (const { operation, field } of namedInBodies)
    test(`is refused in the body of ${operation.id} as ${field} like an unknown one`, async () => {
      assert.ok(foreignIds[field], field)
      const send = (id: string | undefined): Promise<Answer> =>
        run(socle, operation, pathWith(operation.path, idIn(mine)), {
          world: mine,
          as: mine.admin,
          body: { ...bodyOf(operation.id, mine), ...(field === 'team_id' ? { visibility: 'TEAM' } : {}), [field]: id },
        })
      const unknown = await send(randomUUID())
      assert.match(outcome(unknown), /^422 UNKNOWN_(USER|TEAM|GROUP|KPI|MAPPING)$/)
      assert.deepEqual(revealed(await send(foreignIds[field])), revealed(unknown))
    })

  test('is an unknown KPI in the rows of an import', async () => {
    const send = async (id: string): Promise<unknown> => {
      const rows = [{ kpi_id: id, period: '2024-01', value: 1 }]
      const answer = await call('POST', '/imports/kpi-values', { as: mine.admin, body: { rows } })
      const { status, errors } = answer.json<{ status: string; errors: readonly Record<string, unknown>[] }>()
      return { status, errors: errors.map(({ raw: _raw, ...error }) => error) }
    }
    const unknown = await send(randomUUID())
    assert.match(JSON.stringify(unknown), /FAILED.*UNKNOWN_KPI/)
    assert.deepEqual(await send(idIn(theirs)('kpi_id')), unknown)
  })

  test('marks no notification as read that belongs to somebody else', async () => {
    const unread = `select id from kernel.notification where organization_id = $1 and read_at is null`
    const before = await socle.asOwner(unread, [theirs.admin.organization_id])
    const [notification] = before
    assert.ok(notification)
    const mark = (id: unknown): Promise<Answer> =>
      call('POST', '/notifications/read', { as: mine.admin, body: { ids: [id] } })
    assert.deepEqual(revealed(await mark(notification['id'])), revealed(await mark(randomUUID())))
    assert.deepEqual(await socle.asOwner(unread, [theirs.admin.organization_id]), before)
  })

  const namedInQueries = protectedOperations.flatMap((operation) =>
    operation.query.filter(({ name }) => name.endsWith('_id')).map(({ name }) => ({ operation, name })),
  )
  for (const { operation, name } of namedInQueries)
    test(`finds nothing as ${name} of ${operation.id}, like an unknown one`, async () => {
      const foreignId = { actor_id: theirs.admin.user_id, entity_id: theirs.ids['kpi_id'] }[name] ?? idIn(theirs)(name)
      const search = (id: string): Promise<Answer> =>
        run(socle, operation, `${pathWith(operation.path, idIn(mine))}?${name}=${id}`, { world: mine, as: mine.admin })
      const unknown = await search(randomUUID())
      assert.equal(unknown.statusCode, 200)
      assert.deepEqual(unknown.json<{ items: unknown }>().items, [])
      assert.deepEqual(revealed(await search(foreignId)), revealed(unknown))
    })
})

/** The routes of Fastify's printed tree, as `GET /path`. */
function routesOf(tree: string): readonly string[] {
  const parents: string[] = []
  return tree.split('\n').flatMap((line) => {
    const match = /^((?:[│├└─ ]{4})*)(\S+)(?: \(([A-Z, ]+)\))?$/.exec(line)
    if (match === null) return []
    const [, indent = '', segment = '', methods = ''] = match
    const depth = indent.length / 4
    parents.length = depth - 1
    const path = parents.join('') + segment
    parents.push(segment)
    return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${path}`)
  })
}
