// Adds an action to the plan of a KPI.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { newId } from '#kernel/ids.ts'
import { notFound } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { insertAction } from '../queries/actions.ts'
import type { ActionId, ActionState } from '../queries/actions.ts'
import { findKpi } from '../queries/kpis.ts'
import type { KpiId } from '../queries/kpis.ts'
import { policy } from '../rules/policy.ts'
import type { NewAction } from '../schemas.ts'
import { actionFacts, emitAction, readDueDate } from './action-checks.ts'
import { requireOwnerWhoSees } from './kpi-checks.ts'
import { notifyAssignment } from './notify-assignment.ts'

/** Creates an action and tells its owner. Throws UNKNOWN_USER, OWNER_CANNOT_SEE. */
export async function createAction(tx: Tx, kpiId: KpiId, input: NewAction): Promise<ActionId> {
  const kpi = await findKpi(tx, kpiId)
  if (kpi === null) throw notFound()
  authorize(policy['action.create'], tx.scope, { owners: [kpi.dashboard_owner_id, kpi.owner_id] })
  const state: ActionState = {
    title: input.title,
    description: input.description ?? null,
    owner_id: input.owner_id?.toLowerCase() ?? null,
    due_date: readDueDate(input.due_date ?? null),
    progress: input.progress ?? 0,
    status: input.status ?? 'OPEN',
  }
  if (state.owner_id !== null) await requireOwnerWhoSees(tx, state.owner_id, kpi.audience)
  const id = newId<'action'>()
  await insertAction(tx, { id, kpi_id: kpiId, state })
  await notifyAssignment(tx, { kpi_id: kpiId, kpi_name: kpi.name, before: null, after: state })
  await emitAction(tx, 'created', id, { dashboard_id: kpi.dashboard_id, kpi_id: kpiId, audience: kpi.audience })
  await recordAudit(tx, {
    action: 'action.created',
    entity: 'action',
    entity_id: id,
    summary: 'Action créée.',
    after: { ...actionFacts(state), kpi_id: kpiId },
  })
  return id
}
