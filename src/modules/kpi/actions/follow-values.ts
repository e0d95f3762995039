// What follows every write of values, whoever writes: a single entry, a correction, a deletion, an import.
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import { attachEvidence } from '../queries/evidence.ts'
import type { KpiId } from '../queries/kpis.ts'
import type { EntryTargetRow } from '../queries/values.ts'
import { askApprovals } from './ask-approvals.ts'
import { computeDependents } from './compute-values.ts'
import { settleAlerts } from './settle-alerts.ts'

/** The periods of a KPI whose values were written: every start from `from` to `through`. */
export interface WrittenSpan {
  readonly kpi_id: KpiId
  readonly from: Day
  readonly through: Day
}

type Follower = (tx: Tx, spans: readonly WrittenSpan[]) => Promise<void>

/** In order; each sees what the one before wrote, and what was computed from it. */
const followers: readonly Follower[] = [settleAlerts, askApprovals]

/** Lets everything that depends on values follow, in the transaction of the write. One span per KPI. */
export async function followValues(tx: Tx, spans: readonly WrittenSpan[]): Promise<void> {
  if (spans.length === 0) return
  const computed = await computeDependents(tx, spans)
  // Not before this moment: the values of a single entry are still on their way when it is followed.
  attachEvidence(
    tx,
    spans.map(({ kpi_id }) => kpi_id),
  )
  await followWritten(tx, [...spans, ...computed])
}

/**
 * The same after one value of a KPI that is held. What is known of the KPI spares the hot path statements that would find
 * nothing: no formula over it, no evidence that waits, nobody to ask.
 */
export async function followValue(
  tx: Tx,
  kpi: Pick<EntryTargetRow, 'kpi_id' | 'feeds_formulas' | 'awaits_value' | 'approval_required'>,
  period_start: Day,
): Promise<void> {
  const spans = [{ kpi_id: kpi.kpi_id, from: period_start, through: period_start }]
  if (kpi.feeds_formulas || kpi.awaits_value) return followValues(tx, spans)
  return kpi.approval_required ? followWritten(tx, spans) : settleAlerts(tx, spans)
}

/** The part of it that comes after computed values: for who has computed them already. */
export async function followWritten(tx: Tx, spans: readonly WrittenSpan[]): Promise<void> {
  if (spans.length === 0) return
  for (const follow of followers) await follow(tx, spans)
}
