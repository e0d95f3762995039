// Makes a template of a dashboard, to keep as a file or to give away.
import type { Tx } from '#kernel/database/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { findDashboard } from '../queries/dashboards.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { listKpis } from '../queries/kpis.ts'
import { keyOf, keysOf, templateKpiCountMax } from '../rules/template.ts'
import type { Template } from '../structure-schemas.ts'
import { definitionOf } from './kpi-definition.ts'

/** The active KPIs of a dashboard with the thresholds in force; no person, code or value. Throws TEMPLATE_KPI_COUNT. */
export async function exportTemplate(tx: Tx, id: DashboardId): Promise<Template> {
  const dashboard = await findDashboard(tx, id)
  if (dashboard === null) throw notFound()
  const rows = await listKpis(tx, { dashboard_id: id, after: null, limit: exportRowsMax })
  const kpis = rows.filter((row) => row.is_active)
  if (kpis.length === 0 || kpis.length > templateKpiCountMax) {
    throw new Problem(409, 'TEMPLATE_KPI_COUNT', 'Ce tableau de bord ne peut pas devenir un modèle.', {
      detail: `Un modèle a de 1 à ${templateKpiCountMax} indicateurs suivis ; celui-ci en a ${kpis.length}.`,
    })
  }
  const keys = keysOf(kpis.map(({ name }) => name))
  return {
    id: keyOf(dashboard.title),
    version: 1,
    licence: null,
    trade: dashboard.process_name ?? '',
    title: dashboard.title,
    summary: (dashboard.description ?? '').slice(0, summaryCharactersMax),
    kpis: kpis.map((row, index) => ({ key: keys[index] as string, ...definitionOf(row) })),
  }
}

const exportRowsMax = 500
const summaryCharactersMax = 1000
