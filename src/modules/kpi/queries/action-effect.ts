// SQL of what the effect of an action is measured from.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Frequency } from '../rules/period.ts'
import type { ActionId } from './actions.ts'
import { currentThresholds, today } from './latest.ts'
import type { ThresholdRow } from './thresholds.ts'

export interface EffectRows extends ThresholdRow {
  readonly action_id: ActionId
  /** The day chosen for it, or the day the action was done; null while it is not. */
  readonly measured_from: Day | null
  readonly frequency: Frequency
  readonly unit: string | null
  readonly today: Day
  readonly values: readonly { readonly period_start: Day; readonly value: string }[]
}

/** Days on either side that hold more than the twelve periods looked at, for half-years and years. */
const longestDays = 14 * 366

/** An action that the person may see, with the values around its effect; null when there is none. */
export async function findEffectRows(tx: Tx, id: ActionId): Promise<EffectRows | null> {
  const { rows } = await sql<EffectRows>`
    select a.id as action_id, e.measured_from, k.frequency, k.unit, ${today} as today, current.id, nullif(current.effective_from, '-infinity') as effective_from,
      current.direction, current.threshold_green, current.threshold_orange, current.threshold_red, current.green_min,
      current.green_max, current.orange_min, current.orange_max,
      coalesce((
        select jsonb_agg(jsonb_build_object('period_start', v.period_start, 'value', v.value::text))
        from kpi.value v
        where v.organization_id = k.organization_id and v.kpi_id = k.id
          and v.period_start between e.measured_from - e.days and e.measured_from + e.days), '[]'::jsonb) as values
    from kpi.action a
    join kpi.kpi k on k.organization_id = a.organization_id and k.id = a.kpi_id
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    cross join lateral (
      select case when a.status = 'DONE' then coalesce(a.effective_on, a.done_on) end as measured_from,
        case k.frequency when 'DAILY' then 20 when 'WEEKLY' then 100 when 'MONTHLY' then 430 when 'QUARTERLY' then 1300
          else ${longestDays}::int end as days
    ) e
    ${currentThresholds}
    where a.id = ${id}`.execute(tx)
  return rows[0] ?? null
}
