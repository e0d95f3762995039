// Annotates a period of a KPI.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { newId } from '#kernel/ids.ts'
import { forbidden, notFound, unprocessable } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { insertAnnotation } from '../queries/annotations.ts'
import type { AnnotationId } from '../queries/annotations.ts'
import { findKpi } from '../queries/kpis.ts'
import type { KpiId, KpiRow } from '../queries/kpis.ts'
import { periodName } from '../rules/period-labels.ts'
import { policy } from '../rules/policy.ts'
import { readNamedPeriod } from '../rules/target-entry.ts'

/** Adds an annotation, stored as written. Throws NOT_FOUND, FORBIDDEN and the codes of periods. */
export async function addAnnotation(
  tx: Tx,
  kpiId: KpiId,
  { period, text }: { readonly period: string; readonly text: string },
): Promise<{ readonly id: AnnotationId; readonly kpi: KpiRow }> {
  const kpi = await findKpi(tx, kpiId)
  if (kpi === null) throw notFound()
  authorize(policy['annotation.create'], tx.scope, { owners: [kpi.dashboard_owner_id, kpi.owner_id] })
  const authorId = tx.scope.user_id
  // only people write: a job has nothing to say here
  if (authorId === null) throw forbidden()
  const named = readNamedPeriod(period, { frequency: kpi.frequency, pointer: '/period' })
  if (!named.ok) throw unprocessable([named.violation])
  const id = newId<'annotation'>()
  await insertAnnotation(tx, { id, kpi_id: kpiId, period_start: named.period.start, text, author_id: authorId })
  const payload = { dashboard_id: kpi.dashboard_id, kpi_id: kpiId, annotation_id: id }
  await emit(tx, { type: 'kpi.annotation.created', payload, audience: kpi.audience })
  await recordAudit(tx, {
    action: 'annotation.created',
    entity: 'annotation',
    entity_id: id,
    summary: `Annotation ajoutée à ${periodName(named.period.label, 'fr')}.`,
    after: { kpi_id: kpiId, period: named.period.label },
  })
  return { id, kpi }
}
