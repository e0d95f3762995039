// What the API does with hostile input, what every operation answers, and what an abandoned request leaves behind.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { issueLinkToken } from '#kernel/identity/account-links.ts'
import { idIn, run, stateOf } from './support/any-operation.ts'
import { createTestSocle, testPassword } from './support/app.ts'
import type { Person } from './support/app.ts'
import { outcome } from './support/kpi.ts'
import { pathWith, readOperations } from './support/operations.ts'
import { makeWorld } from './support/world.ts'
import type { World } from './support/world.ts'

// A mail server that is never reached: letters are only queued here, but the routes that need one are open.
const socle = await createTestSocle({ env: { SOCLE_POOL_SIZE: '3', SMTP_URL: 'smtp://127.0.0.1:9' } })
const { app, call } = socle
const operations = await readOperations(app)
const mine = await makeWorld(socle)
const theirs = await makeWorld(socle)
const protectedOperations = operations.filter(({ permission }) => permission !== null)
const addressed = protectedOperations.filter(({ params }) => params.length > 0)

describe('hostile input', () => {
  const payloads = [
    `' or '1'='1`,
    `'; drop table kpi.value; --`,
    `") union select password_hash from kernel."user" --`,
    `$1`,
    `%`,
    `\\`,
    '\u0000',
    '\uFFFD',
    '../../etc/passwd',
    '<script>alert(1)</script>',
    '{{7*7}}',
    '__proto__',
    '-1',
    '1e309',
    '99999999999999999999',
    'null',
    '2024-02-30',
    '9'.repeat(5_000),
    '',
  ]
  for (const operation of protectedOperations.filter(({ query }) => query.length > 0))
    test(`${operation.id} takes any query as data: an answer of its own or a 422`, async () => {
      const path = pathWith(operation.path, idIn(mine))
      for (const { name } of operation.query)
        for (const payload of payloads) {
          const query = [
            `${name}=${encodeURIComponent(payload)}`,
            `${name}[]=${encodeURIComponent(payload)}`,
            `${name}=1&${name}=${encodeURIComponent(payload)}`,
          ]
          for (const one of query) {
            const answer = await run(socle, operation, `${path}?${one}`, { world: mine, as: mine.admin })
            assert.ok([200, 422].includes(answer.statusCode), `${one}: ${answer.statusCode} ${answer.body}`)
            assert.deepEqual(operation.check(answer), [], one)
            assert.ok(!/syntax error|pg_|SQLSTATE|node_modules/i.test(answer.body), answer.body)
          }
        }
    })

  for (const operation of addressed)
    test(`${operation.id} answers any made-up id like an unknown one`, async () => {
      const wild = [`' or '1'='1`, '%00', '\u0000', '0', 'null', `${idIn(mine)('kpi_id')}'--`, 'é'.repeat(80)]
      for (const id of wild) {
        const answer = await run(
          socle,
          operation,
          pathWith(operation.path, () => id),
          { world: mine, as: mine.admin },
        )
        assert.equal(outcome(answer), '404 NOT_FOUND', id)
      }
    })

  test('an address outside the API is a 404 problem, never a page', async () => {
    const paths = [
      '/api',
      '/api/',
      '/api/v1',
      '/api/v1/',
      '/api/v2/kpis',
      '/api/v1/nothing',
      '/api/v1/KPIS',
      '/api/v1/dashboards/',
      '/api/v1//dashboards',
      '/api/v1/values',
      '/api/v1/.env',
    ]
    for (const url of paths)
      for (const method of ['GET', 'POST', 'DELETE'] as const) {
        const answer = await app.inject({
          method,
          url,
          headers: { accept: 'text/html', authorization: `Bearer ${mine.admin.token}` },
        })
        assert.equal(answer.statusCode, 404, `${method} ${url}: ${answer.body}`)
        assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, url)
      }
  })
})

/** Deletions come last, and what closes: each before what it needs is gone. */
const lastOnes = [
  'cancelImportJob',
  'deleteMeetingNote',
  'closeMeeting',
  'deleteMeeting',
  'deleteAttachment',
  'deleteComment',
  'deleteAction',
  'deleteEvidence',
  'deleteValue',
  'deleteFormula',
  'deleteKpi',
  'deleteScreen',
  'deleteImportSource',
  'deleteDashboard',
  'deleteGroup',
  'removeTeamMember',
  'deleteTeam',
  'changePassword',
  'refreshTokens',
  'logOut',
  'setUserPassword',
  'endSession',
]

/** Everything but the stream of events, which never ends. */
const answering = operations
  .filter(({ id }) => id !== 'listenToEvents')
  .sort((a, b) => lastOnes.indexOf(a.id) - lastOnes.indexOf(b.id))
const used = await makeWorld(socle)

describe('an operation that does what it is for', () => {
  for (const operation of answering)
    test(`answers as its description says: ${operation.id}`, async () => {
      const body = await prepare(operation.id, used)
      // what was added to the value above goes with it
      const query = operation.id === 'deleteValue' ? '?with_evidence=true' : ''
      const path = pathWith(operation.path, idIn(used)) + query
      const as = operation.id === 'changePassword' ? used.user : used.admin
      const headers = operation.id === 'getScreenContent' ? { 'x-socle-screen': idIn(used)('screen_token') } : {}
      const answer = await run(socle, operation, path, { world: used, as, headers, ...(body === null ? {} : { body }) })
      assert.ok(answer.statusCode < 300, `${answer.statusCode} ${answer.body}`)
      assert.deepEqual(operation.check(answer), [])
    })
})

/** What an operation needs first: a secret made for its body, or an import that is still running. */
async function prepare(id: string, { admin, user, ids }: World): Promise<Readonly<Record<string, unknown>> | null> {
  const link = (person: Person, purpose: 'INVITATION' | 'PASSWORD_RESET'): Promise<string> =>
    socle.services.database.transaction(
      { organization_id: person.organization_id, user_id: null, role: 'SYSTEM' },
      (tx) => issueLinkToken(tx, { user_id: person.user_id, purpose }),
    )
  switch (id) {
    case 'acceptInvitation':
      return { token: await link(await socle.addUser(admin), 'INVITATION'), password: testPassword }
    case 'confirmPasswordReset':
      return { token: await link(await socle.addUser(admin), 'PASSWORD_RESET'), password: testPassword }
    case 'cancelImportJob':
      await socle.asOwner(
        `update kpi.import_job set status = 'RUNNING', lease_until = now() + interval '1 minute' where id = $1`,
        [ids['job_id']],
      )
      return null
    case 'undoImportJob':
      // Operations before this one have judged its value anew.
      await socle.asOwner(
        `update kpi.import_change c set written_at = v.updated_at from kpi.value v where v.id = c.value_id and c.job_id = $1`,
        [ids['job_id']],
      )
      return null
    case 'changePassword':
      return { current_password: user.password, new_password: `${testPassword}-2` }
    case 'refreshTokens':
    case 'logOut':
      return { refresh_token: user.refresh_token }
    default:
      return null
  }
}

describe('a request that its sender abandons', () => {
  // of the last suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('leaves no organisation in scope on the connection it used', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const before = await stateOf(socle, theirs)
    const paths = ['/reporting/direction', '/dashboards', `/kpis/${idIn(mine)('kpi_id')}/values`, '/actions', '/audit']
    for (let round = 0; round < 10; round += 1)
      await Promise.all(paths.map((path, index) => abandon(port, `/api/v1${path}`, (round + index) % 4)))
    const looks = await Promise.all(
      Array.from({ length: 30 }, () =>
        socle.services.database.query(
          `select coalesce(current_setting('socle.organization', true), '') as scope, (select count(*)::int from kpi.kpi) as seen`,
        ),
      ),
    )
    for (const { rows } of looks) assert.deepEqual(rows, [{ scope: '', seen: 0 }])
    const shown = await call('GET', '/dashboards', { as: theirs.admin })
    assert.deepEqual(
      shown.json<{ items: readonly { id: string }[] }>().items.map(({ id }) => id),
      [theirs.ids['dashboard_id']],
    )
    assert.deepEqual(await stateOf(socle, theirs), before)
  })
})

/** Sends a request and cuts the line some milliseconds later. */
function abandon(port: number, path: string, afterMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${mine.admin.token}\r\n\r\n`)
      setTimeout(() => socket.destroy(), afterMs)
    })
    socket.on('close', () => resolve())
    socket.on('error', reject)
  })
}
