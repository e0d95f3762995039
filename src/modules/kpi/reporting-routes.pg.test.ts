import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { addDays, today as todayIn } from '#kernel/dates.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person } from '../../../test/support/app.ts'
import { kpiShortcuts } from '../../../test/support/kpi.ts'
import type { Direction, Overview, Risk } from './reporting-schemas.ts'
import { type Frequency, periodOf, previousPeriod } from './rules/period.ts'
import type { Kpi } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const today = todayIn('Europe/Paris')
const down = { direction: 'DOWN_IS_BETTER', threshold_green: 5, threshold_orange: 10, threshold_red: 15 } as const

/** The label of a period: 0 is the open one, 1 the last that is over. */
function ago(count: number, frequency: Frequency = 'MONTHLY'): string {
  let period = periodOf(frequency, today)
  for (let step = 0; step < count; step += 1) period = previousPeriod(frequency, period)
  return period.label
}

async function read<T>(as: Person, path: string): Promise<T> {
  const answer = await call('GET', `/reporting/${path}`, { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<T>()
}

/** A KPI with values by how many periods ago they are. */
async function kpiWith(
  as: Person,
  dashboardId: string,
  fields: Readonly<Record<string, unknown>>,
  values: Readonly<Record<number, number>>,
): Promise<Kpi> {
  const kpi = await make.kpi(as, dashboardId, fields)
  const frequency = (fields['frequency'] ?? 'MONTHLY') as Frequency
  for (const [count, value] of Object.entries(values))
    await make.value(as, kpi.id, { period: ago(Number(count), frequency), value })
  return kpi
}

const names = (items: readonly { readonly name: string }[]): readonly string[] => items.map((item) => item.name)

describe('reporting', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('risks come red before orange, critical first, then by relative distance to the missed line', async () => {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    const zero = { ...down, threshold_green: 0, threshold_orange: 0, threshold_red: null }
    const range = { direction: 'RANGE_IS_BEST', green_min: 18, green_max: 22, orange_min: 16, orange_max: 24 }
    const noLine = { threshold_green: null, threshold_orange: null, threshold_red: null }
    // relative distance in brackets
    await kpiWith(admin, id, { name: 'G green' }, { 1: 99 })
    await kpiWith(admin, id, { name: 'E orange (0.02)' }, { 1: 93 })
    await kpiWith(admin, id, { name: 'D orange (0.8)', ...down }, { 1: 9 })
    await kpiWith(admin, id, { name: 'C red (0.1)' }, { 1: 81 })
    await kpiWith(admin, id, { name: 'B red (0.5)', ...down }, { 1: 15 })
    await kpiWith(admin, id, { name: 'B2 red range (0.25)', ...noLine, ...range }, { 1: 30 })
    await kpiWith(admin, id, { name: 'B3 red range low (0.125)', ...noLine, ...range }, { 1: 14 })
    await kpiWith(admin, id, { name: 'A red at zero (infinite)', ...zero, unit: '€' }, { 1: 0.01 })
    await kpiWith(admin, id, { name: 'Z critical (0.12)' }, { 1: 79 })
    await kpiWith(admin, id, { name: 'Y critical (9)', ...down, unit: '€' }, { 1: 100 })
    await kpiWith(admin, id, { name: 'H without threshold', ...noLine }, { 1: 1 })
    const { items } = await read<{ items: readonly Risk[] }>(admin, 'top-risks?limit=50')
    assert.deepEqual(names(items), [
      'Y critical (9)',
      'Z critical (0.12)',
      'A red at zero (infinite)',
      'B red (0.5)',
      'B2 red range (0.25)',
      'B3 red range low (0.125)',
      'C red (0.1)',
      'D orange (0.8)',
      'E orange (0.02)',
    ])
    const [worst] = items
    assert.equal(worst?.status, 'RED')
    assert.equal(worst.critical, true)
    assert.equal(worst.value, 100)
    assert.equal(worst.period_label, ago(1))
    assert.match(worst.explanation, /^100\s€ > 15\s€ → rouge critique/)
    assert.equal((await read<{ items: readonly Risk[] }>(admin, 'top-risks')).items.length, 5)
    assert.deepEqual(names((await read<{ items: readonly Risk[] }>(admin, 'top-risks?limit=1')).items), [
      'Y critical (9)',
    ])
    const direction = await read<Direction>(admin, 'direction')
    assert.deepEqual(names(direction.red), names(items).slice(0, 7))
    assert.equal(direction.verdict, '7 indicateurs dans le rouge.')
  })

  test('a limit outside 1 to 50 or written otherwise is refused', async () => {
    const admin = await socle.signUp()
    for (const limit of ['0', '51', '-1', '5.0', 'abc', '', '1e1', '5;drop']) {
      const answer = await call('GET', `/reporting/top-risks?limit=${encodeURIComponent(limit)}`, { as: admin })
      assert.equal(answer.statusCode, 422, `limit=${limit}: ${answer.body}`)
    }
  })

  test('a status expires: after one period of grace the KPI has no data, and its last status is shown apart', async () => {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    await kpiWith(admin, id, { name: 'Open period' }, { 0: 50 })
    await kpiWith(admin, id, { name: 'Closed period' }, { 1: 50 })
    await kpiWith(admin, id, { name: 'Grace' }, { 2: 50 })
    await kpiWith(admin, id, { name: 'Expired' }, { 3: 50 })
    await kpiWith(admin, id, { name: 'Five months ago' }, { 5: 50 })
    await kpiWith(admin, id, { name: 'Never' }, {})
    await kpiWith(admin, id, { name: 'Inactive', is_active: false }, {})
    const { items, totals } = await read<Overview>(admin, 'overview')
    assert.deepEqual(
      items.map(({ kpi_count, red, no_data, worst_status }) => ({ kpi_count, red, no_data, worst_status })),
      [{ kpi_count: 6, red: 3, no_data: 3, worst_status: 'RED' }],
    )
    assert.equal(totals.red, 3)
    const direction = await read<Direction>(admin, 'direction')
    assert.deepEqual(names(direction.red).toSorted(), ['Closed period', 'Grace', 'Open period'])
    const missing = direction.missing_values.map(({ name, missing_since, last_period_label, last_status }) => ({
      name,
      missing_since,
      last_period_label,
      last_status,
    }))
    assert.deepEqual(missing, [
      { name: 'Five months ago', missing_since: ago(4), last_period_label: ago(5), last_status: 'RED' },
      { name: 'Expired', missing_since: ago(2), last_period_label: ago(3), last_status: 'RED' },
      { name: 'Grace', missing_since: ago(1), last_period_label: ago(2), last_status: 'RED' },
    ])
    assert.equal(direction.verdict, '3 indicateurs dans le rouge, 3 saisies en retard.')
  })

  test('the value of the open period does not stand for the one that is missing', async () => {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    await kpiWith(admin, id, { name: 'Gap' }, { 0: 99, 2: 99 })
    await kpiWith(admin, id, { name: 'Complete' }, { 0: 99, 1: 99 })
    const { missing_values } = await read<Direction>(admin, 'direction')
    assert.deepEqual(
      missing_values.map(({ name, missing_since, expected_period_label }) => [
        name,
        missing_since,
        expected_period_label,
      ]),
      [['Gap', ago(1), ago(1)]],
    )
  })

  test('trends are judged by what is better and ordered by relative change, whatever the unit', async () => {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    await kpiWith(admin, id, { name: 'Euros +10 %', unit: '€' }, { 2: 100_000, 1: 110_000 })
    await kpiWith(admin, id, { name: 'Percent +50 %' }, { 2: 60, 1: 90 })
    await kpiWith(admin, id, { name: 'Accidents -75 %', ...down }, { 2: 4, 1: 1 })
    await kpiWith(admin, id, { name: 'Accidents +200 %', ...down }, { 3: 2, 1: 6 })
    await kpiWith(admin, id, { name: 'Stable' }, { 2: 95, 1: 95 })
    await kpiWith(admin, id, { name: 'One value' }, { 1: 95 })
    await kpiWith(admin, id, { name: 'From zero', unit: null }, { 2: 0, 1: 3 })
    await kpiWith(admin, id, { name: 'Old fall' }, { 6: 99, 5: 10 })
    const { improving, worsening, counts } = await read<Direction>(admin, 'direction')
    assert.deepEqual(names(improving), ['Accidents -75 %', 'Percent +50 %', 'Euros +10 %', 'From zero'])
    assert.deepEqual(names(worsening), ['Accidents +200 %'])
    assert.deepEqual([counts.improving, counts.worsening], [4, 1])
    assert.ok(improving.every(({ trend }) => trend.kind === 'improving'))
    assert.equal(improving[0]?.trend.relative_change, -0.75)
    assert.equal(improving[3]?.trend.relative_change, null)
    assert.equal(worsening[0]?.trend.kind, 'worsening')
    assert.equal(worsening[0].previous_period_label, ago(3))
    assert.match(worsening[0].trend.sentence, /^En dégradation : 6\s% contre 2\s% auparavant/)
  })

  test('what SQL chooses as better or worse is what the rule of trends says, for any values of every direction', async () => {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    const noLine = { threshold_green: null, threshold_orange: null, threshold_red: null }
    const range = { direction: 'RANGE_IS_BEST', green_min: -2, green_max: 2, orange_min: -5, orange_max: 5 }
    const directions = [{}, down, { ...noLine, ...range }, { ...noLine, direction: 'RANGE_IS_BEST' }]
    const steps = [-7, -2.5, 0, 0.000001, 2, 6.25] as const
    for (const [index, fields] of directions.entries())
      for (const previous of steps.slice(index % 2))
        for (const latest of steps.filter((_step, place) => place % 2 === index % 2))
          await kpiWith(admin, id, { name: `${index}: ${previous} → ${latest}`, ...fields }, { 2: previous, 1: latest })
    const { improving, worsening, counts } = await read<Direction>(admin, 'direction')
    assert.ok(improving.length > 15 && worsening.length > 10, `${improving.length}, ${worsening.length}`)
    assert.deepEqual([counts.improving, counts.worsening], [improving.length, worsening.length])
    for (const risk of improving) assert.equal(risk.trend.kind, 'improving', risk.name)
    for (const risk of worsening) assert.equal(risk.trend.kind, 'worsening', risk.name)
  })

  test('a part of a running month is in no trend: the last whole month is, while it counts', async () => {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    const lines = { threshold_green: 718_000, threshold_orange: 800_000, threshold_red: null }
    const sum = { direction: 'DOWN_IS_BETTER', ...lines, unit: '€', aggregation: 'SUM' }
    await kpiWith(admin, id, { name: 'Masse salariale', ...sum }, { 2: 718_000, 1: 731_055, 0: 300_000 })
    await kpiWith(
      admin,
      id,
      { name: 'Moyenne', ...sum, aggregation: 'AVERAGE' },
      { 2: 718_000, 1: 731_055, 0: 300_000 },
    )
    await kpiWith(admin, id, { name: 'Deux valeurs', ...sum }, { 1: 731_055, 0: 300_000 })
    await kpiWith(admin, id, { name: 'Avec des trous', ...sum }, { 8: 900_000, 2: 810_000, 0: 300_000 })
    await kpiWith(admin, id, { name: 'Trop vieux', ...sum }, { 7: 900_000, 6: 810_000, 0: 300_000 })
    await kpiWith(admin, id, { name: 'Dépassement', ...sum }, { 2: 718_000, 1: 731_055, 0: 900_000 })
    const { improving, worsening, red, counts } = await read<Direction>(admin, 'direction')
    const told = (items: readonly Risk[]): readonly unknown[] =>
      items.map(({ name, previous_value, value, period_label, provisional, trend }) => [
        name,
        previous_value,
        value,
        period_label,
        provisional,
        trend.kind,
      ])
    assert.deepEqual(told(improving), [
      ['Moyenne', 731_055, 300_000, ago(0), true, 'improving'],
      ['Avec des trous', 900_000, 810_000, ago(2), false, 'improving'],
    ])
    assert.deepEqual(told(worsening), [
      ['Dépassement', 718_000, 731_055, ago(1), false, 'worsening'],
      ['Masse salariale', 718_000, 731_055, ago(1), false, 'worsening'],
    ])
    assert.deepEqual([counts.improving, counts.worsening], [2, 2])
    assert.deepEqual(told(red), [['Dépassement', null, 900_000, ago(0), true, 'unknown']])
    assert.equal(red[0]?.trend.sentence, 'Pas encore de tendance : la période est en cours.')
  })

  test('what moved equals an independent computation in SQL, parts and holes included', async () => {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    const made: string[] = []
    for (const [place, frequency] of (['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY'] as const).entries())
      for (const aggregation of ['SUM', 'LAST'])
        for (const holes of [[], [0], [1], [2], [0, 1], [3, 4]] as const) {
          const counts = [0, 1, 2, 3, 4, 5, 6].filter((count) => !holes.some((hole) => hole === count))
          const values = Object.fromEntries(counts.map((count) => [count, ((count + place) * 37 + 11) % 23]))
          const name = `${frequency} ${aggregation} ${holes.join(' ')}`
          made.push((await kpiWith(admin, id, { name, frequency, aggregation }, values)).id)
        }
    const { improving, worsening } = await read<Direction>(admin, 'direction')
    const current = await socle.asOwner(
      `with known as (
         select k.name, v.value, v.period_label, v.period_start, v.period_end, k.created_at,
           k.aggregation = 'SUM' and k.frequency <> 'DAILY' and v.period_end >= $2::date as is_part
         from kpi.kpi k join kpi.value v on v.kpi_id = k.id where k.id = any ($1::uuid[])
       ),
       placed as (
         select known.*, row_number() over (partition by name order by period_start desc) as place
         from known where not is_part
       )
       select a.name, a.value::float8, a.period_label, b.value::float8 as previous_value, a.value > b.value as is_better
       from placed a join placed b on b.name = a.name and b.place = 2 and a.place = 1
       where a.value <> b.value`,
      [made, today],
    )
    const moved = new Map(current.map((row) => [row['name'], row]))
    const shown = [...improving, ...worsening]
    assert.ok(shown.length > 30, String(shown.length))
    for (const { name, value, period_label, previous_value, trend } of shown)
      assert.deepEqual(
        { name, value, period_label, previous_value, is_better: trend.kind === 'improving' },
        moved.get(name),
      )
    assert.ok(shown.some(({ name }) => name === 'MONTHLY SUM '))
  })

  test('an action is late after its due date in the organisation’s zone, and soon for seven days', async () => {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    const kpi = await make.kpi(admin, id, {})
    const cases = [
      ['late', -1, 'OPEN'],
      ['later', -30, 'IN_PROGRESS'],
      ['done', -5, 'DONE'],
      ['cancelled', -5, 'CANCELLED'],
      ['today', 0, 'OPEN'],
      ['in seven days', 7, 'OPEN'],
      ['in eight days', 8, 'OPEN'],
    ] as const
    for (const [title, days, status] of cases)
      await make.action(admin, kpi.id, { title, status, due_date: addDays(today, days) })
    await make.action(admin, kpi.id, { title: 'without due date' })
    const direction = await read<Direction>(admin, 'direction')
    const titles = (items: Direction['late_actions']): readonly string[] => items.map(({ title }) => title)
    assert.deepEqual(titles(direction.late_actions), ['later', 'late'])
    assert.deepEqual(titles(direction.due_soon), ['today', 'in seven days'])
    assert.equal(direction.verdict, 'Aucun indicateur n’a de valeur à jour, 2 actions en retard.')
    const { totals } = await read<Overview>(admin, 'overview')
    assert.deepEqual([totals.open_actions, totals.late_actions], [6, 2])
  })

  test('the overview filters by process and by dashboard; an unknown id finds nothing', async () => {
    const admin = await socle.signUp()
    const flow = await make.dashboard(admin, { title: 'Logistique', process_name: 'Flux' })
    const other = await make.dashboard(admin, { title: 'Atelier', process_name: 'Fabrication' })
    await kpiWith(admin, flow.id, { name: 'A' }, { 1: 92 })
    await kpiWith(admin, other.id, { name: 'B' }, { 1: 10 })
    const list = async (query: string): Promise<readonly unknown[]> => {
      const { items, totals } = await read<Overview>(admin, `overview${query}`)
      assert.equal(totals.dashboards, items.length)
      return items.map(({ title, worst_status }) => [title, worst_status])
    }
    assert.deepEqual(await list(''), [
      ['Atelier', 'RED'],
      ['Logistique', 'ORANGE'],
    ])
    assert.deepEqual(await list('?process_name=Flux'), [['Logistique', 'ORANGE']])
    assert.deepEqual(await list(`?dashboard_id=${other.id.toUpperCase()}`), [['Atelier', 'RED']])
    assert.deepEqual(await list(`?process_name=Flux&dashboard_id=${other.id}`), [])
    assert.deepEqual(await list(`?dashboard_id=${randomUUID()}`), [])
    assert.equal((await call('GET', '/reporting/overview?dashboard_id=nowhere', { as: admin })).statusCode, 422)
  })

  test('nobody sees in a report what he may not see, in lists or in counts', async () => {
    const admin = await socle.signUp()
    const user = await socle.addUser(admin)
    const stranger = await socle.signUp()
    const hidden = await make.dashboard(admin, { title: 'Secret', visibility: 'PRIVATE' })
    const kpi = await kpiWith(admin, hidden.id, { name: 'Secret' }, { 3: 99, 2: 50 })
    await make.action(admin, kpi.id, { due_date: addDays(today, -1) })
    await make.action(admin, kpi.id, { due_date: today })
    const shown = await read<Direction>(admin, 'direction')
    assert.deepEqual(
      [shown.red, shown.worsening, shown.late_actions, shown.due_soon, shown.missing_values].map((list) => list.length),
      [1, 1, 1, 1, 1],
    )
    for (const blind of [user, stranger]) {
      const direction = await read<Direction>(blind, 'direction')
      assert.equal(direction.verdict, 'Aucun indicateur à suivre.')
      assert.deepEqual([...new Set(Object.values(direction.counts))], [0])
      assert.deepEqual((await read<Overview>(blind, `overview?dashboard_id=${hidden.id}`)).items, [])
      assert.deepEqual((await read<Overview>(blind, 'overview')).totals.open_actions, 0)
      assert.deepEqual((await read<{ items: readonly Risk[] }>(blind, 'top-risks')).items, [])
    }
  })

  test('an empty organisation gets a sentence and empty lists', async () => {
    const direction = await read<Direction>(await socle.signUp(), 'direction')
    assert.equal(direction.today, today)
    assert.equal(direction.verdict, 'Aucun indicateur à suivre.')
    assert.deepEqual(direction.red, [])
  })
})
