// Tells that computed values were written: one event per dashboard, one entry of the audit for all.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { listAllAudiences } from '../queries/formulas.ts'
import type { ComputedKpi } from '../queries/formulas.ts'
import type { ComputedChange } from '../rules/computing.ts'

/** Dashboards that get an event of their own; beyond, one event per audience says that much has changed. */
const dashboardEventCountMax = 100
/** KPIs named in the audit; beyond, the counts tell. */
const auditedKpiCountMax = 200

/** Announces the changes to those who see the dashboards, and records how many there were of which KPI. */
export async function tellComputed(tx: Tx, changes: readonly ComputedChange<ComputedKpi>[]): Promise<void> {
  const byDashboard = Map.groupBy(changes, ({ kpi }) => kpi.dashboard_id)
  const audiences = await listAllAudiences(tx, Array.from(byDashboard.keys()))
  const type = 'kpi.value.computed'
  if (audiences.length > dashboardEventCountMax) {
    const different = new Map(audiences.map(({ audience }) => [audience?.join(' ') ?? 'all', audience]))
    await Promise.all(Array.from(different.values(), (audience) => emit(tx, { type, payload: {}, audience })))
  } else {
    await Promise.all(
      audiences.map(({ id, audience }) => {
        const [first, ...others] = new Set(byDashboard.get(id as DashboardId)?.map(({ kpi }) => kpi.kpi_id))
        const only = first !== undefined && others.length === 0 ? { kpi_id: first } : {}
        return emit(tx, { type, payload: { dashboard_id: id, ...only }, audience })
      }),
    )
  }
  await audit(tx, changes)
}

function audit(tx: Tx, changes: readonly ComputedChange<ComputedKpi>[]): Promise<void> {
  const byKpi = Map.groupBy(changes, ({ kpi }) => kpi.kpi_id)
  const removed = changes.filter(({ value }) => value === null).length
  const written = changes.length - removed
  const [first = null, ...others] = byKpi.keys()
  const kpis = Array.from(byKpi, ([id, of]) => [id, of.length] as const).slice(0, auditedKpiCountMax)
  return recordAudit(tx, {
    action: 'value.computed',
    entity: 'kpi',
    entity_id: others.length === 0 ? first : null,
    summary: `Valeurs calculées : ${written} écrites, ${removed} retirées, sur ${byKpi.size} indicateurs.`,
    after: { written, removed, kpi_count: byKpi.size, kpis: Object.fromEntries(kpis) },
  })
}
