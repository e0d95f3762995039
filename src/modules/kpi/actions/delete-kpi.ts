// Deletes a KPI and everything on it.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { deleteKpiRow } from '../queries/kpis.ts'
import type { KpiId } from '../queries/kpis.ts'
import { refuseLockedValues } from './closing-checks.ts'
import { refuseInputs } from './formula-checks.ts'
import { holdKpi, kpiFacts } from './kpi-checks.ts'

/** Deletes a KPI with its values, actions and comments; the audit keeps how many. Throws PERIOD_LOCKED, KPI_IS_INPUT. */
export async function deleteKpi(tx: Tx, id: KpiId): Promise<void> {
  const kpi = await holdKpi(tx, id, 'kpi.delete')
  await refuseLockedValues(tx, { dashboard_id: kpi.dashboard_id, kpi_id: id })
  await refuseInputs(tx, [id])
  const { value_count, action_count, comment_count } = await deleteKpiRow(tx, id)
  const payload = { dashboard_id: kpi.dashboard_id, kpi_id: id }
  await emit(tx, { type: 'kpi.kpi.deleted', payload, audience: kpi.audience })
  await recordAudit(tx, {
    action: 'kpi.deleted',
    entity: 'kpi',
    entity_id: id,
    summary: `Indicateur supprimé avec ${value_count} valeurs, ${action_count} actions et ${comment_count} commentaires.`,
    before: { ...kpiFacts(kpi), dashboard_id: kpi.dashboard_id, value_count, action_count, comment_count },
  })
}
