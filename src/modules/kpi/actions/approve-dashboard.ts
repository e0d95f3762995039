// Agrees to numbers of a dashboard as they were looked at; what changed since still waits.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { notFound } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import type { ApprovalsGiven, ApprovalsSeen } from '../closing-schemas.ts'
import { approveValues, holdSeenValues } from '../queries/closing.ts'
import { findDashboard } from '../queries/dashboards.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { policy } from '../rules/policy.ts'

/**
 * Approves the values that wait and are still what was seen. Answers how many, and which are not: corrected, or gone (of
 * another dashboard or organisation is gone, too). Throws NOT_FOUND, FORBIDDEN, PERIOD_LOCKED.
 */
export async function approveDashboard(
  tx: Tx,
  id: DashboardId,
  seen: ApprovalsSeen['values'],
): Promise<ApprovalsGiven> {
  const dashboard = await findDashboard(tx, id)
  if (dashboard === null) throw notFound()
  authorize(policy['value.approve'], tx.scope, { owners: [dashboard.owner_id] })
  const asked = new Map(seen.map(({ value_id, entered_at }) => [value_id.toLowerCase(), entered_at]))
  const held = new Map((await holdSeenValues(tx, id, [...asked.keys()])).map((row) => [String(row.id), row]))
  const agreed = [...held.values()].filter((row) => row.approval === 'PENDING' && row.entered_at === asked.get(row.id))
  const changed_since = [...asked].flatMap(([value_id, entered_at]): ApprovalsGiven['changed_since'] => {
    const row = held.get(value_id)
    if (row === undefined) return [{ value_id, value: null, entered_at: null }]
    return row.entered_at === entered_at ? [] : [{ value_id, value: Number(row.value), entered_at: row.entered_at }]
  })
  if (agreed.length > 0) {
    await approveValues(
      tx,
      agreed.map((row) => row.id),
    )
    await emit(tx, { type: 'kpi.closing.changed', payload: { dashboard_id: id }, audience: dashboard.audience })
    await recordAudit(tx, {
      action: 'values.approved',
      entity: 'dashboard',
      entity_id: id,
      summary: `Valeurs validées : ${agreed.length}.`,
      after: { approved: agreed.length, changed_since: changed_since.length },
    })
  }
  return { approved: agreed.length, changed_since }
}
