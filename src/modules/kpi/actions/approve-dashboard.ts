// Agrees to everything that waits in a dashboard up to a day.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { parseDay } from '#kernel/dates.ts'
import { emit } from '#kernel/events/emit.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { approveThrough } from '../queries/closing.ts'
import { findDashboard } from '../queries/dashboards.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { policy } from '../rules/policy.ts'

export interface ApprovalThrough {
  readonly id: DashboardId
  readonly through: string
}

/** Approves the waiting values whose period ended on or before a day; answers how many. Throws NOT_FOUND, FORBIDDEN. */
export async function approveDashboard(tx: Tx, { id, ...demand }: ApprovalThrough): Promise<number> {
  const through = parseDay(demand.through)
  if (through === null)
    throw unprocessable([{ pointer: '/through', code: 'VALUE_INVALID', detail: '/through : ce jour n’existe pas.' }])
  const dashboard = await findDashboard(tx, id)
  if (dashboard === null) throw notFound()
  authorize(policy['value.approve'], tx.scope, { owners: [dashboard.owner_id] })
  const approved = await approveThrough(tx, id, through)
  if (approved === 0) return 0
  await emit(tx, { type: 'kpi.closing.changed', payload: { dashboard_id: id }, audience: dashboard.audience })
  await recordAudit(tx, {
    action: 'values.approved',
    entity: 'dashboard',
    entity_id: id,
    summary: `Valeurs validées : ${approved}.`,
    after: { approved, through },
  })
  return approved
}
