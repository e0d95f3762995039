import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { Action, ActionEffect } from './schemas.ts'

const socle = await createTestSocle()
const { call, asOwner } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const doer = await socle.addUser(admin)
const boss = await socle.addUser(admin)
const expert = await socle.addUser(admin)
const stranger = await socle.signUp()
const board = await make.dashboard(owner)
const kpi = await make.kpi(owner, board.id)
const hidden = await make.kpi(owner, (await make.dashboard(owner, { visibility: 'PRIVATE' })).id)
const patch = (id: string, body: unknown, as = owner) => call('PATCH', `/actions/${id}`, { as, body })
const titles = async (as: typeof owner): Promise<readonly string[]> =>
  (await call('GET', '/notifications', { as }))
    .json<{ items: readonly { title: string }[] }>()
    .items.map(({ title }) => title)
const effectOf = async (id: string): Promise<ActionEffect> => {
  const answer = await call('GET', `/actions/${id}/effect`, { as: owner })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<ActionEffect>()
}

describe('action plans', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('the PDCA step follows the status, forwards; whoever wants another says so', async () => {
    const action = await make.action(owner, kpi.id)
    assert.deepEqual([action.step, action.priority, action.done_on], ['PLAN', 'NORMAL', null])
    const step = async (body: unknown): Promise<Action['step']> => (await patch(action.id, body)).json<Action>().step
    assert.equal(await step({ status: 'IN_PROGRESS' }), 'DO')
    assert.equal(await step({ status: 'DONE' }), 'CHECK')
    assert.equal(await step({ step: 'ACT' }), 'ACT')
    assert.equal(await step({ progress: 90 }), 'ACT')
    assert.equal(await step({ step: 'PLAN', status: 'OPEN' }), 'PLAN')
  })

  test('the day it was done is kept while it stays done, and forgotten when it is taken up again', async () => {
    const action = await make.action(owner, kpi.id, { status: 'DONE' })
    const [today] = await asOwner(`select (now() at time zone 'Europe/Paris')::date::text as today`, [])
    assert.equal(action.done_on, (today as { today: string }).today)
    await asOwner(`update kpi.action set done_on = '2025-01-01' where id = $1`, [action.id])
    assert.equal((await patch(action.id, { progress: 100 })).json<Action>().done_on, '2025-01-01')
    assert.equal((await patch(action.id, { status: 'IN_PROGRESS' })).json<Action>().done_on, null)
  })

  test('one answers for it, others are consulted and informed; each is told once', async () => {
    const action = await make.action(owner, kpi.id, {
      title: 'Régler la machine',
      priority: 'HIGH',
      cause: 'Pourquoi ? Le gabarit est usé.',
      owner_id: doer.user_id,
      accountable_id: boss.user_id,
      consulted_ids: [expert.user_id.toUpperCase()],
      informed_ids: [admin.user_id, expert.user_id],
    })
    assert.deepEqual(
      [action.accountable_id, action.consulted_ids, [...action.informed_ids].sort()],
      [boss.user_id, [expert.user_id], [admin.user_id, expert.user_id].sort()],
    )
    assert.equal(action.priority, 'HIGH')
    assert.deepEqual(await titles(boss), ['Vous répondez du résultat d’une action : Régler la machine'])
    assert.deepEqual(await titles(expert), ['Votre avis est demandé sur une action : Régler la machine'])
    assert.deepEqual(await titles(admin), [])
    await patch(action.id, { informed_ids: [admin.user_id] })
    await patch(action.id, { status: 'DONE', progress: 100 }, doer)
    await patch(action.id, { progress: 100 }, doer)
    assert.deepEqual(await titles(admin), ['Action faite : Régler la machine'])
    assert.equal((await titles(boss)).length, 2)
    assert.equal((await titles(expert)).length, 1)
    assert.equal(outcome(await patch(action.id, { accountable_id: null }, doer)), '403 FORBIDDEN')
    assert.equal(outcome(await patch(action.id, { step: 'ACT' }, doer)), '200')
  })

  test('people must be members who see the dashboard, each named by its place', async () => {
    const refused = async (kpiId: string, body: Record<string, unknown>): Promise<unknown> => {
      const answer = await call('POST', `/kpis/${kpiId}/actions`, { as: owner, body: { title: 'T', ...body } })
      const { errors } = answer.json<{ errors: readonly { pointer: string; code: string }[] }>()
      return [answer.statusCode, ...errors.map(({ pointer, code }) => `${pointer} ${code}`)]
    }
    const unknown = [422, '/accountable_id UNKNOWN_USER']
    assert.deepEqual(await refused(kpi.id, { accountable_id: stranger.user_id }), unknown)
    assert.deepEqual(await refused(kpi.id, { accountable_id: randomUUID() }), unknown)
    assert.deepEqual(await refused(kpi.id, { informed_ids: [boss.user_id, stranger.user_id].sort() }), [
      422,
      `/informed_ids/${[boss.user_id, stranger.user_id].sort().indexOf(stranger.user_id)} UNKNOWN_USER`,
    ])
    assert.deepEqual(await refused(hidden.id, { consulted_ids: [boss.user_id] }), [
      422,
      '/consulted_ids/0 OWNER_CANNOT_SEE',
    ])
    for (const [body, pointer] of [
      [{ step: 'DONE' }, '/step'],
      [{ priority: 1 }, '/priority'],
      [{ cause: 'x'.repeat(4001) }, '/cause'],
      [{ informed_ids: Array.from({ length: 51 }, () => randomUUID()) }, '/informed_ids'],
      [{ effective_on: '2025-02-30' }, '/effective_on'],
      [{ effective_on: '1989-12-31' }, '/effective_on'],
      [{ done_on: '2025-01-01' }, '/done_on'],
    ] as const) {
      const [status, first] = (await refused(kpi.id, body)) as [number, string]
      assert.deepEqual([status, first.split(' ')[0]], [422, pointer])
    }
  })

  test('the effect is measured from the values around it, as SQL has it', async () => {
    const line = await make.kpi(owner, board.id, {
      name: 'Rebuts',
      direction: 'DOWN_IS_BETTER',
      unit: 'pièces',
      threshold_green: 5,
      threshold_orange: 8,
      threshold_red: 20,
    })
    const action = await make.action(owner, line.id)
    assert.equal((await effectOf(action.id)).verdict, 'NOT_DONE')
    for (let month = 1; month <= 12; month += 1)
      await make.value(owner, line.id, { period: `2023-${String(month).padStart(2, '0')}`, value: 12 + (month % 3) })
    await patch(action.id, { status: 'DONE', progress: 100, effective_on: '2024-01-10' })
    assert.equal((await effectOf(action.id)).verdict, 'TOO_EARLY')
    for (let month = 1; month <= 7; month += 1)
      await make.value(owner, line.id, { period: `2024-0${month}`, value: month === 1 ? 40 : 5 + (month % 2) / 4 })
    const effect = await effectOf(action.id)
    const [figures] = await asOwner(
      `select avg(value) filter (where period_start < '2024-01-01') as before, avg(value) filter (where period_start >= '2024-02-01') as after
       from kpi.value where kpi_id = $1`,
      [line.id],
    )
    const { before, after: later } = figures as { before: string; after: string }
    assert.deepEqual([effect.verdict, effect.effective_on], ['IMPROVED', '2024-01-10'])
    assert.deepEqual([effect.before?.mean, effect.after?.mean], [Number(before), Number(later)])
    assert.equal(effect.shift?.value, Number((Number(later) - Number(before)).toFixed(6)))
    assert.ok((effect.shift?.high ?? 0) < 0)
  })

  test('the effect of an invisible action does not exist', async () => {
    const secret = await make.action(owner, hidden.id, { status: 'DONE' })
    assert.equal(outcome(await call('GET', `/actions/${secret.id}/effect`, { as: boss })), '404 NOT_FOUND')
    assert.equal(outcome(await call('GET', `/actions/${secret.id}/effect`, { as: stranger })), '404 NOT_FOUND')
    assert.equal((await effectOf(secret.id)).verdict, 'UNDECIDED')
  })
})
