// Makes a dashboard from a template: one of ours, or one from a file.
import type { Tx } from '#kernel/database/database.ts'
import { unprocessable } from '#kernel/problem.ts'
import { setTemplateOrigin } from '../queries/dashboards.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { checkTemplateKpis, checkWantedKeys } from '../rules/template.ts'
import type { DashboardFromTemplate, Template } from '../structure-schemas.ts'
import { createDashboard } from './create-dashboard.ts'
import { createKpi } from './create-kpi.ts'

/**
 * Makes a dashboard of the caller with the wanted KPIs of a template, which it remembers with its version. Throws
 * UNKNOWN_TEMPLATE_KPI, UNKNOWN_GROUP, and at `/template/kpis/…` what is wrong with keys and thresholds.
 */
export async function createFromTemplate(
  tx: Tx,
  template: Template,
  { title, group_id, kpis: wanted }: DashboardFromTemplate,
): Promise<DashboardId> {
  const violations = [...checkTemplateKpis(template.kpis, '/template/kpis'), ...checkWantedKeys(template.kpis, wanted)]
  if (violations.length > 0) throw unprocessable(violations)
  const id = await createDashboard(tx, {
    title: title ?? template.title,
    description: template.summary === '' ? null : template.summary,
    group_id: group_id ?? null,
  })
  await setTemplateOrigin(tx, id, template)
  for (const { key, why: _why, ...definition } of template.kpis) {
    if (wanted === undefined || wanted.includes(key)) await createKpi(tx, id, definition)
  }
  return id
}
