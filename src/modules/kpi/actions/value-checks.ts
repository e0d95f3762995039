// What the actions on values share.
import type { Scope, Tx } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'
import type { Day } from '#kernel/dates.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import type { Problem } from '#kernel/problem.ts'
import { authorize, isAllowed } from '#kernel/tenancy/policy.ts'
import type { KpiId } from '../queries/kpis.ts'
import { findKpiOfValue, holdEntryTarget, lockValue } from '../queries/values.ts'
import type { EntryTargetRow, ValueId, ValueRow } from '../queries/values.ts'
import { periodLocked } from './closing-problems.ts'
import { isLocked } from '../rules/closing.ts'
import { policy } from '../rules/policy.ts'

type Verb = 'value.create' | 'value.update' | 'value.delete' | 'value.approve' | 'evidence.create'

/** What is not done to computed values; they may be proved like others, and ask for no approval: their inputs do. */
const manualVerbs: ReadonlySet<Verb> = new Set(['value.create', 'value.update', 'value.delete'])

/** A KPI held for entering values, with the versions of its thresholds. Throws NOT_FOUND, FORBIDDEN, KPI_IS_COMPUTED. */
export async function holdTarget(
  tx: Tx,
  kpiId: KpiId,
  verb: Verb,
): Promise<readonly [EntryTargetRow, ...(readonly EntryTargetRow[])]> {
  const [kpi, ...others] = await holdEntryTarget(tx, kpiId)
  if (kpi === undefined) throw notFound()
  // Who answers for a KPI enters its values; to agree to them is the affair of who answers for the dashboard.
  const owners = verb === 'value.approve' ? [kpi.dashboard_owner_id] : [kpi.dashboard_owner_id, kpi.owner_id]
  authorize(policy[verb], tx.scope, { owners })
  if (kpi.is_computed && manualVerbs.has(verb)) throw computed()
  return [kpi, ...others]
}

function computed(): Problem {
  const detail = 'Cet indicateur est calculé à partir d’autres : corrigez leurs valeurs.'
  return unprocessable([{ pointer: '', code: 'KPI_IS_COMPUTED', detail }])
}

export interface HeldValue {
  readonly value: ValueRow
  readonly target: readonly [EntryTargetRow, ...(readonly EntryTargetRow[])]
}

/** A value and its KPI, both held: the KPI first, as every writer does. Throws NOT_FOUND, FORBIDDEN. */
export async function holdValue(tx: Tx, id: ValueId, verb: Verb): Promise<HeldValue> {
  const kpiId = await findKpiOfValue(tx, id)
  if (kpiId === null) throw notFound()
  const target = await holdTarget(tx, kpiId, verb)
  const value = await lockValue(tx, id)
  if (value === null) throw notFound()
  return { value, target }
}

/** Refuses to touch a period that is closed. The KPI is held: nobody closes it before the end of this transaction. */
export function refuseLocked({ locked_through }: Pick<EntryTargetRow, 'locked_through'>, periodEnd: Day): void {
  if (locked_through !== null && isLocked(periodEnd, locked_through)) throw periodLocked(locked_through)
}

/** What the audit keeps of a value: not its comment, which people wrote. */
export function valueFacts(
  value: Pick<ValueRow, 'kpi_id' | 'period_label' | 'value' | 'status'>,
): Record<string, string | null> {
  return { kpi_id: value.kpi_id, period: value.period_label, value: value.value, status: value.status }
}

/** Whether a person may enter values of a KPI: what a single entry and an import ask alike. */
export function mayEnter(
  scope: Scope,
  kpi: { readonly owner_id: UserId; readonly dashboard_owner_id: UserId },
): boolean {
  return isAllowed(policy['value.create'], scope, { owners: [kpi.dashboard_owner_id, kpi.owner_id] })
}
