// Gives a KPI its formula, or takes it away.
import { isDeepStrictEqual } from 'node:util'
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import {
  countValues,
  deleteAllValues,
  deleteFormulaRows,
  listComputedKpis,
  lockFormulas,
  lockInputs,
  replaceFormulaRow,
} from '../queries/formulas.ts'
import type { ComputedKpi } from '../queries/formulas.ts'
import { countEvidenceOf } from '../queries/evidence.ts'
import { findKpi } from '../queries/kpis.ts'
import type { KpiId, KpiRow } from '../queries/kpis.ts'
import { inputIdsOf } from '../rules/formula.ts'
import type { Formula } from '../rules/formula.ts'
import type { FormulaInput } from '../rules/formula-entry.ts'
import { policy } from '../rules/policy.ts'
import { computeValues, holdDependents, wholeCalendar } from './compute-values.ts'
import { followWritten } from './follow-values.ts'
import { requireFormula, requireInputs } from './formula-checks.ts'
import { holdKpi } from './kpi-checks.ts'
import { settleQuietly } from './settle-alerts.ts'

export interface NewFormula extends FormulaInput {
  /** Gives up the values that people entered. */
  readonly replace_values?: boolean | undefined
}

/**
 * Writes a formula and computes every period. The inputs are held before the KPI itself, as writers of values do; one
 * that is already so leaves no trace. Throws KPI_HAS_VALUES, and what is wrong with kind, numbers and inputs.
 */
export async function replaceFormula(tx: Tx, id: KpiId, input: NewFormula): Promise<void> {
  await lockFormulas(tx)
  await requireKpi(tx, id)
  const formula = requireFormula(input)
  await lockInputs(tx, inputIdsOf(formula))
  const kpi = await holdKpi(tx, id, 'formula.update')
  await requireInputs(tx, kpi, formula)
  const [before] = await listComputedKpis(tx, [id])
  if (before !== undefined && isDeepStrictEqual(before.formula, formula)) return
  const lost = before === undefined ? await giveUpValues(tx, id, input.replace_values === true) : nothingLost
  await replaceFormulaRow(tx, { kpi_id: id, frequency: kpi.frequency, formula })
  await recomputeAll(tx, id)
  // what was given up may have no result in its place: an alert over it is over too
  if (lost.values_lost > 0) await settleQuietly(tx, [id])
  await tell(tx, kpi, {
    action: 'formula.replaced',
    summary:
      lost.values_lost === 0 ? 'Calcul défini.' : `Calcul défini à la place de ${lost.values_lost} valeurs saisies.`,
    before: before === undefined ? { ...lost } : formulaFacts(before.formula),
    after: formulaFacts(formula),
  })
}

/** Takes the formula away; what it computed stays, and may be corrected by hand from now on. Throws NOT_FOUND without one. */
export async function deleteFormula(tx: Tx, id: KpiId): Promise<void> {
  await lockFormulas(tx)
  const kpi = await holdKpi(tx, id, 'formula.update')
  const [before] = await listComputedKpis(tx, [id])
  if (before === undefined) throw notFound()
  await deleteFormulaRows(tx, [id])
  await tell(tx, kpi, {
    action: 'formula.deleted',
    summary: 'Calcul retiré : les valeurs calculées restent.',
    before: formulaFacts(before.formula),
    after: null,
  })
}

/** Computes a KPI that is held over all its periods, and whatever depends on it. */
export async function recomputeAll(tx: Tx, id: KpiId): Promise<void> {
  const dependents = await holdDependents(tx, [id])
  const own = await listComputedKpis(tx, [id])
  const kpis: readonly ComputedKpi[] = [...own, ...dependents]
  await followWritten(tx, await computeValues(tx, kpis, [wholeCalendar(id)]))
}

/** Rights first: who may not do this waits for nobody. */
async function requireKpi(tx: Tx, id: KpiId): Promise<void> {
  const kpi = await findKpi(tx, id)
  if (kpi === null) throw notFound()
  authorize(policy['formula.update'], tx.scope, { owners: [kpi.dashboard_owner_id] })
}

interface GivenUp {
  readonly values_lost: number
  /** The files of these values. */
  readonly evidence_lost: number
}

const nothingLost: GivenUp = { values_lost: 0, evidence_lost: 0 }

async function giveUpValues(tx: Tx, id: KpiId, isMeant: boolean): Promise<GivenUp> {
  const count = await countValues(tx, id)
  if (count === 0) return nothingLost
  const evidence = await countEvidenceOf(tx, id)
  if (isMeant) return { values_lost: await deleteAllValues(tx, id), evidence_lost: evidence }
  const files = evidence === 0 ? '' : ` et leurs pièces justificatives (${evidence}) partiraient`
  throw new Problem(409, 'KPI_HAS_VALUES', 'Cet indicateur a des valeurs saisies.', {
    detail: `Ses ${count} valeurs seraient remplacées par des valeurs calculées${files} : confirmez avec replace_values.`,
    members: { value_count: count, evidence_count: evidence },
  })
}

interface Telling {
  readonly action: string
  readonly summary: string
  readonly before: Parameters<typeof recordAudit>[1]['before'] & object
  readonly after: (Parameters<typeof recordAudit>[1]['after'] & object) | null
}

async function tell(tx: Tx, kpi: KpiRow, { action, summary, before, after }: Telling): Promise<void> {
  const payload = { dashboard_id: kpi.dashboard_id, kpi_id: kpi.id }
  await emit(tx, { type: `kpi.${action}`, payload, audience: kpi.audience })
  await recordAudit(tx, { action, entity: 'kpi', entity_id: kpi.id, summary, before, after })
}

/** What the audit keeps of a formula: its kind, its decimals and the ids of its inputs. */
function formulaFacts(formula: Formula): Pick<Formula, 'kind' | 'decimals'> & { readonly inputs: readonly string[] } {
  return { kind: formula.kind, decimals: formula.decimals, inputs: inputIdsOf(formula) }
}
