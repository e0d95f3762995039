// Enters one value of a KPI: the verdict is given here, by the thresholds in force for its period.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { newId } from '#kernel/ids.ts'
import { Problem, unprocessable } from '#kernel/problem.ts'
import type { KpiId } from '../queries/kpis.ts'
import { toVersion } from '../queries/thresholds.ts'
import { findValue, findValueIdByPeriod, insertValue } from '../queries/values.ts'
import type { EntryTargetRow, NewValueRow, ValueRow } from '../queries/values.ts'
import { approvalOfNew } from '../rules/closing.ts'
import { toText } from '../rules/decimal.ts'
import { readEntry } from '../rules/entry.ts'
import { judge, versionOn } from '../rules/judgement.ts'
import { periodName } from '../rules/period-labels.ts'
import { isProvisional } from '../rules/period.ts'
import type { NewValue } from '../schemas.ts'
import { followValue } from './follow-values.ts'
import { holdTarget, refuseLocked, valueFacts } from './value-checks.ts'

/** Enters a value. Throws INACTIVE_KPI, PERIOD_LOCKED, DUPLICATE_PERIOD with `existing_id`, and the codes of periods and numbers. */
export async function enterValue(tx: Tx, kpiId: KpiId, input: NewValue): Promise<ValueRow> {
  const target = await holdTarget(tx, kpiId, 'value.create')
  const row = judgeEntry(target, input)
  const [kpi] = target
  const value: Omit<ValueRow, 'entered_at' | 'created_at' | 'updated_at'> = {
    id: row.id,
    kpi_id: kpiId,
    period_start: row.period.start,
    period_end: row.period.end,
    period_label: row.period.label,
    value: row.value,
    status: row.judgement.status,
    critical: row.judgement.critical,
    provisional: isProvisional(row.period, kpi.today),
    explanation: row.judgement.explanation,
    comment: row.comment,
    threshold_version_id: row.judgement.threshold_id as ValueRow['threshold_version_id'],
    approval: row.approval,
    entered_by: tx.scope.user_id,
    judged_at: null,
    evidence_count: 0,
  }
  // All of it travels together; should the period be taken, the refusal below undoes the rest.
  const [stamps] = await Promise.all([
    insertValue(tx, row),
    emit(tx, {
      type: 'kpi.value.created',
      payload: { dashboard_id: kpi.dashboard_id, kpi_id: kpiId, value_id: row.id },
      audience: kpi.audience,
    }),
    recordAudit(tx, {
      action: 'value.created',
      entity: 'value',
      entity_id: row.id,
      summary: `Valeur saisie pour ${periodName(row.period.label, 'fr')}.`,
      after: valueFacts(value),
    }),
    followValue(tx, kpi, row.period.start),
  ])
  if (stamps === null) throw await duplicatePeriod(tx, row)
  // Evidence of a value that was there before may have waited for this one.
  const found = kpi.awaits_value ? await findValue(tx, row.id) : null
  return found ?? { ...value, ...stamps }
}

function judgeEntry(target: readonly [EntryTargetRow, ...(readonly EntryTargetRow[])], input: NewValue): NewValueRow {
  const [kpi] = target
  const entry = readEntry(input, kpi)
  if (!entry.ok) throw unprocessable(entry.violations)
  if (!kpi.is_active) {
    const detail = 'Cet indicateur est inactif : réactivez-le avant de saisir.'
    throw unprocessable([{ pointer: '', code: 'INACTIVE_KPI', detail }])
  }
  refuseLocked(kpi, entry.period.end)
  const version = versionOn(target.map(toVersion), entry.period.start)
  return {
    id: newId(),
    kpi_id: kpi.kpi_id,
    frequency: kpi.frequency,
    period: entry.period,
    value: toText(entry.value),
    judgement: judge(version, entry.value, kpi.unit),
    comment: input.comment ?? null,
    approval: approvalOfNew(kpi.approval_required),
  }
}

async function duplicatePeriod(tx: Tx, row: NewValueRow): Promise<Problem> {
  const existing = await findValueIdByPeriod(tx, { kpi_id: row.kpi_id, period_start: row.period.start })
  return new Problem(409, 'DUPLICATE_PERIOD', 'Cette période a déjà une valeur.', {
    detail: `La période ${periodName(row.period.label, 'fr')} a déjà une valeur : corrigez-la.`,
    // null when somebody deleted it in this very moment
    members: { existing_id: existing },
  })
}
