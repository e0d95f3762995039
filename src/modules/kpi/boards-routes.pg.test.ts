import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { today } from '#kernel/dates.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { Bowling, Sqcdp } from './boards-schemas.ts'
import { periodOf } from './rules/period.ts'
import type { Kpi } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const reader = await socle.addUser(admin)
const board = await make.dashboard(owner, { visibility: 'PRIVATE' })
const shared = await make.dashboard(owner)

const dailyKpi = { name: 'Presqu’accidents', frequency: 'DAILY', family: 'SAFETY' } as const

async function read<T>(path: string, as = owner): Promise<T> {
  const answer = await call('GET', path, { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<T>()
}

describe('the family of a KPI', () => {
  test('is given to a daily KPI, changed and taken away', async () => {
    const kpi = await make.kpi(owner, shared.id, dailyKpi)
    assert.equal(kpi.family, 'SAFETY')
    const change = async (body: unknown): Promise<Kpi> =>
      (await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body })).json<Kpi>()
    assert.equal((await change({ family: 'COST' })).family, 'COST')
    assert.equal((await change({ name: 'Autre nom' })).family, 'COST')
    assert.equal((await change({ family: null })).family, null)
  })

  test('goes with a copy of its dashboard', async () => {
    const source = await make.dashboard(owner)
    await make.kpi(owner, source.id, { ...dailyKpi, family: 'PEOPLE' })
    const copy = await call('POST', `/dashboards/${source.id}/copies`, { as: owner, body: { title: 'Copie' } })
    assert.equal(copy.statusCode, 201, copy.body)
    const { dashboard } = copy.json<{ dashboard: { id: string } }>()
    const { letters } = await read<Sqcdp>(`/dashboards/${dashboard.id}/sqcdp`)
    assert.deepEqual(
      letters.map(({ kpis }) => kpis.length),
      [0, 0, 0, 0, 1],
    )
  })

  test('is refused to any other frequency, also when the frequency changes later', async () => {
    const body = { ...dailyKpi, frequency: 'MONTHLY', direction: 'UP_IS_BETTER' }
    const made = await call('POST', `/dashboards/${shared.id}/kpis`, { as: owner, body })
    assert.equal(outcome(made), '422 FAMILY_NEEDS_DAILY')
    const kpi = await make.kpi(owner, shared.id, dailyKpi)
    const weekly = await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: { frequency: 'WEEKLY' } })
    assert.equal(outcome(weekly), '422 FAMILY_NEEDS_DAILY')
    assert.equal(weekly.json<{ errors: readonly { pointer: string }[] }>().errors[0]?.pointer, '/family')
    const both = await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: { frequency: 'WEEKLY', family: null } })
    assert.equal(outcome(both), '200')
    const wrong = await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: { family: 'FUN' } })
    assert.equal(outcome(wrong), '422 VALUE_INVALID')
  })
})

describe('the bowling chart', () => {
  test('shows the year that is asked for, or the present one, with active KPIs only', async () => {
    const dashboard = await make.dashboard(owner)
    const kpi = await make.kpi(owner, dashboard.id, { aggregation: 'SUM' })
    await make.kpi(owner, dashboard.id, { is_active: false })
    await make.value(owner, kpi.id, { period: '2024-03', value: 96 })
    await make.value(owner, kpi.id, { period: '2024-04', value: 70 })
    const items = [
      { period: '2024-03', value: 90 },
      { period: '2024-04', value: 91 },
    ]
    await call('PUT', `/kpis/${kpi.id}/targets`, { as: owner, body: { items } })
    const chart = await read<Bowling>(`/dashboards/${dashboard.id}/bowling?year=2024`)
    assert.deepEqual(
      [chart.year, chart.year_start, chart.year_end, chart.rows.length],
      [2024, '2024-01-01', '2024-12-31', 1],
    )
    const [row] = chart.rows
    const [march, april] = row?.cells.slice(2, 4) ?? []
    assert.deepEqual([march?.value, march?.target, march?.status, march?.critical], [96, 90, 'GREEN', false])
    assert.deepEqual([april?.value, april?.target, april?.status, april?.critical], [70, 91, 'RED', true])
    assert.deepEqual(
      [row?.ytd.actual, row?.ytd.target, row?.ytd.goodness, row?.ytd.target_missing],
      [166, 181, 'WORSE', 0],
    )
    const now = await read<Bowling>(`/dashboards/${dashboard.id}/bowling`)
    assert.ok(now.today >= now.year_start && now.today <= now.year_end)
  })

  test('a year to date with a part of the running month is provisional and waits for its verdict', async () => {
    const dashboard = await make.dashboard(owner)
    const kpi = await make.kpi(owner, dashboard.id, { aggregation: 'SUM' })
    const total = async () => (await read<Bowling>(`/dashboards/${dashboard.id}/bowling`)).rows[0]?.ytd
    const month = periodOf('MONTHLY', today('Europe/Paris')).label
    const items = [{ period: month, value: 90 }]
    await call('PUT', `/kpis/${kpi.id}/targets`, { as: owner, body: { items } })
    await make.value(owner, kpi.id, { period: month, value: 30 })
    const ytd = { actual: 30, actual_missing: 0, target: 90, target_missing: 0 }
    assert.deepEqual(await total(), { ...ytd, provisional: true, goodness: null })
    await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: { aggregation: 'LAST' } })
    assert.deepEqual(await total(), { ...ytd, provisional: true, goodness: 'WORSE' })
  })

  test('follows the fiscal year of the organisation', async () => {
    const other = await socle.signUp()
    await call('PATCH', '/organization', { as: other, body: { fiscal_year_start_month: 9 } })
    const dashboard = await make.dashboard(other)
    const chart = await read<Bowling>(`/dashboards/${dashboard.id}/bowling?year=2024`, other)
    assert.deepEqual([chart.months[0], chart.months[11]], ['2024-09', '2025-08'])
  })

  test('is 404 for whoever does not see the dashboard, and refuses a year that is none', async () => {
    const path = `/dashboards/${board.id}/bowling`
    assert.equal(outcome(await call('GET', path, { as: reader })), '404 NOT_FOUND')
    assert.equal(outcome(await call('GET', path, { as: await socle.signUp() })), '404 NOT_FOUND')
    for (const year of ['1989', '2100', '20', 'x', '2024.5', '', '-2024'])
      assert.match(outcome(await call('GET', `${path}?year=${year}`, { as: owner })), /^422/, year)
  })
})

describe('the SQCDP board', () => {
  test('colours a day by the worst of its family, and tells of the countermeasure', async () => {
    const dashboard = await make.dashboard(owner)
    const first = await make.kpi(owner, dashboard.id, dailyKpi)
    const second = await make.kpi(owner, dashboard.id, { ...dailyKpi, name: 'Rangement' })
    const cost = await make.kpi(owner, dashboard.id, { ...dailyKpi, family: 'COST' })
    await make.kpi(owner, dashboard.id, { ...dailyKpi, family: null })
    await make.value(owner, first.id, { period: '2025-04-08', value: 97 })
    await make.value(owner, second.id, { period: '2025-04-08', value: 92 })
    await make.value(owner, first.id, { period: '2025-04-09', value: 60 })
    await make.value(owner, cost.id, { period: '2025-04-09', value: 60 })
    const path = `/dashboards/${dashboard.id}/sqcdp?month=2025-04`
    const dayOf = (sqcdp: Sqcdp, family: string, day: string) =>
      sqcdp.letters.find((letter) => letter.family === family)?.days.find((one) => one.day === day)
    const before = await read<Sqcdp>(path)
    assert.deepEqual(
      before.letters.map(({ family, kpis, days }) => [family, kpis.length, days.length]),
      [
        ['SAFETY', 2, 30],
        ['QUALITY', 0, 30],
        ['COST', 1, 30],
        ['DELIVERY', 0, 30],
        ['PEOPLE', 0, 30],
      ],
    )
    assert.equal(dayOf(before, 'SAFETY', '2025-04-08')?.state, 'ORANGE')
    assert.deepEqual(dayOf(before, 'SAFETY', '2025-04-09'), {
      day: '2025-04-09',
      state: 'RED',
      countermeasure: 'NONE',
    })
    const action = await make.action(owner, first.id, { title: 'Baliser' })
    const after = await read<Sqcdp>(path)
    assert.equal(dayOf(after, 'SAFETY', '2025-04-09')?.countermeasure, 'OPEN')
    assert.equal(dayOf(after, 'COST', '2025-04-09')?.countermeasure, 'NONE')
    await call('PATCH', `/actions/${action.id}`, { as: owner, body: { status: 'DONE' } })
    assert.equal(dayOf(await read<Sqcdp>(path), 'SAFETY', '2025-04-09')?.countermeasure, 'DONE')
    await call('PATCH', `/actions/${action.id}`, { as: owner, body: { status: 'CANCELLED' } })
    assert.equal(dayOf(await read<Sqcdp>(path), 'SAFETY', '2025-04-09')?.countermeasure, 'NONE')
    const early = await make.action(owner, first.id)
    await socle.asOwner(`update kpi.action set created_at = '2025-04-08T21:30:00Z' where id = $1`, [early.id])
    // 23:30 in Paris, the day before the red: it answers something else
    assert.equal(dayOf(await read<Sqcdp>(path), 'SAFETY', '2025-04-09')?.countermeasure, 'NONE')
    await socle.asOwner(`update kpi.action set created_at = '2025-04-08T22:30:00Z' where id = $1`, [early.id])
    assert.equal(dayOf(await read<Sqcdp>(path), 'SAFETY', '2025-04-09')?.countermeasure, 'OPEN')
  })

  test('says who may enter and answer, and shows nothing of what is not visible', async () => {
    await make.kpi(owner, shared.id, dailyKpi)
    const seen = (await read<Sqcdp>(`/dashboards/${shared.id}/sqcdp`, reader)).letters[0]?.kpis.at(-1)
    assert.deepEqual([seen?.can_enter, seen?.can_answer], [false, false])
    const own = (await read<Sqcdp>(`/dashboards/${shared.id}/sqcdp`, owner)).letters[0]?.kpis.at(-1)
    assert.deepEqual([own?.can_enter, own?.can_answer], [true, true])
    const hidden = await call('GET', `/dashboards/${board.id}/sqcdp`, { as: reader })
    assert.equal(outcome(hidden), '404 NOT_FOUND')
  })

  test('refuses a month that is none', async () => {
    for (const [month, code] of [
      ['2025-13', 'INVALID_PERIOD'],
      ['2025', 'PERIOD_FREQUENCY_MISMATCH'],
      ['1989-12', 'INVALID_PERIOD'],
      ['x', 'INVALID_PERIOD'],
    ] as const) {
      const answer = await call('GET', `/dashboards/${board.id}/sqcdp?month=${month}`, { as: owner })
      assert.equal(outcome(answer), `422 ${code}`, month)
    }
  })
})

// of the last suite, not of the file: the file's own hook stops the database
describe('the end', () => {
  after(() => socle[Symbol.asyncDispose]())
  test('a leap February has 29 days, 31 cells are never invented', async () => {
    const sqcdp = await read<Sqcdp>(`/dashboards/${shared.id}/sqcdp?month=2024-02`)
    assert.ok(sqcdp.letters.every(({ days }) => days.length === 29))
  })
})
