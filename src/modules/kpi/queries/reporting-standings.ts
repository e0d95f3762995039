// Where every KPI stands: the common base of the reporting queries, as parts of one `with` clause.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { LookBack } from '../rules/status-window.ts'

/** Which KPIs are looked at; null means no such filter. */
export interface StandingFilter {
  readonly process_name: string | null
  readonly dashboard_id: string | null
}

export const everything: StandingFilter = { process_name: null, dashboard_id: null }

/**
 * `standing`: one row per active KPI that the person in scope may see, with its two latest values and whether the latest
 * still counts. Most KPIs have what is asked in the last few periods, read in one go as `recent`; only the others are
 * looked up one by one. A part of an open period (rules/open-total.ts) is not compared with whole ones: `whole_id`,
 * `whole_value`, `before_start` and `before_value` then are those of the last whole period, if it still counts, and of
 * the one before; else they are the latest value and its previous one. `entered_start` is the newest period entered
 * that is over; `missing_count` says in SQL, for all KPIs at once, how many periods `computeStanding`
 * (rules/standing.ts) would name.
 */
export function standings(
  windows: readonly LookBack[],
  { process_name, dashboard_id }: StandingFilter,
): RawBuilder<unknown> {
  return sql`
  period as (
    select p.frequency, p.closed_start, p.current_since, p.recent_since, p.starts, p.ends
    from json_to_recordset(${windowsText(windows)}::json)
      as p(frequency text, closed_start date, current_since date, recent_since date, starts date[], ends date[])
  ),
  held as materialized (
    select v.kpi_id, min(v.period_start) as first_start,
      array_agg(v.period_start) filter (where v.period_start = any(p.starts)) as entered
    from period p
    cross join lateral (
      select r.kpi_id, r.period_start
      from kpi.value r
      where r.frequency = p.frequency and r.period_start >= p.starts[1]
      offset 0
    ) v
    group by v.kpi_id
  ),
  recent as materialized (
    select distinct on (v.kpi_id) v.kpi_id, v.id, v.period_start, v.value, v.status, v.critical, v.threshold_id,
      ${earlierValues}
    from period p
    cross join lateral (
      select r.kpi_id, r.id, r.period_start, r.value, r.status, r.critical, r.threshold_id
      from kpi.value r
      where r.frequency = p.frequency and r.period_start >= p.recent_since
      offset 0
    ) v
    window series as (partition by v.kpi_id order by v.period_start desc)
    order by v.kpi_id, v.period_start desc
  ),
  standing as materialized (
    select k.organization_id, k.id as kpi_id, k.name, k.dashboard_id, k.weight,
      l.id as value_id, l.period_start, l.value, l.status, l.critical, l.threshold_id, l.previous_start, part.is_part,
      case when part.is_part then l.previous_id else l.id end as whole_id,
      case when not part.is_part then l.value when l.previous_start >= p.current_since then l.previous_value end as whole_value,
      case when part.is_part then l.earlier_start else l.previous_start end as before_start,
      case when part.is_part then l.earlier_value else l.previous_value end as before_value,
      case when l.period_start <= p.closed_start then l.period_start else l.previous_start end as entered_start, p.closed_start,
      coalesce(l.period_start >= p.current_since, false) as is_current,
      ${expectedCount} - ${enteredCount} as missing_count
    from kpi.kpi k
    join period p on p.frequency = k.frequency
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    left join recent on recent.kpi_id = k.id
    left join held on held.kpi_id = k.id
    left join lateral (${latestValues}) l on true
    cross join lateral (select ${isPartStart(sql`l.period_start`)} as is_part) part
    where k.is_active
      and (${process_name}::text is null or d.process_name = ${process_name}::text)
      and (${dashboard_id}::uuid is null or d.id = ${dashboard_id}::uuid)
  )`
}

const earlierValues = sql`lead(v.id) over series as previous_id, lead(v.period_start) over series as previous_start,
  lead(v.value) over series as previous_value, lead(v.period_start, 2) over series as earlier_start,
  lead(v.value, 2) over series as earlier_value`

/** In SQL, `isPart` of rules/open-total.ts: of the KPI `k`, whose last period that is over begins on `p.closed_start`. */
function isPartStart(start: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(k.aggregation = 'SUM' and k.frequency <> 'DAILY' and coalesce(${start} > p.closed_start, false))`
}

/** The last few periods hold both values that are compared. */
const isFoundRecent = sql`(recent.previous_start is not null
  and (recent.earlier_start is not null or not ${isPartStart(sql`recent.period_start`)}))`

/** The latest value of the KPI `k` with the two before, from `recent` or else looked up. */
const latestValues = sql`
  select recent.id, recent.period_start, recent.value, recent.status, recent.critical, recent.threshold_id,
    recent.previous_id, recent.previous_start, recent.previous_value, recent.earlier_start, recent.earlier_value
  where ${isFoundRecent}
  union all
  select s.*
  from (
    select v.id, v.period_start, v.value, v.status, v.critical, v.threshold_id,
      ${earlierValues}
    from kpi.value v
    where v.organization_id = k.organization_id and v.kpi_id = k.id and ${isFoundRecent} is not true
    window series as (order by v.period_start desc)
    limit 1
  ) s`

/**
 * `judged`: the standings that count today, compared with the thresholds that judged them.
 *
 * Worst first, the order of every list of risks: red before orange, critical before the other reds, then by `distance`:
 * how far the value lies beyond the line it missed (a red: the orange line, an orange: the green one), divided by the
 * size of that line. 70 % where 90 % is asked (0.22) thus comes after 150 € where at most 100 € is wanted (0.5): units
 * are never compared. A line at zero has no size, so the largest threshold stands in for it; when all are zero, any
 * distance is infinite. A range measures from the bound that was passed.
 *
 * `gain` is positive when the latest whole value is better than the one before, by the same rule as rules/trend.ts, and
 * `relative_change` orders trends across units. A part of an open period itself has no previous value. Both only
 * choose and sort; what is said of a trend comes from the rule.
 */
export const judged = sql`
  judged as materialized (
    select s.kpi_id, s.name, s.value_id, case when not s.is_part then s.previous_start end as previous_start, s.threshold_id,
      s.whole_id, s.before_start, s.entered_start, s.status, s.critical, s.is_current,
      ${distance()} as distance, ${gain()} as gain,
      abs(s.whole_value - s.before_value) / nullif(abs(s.before_value), 0) as relative_change
    from standing s
    join kpi.threshold t on t.organization_id = s.organization_id and t.id = s.threshold_id
    where s.is_current
  )`

export const worstFirst = sql`
  case s.status when 'RED' then 0 else 1 end, s.critical desc, s.distance desc, lower(s.name), s.kpi_id`

/** Whether a KPI waits for the value of a closed period: a computed one waits for nobody's entry. */
export const isMissing = sql`(s.missing_count > 0 and not exists (
  select 1 from kpi.formula f where f.organization_id = s.organization_id and f.kpi_id = s.kpi_id))`

/** How many periods of the look back the dashboard has closed: the oldest. */
const closedCount = sql`coalesce(width_bucket(d.locked_through, p.ends), 0)`

/** Of how many open periods of the look back a value is expected: since the KPI was made, or since its first value. */
const expectedCount = sql`
  cardinality(p.starts) - greatest(${closedCount}, case
    when l.period_start < p.starts[1] or held.first_start <= p.starts[1] then 0
    else least(
      width_bucket((k.created_at at time zone (select o.time_zone from kernel.organization o))::date - 1, p.ends),
      (select width_bucket(min(v.period_start) - 1, p.starts) from kpi.value v
        where v.organization_id = k.organization_id and v.kpi_id = k.id))
    end)`

/** How many of them have one. */
const enteredCount = sql`
  case when ${closedCount} = 0 then coalesce(cardinality(held.entered), 0)
    else (select count(*)::int from unnest(held.entered) e where e >= p.starts[${closedCount} + 1]) end`

function distance(): RawBuilder<unknown> {
  const largest = sql`greatest(abs(t.threshold_green), abs(t.threshold_orange), abs(t.threshold_red),
    abs(t.green_min), abs(t.green_max), abs(t.orange_min), abs(t.orange_max))`
  const missed = sql`
    case when t.direction <> 'RANGE_IS_BEST' then case s.status when 'RED' then t.threshold_orange else t.threshold_green end
      when s.value < t.green_min then case s.status when 'RED' then t.orange_min else t.green_min end
      else case s.status when 'RED' then t.orange_max else t.green_max end end`
  return sql`(
    select case when s.status in ('RED', 'ORANGE') then
      coalesce(abs(s.value - line.missed) / nullif(coalesce(nullif(abs(line.missed), 0), ${largest}), 0), 'Infinity'::numeric) end
    from (select ${missed} as missed) line)`
}

function gain(): RawBuilder<unknown> {
  const fromGreen = (value: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`greatest(t.green_min - ${value}, ${value} - t.green_max, 0)`
  return sql`
    case t.direction
      when 'UP_IS_BETTER' then s.whole_value - s.before_value
      when 'DOWN_IS_BETTER' then s.before_value - s.whole_value
      else case when t.green_min is not null and s.whole_value is not null and s.before_value is not null
        then ${fromGreen(sql`s.before_value`)} - ${fromGreen(sql`s.whole_value`)} end
    end`
}

/** The windows as the statement reads them. */
export function windowsText(windows: readonly LookBack[]): string {
  return JSON.stringify(
    windows.map(({ frequency, closed, current_since, recent_since, expected }) => ({
      frequency,
      closed_start: closed.start,
      current_since,
      recent_since,
      starts: expected.map(({ start }) => start),
      ends: expected.map(({ end }) => end),
    })),
  )
}
