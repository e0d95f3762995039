// Makes a dashboard from a template: one of ours, or one from a file.
import assert from 'node:assert/strict'
import type { Tx } from '#kernel/database/database.ts'
import { newIds } from '#kernel/ids.ts'
import { unprocessable } from '#kernel/problem.ts'
import { setTemplateOrigin } from '../queries/dashboards.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import type { KpiId } from '../queries/kpis.ts'
import { inComputingOrder } from '../rules/formula-order.ts'
import { checkTemplateKpis, checkWanted } from '../rules/template.ts'
import { templateInputs, toFormulaInput } from '../rules/template-formula.ts'
import type { DashboardFromTemplate, Template, TemplateKpi } from '../structure-schemas.ts'
import { createDashboard } from './create-dashboard.ts'
import { createKpi } from './create-kpi.ts'
import { replaceFormula } from './replace-formula.ts'

/** A template that is wrong everywhere is told what is wrong first. */
const violationCountMax = 200

/**
 * Makes a dashboard of the caller with the wanted KPIs of a template, which it remembers with its version. Throws
 * UNKNOWN_TEMPLATE_KPI, TEMPLATE_INPUT_MISSING, UNKNOWN_GROUP, and at `/template/kpis/…` what is wrong with keys,
 * thresholds and formulas.
 */
export async function createFromTemplate(
  tx: Tx,
  template: Template,
  { title, group_id, kpis: wanted }: DashboardFromTemplate,
): Promise<DashboardId> {
  const violations = [...checkTemplateKpis(template.kpis, '/template/kpis'), ...checkWanted(template.kpis, wanted)]
  if (violations.length > 0) throw unprocessable(violations.slice(0, violationCountMax))
  const id = await createDashboard(tx, {
    title: title ?? template.title,
    description: template.summary === '' ? null : template.summary,
    group_id: group_id ?? null,
  })
  await setTemplateOrigin(tx, id, template)
  const chosen = template.kpis.filter(({ key }) => wanted === undefined || wanted.includes(key))
  await defineFormulas(tx, chosen, await createKpis(tx, id, chosen))
  return id
}

/** The KPIs in the order of the template, by their keys. */
async function createKpis(tx: Tx, id: DashboardId, kpis: readonly TemplateKpi[]): Promise<ReadonlyMap<string, KpiId>> {
  const ids = newIds<'kpi'>(kpis.length)
  const made = new Map<string, KpiId>()
  for (const [index, { key, why: _why, formula: _formula, ...definition }] of kpis.entries()) {
    made.set(key, await createKpi(tx, id, definition, ids[index]))
  }
  return made
}

/** Inputs before what is computed from them: each formula then finds its inputs as they will be. */
async function defineFormulas(tx: Tx, kpis: readonly TemplateKpi[], made: ReadonlyMap<string, KpiId>): Promise<void> {
  const formulas = new Map(kpis.map(({ key, formula }) => [key, formula]))
  for (const key of inComputingOrder(templateInputs(kpis))) {
    const [id, formula] = [made.get(key), formulas.get(key)]
    assert(id !== undefined && formula !== undefined)
    await replaceFormula(
      tx,
      id,
      toFormulaInput(formula, (input) => made.get(input) ?? input),
    )
  }
}
