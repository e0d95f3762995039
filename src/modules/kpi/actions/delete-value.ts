// Deletes a value.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { deleteValueRow } from '../queries/values.ts'
import type { ValueId } from '../queries/values.ts'
import { followValue } from './follow-values.ts'
import { holdValue, refuseLocked, valueFacts } from './value-checks.ts'

/** Deletes a value; the audit keeps what it was. Throws PERIOD_LOCKED. */
export async function deleteValue(tx: Tx, id: ValueId): Promise<void> {
  const { value, target } = await holdValue(tx, id, 'value.delete')
  const [kpi] = target
  refuseLocked(kpi, value.period_end)
  await deleteValueRow(tx, id)
  await emit(tx, {
    type: 'kpi.value.deleted',
    payload: { dashboard_id: kpi.dashboard_id, kpi_id: kpi.kpi_id, value_id: id },
    audience: kpi.audience,
  })
  await recordAudit(tx, {
    action: 'value.deleted',
    entity: 'value',
    entity_id: id,
    summary: `Valeur supprimée pour ${value.period_label}.`,
    before: valueFacts(value),
  })
  await followValue(tx, kpi, value.period_start)
}
