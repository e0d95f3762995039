import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { addDays, today } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { lastMonths, morningOf, toldTo } from '../../../test/support/rhythm.ts'
import { reminderSettings } from '../../../test/support/world.ts'
import { runMorningRounds } from './actions/morning-round.ts'
import { periodOf } from './rules/period.ts'
import type { Lateness } from './rhythm-schemas.ts'

const socle = await createTestSocle()
const { call, services } = socle
const make = kpiShortcuts(socle)
/** The month in which every KPI of these tests is made: the first that is expected. */
const first = periodOf('MONTHLY', today('Europe/Paris'))
const daysAfter = (count: number): Day => addDays(first.end, count)
const round = (day: Day): Promise<void> =>
  runMorningRounds(services, { signal: new AbortController().signal, moment: morningOf(day) })
const reminders = async (as: Person) =>
  (await toldTo(socle, as, '&topic=REMINDER')).map(({ title, body }) => `${title} | ${body}`)
const settings = (as: Person, change: object = {}) =>
  call('PUT', '/settings/reminders', { as, body: { ...reminderSettings, ...change } })
const child = (day: Day, ...mode: readonly string[]) =>
  spawn(
    process.execPath,
    [join(import.meta.dirname, '../../../test/support/rhythm-child.ts'), socle.ownerUrl, morningOf(day), ...mode],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )

async function stage() {
  const admin = await socle.signUp()
  const [boss, owner] = [await socle.addUser(admin), await socle.addUser(admin)]
  const board = await make.dashboard(boss)
  const kpi = await make.kpi(boss, board.id, { owner_id: owner.user_id })
  return { admin, boss, owner, board, kpi }
}

describe('the morning round', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('reminds the owner two days after the end of a period, then every three days, in one notification', async () => {
    const { owner, boss, board, admin, kpi } = await stage()
    await make.kpi(boss, board.id, { name: 'Rebuts', owner_id: owner.user_id })
    const computed = await make.kpi(boss, board.id, { name: 'Calculé', owner_id: owner.user_id })
    const formula = { kind: 'SUM', terms: [{ kpi_id: kpi.id }] }
    const set = await call('PUT', `/kpis/${computed.id}/formula`, { as: boss, body: formula })
    assert.equal(set.statusCode, 200, set.body)
    await make.kpi(boss, board.id, { name: 'Endormi', owner_id: owner.user_id, is_active: false })
    await round(daysAfter(1))
    assert.deepEqual(await reminders(owner), [])
    for (const day of [2, 2, 3, 4]) await round(daysAfter(day))
    const told = await reminders(owner)
    assert.equal(told.length, 1)
    assert.match(told[0] ?? '', /^2 valeurs à saisir \| • Rebuts : \p{L}+ \d{4}\n• Taux de service : \p{L}+ \d{4}$/u)
    assert.deepEqual(
      (await toldTo(socle, owner)).map(({ link }) => link),
      ['/my-day'],
    )
    await round(daysAfter(5))
    assert.equal((await reminders(owner)).length, 2)
    assert.deepEqual([await reminders(boss), await reminders(admin)], [[], []], 'nobody else yet')
  })

  test('tells the owner of the dashboard after a week, and the ADMINs after two, and rests once the value is there', async () => {
    const { admin, boss, owner, kpi } = await stage()
    for (const day of [2, 7]) await round(daysAfter(day))
    assert.match(
      (await reminders(boss)).join('\n'),
      /^1 saisie en retard à relancer \| • Taux de service : .* \(Bruno Petit, Production, 7 jours\)$/u,
    )
    assert.deepEqual(await reminders(admin), [])
    await round(daysAfter(14))
    assert.equal((await reminders(admin)).length, 1)
    const before = (await reminders(owner)).length
    await make.value(owner, kpi.id, { period: first.label, value: 96 })
    await round(daysAfter(20))
    assert.equal((await reminders(owner)).length, before)
  })

  test('whoever does not see the KPI is not reminded, nor who has left; nobody is when it is switched off', async () => {
    const { admin, boss, owner, board } = await stage()
    assert.equal(
      outcome(await call('PATCH', `/dashboards/${board.id}`, { as: boss, body: { visibility: 'PRIVATE' } })),
      '200',
    )
    await round(daysAfter(30))
    assert.deepEqual(await reminders(owner), [])
    assert.equal((await reminders(boss)).length, 1)
    const other = await stage()
    assert.equal(outcome(await settings(other.admin, { is_on: false })), '200')
    await round(daysAfter(31))
    assert.deepEqual(await reminders(other.admin), [])
    assert.equal((await reminders(admin)).length >= 1, true)
  })

  test('the partial sum of an open month alarms nobody; once the month is over, the morning tells it once', async () => {
    const { boss, owner, board } = await stage()
    const sold = { name: 'Ventes', aggregation: 'SUM', owner_id: owner.user_id }
    const [low, grown] = [
      await make.kpi(boss, board.id, sold),
      await make.kpi(boss, board.id, { ...sold, name: 'Pose' }),
    ]
    const alerts = async () => (await toldTo(socle, owner, '&topic=ALERT')).map(({ title }) => title)
    const state = async (id: string) =>
      (await call('GET', `/kpis/${id}/alert`, { as: owner })).json<{ state: string }>().state
    for (const { id } of [low, grown]) {
      await make.value(owner, id, { period: periodOf('MONTHLY', addDays(first.start, -1)).label, value: 99 })
      await make.value(owner, id, { period: first.label, value: 15 })
      assert.deepEqual([await state(id), await alerts()], ['OK', []])
    }
    const [value] = (await call('GET', `/kpis/${grown.id}/values?from=${first.start}`, { as: owner })).json<{
      items: { id: string }[]
    }>().items
    assert.equal(outcome(await call('PATCH', `/values/${value?.id}`, { as: owner, body: { value: 96 } })), '200')
    // A change of the rule in the night takes nothing away from the morning.
    const rule = {
      is_on: true,
      level: 'RED',
      raise_after: 1,
      clear_after: 1,
      tell_no_data: true,
      user_ids: [],
      team_ids: [],
    }
    assert.equal(outcome(await call('PUT', `/kpis/${low.id}/alert`, { as: owner, body: rule })), '200')
    await round(first.end)
    assert.deepEqual(await alerts(), [], 'the last day is not over')
    for (const day of [1, 2, 3]) await round(daysAfter(day))
    assert.deepEqual(await alerts(), ['Alerte : Ventes passe du vert au rouge critique'])
    assert.deepEqual([await state(low.id), await state(grown.id)], ['ALERT', 'OK'])
  })

  test('a sum to be kept low that exceeds before its month is over alarms at once', async () => {
    const { boss, owner, board } = await stage()
    const limits = { direction: 'DOWN_IS_BETTER', threshold_green: 10, threshold_orange: 20, threshold_red: 30 }
    const scrap = await make.kpi(boss, board.id, {
      name: 'Rebuts',
      aggregation: 'SUM',
      owner_id: owner.user_id,
      ...limits,
    })
    await make.value(owner, scrap.id, { period: first.label, value: 25 })
    assert.deepEqual(
      (await toldTo(socle, owner, '&topic=ALERT')).map(({ title }) => title),
      ['Alerte : Rebuts est rouge'],
    )
  })

  test('waits for the morning of each organisation’s own time zone', async () => {
    const { admin, owner } = await stage()
    await call('PATCH', '/organization', { as: admin, body: { time_zone: 'America/New_York' } })
    await round(daysAfter(2))
    assert.deepEqual(await reminders(owner), [], 'two in the morning in New York')
    const moment = `${daysAfter(2)}T12:30:00Z`
    await runMorningRounds(services, { signal: new AbortController().signal, moment })
    assert.equal((await reminders(owner)).length, 1)
  })

  test('two processes at once send each person one reminder', async () => {
    const { owner, boss } = await stage()
    await settings((await stage()).admin)
    const day = daysAfter(8)
    const ended = once(child(day), 'exit')
    await Promise.all([round(day), round(day), ended])
    assert.equal((await ended)[0], 0)
    assert.deepEqual([(await reminders(owner)).length, (await reminders(boss)).length], [1, 1])
  })

  test('a process that is killed in the middle leaves nobody out and tells nobody twice', async () => {
    // All other organisations have had their round of that day.
    const day = daysAfter(9)
    await round(day)
    const { owner, boss } = await stage()
    const stalled = child(day, 'stall')
    await once(stalled.stdout, 'data')
    const told = async () => [(await reminders(owner)).length, (await reminders(boss)).length]
    assert.deepEqual((await told()).toSorted(), [0, 1])
    stalled.kill('SIGKILL')
    await once(stalled, 'exit')
    await round(day)
    assert.deepEqual(await told(), [1, 1])
    await round(day)
    assert.deepEqual(await told(), [1, 1])
  })

  test('says once that a KPI has no data any more', async () => {
    const { owner } = await stage()
    const silent = async () => (await toldTo(socle, owner, '&topic=ALERT')).map(({ kind, title }) => [kind, title])
    await round(first.start)
    assert.deepEqual(await silent(), [])
    for (const day of [40, 41]) await round(daysAfter(day))
    assert.deepEqual(await silent(), [['kpi.alert.no_data', 'Taux de service est maintenant sans donnée']])
  })

  test('only ADMINs read and set reminders, and later steps come later', async () => {
    const { admin, owner } = await stage()
    assert.equal(outcome(await call('GET', '/settings/reminders', { as: owner })), '403 FORBIDDEN')
    assert.equal(outcome(await settings(owner)), '403 FORBIDDEN')
    assert.deepEqual((await call('GET', '/settings/reminders', { as: admin })).json(), reminderSettings)
    for (const change of [{ tell_admins_after: 1 }, { repeat_after: 0 }, { hour: 24 }, { remind_after: 61 }, { x: 1 }])
      assert.equal((await settings(admin, change)).statusCode, 422)
    assert.equal(outcome(await settings(admin, { remind_after: 5 })), '200')
    assert.equal(
      (await call('GET', '/settings/reminders', { as: admin })).json<{ remind_after: number }>().remind_after,
      5,
    )
  })

  test('lateness counts what was entered late, and what is missing, since the KPI was made', async () => {
    const { admin, owner, kpi, board } = await stage()
    const months = lastMonths(5)
    // Made four months ago: the first of the five months was not expected.
    await socle.asOwner(`update kpi.kpi set created_at = $2 where id = $1`, [kpi.id, `${months[1]?.start}T12:00:00Z`])
    for (const [index, delay] of [
      [0, 1],
      [1, 1],
      [2, 5],
    ] as const) {
      const period = months[index]
      const value = await make.value(owner, kpi.id, { period: period?.label, value: 96 })
      const entered = `${addDays(period?.end as Day, delay)}T12:00:00Z`
      await socle.asOwner(`update kpi.value set created_at = $2 where id = $1`, [value.id, entered])
    }
    assert.equal(outcome(await settings(admin, { remind_after: 0, tell_dashboard_owner_after: 7 })), '200')
    assert.equal(outcome(await settings(admin, { remind_after: 2 })), '200')
    // The month that has just ended may still be within its grace.
    const isDue = today('Europe/Paris') > addDays(months[4]?.end as Day, 2)
    const answer = await call('GET', `/reporting/lateness?periods=${isDue ? 5 : 4}`, { as: owner })
    const { items, ...rest } = answer.json<Lateness>()
    assert.deepEqual(rest, { periods: isDue ? 5 : 4, grace_days: 2 })
    assert.deepEqual(
      items.map(({ dashboard_id, owner_id, entered, late, missing, late_share }) => [
        dashboard_id,
        owner_id,
        entered,
        late,
        missing,
        late_share,
      ]),
      [[board.id, owner.user_id, 2, 1, isDue ? 2 : 1, 0.5]],
    )
    const stranger = await socle.signUp()
    assert.deepEqual((await call('GET', '/reporting/lateness', { as: stranger })).json<Lateness>().items, [])
    assert.equal((await call('GET', '/reporting/lateness?periods=37', { as: owner })).statusCode, 422)
  })
})
