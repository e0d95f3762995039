// Totals of ratios and weighted averages over time against SQL that was written apart: sums of the inputs themselves,
// divided once.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { formulaShortcuts } from '../../../test/support/formula.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { Series } from './analysis-schemas.ts'
import type { Bowling } from './boards-schemas.ts'
import type { Formula } from './formula-schemas.ts'
import type { Kpi } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const board = await make.dashboard(owner)
const { set, enter } = formulaShortcuts(socle, owner, board)
const input = (fields: Readonly<Record<string, unknown>>) =>
  make.kpi(owner, board.id, { unit: '€', aggregation: 'SUM', ...fields })
const series = async (kpiId: string): Promise<Series> => {
  const answer = await call('GET', `/kpis/${kpiId}/series?from=2023-01-01&to=2025-12-31`, { as: owner })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<Series>()
}
const ratioOf = (over: string, under: string, factor = 1) => ({
  kind: 'RATIO_OF_SUMS',
  numerator: [{ kpi_id: over, coefficient: 1 }],
  denominator: [{ kpi_id: under, coefficient: 1 }],
  factor,
})

describe('totals of computed KPIs over time', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('the cost per act of the year is the cost of the year over its acts, on every page that shows it', async () => {
    const [cost, acts] = [await input({ name: 'Coût' }), await input({ name: 'Actes', unit: 'nb' })]
    const perAct = await make.kpi(owner, board.id, { name: 'Coût par acte', unit: '€', aggregation: 'AVERAGE' })
    for (const [month, spent, done] of [
      ['2025-01', 100, 1],
      ['2025-02', 900, 99],
      ['2025-04', 1000, 100],
    ] as const) {
      await enter(cost.id, month, spent)
      await enter(acts.id, month, done)
    }
    await enter(cost.id, '2025-03', 5000)
    await set(perAct.id, ratioOf(cost.id, acts.id))
    const shown = await series(perAct.id)
    assert.equal(shown.totals, 'FORMULA')
    const at = (label: string) => shown.points.find(({ period_label }) => period_label === label)
    assert.deepEqual([at('2025-01')?.ytd, at('2025-02')?.ytd, at('2025-03')?.ytd], [100, 10, null])
    assert.deepEqual([at('2025-04')?.ytd, at('2025-04')?.ytd_missing], [10, 1])
    const chart = await call('GET', `/dashboards/${board.id}/bowling?year=2025`, { as: owner })
    const row = chart.json<Bowling>().rows.find(({ kpi_id }) => kpi_id === perAct.id)
    assert.deepEqual([row?.ytd.actual, row?.totals], [10, 'FORMULA'])
    assert.deepEqual((await series(cost.id)).totals, 'AGGREGATION')
  })

  test('a result is rounded to the decimals of its formula, everywhere; other decimals compute it anew; copies keep them', async () => {
    const [cost, acts] = [await input({}), await input({})]
    const rate = await make.kpi(owner, board.id, { unit: '€', name: 'Au centime' })
    for (const [month, spent, done] of [
      ['2025-01', 100, 3],
      ['2025-02', 50, 3],
    ] as const) {
      await enter(cost.id, month, spent)
      await enter(acts.id, month, done)
    }
    const formula = ratioOf(cost.id, acts.id)
    assert.equal((await set(rate.id, formula)).decimals, 6)
    const seen = async () =>
      (await series(rate.id)).points.flatMap(({ value, ytd }) => (value === null ? [] : [[value, ytd]]))
    assert.deepEqual(await seen(), [
      [33.333333, 33.333333],
      [16.666667, 25],
    ])
    await enter(cost.id, '2025-03', 1)
    await enter(acts.id, '2025-03', 3)
    assert.equal((await set(rate.id, { ...formula, decimals: 2 })).decimals, 2)
    assert.deepEqual(await seen(), [
      [33.33, 33.33],
      [16.67, 25],
      [0.33, 16.78],
    ])
    const copied = await call('POST', `/dashboards/${board.id}/copies`, { as: owner, body: { title: 'Copie' } })
    assert.equal(copied.statusCode, 201, copied.body)
    const { id } = copied.json<{ dashboard: { id: string } }>().dashboard
    const kpis = (await call('GET', `/dashboards/${id}/kpis`, { as: owner })).json<{ items: readonly Kpi[] }>().items
    const copy = kpis.find(({ name }) => name === 'Au centime')
    const kept = await call('GET', `/kpis/${copy?.id}/formula`, { as: owner })
    assert.equal(kept.json<Formula>().decimals, 2)
    for (const decimals of [-1, 7, 1.5])
      assert.equal(
        outcome(await call('PUT', `/kpis/${rate.id}/formula`, { as: owner, body: { ...formula, decimals } })).slice(
          0,
          3,
        ),
        '422',
      )
  })

  const plans = [
    ['RATIO_OF_SUMS', 'MONTHLY', 'SUM', 'SUM'],
    ['RATIO_OF_SUMS', 'MONTHLY', 'SUM', 'AVERAGE'],
    ['RATIO_OF_SUMS', 'MONTHLY', 'LAST', 'MAX'],
    ['RATIO_OF_SUMS', 'DAILY', 'SUM', 'MIN'],
    ['RATIO_OF_SUMS', 'DAILY', 'AVERAGE', 'SUM'],
    ['WEIGHTED_AVERAGE', 'MONTHLY', 'AVERAGE', 'SUM'],
  ] as const
  for (const [kind, frequency, first, second] of plans)
    for (const month of [1, 9])
      test(`${kind}, ${frequency} inputs (${first}, ${second}), fiscal year from month ${month}`, async () => {
        const body = { fiscal_year_start_month: month }
        assert.equal(outcome(await call('PATCH', '/organization', { as: admin, body })), '200')
        const [a, b] = [await input({ frequency, aggregation: first }), await input({ frequency, aggregation: second })]
        const computed = await make.kpi(owner, board.id, { unit: '€', aggregation: 'AVERAGE' })
        const step = frequency === 'DAILY' ? '1 day' : '1 month'
        await fill([a.id, b.id], step)
        // a second term of the average, so that its total is not one input alone
        const formula =
          kind === 'RATIO_OF_SUMS'
            ? ratioOf(a.id, b.id, 100)
            : {
                kind,
                terms: [
                  { kpi_id: a.id, weight_kpi_id: b.id },
                  { kpi_id: b.id, weight: 3 },
                ],
              }
        await set(computed.id, formula)
        const shown = (await series(computed.id)).points.filter(({ value }) => value !== null)
        const expected = await independent({
          ids: [computed.id, a.id, b.id],
          over: total(first),
          under: total(second),
          result: kind === 'RATIO_OF_SUMS' ? 'x * 100 / nullif(y, 0)' : '(x * y + y * 3) / nullif(y + 3, 0)',
          month,
        })
        assert.ok(expected.length > 20)
        assert.deepEqual(
          shown.map(({ period_start, ytd, rolling_3, rolling_12 }) => ({ period_start, ytd, rolling_3, rolling_12 })),
          expected,
        )
      })
})

/** Values with holes on some months, the same at each run, of all days and months of three years. */
async function fill(ids: readonly string[], step: string): Promise<void> {
  for (const [index, id] of ids.entries())
    await socle.asOwner(
      `insert into kpi.value (organization_id, id, kpi_id, frequency, period_start, period_end, period_label, value, status,
         critical, explanation, threshold_id)
       select k.organization_id, gen_random_uuid(), k.id, k.frequency, g::date, (g + $2::interval)::date - 1, g::date::text,
         round(((extract(epoch from g) / 86400 * 7919 + $3 * 31)::int % 2003 + 40) / 7.0, 2), null, false, '', t.id
       from kpi.kpi k
       join kpi.threshold t on t.kpi_id = k.id
       cross join generate_series('2023-01-01'::timestamp, '2025-12-31', $2::interval) g
       where k.id = $1::uuid and extract(month from g)::int * (extract(year from g)::int - 2020) % 11 <> 5
         and (k.frequency <> 'DAILY' or extract(isodow from g) < 6 or extract(day from g) % 3 = $3)`,
      [id, step, index],
    )
}

/** An input's own values put together. */
function total(aggregation: string): string {
  if (aggregation === 'LAST') return `(array_agg(v.value::numeric order by v.period_start desc))[1]`
  return `${aggregation === 'AVERAGE' ? 'avg' : aggregation}(v.value)`
}

interface Question {
  /** Of the computed KPI and its two inputs. */
  readonly ids: readonly [string, string, string]
  readonly over: string
  readonly under: string
  /** Of x and y. */
  readonly result: string
  readonly month: number
}

async function independent({ ids, over, under, result, month }: Question): Promise<readonly unknown[]> {
  const side = (expression: string, id: string, window: string): string => `(
    select ${expression} from kpi.value v
    where v.kpi_id = ${id}::uuid and exists (
      select 1 from kpi.value m
      where m.kpi_id = $1::uuid and v.period_start between m.period_start and m.period_end and ${window}))`
  const whole = (window: string): string =>
    `(select round(${result}, 6)::float8 from (select ${side(over, '$2', window)} as x, ${side(under, '$3', window)} as y) q)`
  const year = (column: string): string => `date_trunc('year', ${column} - interval '${month - 1} months')`
  const rolling = (size: number): string => {
    const window = `m.period_start <= c.period_start and m.period_start > c.period_start - interval '${size} months'`
    const count = `(select count(*) from kpi.value m where m.kpi_id = $1::uuid and ${window})`
    return `case when ${count} = ${size} then ${whole(window)} end`
  }
  const within = `m.period_start <= c.period_start and ${year('m.period_start')} = ${year('c.period_start')}`
  return socle.asOwner(
    `select c.period_start::text, ${whole(within)} as ytd, ${rolling(3)} as rolling_3, ${rolling(12)} as rolling_12
     from kpi.value c where c.kpi_id = $1::uuid order by c.period_start`,
    ids,
  )
}
