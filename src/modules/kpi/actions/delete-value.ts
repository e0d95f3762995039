// Deletes a value.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { countEvidence } from '../queries/evidence.ts'
import { deleteValueRow } from '../queries/values.ts'
import type { ValueId } from '../queries/values.ts'
import { periodName } from '../rules/period-labels.ts'
import { evidenceWouldGo } from './closing-problems.ts'
import { followValue } from './follow-values.ts'
import { holdValue, refuseLocked, valueFacts } from './value-checks.ts'

export interface ValueDeletion {
  readonly id: ValueId
  /** Whoever deletes knows that its files go, too. */
  readonly with_evidence: boolean
}

/** Deletes a value; the audit keeps what it was. Throws PERIOD_LOCKED, EVIDENCE_WOULD_GO. */
export async function deleteValue(tx: Tx, { id, with_evidence }: ValueDeletion): Promise<void> {
  const { value, target } = await holdValue(tx, id, 'value.delete')
  const [kpi] = target
  refuseLocked(kpi, value.period_end)
  // The value is held, so nobody adds evidence to it meanwhile.
  const evidenceCount = (await countEvidence(tx, [id])).get(id) ?? 0
  if (evidenceCount > 0 && !with_evidence) throw evidenceWouldGo(evidenceCount)
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
    summary: `Valeur supprimée pour ${periodName(value.period_label, 'fr')}.`,
    before: { ...valueFacts(value), evidence_count: evidenceCount },
  })
  await followValue(tx, kpi, value.period_start)
}
