// Judges every value of a dashboard again, by the thresholds now in force: on an ADMIN's request, in one go.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { notFound } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { findDashboard } from '../queries/dashboards.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { lockKpisOfDashboard } from '../queries/formulas.ts'
import { listVersionsInForce } from '../queries/import-kpis.ts'
import { listDashboardValues, rewriteJudgements } from '../queries/recomputations.ts'
import type { DashboardValueRow } from '../queries/recomputations.ts'
import { toVersion } from '../queries/thresholds.ts'
import { decimalFromSql, judge, versionOn } from '../rules/judgement.ts'
import type { Judgement, ThresholdVersion } from '../rules/judgement.ts'
import { policy } from '../rules/policy.ts'
import { settleQuietly } from './settle-alerts.ts'

export interface RecomputedDashboard {
  readonly kpi_count: number
  readonly value_count: number
  readonly statuses_changed: number
}

/** Values per statement. */
const sliceSize = 4000
/** Changes listed one by one in the audit; beyond, the counts tell. */
const auditedChangeCountMax = 1000

interface Judged {
  readonly value: DashboardValueRow
  readonly next: Judgement
}

/** Judges again and answers how many statuses changed. Audited with the counts and each changed status. */
export async function recomputeDashboard(tx: Tx, id: DashboardId): Promise<RecomputedDashboard> {
  const dashboard = await findDashboard(tx, id)
  if (dashboard === null) throw notFound()
  authorize(policy['kpi.recompute'], tx.scope, { owners: [] })
  const kpiIds = await lockKpisOfDashboard(tx, id)
  const values = await listDashboardValues(tx, id)
  const changed = (await judgeAll(tx, kpiIds, values)).filter(differs)
  for (let start = 0; start < changed.length; start += sliceSize) {
    const slice = changed.slice(start, start + sliceSize)
    await rewriteJudgements(
      tx,
      slice.map(({ value, next }) => ({ id: value.id, ...next })),
    )
  }
  await settleQuietly(tx, kpiIds)
  const restated = changed.filter(({ value, next }) => value.status !== next.status)
  const outcome = { kpi_count: kpiIds.length, value_count: values.length, statuses_changed: restated.length }
  const listed = restated.slice(0, auditedChangeCountMax)
  await emit(tx, { type: 'kpi.values.recomputed', payload: { dashboard_id: id }, audience: dashboard.audience })
  await recordAudit(tx, {
    action: 'dashboard.recomputed',
    entity: 'dashboard',
    entity_id: id,
    summary: `Statuts recalculés : ${restated.length} ont changé sur ${values.length}, ${kpiIds.length} indicateurs.`,
    before: { statuses: Object.fromEntries(listed.map(({ value }) => [value.id, value.status])) },
    after: { ...outcome, statuses: Object.fromEntries(listed.map(({ value, next }) => [value.id, next.status])) },
  })
  return outcome
}

async function judgeAll(
  tx: Tx,
  kpiIds: readonly string[],
  values: readonly DashboardValueRow[],
): Promise<readonly Judged[]> {
  const versions = new Map<string, ThresholdVersion[]>(kpiIds.map((id) => [id, []]))
  for (const row of await listVersionsInForce(tx, kpiIds)) versions.get(row.kpi_id)?.push(toVersion(row))
  return values.map((value) => {
    const version = versionOn(versions.get(value.kpi_id) ?? [], value.period_start)
    return { value, next: judge(version, decimalFromSql(value.value), value.unit) }
  })
}

function differs({ value, next }: Judged): boolean {
  return (
    value.status !== next.status ||
    value.critical !== next.critical ||
    value.threshold_id !== next.threshold_id ||
    value.explanation !== next.explanation
  )
}
