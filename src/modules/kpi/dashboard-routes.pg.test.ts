import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { today } from '#kernel/dates.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import { periodOf, previousPeriod } from './rules/period.ts'
import type { Dashboard } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const team = await call('POST', '/teams', { as: admin, body: { name: 'Atelier' } })
const teamId = team.json<{ id: string }>().id
await call('PUT', `/teams/${teamId}/members/${other.user_id}`, { as: admin })

interface Listed {
  readonly items: readonly Dashboard[]
  readonly next_cursor: string | null
}

async function titles(as: typeof admin, query = ''): Promise<readonly string[]> {
  const answer = await call('GET', `/dashboards${query}`, { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<Listed>().items.map((dashboard) => dashboard.title)
}

describe('dashboards', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('a dashboard is shown with its owner, open to the organisation by default', async () => {
    const made = await make.dashboard(owner, { title: 'Logistique', process_name: 'Flux', description: '<b>brut</b>' })
    assert.equal(made.visibility, 'ORGANIZATION')
    assert.equal(made.owner_id, owner.user_id)
    assert.equal(made.description, '<b>brut</b>')
    assert.equal(made.can_edit, true)
    const seen = await call('GET', `/dashboards/${made.id}`, { as: other })
    assert.equal(seen.json<Dashboard>().can_edit, false)
    assert.deepEqual({ ...seen.json<Dashboard>(), can_edit: true }, made)
  })

  test('a private dashboard exists for its owner and the ADMINs only, a team dashboard also for the team', async () => {
    const hidden = await make.dashboard(owner, { title: 'Secret', visibility: 'PRIVATE' })
    const shared = await make.dashboard(owner, { title: 'Partagé', visibility: 'TEAM', team_id: teamId })
    const outsider = await socle.addUser(admin)
    const see = async (as: typeof admin, id: string): Promise<number> =>
      (await call('GET', `/dashboards/${id}`, { as })).statusCode
    assert.deepEqual(
      await Promise.all([owner, admin, other, outsider, stranger].map((as) => see(as, hidden.id))),
      [200, 200, 404, 404, 404],
    )
    assert.deepEqual(
      await Promise.all([owner, admin, other, outsider, stranger].map((as) => see(as, shared.id))),
      [200, 200, 200, 404, 404],
    )
    assert.ok(!(await titles(other)).includes('Secret'))
    assert.ok((await titles(other)).includes('Partagé'))
    assert.ok(!(await titles(outsider)).includes('Partagé'))
  })

  test('only the owner and ADMINs change or delete; who cannot see it is told that it does not exist', async () => {
    const open = await make.dashboard(owner)
    const hidden = await make.dashboard(owner, { visibility: 'PRIVATE' })
    const body = { title: 'Nouveau' }
    assert.equal(outcome(await call('PATCH', `/dashboards/${open.id}`, { as: other, body })), '403 FORBIDDEN')
    assert.equal(outcome(await call('DELETE', `/dashboards/${open.id}`, { as: other })), '403 FORBIDDEN')
    assert.equal(outcome(await call('PATCH', `/dashboards/${hidden.id}`, { as: other, body })), '404 NOT_FOUND')
    assert.equal(outcome(await call('DELETE', `/dashboards/${hidden.id}`, { as: other })), '404 NOT_FOUND')
    assert.equal(outcome(await call('PATCH', `/dashboards/${hidden.id}`, { as: admin, body })), '200')
    assert.equal(outcome(await call('DELETE', `/dashboards/${open.id}`, { as: owner })), '204')
    assert.equal(outcome(await call('GET', `/dashboards/${open.id}`, { as: owner })), '404 NOT_FOUND')
  })

  test('a USER makes dashboards for himself, an ADMIN for anybody of the organisation', async () => {
    const forOther = { title: 'T', owner_id: other.user_id }
    assert.equal(outcome(await call('POST', '/dashboards', { as: owner, body: forOther })), '403 FORBIDDEN')
    assert.equal(outcome(await call('POST', '/dashboards', { as: admin, body: forOther })), '201')
    const foreign = await call('POST', '/dashboards', { as: admin, body: { title: 'T', owner_id: stranger.user_id } })
    const unknown = await call('POST', '/dashboards', { as: admin, body: { title: 'T', owner_id: randomUUID() } })
    assert.equal(outcome(foreign), '422 UNKNOWN_USER')
    assert.deepEqual(refusal(foreign), refusal(unknown))
  })

  test('handing a private dashboard over answers its new state, then hides it', async () => {
    const hidden = await make.dashboard(owner, { visibility: 'PRIVATE' })
    const given = await call('PATCH', `/dashboards/${hidden.id}`, { as: owner, body: { owner_id: other.user_id } })
    assert.equal(given.json<Dashboard>().owner_id, other.user_id)
    assert.equal(given.json<Dashboard>().can_edit, false)
    assert.equal(outcome(await call('GET', `/dashboards/${hidden.id}`, { as: owner })), '404 NOT_FOUND')
    assert.equal(outcome(await call('GET', `/dashboards/${hidden.id}`, { as: other })), '200')
  })

  test('a team dashboard needs a team of the organisation', async () => {
    const attempts = [{}, { team_id: null }, { team_id: randomUUID() }]
    const codes = await Promise.all(
      attempts.map(async (fields) =>
        outcome(await call('POST', '/dashboards', { as: owner, body: { title: 'T', visibility: 'TEAM', ...fields } })),
      ),
    )
    assert.deepEqual(codes, ['422 TEAM_REQUIRED', '422 TEAM_REQUIRED', '422 UNKNOWN_TEAM'])
  })

  test('pages follow each other by title without loss, and the process filters', async () => {
    const elsewhere = await socle.signUp()
    const wanted = ['a', 'B', 'c', 'É', 'e', 'e'].map((title) => ({
      title,
      process_name: title === 'e' ? 'Énergie' : null,
    }))
    for (const fields of wanted) await make.dashboard(elsewhere, fields)
    const all = await titles(elsewhere)
    assert.equal(all.length, wanted.length)
    const walked: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer = await call('GET', `/dashboards?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`, {
        as: elsewhere,
      })
      const page: Listed = answer.json<Listed>()
      walked.push(...page.items.map((dashboard) => dashboard.title))
      cursor = page.next_cursor
    }
    assert.deepEqual(walked, all)
    assert.deepEqual(await titles(elsewhere, `?process_name=${encodeURIComponent('Énergie')}`), ['e', 'e'])
    const processes = await call('GET', '/dashboards/processes', { as: elsewhere })
    assert.deepEqual(processes.json(), { items: ['Énergie'] })
  })

  test('the tally counts active KPIs by their latest value while it holds, and late actions', async () => {
    const { id } = await make.dashboard(owner)
    const closed = previousPeriod('MONTHLY', periodOf('MONTHLY', today('Europe/Paris')))
    const period = closed.label
    const before = previousPeriod('MONTHLY', closed).label
    const expired = previousPeriod('MONTHLY', previousPeriod('MONTHLY', closed)).label
    const kpis = await Promise.all(Array.from({ length: 7 }, () => make.kpi(owner, id)))
    const [green, orange, red, empty, idle, bare, stale] = kpis.map((kpi) => kpi.id) as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    await make.value(owner, green, { period: before, value: 10 })
    await make.value(owner, green, { period, value: 99 })
    await make.value(owner, orange, { period: before, value: 92 })
    await make.value(owner, red, { period, value: 85 })
    await make.value(owner, idle, { period, value: 1 })
    await call('PATCH', `/kpis/${idle}`, { as: owner, body: { is_active: false } })
    const none = { threshold_green: null, threshold_orange: null, threshold_red: null, effective_from: '2024-01-01' }
    assert.equal(outcome(await call('PATCH', `/kpis/${bare}`, { as: owner, body: none })), '200')
    await make.value(owner, bare, { period, value: 1 })
    await make.value(owner, stale, { period: expired, value: 99 })
    await make.action(owner, empty, { due_date: '2025-01-01' })
    await make.action(owner, empty, { due_date: '2025-01-01', status: 'DONE' })
    await make.action(owner, empty, { due_date: '2099-01-01', status: 'IN_PROGRESS' })
    const {
      kpi_count,
      green: greens,
      orange: oranges,
      red: reds,
      no_data,
      no_threshold,
      open_actions,
      late_actions,
      worst_status,
    } = (await call('GET', `/dashboards/${id}`, { as: other })).json<Dashboard>()
    assert.deepEqual(
      { kpi_count, greens, oranges, reds, no_data, no_threshold, open_actions, late_actions, worst_status },
      {
        kpi_count: 6,
        greens: 1,
        oranges: 1,
        reds: 1,
        no_data: 2,
        no_threshold: 1,
        open_actions: 2,
        late_actions: 1,
        worst_status: 'RED',
      },
    )
  })

  test('a stale If-Match is refused and nothing changes', async () => {
    const made = await call('POST', '/dashboards', { as: owner, body: { title: 'Un' } })
    const { id } = made.json<Dashboard>()
    const first = String(made.headers['etag'])
    const patch = (title: string, tag: string) =>
      call('PATCH', `/dashboards/${id}`, { as: owner, body: { title }, headers: { 'if-match': tag } })
    assert.equal(outcome(await patch('Deux', first)), '200')
    assert.equal(outcome(await patch('Trois', first)), '412 STALE')
    assert.equal((await call('GET', `/dashboards/${id}`, { as: owner })).json<Dashboard>().title, 'Deux')
  })

  test('hostile bodies are refused with their fields', async () => {
    const cases: readonly (readonly [unknown, string])[] = [
      [{}, '422 REQUIRED'],
      [{ title: '' }, '422 VALUE_INVALID'],
      [{ title: '   ' }, '422 VALUE_INVALID'],
      [{ title: 7 }, '422 VALUE_INVALID'],
      [{ title: null }, '422 VALUE_INVALID'],
      [{ title: 'a\u0000b' }, '422 VALUE_INVALID'],
      [{ title: 'x'.repeat(201) }, '422 VALUE_INVALID'],
      [{ title: 'T', organization_id: stranger.organization_id }, '422 UNKNOWN_FIELD'],
      [{ title: 'T', visibility: 'organization' }, '422 VALUE_INVALID'],
      [{ title: 'T', owner_id: 'moi' }, '422 VALUE_INVALID'],
      [[], '422 VALUE_INVALID'],
      ['T', '422 VALUE_INVALID'],
    ]
    for (const [body, expected] of cases) {
      assert.equal(outcome(await call('POST', '/dashboards', { as: owner, body })), expected, JSON.stringify(body))
    }
  })

  test('a made-up cursor is refused', async () => {
    const encode = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url')
    const cursors = [
      'x',
      encode([]),
      encode(['a', 'b']),
      encode([1, randomUUID()]),
      encode([null, randomUUID()]),
      encode('a'),
    ]
    for (const cursor of cursors) {
      assert.equal(
        outcome(await call('GET', `/dashboards?cursor=${cursor}`, { as: owner })),
        '422 CURSOR_INVALID',
        cursor,
      )
    }
  })

  test('deleting a dashboard is audited with what went with it', async () => {
    const { id } = await make.dashboard(owner)
    const kpi = await make.kpi(owner, id)
    await make.value(owner, kpi.id, { period: '2025-01', value: 1 })
    const action = await make.action(owner, kpi.id)
    await call('POST', `/kpis/${kpi.id}/comments`, { as: other, body: { content: 'Pourquoi ?' } })
    await call('POST', `/actions/${action.id}/comments`, { as: other, body: { content: 'Quand ?' } })
    assert.equal(outcome(await call('DELETE', `/dashboards/${id}`, { as: owner })), '204')
    const rows = await socle.asOwner(
      `select before from kernel.audit_entry where action = 'dashboard.deleted' and entity_id = $1`,
      [id],
    )
    const { kpi_count, value_count, action_count, comment_count } = JSON.parse(String(rows[0]?.['before'])) as Record<
      string,
      number
    >
    assert.deepEqual(
      { kpi_count, value_count, action_count, comment_count },
      { kpi_count: 1, value_count: 1, action_count: 1, comment_count: 2 },
    )
    const left = await socle.asOwner(`select 1 from kpi.comment where kpi_id = $1 or action_id = $2`, [
      kpi.id,
      action.id,
    ])
    assert.equal(left.length, 0)
  })

  test('another organisation’s dashboard answers exactly like a random or malformed one', async () => {
    const { id } = await make.dashboard(owner)
    const verbs = [
      ['GET', '', undefined],
      ['PATCH', '', { title: 'T' }],
      ['DELETE', '', undefined],
      ['GET', '/kpis', undefined],
    ] as const
    for (const [method, suffix, body] of verbs) {
      const ask = async (dashboardId: string): Promise<unknown> =>
        refusal(
          await call(method, `/dashboards/${dashboardId}${suffix}`, {
            as: stranger,
            ...(body === undefined ? {} : { body }),
          }),
        )
      const unknown = await ask(randomUUID())
      assert.deepEqual(await ask(id), unknown)
      assert.deepEqual(await ask('pas-un-id'), unknown)
    }
    assert.equal(outcome(await call('GET', `/dashboards/${id}`, { as: owner })), '200')
  })
})
