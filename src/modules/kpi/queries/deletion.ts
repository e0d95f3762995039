// SQL of what hangs on KPIs and dashboards that somebody thinks of deleting.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Deletion } from '../deletion-schemas.ts'
import type { DashboardId } from './dashboards.ts'
import type { KpiId } from './kpis.ts'

/** All KPIs of a dashboard; whether it is visible is asked before. */
export async function listKpiIds(tx: Tx, id: DashboardId): Promise<readonly KpiId[]> {
  const { rows } = await sql<{ id: KpiId }>`select k.id from kpi.kpi k where k.dashboard_id = ${id}`.execute(tx)
  return rows.map((row) => row.id)
}

/** Counts what would go with a KPI, or with a dashboard when `kpi_id` is null. */
export async function countDoomed(
  tx: Tx,
  { dashboard_id, kpi_id }: { readonly dashboard_id: DashboardId; readonly kpi_id: KpiId | null },
): Promise<Deletion['counts']> {
  const ofDoomed = (table: string) =>
    sql`from ${sql.table(table)} x join doomed k on x.organization_id = k.organization_id and x.kpi_id = k.id`
  const { rows } = await sql<Deletion['counts']>`
    with doomed as (
      select k.organization_id, k.id from kpi.kpi k
      where k.dashboard_id = ${dashboard_id} and (${kpi_id}::uuid is null or k.id = ${kpi_id}::uuid)),
    comments as (
      select c.organization_id, c.id
      from kpi.comment c
      left join kpi.action a on a.organization_id = c.organization_id and a.id = c.action_id
      join doomed k on k.organization_id = c.organization_id and k.id = coalesce(c.kpi_id, a.kpi_id))
    select (select count(*)::int from doomed) as kpis,
      (select count(*)::int ${ofDoomed('kpi.value')}) as values,
      (select count(*)::int ${ofDoomed('kpi.evidence')}) as evidence_files,
      (select count(*)::int ${ofDoomed('kpi.action')} where x.status in ('OPEN', 'IN_PROGRESS')) as open_actions,
      (select count(*)::int ${ofDoomed('kpi.action')} where x.status not in ('OPEN', 'IN_PROGRESS')) as other_actions,
      (select count(*)::int from comments) as comments,
      (select count(*)::int
        from kpi.comment_attachment t
        join comments c on c.organization_id = t.organization_id and c.id = t.comment_id) as comment_files,
      (select count(*)::int ${ofDoomed('kpi.annotation')}) as annotations,
      (select count(*)::int ${ofDoomed('kpi.target')}) as targets,
      (select count(*)::int ${ofDoomed('kpi.formula')}) as formulas,
      (select count(*)::int from kpi.meeting m where ${kpi_id}::uuid is null and m.dashboard_id = ${dashboard_id}) as meetings,
      (select count(*)::int
        from kpi.screen_dashboard s
        where ${kpi_id}::uuid is null and s.dashboard_id = ${dashboard_id}) as screens`.execute(tx)
  return rows[0] as Deletion['counts']
}
