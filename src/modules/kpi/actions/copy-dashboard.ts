// Copies a dashboard: its KPIs as they are defined today, without their values.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { newIds } from '#kernel/ids.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import { findDashboard, setTemplateOrigin } from '../queries/dashboards.ts'
import type { DashboardId, DashboardRow } from '../queries/dashboards.ts'
import { listKpis } from '../queries/kpis.ts'
import type { KpiSummaryRow } from '../queries/kpis.ts'
import { copyTargets } from '../queries/targets.ts'
import type { NewCopy } from '../structure-schemas.ts'
import { createDashboard } from './create-dashboard.ts'
import { createKpi } from './create-kpi.ts'
import { followCopies } from './follow-copies.ts'
import type { CopiedKpi } from './follow-copies.ts'
import { definitionOf } from './kpi-definition.ts'

const copyKpiCountMax = 200

export interface Copy {
  readonly id: DashboardId
  readonly kpi_count: number
  readonly codes_left_empty: readonly string[]
}

/**
 * Copies a dashboard that the caller may see; the copy and its KPIs are his. Thresholds: those in force today. Codes
 * stay with the original. Throws TOO_MANY_KPIS, UNKNOWN_GROUP.
 */
export async function copyDashboard(tx: Tx, sourceId: DashboardId, input: NewCopy): Promise<Copy> {
  const source = await findDashboard(tx, sourceId)
  if (source === null) throw notFound()
  const kpis = await listKpis(tx, { dashboard_id: sourceId, after: null, limit: copyKpiCountMax + 1 })
  if (kpis.length > copyKpiCountMax) {
    const detail = `On copie au plus ${copyKpiCountMax} indicateurs à la fois.`
    throw unprocessable([{ pointer: '', code: 'TOO_MANY_KPIS', detail }])
  }
  const id = await makeDashboard(tx, source, input)
  const copies = await copyKpis(tx, id, kpis)
  if (input.with_targets === true) await copyTargets(tx, copies)
  await followCopies(tx, copies)
  await recordAudit(tx, {
    action: 'dashboard.copied',
    entity: 'dashboard',
    entity_id: id,
    summary: `Tableau de bord copié avec ${kpis.length} indicateurs.`,
    after: { source_id: sourceId, kpi_count: kpis.length, with_targets: input.with_targets === true },
  })
  return { id, kpi_count: kpis.length, codes_left_empty: kpis.flatMap(({ code }) => code ?? []) }
}

async function makeDashboard(tx: Tx, source: DashboardRow, { title, group_id }: NewCopy): Promise<DashboardId> {
  const { description, process_name, visibility, team_id, weight, approval_required } = source
  const { template_id, template_version, template_title } = source
  const place = { group_id: group_id === undefined ? source.group_id : group_id, weight }
  const id = await createDashboard(tx, {
    title,
    description,
    process_name,
    visibility,
    team_id,
    approval_required,
    ...place,
  })
  if (template_id !== null && template_version !== null && template_title !== null) {
    await setTemplateOrigin(tx, id, { id: template_id, version: template_version, title: template_title })
  }
  return id
}

async function copyKpis(tx: Tx, id: DashboardId, kpis: readonly KpiSummaryRow[]): Promise<readonly CopiedKpi[]> {
  const copies: CopiedKpi[] = []
  const copyIds = newIds<'kpi'>(kpis.length)
  for (const [index, row] of kpis.entries()) {
    const copy_id = await createKpi(tx, id, { ...definitionOf(row), is_active: row.is_active }, copyIds[index])
    copies.push({ source_id: row.id as CopiedKpi['source_id'], copy_id })
  }
  return copies
}
