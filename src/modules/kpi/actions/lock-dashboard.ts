// Closes the periods of a dashboard up to a day, or opens them again.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { parseDay } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { emit } from '#kernel/events/emit.ts'
import { unprocessable } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import type { LockChange } from '../closing-schemas.ts'
import { countPending, updateLock } from '../queries/closing.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { lockKpisOfDashboard } from '../queries/formulas.ts'
import { selectToday } from '../queries/import-kpis.ts'
import { isReopening } from '../rules/closing.ts'
import { periodStartMin } from '../rules/period.ts'
import { policy } from '../rules/policy.ts'
import { valuesPending } from './closing-problems.ts'
import { computeReopened } from './compute-reopened.ts'
import { holdDashboard } from './dashboard-checks.ts'

/** Moves the lock of a dashboard; what is open again is computed anew. Throws LOCK_DAY_INVALID, VALUES_PENDING, FORBIDDEN for who would open without being ADMIN. */
export async function lockDashboard(tx: Tx, id: DashboardId, change: LockChange): Promise<void> {
  const dashboard = await holdDashboard(tx, id, 'dashboard.lock')
  const current = dashboard.locked_through
  const wanted = readLock(change, await selectToday(tx))
  if (wanted === current) return
  const reopens = isReopening(current, wanted)
  if (reopens) authorize(policy['dashboard.unlock'], tx.scope, { owners: [dashboard.owner_id] })
  // Who is writing a value now is waited for; who comes later sees the lock.
  const kpi_ids = await lockKpisOfDashboard(tx, id)
  if (!reopens && wanted !== null) {
    const pending = await countPending(tx, id, wanted)
    if (pending > 0) throw valuesPending(pending)
  }
  await updateLock(tx, id, wanted)
  const { audience } = dashboard
  await emit(tx, { type: 'kpi.closing.changed', payload: { dashboard_id: id, locked_through: wanted }, audience })
  await recordAudit(tx, {
    action: reopens ? 'dashboard.unlocked' : 'dashboard.locked',
    entity: 'dashboard',
    entity_id: id,
    summary: reopens ? 'Périodes rouvertes.' : 'Périodes closes.',
    before: { locked_through: current },
    after: { locked_through: wanted },
  })
  if (reopens && current !== null)
    await computeReopened(tx, { kpi_ids, closed_through: wanted, opened_through: current })
}

/** What has not ended cannot be closed beyond today: the entry of the present would stop. */
function readLock({ locked_through }: LockChange, today: Day): Day | null {
  if (locked_through === null) return null
  const day = parseDay(locked_through)
  if (day !== null && day >= periodStartMin && day <= today) return day
  const detail = 'On clôt jusqu’à un jour passé, ou jusqu’à aujourd’hui.'
  throw unprocessable([{ pointer: '/locked_through', code: 'LOCK_DAY_INVALID', detail }])
}
