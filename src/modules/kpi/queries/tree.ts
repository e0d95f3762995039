// SQL of the roll-up: what the person may see of each dashboard, summed by status.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { DashboardInput } from '../rules/roll-up-tree.ts'
import type { LookBack } from '../rules/status-window.ts'
import { everything, standings } from './reporting-standings.ts'

interface TallyRow {
  readonly id: string
  readonly title: string
  readonly group_id: string | null
  readonly weight: number
  readonly counts: DashboardInput['kpis']['counts']
  readonly weights: DashboardInput['kpis']['weights']
}

/** The visible dashboards by title, with their active KPIs by current status: how many, and how heavy. */
export async function listTallies(tx: Tx, windows: readonly LookBack[]): Promise<readonly DashboardInput[]> {
  const { rows } = await sql<TallyRow>`
    with ${standings(windows, everything)},
    tally as materialized (
      select s.dashboard_id,
        count(*) filter (where s.is_current and s.status = 'GREEN') as green,
        count(*) filter (where s.is_current and s.status = 'ORANGE') as orange,
        count(*) filter (where s.is_current and s.status = 'RED') as red,
        count(*) filter (where not s.is_current) as no_data,
        count(*) filter (where s.is_current and s.status is null) as no_threshold,
        coalesce(sum(s.weight) filter (where s.is_current and s.status = 'GREEN'), 0) as green_weight,
        coalesce(sum(s.weight) filter (where s.is_current and s.status = 'ORANGE'), 0) as orange_weight,
        coalesce(sum(s.weight) filter (where s.is_current and s.status = 'RED'), 0) as red_weight
      from standing s
      group by s.dashboard_id
    )
    select d.id, d.title, d.group_id, d.weight,
      json_build_object('green', coalesce(t.green, 0), 'orange', coalesce(t.orange, 0), 'red', coalesce(t.red, 0),
        'no_data', coalesce(t.no_data, 0), 'no_threshold', coalesce(t.no_threshold, 0)) as counts,
      json_build_object('green', coalesce(t.green_weight, 0), 'orange', coalesce(t.orange_weight, 0),
        'red', coalesce(t.red_weight, 0)) as weights
    from kpi.visible_dashboard d
    left join tally t on t.dashboard_id = d.id
    order by lower(d.title), d.id`.execute(tx)
  return rows.map(({ counts, weights, ...row }) => ({ ...row, kpis: { counts, weights } }))
}
