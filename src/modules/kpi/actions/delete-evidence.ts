// Takes a file away from a value.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { notFound } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { deleteEvidenceRow, findEvidence } from '../queries/evidence.ts'
import type { EvidenceId } from '../queries/evidence.ts'
import { holdEntryTarget } from '../queries/values.ts'
import { policy } from '../rules/policy.ts'
import { evidenceFacts } from './add-evidence.ts'
import { refuseLocked } from './value-checks.ts'

/** Deletes evidence; its bytes are forgotten later. Throws NOT_FOUND, FORBIDDEN, PERIOD_LOCKED. */
export async function deleteEvidence(tx: Tx, id: EvidenceId): Promise<void> {
  const evidence = await findEvidence(tx, id)
  if (evidence === null) throw notFound()
  const { kpi_id, dashboard_id, added_by, kpi_owner_id, dashboard_owner_id, audience } = evidence
  authorize(policy['evidence.delete'], tx.scope, { owners: [added_by, kpi_owner_id, dashboard_owner_id] })
  const [kpi] = await holdEntryTarget(tx, kpi_id)
  if (kpi === undefined) throw notFound()
  refuseLocked(kpi, evidence.period_end)
  if (!(await deleteEvidenceRow(tx, id))) throw notFound()
  const payload = { dashboard_id, kpi_id, value_id: evidence.value_id, evidence_id: id }
  await emit(tx, { type: 'kpi.evidence.deleted', payload, audience })
  await recordAudit(tx, {
    action: 'evidence.deleted',
    entity: 'evidence',
    entity_id: id,
    summary: 'Justificatif supprimé.',
    before: evidenceFacts(evidence),
  })
}
