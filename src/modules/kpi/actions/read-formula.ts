// Reads a formula: in words, tried out before it is saved, and with the numbers of one period.
import type { Tx } from '#kernel/database/database.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { countEvidenceOf } from '../queries/evidence.ts'
import { countValues, listComputedKpis, listInputKpis } from '../queries/formulas.ts'
import type { ComputedKpi } from '../queries/formulas.ts'
import { findKpi } from '../queries/kpis.ts'
import type { KpiId, KpiRow } from '../queries/kpis.ts'
import { computeChanges, planReads } from '../rules/computing.ts'
import { isLocked } from '../rules/closing.ts'
import type { Decimal } from '../rules/decimal.ts'
import { inputIdsOf } from '../rules/formula.ts'
import type { Formula } from '../rules/formula.ts'
import type { FormulaInput } from '../rules/formula-entry.ts'
import { explainFormula } from '../rules/formula-explanation.ts'
import type { FormulaExplanation } from '../rules/formula-explanation.ts'
import { periodOf, periodStartMax, periodStartMin } from '../rules/period.ts'
import type { Period } from '../rules/period.ts'
import { policy } from '../rules/policy.ts'
import { readNamedPeriod } from '../rules/target-entry.ts'
import { readValues } from './compute-values.ts'
import { nameOf, requireFormula, requireInputs } from './formula-checks.ts'
import type { Inputs } from './formula-checks.ts'

export interface ReadFormula {
  readonly kpi: KpiRow
  readonly computed: ComputedKpi
  readonly inputs: Inputs
}

/** A visible KPI with its formula. Throws NOT_FOUND, also when it has none. */
export async function readKpiFormula(tx: Tx, id: KpiId): Promise<ReadFormula> {
  const kpi = await findKpi(tx, id)
  const [computed] = kpi === null ? [] : await listComputedKpis(tx, [id])
  if (kpi === null || computed === undefined) throw notFound()
  const rows = await listInputKpis(tx, inputIdsOf(computed.formula))
  return { kpi, computed, inputs: new Map(rows.map((row) => [row.id, row])) }
}

export interface TriedFormula {
  readonly formula: Formula
  readonly inputs: Inputs
  readonly values_lost: number
  readonly evidence_lost: number
  readonly computed_count: number
  readonly missing_count: number
  readonly latest: { readonly period: Period; readonly value: Decimal } | null
}

/** What a formula would do, without doing it. Throws what saving it would throw, except KPI_HAS_VALUES: it counts them. */
export async function tryFormula(tx: Tx, id: KpiId, input: FormulaInput): Promise<TriedFormula> {
  const kpi = await findKpi(tx, id)
  if (kpi === null) throw notFound()
  authorize(policy['formula.update'], tx.scope, { owners: [kpi.dashboard_owner_id] })
  const formula = requireFormula(input)
  const inputs = await requireInputs(tx, kpi, formula)
  const [before] = await listComputedKpis(tx, [id])
  const computed = { kpi_id: id, frequency: kpi.frequency, formula, inputs }
  const plan = planReads([computed], new Map([[id, { from: periodStartMin, through: periodStartMax }]]))
  const reads = plan.reads.filter((read) => read.kpi_id !== id)
  const stored = await readValues(tx, reads)
  // nothing of the KPI itself was read: every result counts as a change
  const results = computeChanges(plan, stored)
  const periods = new Set(
    Array.from(stored.values()).flatMap((values) =>
      Array.from(values.keys(), (start) => periodOf(kpi.frequency, start).start),
    ),
  )
  const last = results.reduce<(typeof results)[number] | null>(
    (found, change) => (found === null || change.period.start > found.period.start ? change : found),
    null,
  )
  return {
    formula,
    inputs,
    values_lost: before === undefined ? await countValues(tx, id) : 0,
    evidence_lost: before === undefined ? await countEvidenceOf(tx, id) : 0,
    computed_count: results.length,
    missing_count: periods.size - results.length,
    latest: last?.value == null ? null : { period: last.period, value: last.value },
  }
}

export interface ExplainedPeriod extends ReadFormula {
  readonly period: Period
  readonly explanation: FormulaExplanation
  readonly stored_value: Decimal | null
  readonly is_closed: boolean
}

/** The calculation of one period. Throws NOT_FOUND, INVALID_PERIOD, PERIOD_FREQUENCY_MISMATCH. */
export async function explainPeriod(tx: Tx, id: KpiId, label: string): Promise<ExplainedPeriod> {
  const read = await readKpiFormula(tx, id)
  const { kpi, computed, inputs } = read
  const named = readNamedPeriod(label, { frequency: kpi.frequency, pointer: '/period' })
  if (!named.ok) throw unprocessable([named.violation])
  const { period } = named
  const spans = [id, ...inputs.keys()].map((kpi_id) => ({ kpi_id, from: period.start, through: period.end }))
  const values = await readValues(tx, spans)
  const explanation = explainFormula({
    formula: computed.formula,
    frequency: kpi.frequency,
    unit: kpi.unit,
    period,
    inputs: new Map(Array.from(inputs, ([key, row]) => [key, { ...row, name: nameOf(row) }])),
    valueAt: (kpiId) => (start) => values.get(kpiId)?.get(start) ?? null,
  })
  const stored_value = values.get(id)?.get(period.start) ?? null
  return { ...read, period, explanation, stored_value, is_closed: isLocked(period.end, computed.locked_through) }
}
