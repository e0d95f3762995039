// Deletes an annotation: its author, the owners of dashboard and KPI, or an ADMIN.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { notFound } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { deleteAnnotationRow, findAnnotationContext } from '../queries/annotations.ts'
import type { AnnotationId } from '../queries/annotations.ts'
import { policy } from '../rules/policy.ts'

/** Deletes an annotation. Throws NOT_FOUND when invisible, FORBIDDEN when it is somebody else's. */
export async function deleteAnnotation(tx: Tx, id: AnnotationId): Promise<void> {
  const annotation = await findAnnotationContext(tx, id)
  if (annotation === null) throw notFound()
  const { kpi_id, author_id, dashboard_id, dashboard_owner_id, kpi_owner_id, period_start, audience } = annotation
  authorize(policy['annotation.delete'], tx.scope, { owners: [author_id, dashboard_owner_id, kpi_owner_id] })
  if (!(await deleteAnnotationRow(tx, id))) throw notFound()
  const payload = { dashboard_id, kpi_id, annotation_id: id }
  await emit(tx, { type: 'kpi.annotation.deleted', payload, audience })
  await recordAudit(tx, {
    action: 'annotation.deleted',
    entity: 'annotation',
    entity_id: id,
    summary: 'Annotation supprimée.',
    before: { kpi_id, period_start, author_id },
  })
}
