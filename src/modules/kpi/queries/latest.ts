// Pieces of SQL that several queries share.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Day } from '#kernel/dates.ts'
import { enteredCountMax } from '../rules/standing.ts'

/** The day a moment falls on in the organisation's time zone. Inline: an SQL function costs a tenth of a millisecond. */
export function dayAt(moment: RawBuilder<unknown>): RawBuilder<Day> {
  return sql<Day>`(select (${moment} at time zone o.time_zone)::date from kernel.organization o)`
}

/** The day it is in the organisation's time zone. */
export const today = dayAt(sql`now()`)

/** The latest value of `k`, as `latest`; all null without any value. One step in the unique index. */
export const latestValue = sql`
  left join lateral (
    select l.id, l.period_start, l.period_end, l.period_label, l.value, l.status, l.critical, l.explanation, l.created_at,
      l.approval
    from kpi.value l
    where l.organization_id = k.organization_id and l.kpi_id = k.id
    order by l.period_start desc
    limit 1
  ) latest on true`

/** What keeps that value from being final: needs `d`, its dashboard. */
export const latestMarks = sql`
  coalesce(latest.period_end >= ${today}, false) as latest_provisional,
  case when d.approval_required then latest.approval end as latest_approval`

/** The thresholds of `k` in force today, as `current`: there is always one version. */
export const currentThresholds = sql`
  cross join lateral (
    select c.id, c.effective_from, c.direction, c.threshold_green, c.threshold_orange, c.threshold_red,
      c.green_min, c.green_max, c.orange_min, c.orange_max
    from kpi.threshold c
    where c.organization_id = k.organization_id and c.kpi_id = k.id and c.superseded_at is null
      and c.effective_from <= ${today}
    order by c.effective_from desc
    limit 1
  ) current`

/** The latest periods of `k` that have a value, as `computeStanding` takes them, as `known`. */
export const enteredPeriods = sql`
  cross join lateral (
    select coalesce(json_agg(e.period_start), '[]'::json) as entered
    from (
      select v.period_start
      from kpi.value v
      where v.organization_id = k.organization_id and v.kpi_id = k.id
      order by v.period_start desc
      limit ${enteredCountMax}::int
    ) e
  ) known`

/** Whether `k` has a formula: its values are computed, nobody enters them. */
export const isComputed = sql<boolean>`
  exists (select 1 from kpi.formula f where f.organization_id = k.organization_id and f.kpi_id = k.id)`
