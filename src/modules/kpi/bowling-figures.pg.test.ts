// The figures of the bowling chart against SQL that was written apart: grouping and window functions instead of our rules.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { Bowling } from './boards-schemas.ts'
import type { Frequency } from './rules/period.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const yearShown = 2023

describe('the bowling chart equals an independent computation in SQL', () => {
  after(() => socle[Symbol.asyncDispose]())

  const calendars: readonly (readonly [Frequency, string, string, string])[] = [
    ['DAILY', 'SUM', '1 day', 'day'],
    ['DAILY', 'MAX', '1 day', 'day'],
    ['WEEKLY', 'AVERAGE', '7 days', 'week'],
    ['WEEKLY', 'LAST', '7 days', 'week'],
    ['MONTHLY', 'SUM', '1 month', 'month'],
    ['QUARTERLY', 'AVERAGE', '3 months', 'quarter'],
    ['HALF_YEARLY', 'MIN', '6 months', 'year'],
    ['YEARLY', 'LAST', '1 year', 'year'],
  ]
  for (const [frequency, aggregation, step, unit] of calendars)
    for (const month of [1, 2, 7])
      test(`${frequency}, ${aggregation}, fiscal year from month ${month}`, async () => {
        const body = { fiscal_year_start_month: month }
        assert.equal(outcome(await call('PATCH', '/organization', { as: admin, body })), '200')
        const board = await make.dashboard(owner)
        const kpi = await make.kpi(owner, board.id, { frequency, aggregation, unit: null })
        await fill(kpi.id, { step, unit })
        const chart = await bowling(board.id)
        const [row] = chart.rows
        assert.ok(row)
        const year = await computed(kpi.id, { aggregation, month })
        const cells = row.cells.filter(({ state }) => state === 'VALUE')
        assert.deepEqual(
          cells.map(({ month: label, value, target, status, critical }) => ({
            label,
            value,
            target,
            status,
            critical,
          })),
          year.months,
        )
        const { actual, target } = row.ytd
        assert.deepEqual({ actual, target }, year.total)
        assert.ok(cells.length > 0)
      })
})

async function bowling(dashboardId: string): Promise<Bowling> {
  const answer = await call('GET', `/dashboards/${dashboardId}/bowling?year=${yearShown}`, { as: owner })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<Bowling>()
}

/** Values with holes, judged by the KPI's first thresholds as they would be at entry, and targets with holes. */
async function fill(kpiId: string, { step, unit }: { readonly step: string; readonly unit: string }): Promise<void> {
  const periods = `
    select row_number() over (order by g) as n, g::date as period_start, (g + $2::interval)::date - 1 as period_end
    from generate_series(date_trunc('${unit}', '2020-12-31'::timestamp), '2025-06-30', $2::interval) g`
  await socle.asOwner(
    `insert into kpi.value (organization_id, id, kpi_id, frequency, period_start, period_end, period_label, value, status,
       critical, explanation, threshold_id)
     select k.organization_id, gen_random_uuid(), k.id, k.frequency, p.period_start, p.period_end, p.period_start::text, w.value,
       case when w.value >= 95 then 'GREEN' when w.value >= 90 then 'ORANGE' else 'RED' end, w.value < 80, '', t.id
     from kpi.kpi k
     join kpi.threshold t on t.kpi_id = k.id
     cross join (${periods}) p
     cross join lateral (select round(78 + ((p.n * 7919 + 31) % 2003) / 100.0, 2) as value) w
     where k.id = $1::uuid and (p.n * 31 + 7) % 11 <> 3`,
    [kpiId, step],
  )
  await socle.asOwner(
    `insert into kpi.target (organization_id, kpi_id, frequency, period_start, period_end, period_label, value)
     select k.organization_id, k.id, k.frequency, p.period_start, p.period_end, p.period_start::text, round(90 + p.n % 7 / 8.0, 3)
     from kpi.kpi k cross join (${periods}) p
     where k.id = $1::uuid and (k.frequency <> 'DAILY' or p.n % 97 <> 2)`,
    [kpiId, step],
  )
}

interface Computed {
  readonly months: readonly unknown[]
  readonly total: unknown
}

async function computed(
  kpiId: string,
  { aggregation, month }: { readonly aggregation: string; readonly month: number },
): Promise<Computed> {
  const total = (column: string): string =>
    aggregation === 'LAST'
      ? `(array_agg(${column} order by c.period_start desc))[1]`
      : `round(${aggregation === 'AVERAGE' ? 'avg' : aggregation}(${column}), 6)`
  // a target counts only if every period with a value has one; for the last value, only that one's
  const target =
    aggregation === 'LAST'
      ? `(array_agg(c.target order by c.period_start desc))[1]`
      : `case when count(c.target) = count(*) then ${total('c.target')} end`
  const judged = (bound: number): string =>
    aggregation === 'SUM' || aggregation === 'AVERAGE'
      ? `sum(c.value) >= ${bound} * count(*)`
      : `${total('c.value')} >= ${bound}`
  const first = `make_date(${yearShown}, ${month}, 1)`
  const chosen = `
    with c as (
      select v.period_start, v.value, t.value as target,
        date_trunc('month', case v.frequency
          when 'WEEKLY' then v.period_start + 3
          when 'DAILY' then v.period_start
          when 'MONTHLY' then v.period_start
          else least(v.period_end, (${first} + interval '1 year')::date - 1) end)::date as month
      from kpi.value v
      left join kpi.target t on t.kpi_id = v.kpi_id and t.period_start = v.period_start
      where v.kpi_id = $1::uuid
        and case when v.frequency = 'WEEKLY' then v.period_start + 3 else v.period_start end >= ${first}
        and case when v.frequency = 'WEEKLY' then v.period_start + 3 else v.period_start end < ${first} + interval '1 year'
    )`
  const months = await socle.asOwner(
    `${chosen}
     select to_char(c.month, 'YYYY-MM') as label, ${total('c.value')}::float8 as value, (${target})::float8 as target,
       case when ${judged(95)} then 'GREEN' when ${judged(90)} then 'ORANGE' else 'RED' end as status,
       not (${judged(80)}) as critical
     from c group by c.month order by c.month`,
    [kpiId],
  )
  const [year] = await socle.asOwner(
    `${chosen} select ${total('c.value')}::float8 as actual, (${target})::float8 as target from c`,
    [kpiId],
  )
  return { months, total: year }
}
