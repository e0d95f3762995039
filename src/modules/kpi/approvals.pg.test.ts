// What waits for approval is listed, and approved as it was looked at.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { PendingApproval } from './closing-schemas.ts'
import type { MyDay } from './entry-schemas.ts'
import type { Dashboard, Kpi, Value } from './schemas.ts'

const socle = await createTestSocle()
const { call, asOwner } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const keeper = await socle.addUser(admin)
const stranger = await socle.signUp()

/** A dashboard of the owner that asks for approvals, with a KPI of the keeper. */
async function stage(): Promise<{ readonly board: Dashboard; readonly kpi: Kpi }> {
  const board = await make.dashboard(owner, { approval_required: true })
  return { board, kpi: await make.kpi(owner, board.id, { owner_id: keeper.user_id }) }
}

const lock = (board: Dashboard, day: string): Promise<Answer> =>
  call('PUT', `/dashboards/${board.id}/lock`, { as: owner, body: { locked_through: day } })
const enter = (kpi: Kpi, period: string, value: number, as: Person = keeper): Promise<Answer> =>
  call('POST', `/kpis/${kpi.id}/values`, { as, body: { period, value } })

interface Given {
  readonly approved: number
  readonly changed_since: readonly { readonly value_id: string; readonly value: number | null }[]
}
const waitingIn = async (board: Dashboard): Promise<readonly PendingApproval[]> =>
  (await call('GET', `/reporting/pending-approvals?dashboard_id=${board.id}`, { as: owner })).json<{
    items: PendingApproval[]
  }>().items
const approveSeen = (
  board: Dashboard,
  seen: readonly { readonly value_id: string; readonly entered_at: string }[],
  as: Person = owner,
): Promise<Answer> => {
  const values = seen.map(({ value_id, entered_at }) => ({ value_id, entered_at }))
  return call('POST', `/dashboards/${board.id}/approvals`, { as, body: { values } })
}

describe('approval', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('is given to all that was looked at, and closing asks for it', async () => {
    const { board, kpi } = await stage()
    for (const period of ['2025-08', '2025-09', '2025-10']) await enter(kpi, period, 96)
    const refused = await lock(board, '2025-09-30')
    assert.equal(outcome(refused), '409 VALUES_PENDING')
    assert.equal(refused.json<{ pending: number }>().pending, 2)
    const seen = (await waitingIn(board)).slice(0, 2)
    assert.equal(outcome(await approveSeen(board, seen, keeper)), '403 FORBIDDEN')
    assert.equal(outcome(await approveSeen(board, seen, stranger)), '404 NOT_FOUND')
    assert.equal(outcome(await approveSeen(board, [])), '422 VALUE_INVALID')
    assert.deepEqual((await approveSeen(board, seen)).json(), { approved: 2, changed_since: [] })
    assert.deepEqual((await approveSeen(board, seen)).json(), { approved: 0, changed_since: [] })
    assert.equal(outcome(await lock(board, '2025-09-30')), '200')
    assert.equal(outcome(await lock(board, '2025-10-31')), '409 VALUES_PENDING')
    const [entry] = await asOwner(
      `select after from kernel.audit_entry where entity_id = $1 and action = 'values.approved'`,
      [board.id],
    )
    assert.deepEqual(JSON.parse(String(entry?.['after'])), { approved: 2, changed_since: 0 })
  })

  test('of a whole dashboard passes over numbers written, corrected or deleted after they were looked at, and names them', async () => {
    const { board, kpi } = await stage()
    for (const period of ['2025-07', '2025-08', '2025-09']) await enter(kpi, period, 96)
    const seen = await waitingIn(board)
    const [kept, corrected, deleted] = seen
    assert.ok(kept && corrected && deleted)
    await call('PATCH', `/values/${corrected.value_id}`, { as: keeper, body: { value: 69 } })
    await call('DELETE', `/values/${deleted.value_id}`, { as: keeper })
    const arrived = (await enter(kpi, '2025-06', 12)).json<Value>()
    const elsewhere = await stage()
    const foreign = (await enter(elsewhere.kpi, '2025-06', 1)).json<Value>()
    const unknown = { value_id: randomUUID(), entered_at: kept.entered_at }
    const other = { value_id: foreign.id, entered_at: foreign.updated_at }
    const given = (await approveSeen(board, [...seen, unknown, other])).json<Given>()
    assert.equal(given.approved, 1)
    assert.deepEqual(
      given.changed_since.map(({ value_id, value }) => [value_id, value]),
      [
        [corrected.value_id, 69],
        [deleted.value_id, null],
        [unknown.value_id, null],
        [foreign.id, null],
      ],
    )
    const approvals = await asOwner(`select id, approval from kpi.value where kpi_id = any($1::uuid[])`, [
      [kpi.id, elsewhere.kpi.id],
    ])
    assert.deepEqual(
      new Map(approvals.map((row) => [row['id'], row['approval']])),
      new Map([
        [kept.value_id, 'APPROVED'],
        [corrected.value_id, 'PENDING'],
        [arrived.id, 'PENDING'],
        [foreign.id, 'PENDING'],
      ]),
    )
  })

  test('is listed for who can give it, oldest period first, page by page', async () => {
    const fresh = await socle.signUp()
    const boss = await socle.addUser(fresh)
    const clerk = await socle.addUser(fresh)
    const board = await make.dashboard(boss, { approval_required: true })
    const hidden = await make.dashboard(fresh, { approval_required: true, visibility: 'PRIVATE' })
    const kpi = await make.kpi(boss, board.id, { owner_id: clerk.user_id, code: 'A' })
    const secret = await make.kpi(fresh, hidden.id)
    for (const period of ['2025-10', '2025-08', '2025-09']) await enter(kpi, period, 96, clerk)
    await enter(secret, '2025-07', 96, fresh)
    const list = async (as: Person, query = ''): Promise<readonly PendingApproval[]> =>
      (await call('GET', `/reporting/pending-approvals${query}`, { as })).json<{ items: PendingApproval[] }>().items
    const labels = (items: readonly PendingApproval[]): unknown => items.map(({ period_label }) => period_label)
    assert.deepEqual(labels(await list(boss)), ['2025-08', '2025-09', '2025-10'])
    assert.deepEqual(labels(await list(fresh)), ['2025-07', '2025-08', '2025-09', '2025-10'])
    assert.deepEqual(labels(await list(fresh, `?dashboard_id=${board.id}`)), ['2025-08', '2025-09', '2025-10'])
    assert.deepEqual(await list(clerk), [])
    assert.deepEqual(await list(stranger), [])
    const [first] = await list(boss)
    assert.deepEqual([first?.entered_by, first?.evidence_count, first?.value], [clerk.user_id, 0, 96])
    const page = await call('GET', '/reporting/pending-approvals?limit=2', { as: boss })
    const cursor = page.json<{ next_cursor: string }>().next_cursor
    assert.deepEqual(labels(await list(boss, `?limit=2&cursor=${encodeURIComponent(cursor)}`)), ['2025-10'])
  })

  describe('that is awaited', () => {
    const told = async (person: Person, board: Dashboard): Promise<number> => {
      const [row] = await asOwner(
        `select count(*)::int as count from kernel.notification where user_id = $1 and kind = 'kpi.value.awaiting-approval' and link = $2`,
        [person.user_id, `/dashboards/${board.id}`],
      )
      return Number(row?.['count'])
    }

    test('is told to who answers for the dashboard: once a day, however many values and writers there are', async () => {
      const { board, kpi } = await stage()
      const second = await make.kpi(owner, board.id, { owner_id: keeper.user_id })
      const entries = ['2025-06', '2025-07', '2025-08'].flatMap((period) => [
        enter(kpi, period, 96),
        enter(second, period, 96),
      ])
      assert.deepEqual((await Promise.all(entries)).map(outcome), Array(6).fill('201'))
      assert.deepEqual([await told(owner, board), await told(keeper, board), await told(admin, board)], [1, 0, 0])
      const other = await stage()
      await enter(other.kpi, '2025-06', 96)
      assert.deepEqual([await told(owner, board), await told(owner, other.board)], [1, 1])
      await asOwner(`update kpi.approval_notice set day = day - 1 where dashboard_id = $1`, [board.id])
      await enter(kpi, '2025-09', 96)
      assert.equal(await told(owner, board), 2)
      const [notice] = (await call('GET', '/notifications?topic=APPROVAL', { as: owner })).json<{
        items: readonly { title: string; link: string }[]
      }>().items
      assert.equal(notice?.title, `Des valeurs attendent votre validation : ${board.title}`)
    })

    test('is told whichever way values come: corrected, typed in the grid, imported', async () => {
      const imports = importShortcuts(socle)
      const corrected = await stage()
      const value = (await enter(corrected.kpi, '2025-06', 96, owner)).json<Value>()
      assert.equal(await told(owner, corrected.board), 0)
      await call('PATCH', `/values/${value.id}`, { as: keeper, body: { comment: 'Relevé.' } })
      assert.equal(await told(owner, corrected.board), 0)
      await call('PATCH', `/values/${value.id}`, { as: keeper, body: { value: 95 } })
      assert.equal(await told(owner, corrected.board), 1)

      const typed = await stage()
      const cells = [{ kpi_id: typed.kpi.id, period: '2025-06', value: 96 }]
      await call('PUT', `/dashboards/${typed.board.id}/grid`, { as: keeper, body: { cells } })
      assert.equal(await told(owner, typed.board), 1)

      const imported = await stage()
      await imports.finished(keeper, { file: `indicateur;période;valeur\n${imported.kpi.id};2025-06;90\n` })
      assert.equal(await told(owner, imported.board), 1)
    })

    test('is not told where nobody asks for it, nor of a number that is taken away, nor of one’s own', async () => {
      const calm = await make.dashboard(owner)
      const kpi = await make.kpi(owner, calm.id, { owner_id: keeper.user_id })
      await enter(kpi, '2025-06', 96)
      assert.equal(await told(owner, calm), 0)
      const own = await stage()
      const value = (await enter(own.kpi, '2025-06', 96, owner)).json<Value>()
      await call('DELETE', `/values/${value.id}`, { as: keeper })
      assert.equal(await told(owner, own.board), 0)
    })

    test('is told to the ADMINs, and stands in their day, where who answers for the dashboard has left', async () => {
      const gone = await socle.addUser(admin)
      const board = await make.dashboard(gone, { approval_required: true })
      const kpi = await make.kpi(gone, board.id, { owner_id: keeper.user_id })
      const left = await call('PATCH', `/users/${gone.user_id}`, { as: admin, body: { is_active: false } })
      assert.equal(outcome(left), '200')
      await enter(kpi, '2025-06', 96)
      assert.deepEqual([await told(admin, board), await told(gone, board), await told(owner, board)], [1, 0, 0])
      const day = (await call('GET', '/my-day', { as: admin })).json<MyDay>()
      assert.deepEqual(
        day.to_approve.map(({ dashboard_id }) => dashboard_id),
        [board.id],
      )
      await enter(kpi, '2025-07', 96, admin)
      assert.equal(await told(admin, board), 1)
      assert.equal(outcome(await call('DELETE', `/dashboards/${board.id}`, { as: admin })), '204')
    })

    test('stands in the day of who answers for the dashboard, until it is given', async () => {
      const boss = await socle.addUser(admin)
      const board = await make.dashboard(boss, { approval_required: true })
      const kpi = await make.kpi(boss, board.id, { owner_id: keeper.user_id })
      for (const period of ['2025-07', '2025-06']) await enter(kpi, period, 96)
      const dayOf = async (as: Person): Promise<MyDay> => (await call('GET', '/my-day', { as })).json<MyDay>()
      const day = await dayOf(boss)
      assert.match(day.verdict, /2 valeurs à valider/)
      assert.deepEqual(
        [day.counts.to_approve, day.to_approve],
        [
          2,
          [{ dashboard_id: board.id, dashboard_title: board.title, pending_values: 2, oldest_period_label: '2025-06' }],
        ],
      )
      assert.equal((await dayOf(admin)).counts.to_approve, 0)
      const { items } = (await call('GET', `/kpis/${kpi.id}/values`, { as: boss })).json<{ items: Value[] }>()
      for (const { id } of items) await call('POST', `/values/${id}/approval`, { as: boss })
      assert.equal((await dayOf(boss)).counts.to_approve, 0)
    })
  })
})
