import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { addDays, daysBetween, today as todayIn } from '#kernel/dates.ts'
import { createTestSocle, type Person } from '../../../test/support/app.ts'
import { kpiShortcuts } from '../../../test/support/kpi.ts'
import type { MyDay } from './entry-schemas.ts'
import { periodOf, previousPeriod, type Period } from './rules/period.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const today = todayIn('Europe/Paris')

/** 0 is the open month, 1 the last that is over. */
function ago(count: number): Period {
  let period = periodOf('MONTHLY', today)
  for (let step = 0; step < count; step += 1) period = previousPeriod('MONTHLY', period)
  return period
}

async function dayOf(as: Person): Promise<MyDay> {
  const answer = await call('GET', '/my-day', { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<MyDay>()
}

describe('my day', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('somebody who answers for nothing has a calm day', async () => {
    const day = await dayOf(await socle.signUp())
    assert.deepEqual(Object.values(day.counts), [0, 0, 0, 0, 0, 0, 0, 0])
    assert.match(day.verdict, /^Rien ne vous attend/)
  })

  test('what I must enter, what is red and what is late; nobody else’s, nothing invisible, nothing inactive', async () => {
    const admin = await socle.signUp()
    const boss = await socle.addUser(admin)
    const me = await socle.addUser(admin)
    const board = await make.dashboard(boss)
    const mine = await make.kpi(boss, board.id, { name: 'Mine', owner_id: me.user_id })
    const red = await make.kpi(boss, board.id, { name: 'Red', owner_id: me.user_id })
    await make.kpi(boss, board.id, { name: 'Idle', owner_id: me.user_id, is_active: false })
    await make.value(boss, mine.id, { period: ago(3).label, value: 99 })
    await make.value(boss, mine.id, { period: ago(1).label, value: 99 })
    await make.value(boss, red.id, { period: ago(1).label, value: 10 })
    const hidden = await make.dashboard(boss)
    const secret = await make.kpi(boss, hidden.id, { name: 'Secret', owner_id: me.user_id })
    await make.value(boss, secret.id, { period: ago(3).label, value: 1 })
    await socle.asOwner(`update kpi.dashboard set visibility = 'PRIVATE' where id = $1`, [hidden.id])
    await make.action(boss, red.id, { title: 'Late', owner_id: me.user_id, due_date: addDays(today, -2) })
    await make.action(boss, red.id, { title: 'Soon', owner_id: me.user_id, due_date: addDays(today, 7) })
    await make.action(boss, red.id, { title: 'Later', owner_id: me.user_id, due_date: addDays(today, 8) })
    await make.action(boss, red.id, { title: 'His', owner_id: boss.user_id, due_date: addDays(today, -2) })
    await make.action(boss, red.id, {
      title: 'Done',
      owner_id: me.user_id,
      due_date: today,
      status: 'DONE',
      progress: 100,
    })

    const day = await dayOf(me)
    assert.equal(day.verdict, '1 valeur à saisir, 1 indicateur dans le rouge, 1 action en retard.')
    const due = addDays(ago(2).end, 1)
    assert.deepEqual(
      day.to_enter.map(({ name, missing, missing_since, due_since, days_late, is_mine, latest_value }) => ({
        name,
        missing,
        missing_since,
        due_since,
        days_late,
        is_mine,
        latest_value,
      })),
      [
        {
          name: 'Mine',
          missing: [ago(2).label],
          missing_since: ago(2).label,
          due_since: due,
          days_late: daysBetween(due, today),
          is_mine: true,
          latest_value: 99,
        },
      ],
    )
    assert.deepEqual(
      day.red.map(({ name, critical, open_actions, late_actions }) => [name, critical, open_actions, late_actions]),
      [['Red', true, 4, 2]],
    )
    assert.deepEqual(
      [day.late_actions, day.due_soon].map((actions) => actions.map(({ title }) => title)),
      [['Late'], ['Soon']],
    )
    const his = await dayOf(boss)
    assert.deepEqual(
      his.to_enter.map(({ name, is_mine, owner_name }) => [name, is_mine, owner_name]),
      [
        ['Mine', false, 'Bruno Petit'],
        ['Secret', false, 'Bruno Petit'],
      ],
    )
    assert.equal((await dayOf(admin)).counts.kpis, 0)
  })

  test('open actions that do not press are counted, and nobody is told that he has none', async () => {
    const admin = await socle.signUp()
    const me = await socle.addUser(admin)
    const kpi = await make.kpi(admin, (await make.dashboard(admin)).id)
    await make.action(admin, kpi.id, { title: 'Undated', owner_id: me.user_id })
    await make.action(admin, kpi.id, { title: 'Later', owner_id: me.user_id, due_date: addDays(today, 30) })
    await make.action(admin, kpi.id, { title: 'Done', owner_id: me.user_id, status: 'DONE', progress: 100 })
    await make.action(admin, kpi.id, { title: 'His' })
    const day = await dayOf(me)
    assert.deepEqual([day.counts.kpis, day.counts.late_actions, day.counts.due_soon], [0, 0, 0])
    assert.equal(day.counts.other_actions, 2)
    assert.equal(day.verdict, 'Rien ne presse : 2 actions vous sont confiées.')
  })

  test('a value entered leaves the list, and a day with everything done says so', async () => {
    const admin = await socle.signUp()
    const board = await make.dashboard(admin)
    const kpi = await make.kpi(admin, board.id)
    await make.value(admin, kpi.id, { period: ago(2).label, value: 99 })
    assert.deepEqual((await dayOf(admin)).to_enter[0]?.missing, [ago(1).label])
    await make.value(admin, kpi.id, { period: ago(1).label, value: 99 })
    const day = await dayOf(admin)
    assert.deepEqual([day.to_enter, day.verdict], [[], 'Tout est à jour.'])
  })

  test('an expired red is no red of today: its value is what waits', async () => {
    const admin = await socle.signUp()
    const board = await make.dashboard(admin)
    const kpi = await make.kpi(admin, board.id)
    await make.value(admin, kpi.id, { period: ago(4).label, value: 1 })
    const day = await dayOf(admin)
    assert.deepEqual([day.counts.red, day.counts.missing_values], [0, 3])
  })
})
