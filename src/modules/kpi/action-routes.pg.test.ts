import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import type { Action, Comment } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const keeper = await socle.addUser(admin)
const doer = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const board = await make.dashboard(owner)
const kpi = await make.kpi(owner, board.id, { owner_id: keeper.user_id })
const hidden = await make.kpi(owner, (await make.dashboard(owner, { visibility: 'PRIVATE' })).id)
const patch = (id: string, body: unknown, as = owner) => call('PATCH', `/actions/${id}`, { as, body })
const list = async (path: string, as = owner): Promise<readonly Action[]> => {
  const answer = await call('GET', path, { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<{ items: readonly Action[] }>().items
}

describe('actions and comments', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('an action is created open, shown with its KPI, and changed', async () => {
    const made = await make.action(owner, kpi.id, {
      description: '<i>verbatim</i>',
      due_date: '2025-06-30',
      owner_id: doer.user_id,
    })
    assert.deepEqual(
      [made.status, made.progress, made.is_late, made.kpi_name, made.description, made.owner_id],
      ['OPEN', 0, true, kpi.name, '<i>verbatim</i>', doer.user_id],
    )
    const done = (await patch(made.id, { status: 'DONE', progress: 100 })).json<Action>()
    assert.deepEqual([done.status, done.progress, done.is_late], ['DONE', 100, false])
    const bare = (await patch(made.id, { owner_id: null, due_date: null, description: null })).json<Action>()
    assert.deepEqual([bare.owner_id, bare.due_date, bare.description], [null, null, null])
    assert.equal(outcome(await call('DELETE', `/actions/${made.id}`, { as: owner })), '204')
    assert.equal(outcome(await patch(made.id, {})), '404 NOT_FOUND')
  })

  test('the assignee reports progress and status, and nothing else', async () => {
    const action = await make.action(owner, kpi.id, { owner_id: doer.user_id })
    assert.equal(outcome(await patch(action.id, { progress: 40, status: 'IN_PROGRESS' }, doer)), '200')
    assert.equal(outcome(await patch(action.id, { progress: 50, title: 'Autre' }, doer)), '403 FORBIDDEN')
    assert.equal(outcome(await patch(action.id, { due_date: null }, doer)), '403 FORBIDDEN')
    assert.equal(outcome(await patch(action.id, { owner_id: null }, doer)), '403 FORBIDDEN')
    assert.equal(outcome(await call('DELETE', `/actions/${action.id}`, { as: doer })), '403 FORBIDDEN')
    assert.equal(outcome(await patch(action.id, { progress: 60 }, other)), '403 FORBIDDEN')
    assert.equal(outcome(await patch(action.id, { title: 'Suite' }, keeper)), '200')
    const [seen] = (await list(`/kpis/${kpi.id}/actions`, doer)).filter((item) => item.id === action.id)
    assert.deepEqual([seen?.progress, seen?.title, seen?.can_edit, seen?.can_report], [40, 'Suite', false, true])
  })

  test('rights: owners of dashboard and KPI and ADMINs plan; the invisible does not exist', async () => {
    const body = { title: 'T' }
    const post = async (kpiId: string, as: typeof owner): Promise<string> =>
      outcome(await call('POST', `/kpis/${kpiId}/actions`, { as, body }))
    assert.deepEqual(await Promise.all([owner, keeper, admin, other].map((as) => post(kpi.id, as))), [
      '201',
      '201',
      '201',
      '403 FORBIDDEN',
    ])
    assert.equal(await post(hidden.id, other), '404 NOT_FOUND')
    const secret = await make.action(owner, hidden.id)
    assert.deepEqual((await call('GET', `/actions/${secret.id}`, { as: owner })).json(), secret)
    assert.equal(outcome(await call('GET', `/actions/${secret.id}`, { as: other })), '404 NOT_FOUND')
    assert.equal(outcome(await patch(secret.id, { progress: 1 }, other)), '404 NOT_FOUND')
    assert.ok(!(await list('/actions', other)).some((action) => action.id === secret.id))
    assert.ok((await list('/actions', admin)).some((action) => action.id === secret.id))
  })

  test('who is made responsible must be able to see, and is told', async () => {
    const post = async (kpiId: string, ownerId: string): Promise<string> =>
      outcome(await call('POST', `/kpis/${kpiId}/actions`, { as: owner, body: { title: 'T', owner_id: ownerId } }))
    assert.equal(await post(kpi.id, randomUUID()), '422 UNKNOWN_USER')
    assert.equal(await post(kpi.id, stranger.user_id), '422 UNKNOWN_USER')
    assert.equal(await post(hidden.id, doer.user_id), '422 OWNER_CANNOT_SEE')
    const told = async (as: typeof owner): Promise<number> => {
      const rows = await socle.asOwner(
        `select 1 from kernel.notification where user_id = $1 and kind = 'kpi.action.assigned'`,
        [as.user_id],
      )
      return rows.length
    }
    const fresh = await socle.addUser(admin)
    const action = await make.action(owner, kpi.id, { owner_id: fresh.user_id })
    assert.equal(await told(fresh), 1)
    await patch(action.id, { progress: 10 })
    await patch(action.id, { owner_id: fresh.user_id })
    assert.equal(await told(fresh), 1)
    await patch(action.id, { owner_id: owner.user_id })
    assert.equal(await told(owner), 0)
  })

  test('the list filters by person, lateness and status, and pages by due date', async () => {
    const leader = await socle.signUp()
    const place = await make.kpi(leader, (await make.dashboard(leader)).id)
    const mine = { owner_id: leader.user_id }
    const wanted = [
      { due_date: '2025-03-01', ...mine },
      { due_date: '2025-01-01' },
      {},
      { due_date: '2025-01-01', status: 'DONE', ...mine },
    ]
    for (const [index, fields] of wanted.entries())
      await make.action(leader, place.id, { title: String(index), ...fields })
    const titles = async (query: string): Promise<string> =>
      (await list(`/actions${query}`, leader)).map((action) => action.title).join('')
    assert.equal(await titles(''), '1302')
    assert.equal(await titles('?mine=true'), '30')
    assert.equal(await titles('?late=true'), '10')
    assert.equal(await titles('?late=false'), '32')
    assert.equal(await titles('?status=DONE'), '3')
    assert.equal(await titles('?mine=true&late=true'), '0')
    let walked = ''
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer = await call('GET', `/actions?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`, { as: leader })
      const page: { items: readonly Action[]; next_cursor: string | null } = answer.json()
      walked += page.items.map((action) => action.title).join('')
      cursor = page.next_cursor
    }
    assert.equal(walked, '1302')
    for (const query of ['?mine=oui', '?late=1', '?status=done', '?cursor=WyJhIiwiYiJd']) {
      assert.equal((await call('GET', `/actions${query}`, { as: leader })).statusCode, 422, query)
    }
  })

  test('hostile actions are refused with their fields', async () => {
    const cases: readonly (readonly [Record<string, unknown>, string])[] = [
      [{}, '422 REQUIRED'],
      [{ title: ' ' }, '422 VALUE_INVALID'],
      [{ title: 'T', progress: 101 }, '422 VALUE_INVALID'],
      [{ title: 'T', progress: -1 }, '422 VALUE_INVALID'],
      [{ title: 'T', progress: 50.5 }, '422 VALUE_INVALID'],
      [{ title: 'T', progress: '50' }, '422 VALUE_INVALID'],
      [{ title: 'T', progress: null }, '422 VALUE_INVALID'],
      [{ title: 'T', status: 'open' }, '422 VALUE_INVALID'],
      [{ title: 'T', due_date: '2025-02-29' }, '422 VALUE_INVALID'],
      [{ title: 'T', due_date: '0000-01-01' }, '422 VALUE_INVALID'],
      [{ title: 'T', due_date: 20250101 }, '422 VALUE_INVALID'],
      [{ title: 'T', kpi_id: kpi.id }, '422 UNKNOWN_FIELD'],
      [{ title: 'T', created_by: other.user_id }, '422 UNKNOWN_FIELD'],
    ]
    for (const [body, expected] of cases) {
      assert.equal(
        outcome(await call('POST', `/kpis/${kpi.id}/actions`, { as: owner, body })),
        expected,
        JSON.stringify(body),
      )
    }
  })

  test('a stale If-Match is refused', async () => {
    const made = await call('POST', `/kpis/${kpi.id}/actions`, { as: owner, body: { title: 'T' } })
    const headers = { 'if-match': String(made.headers['etag']) }
    const path = `/actions/${made.json<Action>().id}`
    assert.equal(outcome(await call('PATCH', path, { as: owner, body: { progress: 1 }, headers })), '200')
    assert.equal(outcome(await call('PATCH', path, { as: owner, body: { progress: 2 }, headers })), '412 STALE')
  })

  test('whoever sees a KPI or an action comments it, verbatim, oldest first', async () => {
    const action = await make.action(owner, kpi.id)
    for (const path of [`/kpis/${kpi.id}/comments`, `/actions/${action.id}/comments`]) {
      const contents = ['<script>alert(1)</script>', '  espaces  ', 'é'.repeat(2000)]
      for (const content of contents) {
        assert.equal(outcome(await call('POST', path, { as: other, body: { content } })), '201')
      }
      const { items } = (await call('GET', path, { as: owner })).json<{ items: readonly Comment[] }>()
      assert.deepEqual(
        items.map((comment) => comment.content),
        contents,
      )
      assert.ok(items.every((comment) => comment.author_id === other.user_id && !comment.can_delete))
      for (const body of [
        { content: '' },
        { content: ' \n' },
        { content: 'x'.repeat(2001) },
        {},
        { content: 'x', author_id: owner.user_id },
      ]) {
        assert.equal((await call('POST', path, { as: other, body })).statusCode, 422)
      }
    }
    assert.equal(
      outcome(await call('POST', `/kpis/${hidden.id}/comments`, { as: other, body: { content: 'x' } })),
      '404 NOT_FOUND',
    )
    assert.equal(outcome(await call('GET', `/kpis/${hidden.id}/comments`, { as: other })), '404 NOT_FOUND')
  })

  test('a comment is deleted by its author or an ADMIN', async () => {
    const post = async (): Promise<string> =>
      (await call('POST', `/kpis/${kpi.id}/comments`, { as: other, body: { content: 'x' } })).json<Comment>().id
    const [first, second] = [await post(), await post()]
    assert.equal(outcome(await call('DELETE', `/comments/${first}`, { as: owner })), '403 FORBIDDEN')
    assert.equal(outcome(await call('DELETE', `/comments/${first}`, { as: other })), '204')
    assert.equal(outcome(await call('DELETE', `/comments/${first}`, { as: other })), '404 NOT_FOUND')
    assert.equal(outcome(await call('DELETE', `/comments/${second}`, { as: admin })), '204')
  })

  test('another organisation’s action and comment answer exactly like random ones', async () => {
    const action = await make.action(owner, kpi.id)
    const comment = await call('POST', `/actions/${action.id}/comments`, { as: owner, body: { content: 'x' } })
    const commentId = comment.json<Comment>().id
    const verbs: readonly (readonly ['GET' | 'POST' | 'PATCH' | 'DELETE', (id: string) => string, string, unknown?])[] =
      [
        ['PATCH', (id) => `/actions/${id}`, action.id, { progress: 1 }],
        ['GET', (id) => `/actions/${id}`, action.id],
        ['DELETE', (id) => `/actions/${id}`, action.id],
        ['GET', (id) => `/actions/${id}/comments`, action.id],
        ['POST', (id) => `/actions/${id}/comments`, action.id, { content: 'x' }],
        ['DELETE', (id) => `/comments/${id}`, commentId],
      ]
    for (const [method, path, foreign, body] of verbs) {
      const ask = async (id: string): Promise<unknown> =>
        refusal(await call(method, path(id), { as: stranger, ...(body === undefined ? {} : { body }) }))
      const unknown = await ask(randomUUID())
      assert.equal((unknown as { status: number }).status, 404)
      assert.deepEqual(await ask(foreign), unknown)
    }
  })
})
