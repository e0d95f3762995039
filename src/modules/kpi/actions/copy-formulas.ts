// Copies formulas from KPIs to their copies: for whoever duplicates dashboards or makes them from templates.
import type { Tx } from '#kernel/database/database.ts'
import { listComputedKpis, listInputKpis, lockFormulas, lockInputs, replaceFormulaRow } from '../queries/formulas.ts'
import type { KpiId } from '../queries/kpis.ts'
import { inputIdsOf, renameInputs } from '../rules/formula.ts'
import { inComputingOrder } from '../rules/formula-order.ts'
import { recomputeAll } from './replace-formula.ts'

interface Copied {
  readonly source_id: KpiId
  readonly copy_id: KpiId
}

/**
 * Gives each copy the formula of the KPI it was made from. Inputs that were copied are replaced by their copies; others
 * stay, if the person sees them: a formula over what is neither is left out, and the copy is entered by hand. The copies
 * were made in this transaction, with the frequency of the originals and without values. Computes them: they have
 * values as soon as their inputs do.
 */
export async function copyFormulas(tx: Tx, copies: readonly Copied[]): Promise<void> {
  const idMap = new Map<string, KpiId>(copies.map(({ source_id, copy_id }) => [source_id, copy_id]))
  await lockFormulas(tx)
  const found = await listComputedKpis(tx, Array.from(idMap.keys()))
  const originals = new Map(found.map((kpi) => [kpi.kpi_id as string, kpi]))
  const kept = found.flatMap((kpi) => inputIdsOf(kpi.formula)).filter((id) => !idMap.has(id))
  await lockInputs(tx, kept)
  const visible = new Set((await listInputKpis(tx, kept)).filter((row) => row.is_visible).map((row) => row.id))
  const order = inComputingOrder(new Map(found.map((kpi) => [kpi.kpi_id, inputIdsOf(kpi.formula)])))
  for (const id of order) {
    const original = originals.get(id)
    const copy = idMap.get(id)
    if (original === undefined || copy === undefined) continue
    const inputs = inputIdsOf(original.formula)
    if (!inputs.every((input) => idMap.has(input) || visible.has(input))) continue
    const formula = renameInputs(original.formula, (input) => idMap.get(input) ?? input)
    await replaceFormulaRow(tx, { kpi_id: copy, frequency: original.frequency, formula })
    await recomputeAll(tx, copy)
  }
}
