// What the acts on formulas share: reading a body against the inputs, and refusing to lose an input.
import type { Tx } from '#kernel/database/database.ts'
import { Problem, unprocessable } from '#kernel/problem.ts'
import { listDirectDependents, listInputKpis, listInputsBelow } from '../queries/formulas.ts'
import type { InputKpiRow } from '../queries/formulas.ts'
import type { KpiId, KpiRow } from '../queries/kpis.ts'
import { inputIdsOf } from '../rules/formula.ts'
import type { Formula } from '../rules/formula.ts'
import { checkInputs } from '../rules/formula-check.ts'
import { readFormula } from '../rules/formula-entry.ts'
import type { FormulaInput } from '../rules/formula-entry.ts'
import { findCycle } from '../rules/formula-order.ts'

/** How a KPI is called to somebody who may not see it. */
export const unseenName = 'indicateur non visible'

export type Inputs = ReadonlyMap<string, InputKpiRow>

/** The formula of a body. Throws the codes of fields and numbers. */
export function requireFormula(input: FormulaInput): Formula {
  const reading = readFormula(input)
  if (!reading.ok) throw unprocessable(reading.violations)
  return reading.formula
}

/** Its inputs. Throws UNKNOWN_KPI, INACTIVE_KPI, FREQUENCY_NOT_NESTED, UNIT_MISMATCH, FORMULA_CYCLE with the way round. */
export async function requireInputs(tx: Tx, kpi: KpiRow, formula: Formula): Promise<Inputs> {
  const ids = inputIdsOf(formula)
  const inputs = new Map((await listInputKpis(tx, ids)).map((row) => [row.id, row]))
  const violations = checkInputs(formula, kpi.frequency, inputs)
  if (violations.length > 0) throw unprocessable(violations)
  await refuseCycle(tx, kpi, ids)
  return inputs
}

async function refuseCycle(tx: Tx, kpi: KpiRow, ids: readonly string[]): Promise<void> {
  const cycle = findCycle(kpi.id, ids, await listInputsBelow(tx, ids))
  if (cycle === null) return
  const names = new Map((await listInputKpis(tx, cycle)).map((row) => [row.id, nameOf(row)]))
  const way = cycle.map((id) => names.get(id) ?? unseenName).join(' → ')
  throw unprocessable([{ pointer: '', code: 'FORMULA_CYCLE', detail: `Ce calcul tournerait en rond : ${way}.` }])
}

/** Refuses to lose KPIs that others are computed from; those that go with them do not count. Throws KPI_IS_INPUT. */
export async function refuseInputs(tx: Tx, ids: readonly KpiId[]): Promise<void> {
  const problem = await findInputUse(tx, ids)
  if (problem !== null) throw problem
}

/** KPI_IS_INPUT where others are computed from these KPIs, else null. */
export async function findInputUse(tx: Tx, ids: readonly KpiId[]): Promise<Problem | null> {
  const dependents = ids.length === 0 ? [] : await listDirectDependents(tx, ids)
  if (dependents.length === 0) return null
  const names = dependents.map((row) => (row.is_visible ? `« ${row.name} »` : `un ${unseenName}`)).join(', ')
  return new Problem(409, 'KPI_IS_INPUT', 'D’autres indicateurs sont calculés à partir de celui-ci.', {
    detail: `Sert au calcul de : ${names}. Changez d’abord ce calcul.`,
    members: {
      dependents: dependents.map((row) =>
        row.is_visible ? { kpi_id: row.id, name: row.name } : { kpi_id: null, name: unseenName },
      ),
    },
  })
}

/** The name of a KPI, as far as the person in scope may know it. */
export function nameOf(kpi: { readonly name: string; readonly is_visible: boolean }): string {
  return kpi.is_visible ? kpi.name : unseenName
}
