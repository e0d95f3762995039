// Adds an action to the plan of a KPI.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { newId } from '#kernel/ids.ts'
import { notFound } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { insertAction, replaceActionPeople } from '../queries/actions.ts'
import type { ActionId } from '../queries/actions.ts'
import { findKpi } from '../queries/kpis.ts'
import type { KpiId } from '../queries/kpis.ts'
import { policy } from '../rules/policy.ts'
import type { NewAction } from '../schemas.ts'
import { actionFacts, emitAction, mergeAction, requirePeopleWhoSee } from './action-checks.ts'
import { notifyAssignment } from './notify-assignment.ts'

/** Creates an action and tells its owner. Throws UNKNOWN_USER, OWNER_CANNOT_SEE. */
export async function createAction(tx: Tx, kpiId: KpiId, input: NewAction): Promise<ActionId> {
  const kpi = await findKpi(tx, kpiId)
  if (kpi === null) throw notFound()
  authorize(policy['action.create'], tx.scope, { owners: [kpi.dashboard_owner_id, kpi.owner_id] })
  const state = mergeAction(null, input)
  await requirePeopleWhoSee(tx, { before: null, after: state, audience: kpi.audience })
  const id = newId<'action'>()
  await insertAction(tx, { id, kpi_id: kpiId, state })
  await replaceActionPeople(tx, id, state)
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
