// Creates a KPI with the first version of its thresholds.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { newId } from '#kernel/ids.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { findDashboard } from '../queries/dashboards.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { insertKpi } from '../queries/kpis.ts'
import type { KpiId, KpiState } from '../queries/kpis.ts'
import { insertThreshold } from '../queries/thresholds.ts'
import { policy } from '../rules/policy.ts'
import { noThresholds } from '../rules/status.ts'
import type { Thresholds } from '../rules/status.ts'
import { mergeThresholds } from '../rules/threshold-change.ts'
import type { ThresholdInput } from '../rules/threshold-change.ts'
import { checkThresholds } from '../rules/thresholds.ts'
import type { NewKpi } from '../schemas.ts'
import { kpiFacts, namingConflicts, requireDailyFamily, requireOwnerWhoSees, thresholdFacts } from './kpi-checks.ts'

/**
 * Creates a KPI on a dashboard; who makes several in an order brings their ids. Throws CODE_TAKEN, THRESHOLDS_INCOMPLETE,
 * THRESHOLDS_INCONSISTENT, VALUE_PRECISION, UNKNOWN_USER.
 */
export async function createKpi(tx: Tx, dashboardId: DashboardId, input: NewKpi, id: KpiId = newId()): Promise<KpiId> {
  const dashboard = await findDashboard(tx, dashboardId)
  if (dashboard === null) throw notFound()
  authorize(policy['kpi.create'], tx.scope, { owners: [dashboard.owner_id] })
  const thresholds = requireThresholds(noThresholds(input.direction), input)
  const state: KpiState = {
    code: input.code ?? null,
    name: input.name,
    unit: input.unit ?? null,
    frequency: input.frequency,
    aggregation: input.aggregation ?? 'LAST',
    family: input.family ?? null,
    owner_id: input.owner_id?.toLowerCase() ?? tx.scope.user_id ?? dashboard.owner_id,
    is_active: input.is_active ?? true,
    weight: input.weight ?? 1,
  }
  requireDailyFamily(state)
  await requireOwnerWhoSees(tx, state.owner_id, dashboard.audience)
  await namingConflicts(insertKpi(tx, { id, dashboard_id: dashboardId, state }))
  await insertThreshold(tx, { id: newId(), kpi_id: id, effective_from: null, thresholds })
  const payload = { dashboard_id: dashboardId, kpi_id: id }
  await emit(tx, { type: 'kpi.kpi.created', payload, audience: dashboard.audience })
  await recordAudit(tx, {
    action: 'kpi.created',
    entity: 'kpi',
    entity_id: id,
    summary: 'Indicateur créé.',
    after: { ...kpiFacts(state), ...thresholdFacts(thresholds), dashboard_id: dashboardId },
  })
  return id
}

/** The thresholds as they would stand after a request. Throws everything that is wrong with them at once. */
export function requireThresholds(current: Thresholds, input: ThresholdInput): Thresholds {
  const { thresholds, violations } = mergeThresholds(current, input)
  if (violations.length > 0) throw unprocessable(violations)
  const disorders = checkThresholds(thresholds)
  if (disorders.length > 0) throw unprocessable(disorders)
  return thresholds
}
