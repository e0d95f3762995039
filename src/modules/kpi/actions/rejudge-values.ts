// Judges the values of a KPI again: statuses on an ADMIN's request, only the sentences when the unit changes.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import type { KpiId } from '../queries/kpis.ts'
import { listThresholdHistory, toVersion } from '../queries/thresholds.ts'
import { listJudgedValues, updateJudgements } from '../queries/values.ts'
import type { JudgedValueRow, NewJudgement } from '../queries/values.ts'
import { decimalFromSql, judge, versionOn } from '../rules/judgement.ts'
import type { ThresholdVersion } from '../rules/judgement.ts'
import type { Status } from '../rules/status.ts'
import { settleQuietly } from './settle-alerts.ts'

export interface Rejudgement {
  readonly kpi_id: KpiId
  readonly unit: string | null
  /** True: by the versions now in force. False: by the version each value was judged by, so that no status changes. */
  readonly recompute: boolean
}

/** Changes listed one by one in the audit; beyond, the counts tell. */
const auditedChangeCountMax = 1000

/** Answers how many statuses changed. A recomputation is audited with the counts and each changed status. */
export async function rejudgeValues(tx: Tx, { kpi_id, unit, recompute }: Rejudgement): Promise<number> {
  const history = await listThresholdHistory(tx, kpi_id)
  const all = new Map(history.map((row) => [row.id as string, toVersion(row)]))
  const inForce = history.filter((row) => row.superseded_at === null).map(toVersion)
  const values = await listJudgedValues(tx, kpi_id)
  const versionOf = (value: JudgedValueRow): ThresholdVersion =>
    recompute ? versionOn(inForce, value.period_start) : (all.get(value.threshold_id) as ThresholdVersion)
  const judged = values.map((value) => ({ value, next: judge(versionOf(value), decimalFromSql(value.value), unit) }))
  const changed = judged.filter(({ value, next }) => differs(value, next))
  await updateJudgements(
    tx,
    changed.map(({ value, next }) => ({ id: value.id, ...next })),
  )
  const restated = changed.filter(({ value, next }) => value.status !== next.status)
  if (recompute) {
    await settleQuietly(tx, [kpi_id])
    await recordAudit(tx, {
      action: 'kpi.recomputed',
      entity: 'kpi',
      entity_id: kpi_id,
      summary: `Statuts recalculés : ${restated.length} ont changé sur ${values.length}.`,
      before: { ...countStatuses(values), statuses: listStatuses(restated.map(({ value }) => value)) },
      after: {
        ...countStatuses(judged.map(({ next }) => next)),
        statuses_changed: restated.length,
        statuses: listStatuses(restated.map(({ value, next }) => ({ id: value.id, status: next.status }))),
      },
    })
  }
  return restated.length
}

function differs(value: JudgedValueRow, next: Omit<NewJudgement, 'id'>): boolean {
  return (
    value.status !== next.status ||
    value.critical !== next.critical ||
    value.threshold_id !== next.threshold_id ||
    value.explanation !== next.explanation
  )
}

function countStatuses(values: readonly { readonly status: Status | null }[]): Record<string, number> {
  const count = (status: Status | null): number => values.filter((value) => value.status === status).length
  return { green: count('GREEN'), orange: count('ORANGE'), red: count('RED'), no_threshold: count(null) }
}

function listStatuses(
  values: readonly { readonly id: string; readonly status: Status | null }[],
): Record<string, string | null> {
  return Object.fromEntries(values.slice(0, auditedChangeCountMax).map(({ id, status }) => [id, status]))
}
