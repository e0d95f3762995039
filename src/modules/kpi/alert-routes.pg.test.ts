import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { addDays, today } from '#kernel/dates.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { lastMonths, toldTo } from '../../../test/support/rhythm.ts'
import type { Period } from './rules/period.ts'
import type { Alert } from './rhythm-schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const months = lastMonths(8)
const month = (index: number): Period => months.at(index) as Period
const usual = {
  is_on: true,
  level: 'RED',
  raise_after: 1,
  clear_after: 2,
  tell_no_data: true,
  user_ids: [],
  team_ids: [],
}

/** A new organisation, so that nobody hears of another test. */
async function stage() {
  const admin = await socle.signUp()
  const owner = await socle.addUser(admin)
  const board = await make.dashboard(owner)
  const kpi = await make.kpi(owner, board.id)
  const enter = (period: Period, value: number) => make.value(owner, kpi.id, { period: period.label, value })
  return { admin, owner, board, kpi, enter }
}
const alertOf = async (kpiId: string, as: Person): Promise<Alert> => {
  const answer = await call('GET', `/kpis/${kpiId}/alert`, { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<Alert>()
}
const put = (kpiId: string, as: Person, change: object = {}) =>
  call('PUT', `/kpis/${kpiId}/alert`, { as, body: { ...usual, ...change } })
const importRows = async (as: Person, rows: readonly object[]): Promise<void> => {
  const job = await call('POST', '/imports/kpi-values', { as, body: { rows } })
  assert.deepEqual([job.statusCode, job.json<{ status: string }>().status], [201, 'SUCCESS'], job.body)
}

describe('alerts', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('a red value tells the owner from what to what, the value, the threshold, the period and the way there', async () => {
    const { owner, admin, kpi, enter } = await stage()
    await enter(month(-3), 97)
    assert.deepEqual(await toldTo(socle, owner), [])
    await enter(month(-2), 87)
    const [told, ...more] = await toldTo(socle, owner)
    assert.deepEqual(more, [])
    assert.deepEqual(
      [told?.kind, told?.topic, told?.title, told?.link],
      ['kpi.alert.raised', 'ALERT', 'Alerte : Taux de service passe du vert au rouge', `/kpis/${kpi.id}`],
    )
    assert.match(told?.body ?? '', /\d{4} : 87\s% < 90\s% → rouge, seuils d’origine\.$/)
    assert.deepEqual(await toldTo(socle, admin), [], 'nobody else was chosen')
    const alert = await alertOf(kpi.id, owner)
    assert.deepEqual([alert.state, alert.since, alert.since_label], ['ALERT', month(-2).start, month(-2).label])
  })

  test('a value that flaps alerts once; two good ones in a row end it, which is told once', async () => {
    const { owner, board } = await stage()
    const daily = await make.kpi(owner, board.id, { name: 'Retards', frequency: 'DAILY' })
    const [first, second, third] = [2, 1, 0].map((ago) => addDays(today('Europe/Paris'), -ago))
    const kinds = async () => (await toldTo(socle, owner)).map(({ kind }) => kind)
    await make.value(owner, daily.id, { period: first, value: 97 })
    await make.value(owner, daily.id, { period: second, value: 97 })
    const last = await make.value(owner, daily.id, { period: third, value: 87 })
    const states: string[] = []
    for (const value of [97, 87, 97, 87, 97]) {
      assert.equal(outcome(await call('PATCH', `/values/${last.id}`, { as: owner, body: { value } })), '200')
      states.push((await alertOf(daily.id, owner)).state)
    }
    assert.deepEqual(states, ['OK', 'ALERT', 'OK', 'ALERT', 'OK'])
    assert.deepEqual(await kinds(), ['kpi.alert.raised', 'kpi.alert.cleared'])
  })

  test('values of long ago are no news, and leave no data', async () => {
    const { owner, kpi, enter } = await stage()
    await enter(month(0), 97)
    await enter(month(1), 87)
    assert.deepEqual([(await alertOf(kpi.id, owner)).state, await toldTo(socle, owner)], ['NO_DATA', []])
  })

  test('a correction of an old period alarms nobody today', async () => {
    const { owner, kpi, enter } = await stage()
    const entered = []
    for (const index of [-4, -3, -2, -1]) entered.push(await enter(month(index), 97))
    const [, , third] = entered
    assert.equal(outcome(await call('PATCH', `/values/${third?.id}`, { as: owner, body: { value: 10 } })), '200')
    assert.equal((await alertOf(kpi.id, owner)).state, 'RECOVERING')
    assert.deepEqual(await toldTo(socle, owner), [])
    const last = entered.at(-1)
    assert.equal(outcome(await call('PATCH', `/values/${last?.id}`, { as: owner, body: { value: 10 } })), '200')
    assert.equal((await alertOf(kpi.id, owner)).state, 'ALERT')
  })

  test('many values at once tell each person once', async () => {
    const { admin, owner, board } = await stage()
    const kpis = []
    for (const index of [1, 2, 3]) kpis.push(await make.kpi(owner, board.id, { name: `Ligne ${index}` }))
    const rows = kpis.flatMap(({ id }) =>
      [month(-2), month(-1)].map(({ label }) => ({
        kpi_id: id,
        period: label,
        value: label === month(-1).label ? 10 : 99,
      })),
    )
    await importRows(admin, rows)
    const told = await toldTo(socle, owner, '&topic=ALERT')
    assert.deepEqual(
      told.map(({ kind, title, link }) => [kind, title, link]),
      [['kpi.alert.summed_up', '3 indicateurs en alerte', `/dashboards/${board.id}`]],
    )
    assert.match(told[0]?.body ?? '', /• Alerte : Ligne 1 passe du vert au rouge critique\. .*10\s% < 80\s%/)
  })

  test('a silenced alert tells nobody, and is not caught up on', async () => {
    const { owner, kpi, enter } = await stage()
    assert.equal(outcome(await put(kpi.id, owner, { is_on: false })), '200')
    await enter(month(-1), 10)
    assert.deepEqual([(await alertOf(kpi.id, owner)).state, await toldTo(socle, owner)], ['ALERT', []])
    assert.equal(outcome(await put(kpi.id, owner, { raise_after: 2 })), '200')
    assert.deepEqual([(await alertOf(kpi.id, owner)).state, await toldTo(socle, owner)], ['WATCH', []])
  })

  test('people and teams who were chosen are told too, as far as they see the KPI', async () => {
    const { admin, owner, kpi, board, enter } = await stage()
    const [one, member, lost] = [await socle.addUser(admin), await socle.addUser(admin), await socle.addUser(admin)]
    const team = (await call('POST', '/teams', { as: admin, body: { name: 'Qualité' } })).json<{ id: string }>()
    assert.equal(outcome(await call('PUT', `/teams/${team.id}/members/${member.user_id}`, { as: admin })), '204')
    const user_ids = [one.user_id, lost.user_id, one.user_id]
    const answer = await put(kpi.id, owner, { user_ids, team_ids: [team.id] })
    assert.equal(answer.statusCode, 200, answer.body)
    assert.deepEqual(
      [answer.json<Alert>().users.length, answer.json<Alert>().teams],
      [2, [{ id: team.id, name: 'Qualité' }]],
    )
    await call('PATCH', `/users/${lost.user_id}`, { as: admin, body: { is_active: false } })
    await enter(month(-1), 10)
    for (const person of [one, member, owner]) assert.equal((await toldTo(socle, person, '&topic=ALERT')).length, 1)
    const share = { visibility: 'TEAM', team_id: team.id }
    assert.equal(outcome(await call('PATCH', `/dashboards/${board.id}`, { as: owner, body: share })), '200')
    assert.deepEqual(await toldTo(socle, one), [], 'what he may not see any more is not told by an old notification')
    assert.equal((await call('GET', '/notifications', { as: one })).json<{ unread_count: number }>().unread_count, 0)
    assert.equal((await toldTo(socle, member, '&topic=ALERT')).length, 1)
    const refused = await put(kpi.id, owner, { user_ids: [one.user_id] })
    assert.equal(outcome(refused), '422 RECIPIENT_CANNOT_SEE')
  })

  test('follows verdicts given anew for a whole dashboard, and values given up for a formula, telling nobody', async () => {
    const { owner, admin, board, kpi, enter } = await stage()
    await enter(month(-1), 87)
    assert.equal((await alertOf(kpi.id, owner)).state, 'ALERT')
    const change = { threshold_green: 80, threshold_orange: 70, threshold_red: 70, effective_from: '2020-01-01' }
    assert.equal(outcome(await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: change })), '200')
    assert.equal(outcome(await call('POST', `/dashboards/${board.id}/recomputations`, { as: admin })), '201')
    assert.equal((await alertOf(kpi.id, owner)).state, 'OK')

    const [red, empty] = [await make.kpi(owner, board.id), await make.kpi(owner, board.id)]
    await make.value(owner, red.id, { period: month(-1).label, value: 87 })
    const formula = { kind: 'SUM', terms: [{ kpi_id: empty.id }], replace_values: true }
    assert.equal(outcome(await call('PUT', `/kpis/${red.id}/formula`, { as: owner, body: formula })), '200')
    assert.equal((await alertOf(red.id, owner)).state, 'OK')
    assert.deepEqual(
      (await toldTo(socle, owner)).map(({ kind }) => kind),
      ['kpi.alert.raised', 'kpi.alert.raised'],
    )
  })

  test('a computed KPI that is out of use tells nobody', async () => {
    const { owner, board, kpi, enter } = await stage()
    assert.equal(outcome(await put(kpi.id, owner, { is_on: false })), '200')
    const sum = await make.kpi(owner, board.id)
    const formula = { kind: 'SUM', terms: [{ kpi_id: kpi.id }] }
    assert.equal(outcome(await call('PUT', `/kpis/${sum.id}/formula`, { as: owner, body: formula })), '200')
    await call('PATCH', `/kpis/${sum.id}`, { as: owner, body: { is_active: false } })
    await enter(month(-1), 87)
    assert.equal((await alertOf(sum.id, owner)).state, 'ALERT')
    assert.deepEqual(await toldTo(socle, owner), [])
  })

  test('only the owners and ADMINs set an alert; strangers and mistakes are refused', async () => {
    const { admin, owner, kpi } = await stage()
    const keeper = await socle.addUser(admin)
    const stranger = await socle.signUp()
    assert.equal(outcome(await put(kpi.id, keeper)), '403 FORBIDDEN')
    assert.equal((await alertOf(kpi.id, keeper)).can_edit, false)
    assert.equal(outcome(await put(kpi.id, stranger)), '404 NOT_FOUND')
    assert.equal(outcome(await call('GET', `/kpis/${kpi.id}/alert`, { as: stranger })), '404 NOT_FOUND')
    const cases: readonly (readonly [object, string])[] = [
      [{ user_ids: [stranger.user_id] }, 'UNKNOWN_USER'],
      [{ team_ids: [randomUUID()] }, 'UNKNOWN_TEAM'],
      [{ raise_after: 0 }, 'VALUE_INVALID'],
      [{ clear_after: 13 }, 'VALUE_INVALID'],
      [{ level: 'GREEN' }, 'VALUE_INVALID'],
      [{ state: 'OK' }, 'UNKNOWN_FIELD'],
    ]
    for (const [change, code] of cases) {
      const answer = await put(kpi.id, owner, change)
      assert.equal(answer.statusCode, 422, answer.body)
      assert.equal(answer.json<{ errors: readonly { code: string }[] }>().errors[0]?.code, code)
    }
    assert.equal(outcome(await put(kpi.id, admin, { level: 'ORANGE' })), '200')
    const [entry] = await socle.asOwner(
      `select action from kernel.audit_entry where entity_id = $1 order by seq desc limit 1`,
      [kpi.id],
    )
    assert.equal(entry?.['action'], 'alert.changed')
  })

  test('values entered at the same moment leave the state that follows from all of them', async () => {
    const { owner, kpi } = await stage()
    await Promise.all(
      [-4, -3, -2, -1].map((index) => make.value(owner, kpi.id, { period: month(index).label, value: 10 })),
    )
    const alert = await alertOf(kpi.id, owner)
    assert.deepEqual([alert.state, alert.since], ['ALERT', month(-4).start])
    assert.equal((await toldTo(socle, owner)).filter(({ kind }) => kind === 'kpi.alert.raised').length <= 1, true)
  })
})
