// Screens: an address that shows some dashboards to whoever has it, and nothing else to anybody.
import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { sql } from 'kysely'
import { toConfig } from '#kernel/config.ts'
import { today } from '#kernel/dates.ts'
import { createLog } from '#kernel/log.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { testSecret } from '../../../test/support/throw-away-cluster.ts'
import { modules } from '../../modules.ts'
import { createSocleApp, openSocle } from '../../socle.ts'
import { narrowToScreen } from './queries/screens.ts'
import type { ScreenId } from './queries/screens.ts'
import { periodOf, previousPeriod } from './rules/period.ts'
import type { MadeScreen, Screen, ScreenContent } from './screen-schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const stranger = await socle.addUser(admin)
const board = await make.dashboard(owner, { title: 'Atelier' })
const secret = await make.dashboard(admin, { title: 'Salaires', visibility: 'PRIVATE' })
const kpi = await make.kpi(owner, board.id, { name: 'Taux de service' })
await make.value(owner, kpi.id, { period: '2024-03', value: 60, comment: 'Un texte à ne pas afficher' })

const plain = { name: 'Hall', dashboard_ids: [board.id], views: ['OVERVIEW'], seconds_per_view: 20 }

async function makeScreen(as: Person, fields: Readonly<Record<string, unknown>> = {}): Promise<MadeScreen> {
  const answer = await call('POST', '/screens', { as, body: { ...plain, ...fields } })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<MadeScreen>()
}

function look(token: string): Promise<Answer> {
  return call('GET', '/tv/content', { headers: { 'x-socle-screen': token } })
}

async function shown(token: string): Promise<ScreenContent> {
  const answer = await look(token)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<ScreenContent>()
}

const dashboardsOf = ({ slides }: ScreenContent): readonly (string | null)[] => slides.map((one) => one.title)

describe('making a screen', () => {
  test('tells its address once; only the hash of the token is kept', async () => {
    const screen = await makeScreen(owner)
    assert.match(screen.token, /^[\w-]{43}$/)
    assert.equal(screen.address, `/tv#${screen.token}`)
    const [row] = await socle.asOwner('select token_hash, to_jsonb(s)::text as text from kpi.screen s where id = $1', [
      screen.id,
    ])
    assert.deepEqual(row?.['token_hash'], createHash('sha256').update(screen.token).digest())
    assert.ok(!String(row?.['text']).includes(screen.token))
    const list = await call('GET', '/screens', { as: owner })
    assert.ok(!list.body.includes(screen.token))
    const written = await socle.asOwner(
      `select after from kernel.audit_entry where entity_id = $1
       union all select payload::text from kernel.event where payload ->> 'screen_id' = $1::text`,
      [screen.id],
    )
    assert.equal(written.length, 2)
    assert.ok(!JSON.stringify(written).includes(screen.token) && !JSON.stringify(written).includes('Hall'))
  })

  test('is for one’s own dashboards; an ADMIN’s: any', async () => {
    assert.equal(outcome(await call('POST', '/screens', { as: stranger, body: plain })), '403 FORBIDDEN')
    assert.equal((await makeScreen(admin)).dashboards[0]?.title, 'Atelier')
  })

  test('names everything that is wrong, and writes nothing', async () => {
    const foreign = await make.dashboard(await socle.signUp())
    const cases: readonly (readonly [Readonly<Record<string, unknown>>, string, string])[] = [
      [{ name: ' ' }, 'VALUE_INVALID', '/name'],
      [{ dashboard_ids: [] }, 'VALUE_INVALID', '/dashboard_ids'],
      [{ dashboard_ids: Array.from({ length: 21 }, () => randomUUID()) }, 'VALUE_INVALID', '/dashboard_ids'],
      [{ dashboard_ids: [board.id, board.id.toUpperCase()] }, 'VALUE_INVALID', '/dashboard_ids/1'],
      [{ dashboard_ids: [randomUUID()] }, 'UNKNOWN_DASHBOARD', '/dashboard_ids/0'],
      [{ dashboard_ids: [board.id, foreign.id] }, 'UNKNOWN_DASHBOARD', '/dashboard_ids/1'],
      [{ dashboard_ids: [secret.id] }, 'UNKNOWN_DASHBOARD', '/dashboard_ids/0'],
      [{ views: [] }, 'VALUE_INVALID', '/views'],
      [{ views: ['OVERVIEW', 'OVERVIEW'] }, 'VALUE_INVALID', '/views/1'],
      [{ views: ['NOVELTY'] }, 'VALUE_INVALID', '/views/0'],
      [{ seconds_per_view: 4 }, 'VALUE_INVALID', '/seconds_per_view'],
      [{ seconds_per_view: 301 }, 'VALUE_INVALID', '/seconds_per_view'],
      [{ expires_on: '2024-02-30' }, 'VALUE_INVALID', '/expires_on'],
      [{ expires_on: '2020-01-01' }, 'VALUE_INVALID', '/expires_on'],
      [{ token: 'a'.repeat(43) }, 'UNKNOWN_FIELD', '/token'],
    ]
    const count = `select count(*)::int as count from kpi.screen`
    const before = await socle.asOwner(count)
    for (const [fields, code, pointer] of cases) {
      const answer = await call('POST', '/screens', { as: owner, body: { ...plain, ...fields } })
      assert.equal(answer.statusCode, 422, JSON.stringify(fields))
      const [error] = answer.json<{ errors: readonly { code: string; pointer: string }[] }>().errors
      assert.deepEqual([error?.code, error?.pointer], [code, pointer])
    }
    assert.deepEqual(await socle.asOwner(count), before)
  })
})

describe('the list of screens', () => {
  test('shows an ADMIN all of them, and others their own alone', async () => {
    const screen = await makeScreen(owner)
    const ids = async (as: Person): Promise<readonly string[]> =>
      (await call('GET', '/screens?limit=500', { as })).json<{ items: readonly Screen[] }>().items.map(({ id }) => id)
    assert.ok((await ids(admin)).includes(screen.id))
    assert.ok((await ids(owner)).includes(screen.id))
    assert.deepEqual(await ids(stranger), [])
    assert.equal(outcome(await call('DELETE', `/screens/${screen.id}`, { as: stranger })), '404 NOT_FOUND')
    const renamed = await call('PATCH', `/screens/${screen.id}`, { as: stranger, body: { name: 'À moi' } })
    assert.equal(outcome(renamed), '404 NOT_FOUND')
  })

  test('a change keeps the address, refuses a stale one, and an ADMIN cannot add what its maker does not see', async () => {
    const screen = await makeScreen(owner)
    const send = (as: Person, body: unknown, headers = {}): Promise<Answer> =>
      call('PATCH', `/screens/${screen.id}`, { as, body, headers })
    const changed = await send(owner, { name: 'Accueil', views: ['BOWLING'], seconds_per_view: 60 })
    assert.equal(outcome(changed), '200')
    const { slides, seconds_per_view } = await shown(screen.token)
    assert.deepEqual([slides.map(({ view }) => view), seconds_per_view], [['BOWLING'], 60])
    assert.equal(outcome(await send(owner, { name: 'X' }, { 'if-match': '"old"' })), '412 STALE')
    assert.equal(outcome(await send(admin, { dashboard_ids: [secret.id] })), '422 OWNER_CANNOT_SEE')
    assert.equal(outcome(await send(admin, { name: 'Vu par la direction' })), '200')
  })
})

describe('the token of a screen', () => {
  test('shows its dashboards and nothing else: no person, no comment', async () => {
    const other = await make.dashboard(owner, { title: 'Autre tableau' })
    await make.kpi(owner, other.id, { name: 'Chose cachée' })
    const { token } = await makeScreen(owner, { views: ['OVERVIEW', 'BOWLING', 'SQCDP', 'DIRECTION'] })
    const answer = await look(token)
    const content = answer.json<ScreenContent>()
    assert.deepEqual(
      content.slides.map(({ view, title }) => [view, title]),
      [
        ['DIRECTION', null],
        ['OVERVIEW', 'Atelier'],
        ['BOWLING', 'Atelier'],
      ],
    )
    assert.deepEqual(content.slides[0]?.direction?.dashboard_titles, ['Atelier'], 'the figures say what they are about')
    assert.equal(content.slides[1]?.overview?.[0]?.name, 'Taux de service')
    for (const word of ['Chose cachée', 'Autre tableau', 'Un texte', 'Bruno', owner.user_id, owner.email])
      assert.ok(!answer.body.includes(word), word)
    assert.equal(answer.headers['cache-control'], 'no-store')
  })

  test('beside a part of the running month a tile shows no change', async () => {
    const payroll = await make.dashboard(owner, { title: 'Paie' })
    const { token } = await makeScreen(owner, { dashboard_ids: [payroll.id] })
    const open = periodOf('MONTHLY', today('Europe/Paris'))
    for (const aggregation of ['LAST', 'SUM']) {
      const { id } = await make.kpi(owner, payroll.id, { name: aggregation, aggregation })
      await make.value(owner, id, { period: previousPeriod('MONTHLY', open).label, value: 90 })
      await make.value(owner, id, { period: open.label, value: 30 })
    }
    const tiles = (await shown(token)).slides[0]?.overview ?? []
    assert.deepEqual(
      tiles.map(({ name, value, change, goodness, provisional }) => [name, value, change, goodness, provisional]),
      [
        ['LAST', 30, -60, 'bad', true],
        ['SUM', 30, null, 'neutral', true],
      ],
    )
  })

  test('an expired status is shown as no data', async () => {
    const { token } = await makeScreen(owner)
    const [tile] = (await shown(token)).slides[0]?.overview ?? []
    assert.deepEqual([tile?.value, tile?.status], [60, 'NO_DATA'])
  })

  test('narrows the database itself: in its transaction no other dashboard exists, and nothing can be written', async () => {
    const { id } = await makeScreen(admin)
    const scope = { organization_id: admin.organization_id, user_id: admin.user_id, role: 'ADMIN' } as const
    const titles = await socle.services.database.read(scope, async (tx) => {
      await narrowToScreen(tx, id as ScreenId)
      const { rows } = await sql<{ title: string }>`select title from kpi.dashboard`.execute(tx)
      return rows.map(({ title }) => title)
    })
    assert.deepEqual(titles, ['Atelier'])
    const write = socle.services.database.read(scope, async (tx) => {
      await narrowToScreen(tx, id as ScreenId)
      await sql`update kpi.kpi set name = 'x'`.execute(tx)
    })
    await assert.rejects(write, /read-only/)
  })

  test('is refused like any wrong one when it is deleted, at once', async () => {
    const { id, token } = await makeScreen(owner)
    await shown(token)
    assert.equal(outcome(await call('DELETE', `/screens/${id}`, { as: owner })), '204')
    for (const wrong of [token, 'a'.repeat(43), 'x', '', owner.token, `${token}a`])
      assert.equal(outcome(await look(wrong)), '401 SCREEN_NOT_ACTIVE', wrong)
    assert.equal(outcome(await call('GET', '/tv/content', { as: owner })), '401 SCREEN_NOT_ACTIVE')
  })

  test('ends after its last day, in the organisation’s zone', async () => {
    const { id, token } = await makeScreen(owner)
    const until = (shift: string): Promise<unknown> =>
      socle.asOwner(
        `update kpi.screen set expires_on = (now() at time zone 'Europe/Paris')::date + $2::int where id = $1`,
        [id, shift],
      )
    await until('0')
    await shown(token)
    await until('-1')
    assert.equal(outcome(await look(token)), '401 SCREEN_NOT_ACTIVE')
    const list = await call('GET', '/screens?limit=500', { as: owner })
    const [seen] = list.json<{ items: readonly Screen[] }>().items.filter((one) => one.id === id)
    assert.equal(seen?.state, 'EXPIRED')
  })

  test('is seen: the list tells when', async () => {
    const { id, token } = await makeScreen(owner)
    const seenAt = async (): Promise<unknown> =>
      (await socle.asOwner('select last_seen_at from kpi.screen where id = $1', [id]))[0]?.['last_seen_at']
    assert.equal(await seenAt(), null)
    await shown(token)
    const first = await seenAt()
    assert.notEqual(first, null)
    await shown(token)
    assert.deepEqual(await seenAt(), first)
  })
})

describe('the rights of its maker', () => {
  test('a dashboard that the maker may no longer see is no longer shown, and comes back when he may', async () => {
    const maker = await socle.addUser(admin)
    const handed = await make.dashboard(maker, { title: 'Confié' })
    const { token, id } = await makeScreen(maker, { dashboard_ids: [handed.id] })
    assert.deepEqual(dashboardsOf(await shown(token)), ['Confié'])
    const change = (body: unknown): Promise<Answer> => call('PATCH', `/dashboards/${handed.id}`, { as: admin, body })
    await change({ owner_id: admin.user_id, visibility: 'PRIVATE' })
    assert.deepEqual(dashboardsOf(await shown(token)), [])
    const [screen] = (await call('GET', '/screens', { as: maker })).json<{ items: readonly Screen[] }>().items
    assert.deepEqual([screen?.id, screen?.dashboards, screen?.hidden_dashboards], [id, [], 1])
    await change({ visibility: 'ORGANIZATION' })
    assert.deepEqual(dashboardsOf(await shown(token)), ['Confié'])
  })

  test('an ADMIN who becomes a USER takes what he may no longer see off his screens', async () => {
    const second = await socle.addUser(admin, 'ADMIN')
    const { token } = await makeScreen(second, { dashboard_ids: [secret.id, board.id] })
    assert.deepEqual(dashboardsOf(await shown(token)), ['Salaires', 'Atelier'])
    await call('PATCH', `/users/${second.user_id}`, { as: admin, body: { role: 'USER' } })
    assert.deepEqual(dashboardsOf(await shown(token)), ['Atelier'])
  })

  test('a maker who is deactivated darkens his screens; the list says why', async () => {
    const leaver = await socle.addUser(admin)
    const own = await make.dashboard(leaver)
    const { token, id } = await makeScreen(leaver, { dashboard_ids: [own.id] })
    await shown(token)
    await call('PATCH', `/users/${leaver.user_id}`, { as: admin, body: { is_active: false } })
    assert.equal(outcome(await look(token)), '401 SCREEN_NOT_ACTIVE')
    const list = (await call('GET', '/screens?limit=500', { as: admin })).json<{ items: readonly Screen[] }>().items
    assert.equal(list.find((one) => one.id === id)?.state, 'MAKER_INACTIVE')
  })

  test('a deleted dashboard leaves its screens', async () => {
    const gone = await make.dashboard(owner)
    const { token } = await makeScreen(owner, { dashboard_ids: [gone.id, board.id] })
    assert.equal((await shown(token)).slides.length, 2)
    assert.equal(outcome(await call('DELETE', `/dashboards/${gone.id}`, { as: owner })), '204')
    assert.deepEqual(dashboardsOf(await shown(token)), ['Atelier'])
  })
})

describe('a restart and a flood', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('a screen is shown by another process, and after a restart', async () => {
    const { token } = await makeScreen(owner)
    const dataDir = await mkdtemp(join(tmpdir(), 'socle-screen-'))
    const env = { DATABASE_URL: socle.ownerUrl, SOCLE_DATA_DIR: dataDir, SOCLE_SECRET: testSecret, SOCLE_DEMO: 'no' }
    const parsed = toConfig(env)
    assert.ok(parsed.ok)
    const second = await openSocle(parsed.config, modules, createLog('silent'))
    const app = await createSocleApp(second.services, modules, { ready: true })
    const answer = await app.inject({ url: '/api/v1/tv/content', headers: { 'x-socle-screen': token } })
    assert.deepEqual(dashboardsOf(answer.json<ScreenContent>()), ['Atelier'])
    await app.close()
    await second.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  test('each screen is limited by itself', async () => {
    await using limited = await createTestSocle({ env: { SOCLE_RATE_LIMIT_PER_MINUTE: '600' } })
    const someone = await limited.signUp()
    const { dashboard } = kpiShortcuts(limited)
    const own = await dashboard(someone)
    const tokens: string[] = []
    for (const name of ['A', 'B']) {
      const body = { ...plain, name, dashboard_ids: [own.id] }
      tokens.push((await limited.call('POST', '/screens', { as: someone, body })).json<MadeScreen>().token)
    }
    const ask = (token = ''): Promise<Answer> =>
      limited.call('GET', '/tv/content', { headers: { 'x-socle-screen': token } })
    const answers: number[] = []
    for (let round = 0; round < 70; round += 1) answers.push((await ask(tokens[0])).statusCode)
    assert.equal(answers[0], 200)
    assert.ok(answers.includes(429))
    const refused = await ask(tokens[0])
    assert.equal(outcome(refused), '429 TOO_MANY_REQUESTS')
    assert.ok(Number(refused.headers['retry-after']) >= 1)
    assert.equal((await ask(tokens[1])).statusCode, 200)
  })
})
