// Corrects a value or its comment.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { requireMatch } from '#kernel/http/endpoint.ts'
import { unprocessable } from '#kernel/problem.ts'
import { toVersion } from '../queries/thresholds.ts'
import { updateValueRow } from '../queries/values.ts'
import type { EntryTargetRow, ValueId, ValueRow } from '../queries/values.ts'
import { approvalOfNew } from '../rules/closing.ts'
import { fromNumber, toText } from '../rules/decimal.ts'
import { judge, versionOn } from '../rules/judgement.ts'
import type { Judgement } from '../rules/judgement.ts'
import { periodName } from '../rules/period-labels.ts'
import { numberViolation } from '../rules/threshold-change.ts'
import type { ValueChange } from '../schemas.ts'
import { followValue } from './follow-values.ts'
import { holdValue, refuseLocked, valueFacts } from './value-checks.ts'

export interface ValueUpdate {
  readonly id: ValueId
  readonly change: ValueChange
  readonly if_match: string | null
}

/**
 * Corrects a value; a new number is judged by the thresholds in force for its period and waits for approval
 * where one is asked. Throws PERIOD_LOCKED, VALUE_PRECISION, STALE.
 */
export async function correctValue(tx: Tx, { id, change, if_match }: ValueUpdate): Promise<ValueRow> {
  const { value: current, target } = await holdValue(tx, id, 'value.update')
  requireMatch(if_match, current)
  const [kpi] = target
  refuseLocked(kpi, current.period_end)
  const { value, judgement } = judgeCorrection(target, current, change)
  const comment = change.comment === undefined ? current.comment : change.comment
  const isNew = value !== current.value
  const approval = isNew ? approvalOfNew(kpi.approval_required) : undefined
  const stamps = await updateValueRow(tx, { id, value, judgement, comment, approval })
  const corrected: ValueRow = {
    ...current,
    value,
    status: judgement.status,
    critical: judgement.critical,
    explanation: judgement.explanation,
    threshold_version_id: judgement.threshold_id as ValueRow['threshold_version_id'],
    comment,
    ...(approval === undefined ? {} : { approval, entered_by: tx.scope.user_id }),
    ...stamps,
  }
  await emit(tx, {
    type: 'kpi.value.corrected',
    payload: { dashboard_id: kpi.dashboard_id, kpi_id: kpi.kpi_id, value_id: id },
    audience: kpi.audience,
  })
  await recordAudit(tx, {
    action: 'value.corrected',
    entity: 'value',
    entity_id: id,
    summary: `Valeur corrigée pour ${periodName(current.period_label, 'fr')}.`,
    before: valueFacts(current),
    after: { ...valueFacts(corrected), comment_changed: comment !== current.comment },
  })
  if (isNew) await followValue(tx, kpi, current.period_start)
  return corrected
}

/** A number that does not change keeps its verdict: correcting a comment judges nothing. */
function judgeCorrection(
  target: readonly [EntryTargetRow, ...(readonly EntryTargetRow[])],
  current: ValueRow,
  change: ValueChange,
): { readonly value: string; readonly judgement: Judgement } {
  const { status, critical, explanation, threshold_version_id } = current
  const kept = { status, critical, explanation, threshold_id: threshold_version_id }
  if (change.value === undefined) return { value: current.value, judgement: kept }
  const number = fromNumber(change.value)
  if (!number.ok) throw unprocessable([numberViolation('/value', number.code)])
  const value = toText(number.value)
  if (value === current.value) return { value, judgement: kept }
  const version = versionOn(target.map(toVersion), current.period_start)
  return { value, judgement: judge(version, number.value, target[0].unit) }
}
