// The series of 400 daily values with its whole analysis, beside the bare SQL that reads the same rows.
import { Pool } from 'pg'
import { distributionOf } from './support/percentiles.ts'
import { logIn } from './support/world.ts'
import type { World } from './support/world.ts'

const points = 400
const calls = 400
const warmUpCalls = 50

export interface SeriesAnalysis {
  readonly points: number
  readonly p50_ms: number
  readonly p99_ms: number
  /** Reading the rows alone, through one connection without rights or analysis. */
  readonly bare_p50_ms: number
  readonly bare_p99_ms: number
}

/** Times whole requests, one after the other, then the bare read. */
export async function measureSeries(world: World): Promise<SeriesAnalysis> {
  const kpiId = await createDailyKpi(world)
  const headers = { authorization: `Bearer ${await logIn(world.origin)}` }
  const url = `${world.origin}/api/v1/kpis/${kpiId}/series`
  const whole = await time(async () => {
    const answer = await fetch(url, { headers })
    const body = (await answer.json()) as { readonly points: readonly unknown[] }
    if (answer.status !== 200 || body.points.length < points) throw new Error(`${answer.status} ${body.points.length}`)
  })
  const bare = new Pool({ connectionString: world.ownerUrl, max: 1 })
  try {
    const read = await time(async () => {
      const { rows } = await bare.query(
        `select v.period_start, v.value, v.status, v.critical, v.threshold_id from kpi.value v
         where v.organization_id = $1 and v.kpi_id = $2 order by v.period_start desc limit $3`,
        [world.organization_id, kpiId, points],
      )
      if (rows.length < points) throw new Error(`only ${rows.length} rows`)
    })
    return { points, p50_ms: whole.p50, p99_ms: whole.p99, bare_p50_ms: read.p50, bare_p99_ms: read.p99 }
  } finally {
    await bare.end()
  }
}

async function time(call: () => Promise<void>): Promise<{ readonly p50: number; readonly p99: number }> {
  const samples: number[] = []
  for (let index = 0; index < calls + warmUpCalls; index += 1) {
    const startedAt = performance.now()
    await call()
    if (index >= warmUpCalls) samples.push(performance.now() - startedAt)
  }
  return distributionOf(samples)
}

/** A daily KPI with a value for each of the last days, and a target for each. */
async function createDailyKpi({ owner, organization_id, user_id }: World): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `with d as (
       insert into kpi.dashboard (organization_id, id, title, owner_id, visibility)
       values ($1, gen_random_uuid(), 'Quotidien', $2, 'ORGANIZATION') returning organization_id, id
     ), k as (
       insert into kpi.kpi (organization_id, id, dashboard_id, name, unit, frequency, aggregation, owner_id)
       select organization_id, gen_random_uuid(), id, 'Température', '°C', 'DAILY', 'AVERAGE', $2 from d returning organization_id, id
     ), t as (
       insert into kpi.threshold (organization_id, id, kpi_id, effective_from, direction, threshold_green, threshold_orange, threshold_red)
       select organization_id, gen_random_uuid(), id, '-infinity', 'UP_IS_BETTER', 95, 90, 80 from k returning organization_id, id, kpi_id
     ), v as (
       insert into kpi.value (organization_id, id, kpi_id, frequency, period_start, period_end, period_label, value, status, critical, explanation, threshold_id, created_by)
       select t.organization_id, gen_random_uuid(), t.kpi_id, 'DAILY', s.day, s.day, to_char(s.day, 'YYYY-MM-DD'),
         round((85 + 12 * abs(sin(s.n)))::numeric, 1), null, false, 'mesure', t.id, $2
       from t cross join lateral (select (current_date - n)::date as day, n from generate_series(1, $3::int) n) s
     ), g as (
       insert into kpi.target (organization_id, kpi_id, frequency, period_start, period_end, period_label, value)
       select t.organization_id, t.kpi_id, 'DAILY', s.day, s.day, to_char(s.day, 'YYYY-MM-DD'), 95
       from t cross join lateral (select (current_date - n)::date as day from generate_series(1, $3::int) n) s
     )
     select id from k`,
    [organization_id, user_id, points],
  )
  await owner.query('vacuum analyze kpi.value, kpi.target')
  return rows[0]?.id ?? ''
}
