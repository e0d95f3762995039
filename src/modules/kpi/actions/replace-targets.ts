// Replaces the targets of some periods of a KPI; the others stay.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { unprocessable } from '#kernel/problem.ts'
import type { KpiId } from '../queries/kpis.ts'
import { deleteTargets, listTargetsOf, upsertTargets } from '../queries/targets.ts'
import type { TargetRow } from '../queries/targets.ts'
import { toText } from '../rules/decimal.ts'
import { readTargets } from '../rules/target-entry.ts'
import type { TargetEntry, TargetInput } from '../rules/target-entry.ts'
import { holdKpi } from './kpi-checks.ts'

/**
 * Writes these targets, takes those away that are null, and answers what these periods have now. What is already so is
 * left alone, and a request that changes nothing leaves no trace. Throws the codes of periods and numbers.
 */
export async function replaceTargets(
  tx: Tx,
  kpiId: KpiId,
  items: readonly TargetInput[],
): Promise<readonly TargetRow[]> {
  const kpi = await holdKpi(tx, kpiId, 'target.update')
  const reading = readTargets(items, kpi.frequency)
  if (!reading.ok) throw unprocessable(reading.violations)
  const starts = reading.entries.map((entry) => entry.period.start)
  const current = await listTargetsOf(tx, { kpi_id: kpiId, starts })
  const before = new Map(current.map((row) => [row.period_start, row.value]))
  const changed = reading.entries.filter((entry) => textOf(entry) !== (before.get(entry.period.start) ?? null))
  if (changed.length === 0) return current
  const { frequency } = kpi
  const rows = changed.flatMap(({ period, value }) => (value === null ? [] : [{ period, value: toText(value) }]))
  await upsertTargets(tx, { kpi_id: kpiId, frequency, rows })
  const removed = changed.filter((entry) => entry.value === null).map((entry) => entry.period.start)
  await deleteTargets(tx, { kpi_id: kpiId, starts: removed })
  const answer = await listTargetsOf(tx, { kpi_id: kpiId, starts })
  const payload = { dashboard_id: kpi.dashboard_id, kpi_id: kpiId }
  await emit(tx, { type: 'kpi.target.replaced', payload, audience: kpi.audience })
  await recordAudit(tx, {
    action: 'target.replaced',
    entity: 'kpi',
    entity_id: kpiId,
    summary: `Objectifs de ${changed.length === 1 ? '1 période changés' : `${changed.length} périodes changés`}.`,
    before: factsOf(changed, (entry) => before.get(entry.period.start) ?? null),
    after: factsOf(changed, textOf),
  })
  return answer
}

function textOf({ value }: TargetEntry): string | null {
  return value === null ? null : toText(value)
}

/** By the label of the period. */
function factsOf(
  entries: readonly TargetEntry[],
  valueOf: (entry: TargetEntry) => string | null,
): Record<string, string | null> {
  return Object.fromEntries(entries.map((entry) => [entry.period.label, valueOf(entry)]))
}
