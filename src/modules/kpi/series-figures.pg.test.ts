// The figures of the series against SQL that was written apart: window functions instead of our rules.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { Series } from './analysis-schemas.ts'
import type { Frequency } from './rules/period.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const board = await make.dashboard(owner)
const series = async (kpiId: string): Promise<Series> => {
  const answer = await call('GET', `/kpis/${kpiId}/series?to=2025-12-31`, { as: owner })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<Series>()
}

describe('totals, the year before and variances equal an independent computation in SQL', () => {
  after(() => socle[Symbol.asyncDispose]())

  const calendars: readonly (readonly [Frequency, string, number, string])[] = [
    // frequency, aggregation, number of periods, SQL step
    ['DAILY', 'MAX', 390, '1 day'],
    ['WEEKLY', 'AVERAGE', 330, '7 days'],
    ['MONTHLY', 'SUM', 60, '1 month'],
    ['QUARTERLY', 'LAST', 40, '3 months'],
    ['HALF_YEARLY', 'AVERAGE', 30, '6 months'],
    ['YEARLY', 'MIN', 30, '1 year'],
  ]
  for (const [frequency, aggregation, count, step] of calendars) {
    for (const month of [1, 4]) {
      test(`${frequency}, ${aggregation}, fiscal year from month ${month}`, async () => {
        const body = { fiscal_year_start_month: month }
        assert.equal(outcome(await call('PATCH', '/organization', { as: admin, body })), '200')
        const kpi = await make.kpi(owner, board.id, { frequency, aggregation })
        await fill(kpi.id, { frequency, count, step })
        const answer = await series(kpi.id)
        const expected = await computed(kpi.id, { aggregation, step, month })
        const seen = answer.points
          .filter(({ value }) => value !== null)
          .map(
            ({ period_start, ytd, ytd_missing, rolling_3, rolling_12, previous_period, previous_year, ...point }) => ({
              period_start,
              ytd,
              ytd_missing,
              rolling_3,
              rolling_12,
              previous_period,
              previous_year,
              variance: point.variance,
              variance_relative: point.variance_relative,
            }),
          )
        assert.ok(expected.length > count / 2)
        assert.deepEqual(seen, expected)
      })
    }
  }
})

/** Values with holes and targets with zeros, the same at each run, written as the owner: what is tested is the reading. */
async function fill(
  kpiId: string,
  { frequency, count, step }: { readonly frequency: Frequency; readonly count: number; readonly step: string },
): Promise<void> {
  const unit = {
    DAILY: 'day',
    WEEKLY: 'week',
    MONTHLY: 'month',
    QUARTERLY: 'quarter',
    HALF_YEARLY: 'year',
    YEARLY: 'year',
  }
  const periods = `
    select g.n, g.start::date as period_start, (g.start + $3::interval)::date - 1 as period_end
    from (select n, date_trunc('${unit[frequency]}', '2025-12-31'::timestamp - $2 * $3::interval) + n * $3::interval as start
      from generate_series(0, $2 - 1) n) g`
  await socle.asOwner(
    `insert into kpi.value (organization_id, id, kpi_id, frequency, period_start, period_end, period_label, value, status,
       critical, explanation, threshold_id)
     select k.organization_id, gen_random_uuid(), k.id, k.frequency, p.period_start, p.period_end, p.period_start::text,
       round(((p.n * 7919 + 31) % 2003 - 700) / 100.0, 2), null, false, '', t.id
     from kpi.kpi k
     join kpi.threshold t on t.kpi_id = k.id
     cross join (${periods}) p
     where k.id = $1::uuid and (p.n * 31 + 7) % 11 <> 3`,
    [kpiId, count, step],
  )
  await socle.asOwner(
    `insert into kpi.target (organization_id, kpi_id, frequency, period_start, period_end, period_label, value)
     select k.organization_id, k.id, k.frequency, p.period_start, p.period_end, p.period_start::text,
       case when p.n % 5 = 0 then 0 else round((p.n % 17 - 4) / 8.0, 3) end
     from kpi.kpi k cross join (${periods}) p
     where k.id = $1::uuid and p.n % 7 <> 2`,
    [kpiId, count, step],
  )
}

async function computed(
  kpiId: string,
  { aggregation, step, month }: { readonly aggregation: string; readonly step: string; readonly month: number },
): Promise<readonly unknown[]> {
  const total = aggregation === 'LAST' ? `c.value` : `${aggregation === 'AVERAGE' ? 'avg' : aggregation}(c.value)`
  const over = (frame: string): string => (aggregation === 'LAST' ? total : `round(${total} over (${frame}), 6)`)
  const rolling = (size: number): string => {
    const frame = `order by c.period_start rows ${size - 1} preceding`
    return `case when count(c.value) over (${frame}) = ${size} then ${over(frame)} end`
  }
  // a whole year of steps, so that the first fiscal year is there from its beginning
  const back = { '1 day': 366, '7 days': 53, '1 month': 12, '3 months': 4 }[step] ?? 2
  const fiscal = `date_trunc('year', (case when k.frequency = 'WEEKLY' then $1 + 3 else $1 end) - interval '${month - 1} months')`
  const rows = await socle.asOwner(
    `with k as (select * from kpi.kpi where id = $1::uuid),
     first as (select min(v.period_start) as start from kpi.value v join k on k.id = v.kpi_id),
     calendar as (
       select g::date as period_start, ${fiscal.replaceAll('$1', 'g::date')} as year
       from k, first,
         generate_series(first.start - ${back} * '${step}'::interval, (select max(v.period_start) from kpi.value v where v.kpi_id = k.id),
           '${step}'::interval) g
     ),
     c as (
       select a.period_start, a.year, v.value, t.value as target
       from calendar a cross join k cross join first
       left join kpi.value v on v.kpi_id = k.id and v.period_start = a.period_start
       left join kpi.target t on t.kpi_id = k.id and t.period_start = a.period_start
       where a.year >= ${fiscal.replaceAll('$1', 'first.start')}
     )
     select c.period_start::text, ${over('partition by c.year order by c.period_start')}::float8 as ytd,
       (count(*) over (partition by c.year order by c.period_start)
         - count(c.value) over (partition by c.year order by c.period_start))::int as ytd_missing,
       (${rolling(3)})::float8 as rolling_3, (${rolling(12)})::float8 as rolling_12,
       (lag(c.value) over (order by c.period_start))::float8 as previous_period,
       (select p.value from kpi.value p join k on k.id = p.kpi_id
        where case when k.frequency = 'WEEKLY'
          then extract(isoyear from p.period_start) = extract(isoyear from c.period_start) - 1
            and extract(week from p.period_start) = extract(week from c.period_start)
          else to_char(p.period_start, 'MM-DD') = to_char(c.period_start, 'MM-DD')
            and extract(year from p.period_start) = extract(year from c.period_start) - 1 end)::float8 as previous_year,
       (c.value - c.target)::float8 as variance,
       case when sign(c.value) * sign(c.target) >= 0 then
         round((c.value - c.target) / nullif(abs(c.target), 0), 6)::float8 end as variance_relative
     from c
     order by c.period_start`,
    [kpiId],
  )
  const known = await socle.asOwner(`select period_start::text from kpi.value where kpi_id = $1`, [kpiId])
  const starts = new Set(known.map((row) => row['period_start']))
  return rows.filter((row) => starts.has(row['period_start']))
}
