// (h) A thousand KPIs recomputed: judged again after their thresholds changed, and computed again after their one input
// changed; beside a plain SQL update of the same rows, which judges, computes, announces and audits nothing.
import { setTimeout as sleep } from 'node:timers/promises'
import { distributionOf } from './support/percentiles.ts'
import { logIn } from './support/world.ts'
import type { World } from './support/world.ts'

const kpiCount = 1000
const monthCount = 24
const rounds = 5
const askMs = 20
const asksMax = 3000

export interface Recomputed {
  readonly rows: number
  readonly ms: number
  /** The same rows updated by one statement in the same run. */
  readonly plain_ms: number
}

export interface Recomputing {
  /** `POST /dashboards/{id}/recomputations` after the thresholds of all KPIs changed: every verdict changes. */
  readonly judged: Recomputed
  /** `PATCH /values/{id}` of one value of the input of all KPIs. */
  readonly one_period: Recomputed
  /** An import over all values of that input. */
  readonly all_periods: Recomputed
}

/** Medians of whole requests, from the call to the answer. */
export async function measureRecompute(world: World): Promise<Recomputing> {
  const call = await openCalls(world)
  const judgedBoard = await createBoard(world)
  const judged = await compare(world, {
    prepare: (round) => changeThresholds(world, judgedBoard, round % 2 === 0 ? 50 : 95),
    run: async () => {
      const path = `/dashboards/${judgedBoard}/recomputations`
      return (await call<{ statuses_changed: number }>('POST', path)).statuses_changed
    },
    plain: `update kpi.value v set status = null, explanation = 'Sans verdict.', threshold_id = old.id, updated_at = clock_timestamp()
      from kpi.kpi k
      cross join lateral (
        select t.id from kpi.threshold t
        where t.organization_id = k.organization_id and t.kpi_id = k.id and t.superseded_at is not null
        order by t.created_at limit 1) old
      where k.organization_id = v.organization_id and k.id = v.kpi_id and k.dashboard_id = $1`,
    parameters: [judgedBoard],
  })
  return { judged, ...(await measureComputing(world, call)) }
}

async function measureComputing(world: World, call: Call): Promise<Pick<Recomputing, 'one_period' | 'all_periods'>> {
  const board = await createBoard(world)
  const input = await computeFromOne(world, board)
  const follow = (months: number) => async (): Promise<number> => {
    const { rows } = await world.owner.query<{ count: number }>(
      `select count(*)::int as count
       from (select organization_id, period_start, value from kpi.value where kpi_id = $1 order by period_start desc limit $3) i
       join kpi.value v on v.organization_id = i.organization_id and v.period_start = i.period_start and v.value = i.value
       join kpi.kpi k on k.organization_id = v.organization_id and k.id = v.kpi_id
       where k.dashboard_id = $2 and k.id <> $1`,
      [input.kpi_id, board, months],
    )
    return rows[0]?.count ?? 0
  }
  const plain = `update kpi.value v set value = v.value + 0, explanation = v.explanation || '', updated_at = clock_timestamp()
    from kpi.kpi k where k.organization_id = v.organization_id and k.id = v.kpi_id and k.dashboard_id = $1`
  const one_period = await compare(world, {
    run: async (round) => {
      await call('PATCH', `/values/${input.value_id}`, { value: 200 + round })
      return follow(1)
    },
    plain: `${plain} and v.period_start = (select max(period_start) from kpi.value where kpi_id = $2)`,
    parameters: [board, input.kpi_id],
  })
  const all_periods = await compare(world, {
    run: async (round) => {
      const rows = input.periods.map((period) => ({ kpi_id: input.kpi_id, period, value: 300 + round }))
      await importRows(call, rows)
      return follow(monthCount)
    },
    plain,
    parameters: [board],
  })
  return { one_period, all_periods }
}

/** To its end: an import that takes longer than the request waits is asked about until then. */
async function importRows(call: Call, rows: readonly object[]): Promise<void> {
  const body = { rows, on_duplicate: 'overwrite' }
  let job = await call<{ id: string; status: string }>('POST', '/imports/kpi-values', body)
  for (let ask = 0; ask < asksMax && ['PENDING', 'RUNNING'].includes(job.status); ask += 1) {
    await sleep(askMs)
    job = await call('GET', `/imports/jobs/${job.id}`)
  }
  if (job.status !== 'SUCCESS') throw new Error(`the import is ${job.status}`)
}

interface Comparison {
  readonly prepare?: (round: number) => Promise<void>
  /** Answers how many rows it changed, or how to count them when the clock is stopped. */
  readonly run: (round: number) => Promise<number | (() => Promise<number>)>
  readonly plain: string
  readonly parameters: readonly string[]
}

async function compare(world: World, { prepare, run, plain, parameters }: Comparison): Promise<Recomputed> {
  const [product, raw]: [number[], number[]] = [[], []]
  let rows = 0
  for (let round = 0; round < rounds; round += 1) {
    await prepare?.(round)
    const startedAt = performance.now()
    const counted = await run(round)
    product.push(performance.now() - startedAt)
    rows = typeof counted === 'number' ? counted : await counted()
    const plainAt = performance.now()
    await world.owner.query(plain, [...parameters])
    raw.push(performance.now() - plainAt)
  }
  return { rows, ms: distributionOf(product).p50, plain_ms: distributionOf(raw).p50 }
}

type Call = <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>

async function openCalls({ origin }: World): Promise<Call> {
  const headers = { authorization: `Bearer ${await logIn(origin)}` }
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const content = body === undefined ? {} : { body: JSON.stringify(body) }
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await fetch(`${origin}/api/v1${path}`, { method, headers: { ...headers, ...type }, ...content })
    const text = await answer.text()
    if (answer.status >= 300) throw new Error(text)
    return JSON.parse(text) as T
  }
}

/** A dashboard of its own with `kpiCount` KPIs and `monthCount` values each. */
async function createBoard({ owner, organization_id, user_id }: World): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    `insert into kpi.dashboard (organization_id, id, title, owner_id, visibility)
     values ($1, gen_random_uuid(), 'Recalcul', $2, 'ORGANIZATION') returning id`,
    [organization_id, user_id],
  )
  const board = rows[0]?.id ?? ''
  const parameters = [organization_id, user_id, board]
  await owner.query(
    `with made as (
       insert into kpi.kpi (organization_id, id, dashboard_id, name, unit, frequency, aggregation, owner_id)
       select $1, gen_random_uuid(), $3, 'Recalculé ' || n, '%', 'MONTHLY', 'SUM', $2 from generate_series(1, ${kpiCount + 1}) n
       returning organization_id, id)
     insert into kpi.threshold (organization_id, id, kpi_id, effective_from, direction, threshold_green, threshold_orange)
     select organization_id, gen_random_uuid(), id, '-infinity', 'UP_IS_BETTER', 95, 90 from made`,
    parameters,
  )
  await owner.query(
    `insert into kpi.value (organization_id, id, kpi_id, frequency, period_start, period_end, period_label, value, status,
       critical, explanation, threshold_id, created_by)
     select k.organization_id, gen_random_uuid(), k.id, 'MONTHLY', m.start, (m.start + interval '1 month')::date - 1,
       to_char(m.start, 'YYYY-MM'), 70, 'RED', false, '70 % < 90 % → rouge, seuils d’origine', t.id, $2
     from kpi.kpi k
     join kpi.threshold t on t.organization_id = k.organization_id and t.kpi_id = k.id
     cross join lateral (
       select (date_trunc('month', current_date) - make_interval(months => n))::date as start
       from generate_series(1, ${monthCount}) n) m
     where k.organization_id = $1 and k.dashboard_id = $3`,
    parameters,
  )
  await owner.query('vacuum analyze kpi.kpi, kpi.threshold, kpi.value')
  return board
}

/** A new version for all KPIs and all the past, as a change of thresholds leaves it. */
async function changeThresholds({ owner }: World, board: string, green: number): Promise<void> {
  await owner.query(
    `with old as (
       update kpi.threshold t set superseded_at = clock_timestamp() from kpi.kpi k
       where k.organization_id = t.organization_id and k.id = t.kpi_id and k.dashboard_id = $1 and t.superseded_at is null
       returning t.organization_id, t.kpi_id)
     insert into kpi.threshold (organization_id, id, kpi_id, effective_from, direction, threshold_green, threshold_orange)
     select organization_id, gen_random_uuid(), kpi_id, '-infinity', 'UP_IS_BETTER', $2::numeric, $2::numeric - 5 from old`,
    [board, green],
  )
}

interface SharedInput {
  readonly kpi_id: string
  readonly value_id: string
  readonly periods: readonly string[]
}

/** Makes the first KPI of a dashboard the one input of all others. */
async function computeFromOne({ owner }: World, board: string): Promise<SharedInput> {
  const { rows } = await owner.query<{ id: string; value_id: string; period_label: string }>(
    `select v.kpi_id as id, v.id as value_id, v.period_label from kpi.value v
     where v.kpi_id = (select min(k.id::text)::uuid from kpi.kpi k where k.dashboard_id = $1) order by v.period_start desc`,
    [board],
  )
  const [latest] = rows
  if (latest === undefined) throw new Error('the board has no values')
  await owner.query(
    `insert into kpi.formula (organization_id, kpi_id, frequency, kind)
     select k.organization_id, k.id, 'MONTHLY', 'SUM' from kpi.kpi k where k.dashboard_id = $1 and k.id <> $2`,
    [board, latest.id],
  )
  await owner.query(
    `insert into kpi.formula_term (organization_id, kpi_id, side, position, input_id, input_frequency, coefficient)
     select f.organization_id, f.kpi_id, 'TERM', 0, $2, 'MONTHLY', 1 from kpi.formula f
     join kpi.kpi k on k.organization_id = f.organization_id and k.id = f.kpi_id where k.dashboard_id = $1`,
    [board, latest.id],
  )
  await owner.query('analyze kpi.formula, kpi.formula_term')
  return { kpi_id: latest.id, value_id: latest.value_id, periods: rows.map((row) => row.period_label) }
}
