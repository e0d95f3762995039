// From formulas to the wire: names and numbers of KPIs that the reader does not see stay out.
import type { Scope } from '#kernel/database/database.ts'
import { isAllowed } from '#kernel/tenancy/policy.ts'
import { nameOf } from './actions/formula-checks.ts'
import type { Inputs } from './actions/formula-checks.ts'
import type { ExplainedPeriod } from './actions/read-formula.ts'
import type { Formula as FormulaShape, FormulaExplanation, FormulaTerm } from './formula-schemas.ts'
import type { ComputedKpi } from './queries/formulas.ts'
import type { KpiRow } from './queries/kpis.ts'
import { toNumber } from './rules/decimal.ts'
import type { CoefficientTerm, Formula, WeightedTerm } from './rules/formula.ts'
import type { InputStep } from './rules/formula-explanation.ts'
import { formulaPieces, formulaSentence } from './rules/formula-sentence.ts'
import { roundFraction } from './rules/fraction.ts'
import { policy } from './rules/policy.ts'
import { toJsonNumber } from './rules/rounding.ts'

export function toFormulaShape(scope: Scope, kpi: KpiRow, computed: ComputedKpi, inputs: Inputs): FormulaShape {
  const { formula } = computed
  const owners = [kpi.dashboard_owner_id]
  return {
    kpi_id: kpi.id,
    kind: formula.kind,
    terms: formula.kind === 'RATIO_OF_SUMS' ? null : formula.terms.map((term) => toTerm(term, inputs)),
    numerator: formula.kind === 'RATIO_OF_SUMS' ? formula.numerator.map((term) => toTerm(term, inputs)) : null,
    denominator: formula.kind === 'RATIO_OF_SUMS' ? formula.denominator.map((term) => toTerm(term, inputs)) : null,
    factor: formula.kind === 'RATIO_OF_SUMS' ? toNumber(formula.factor) : null,
    decimals: formula.decimals,
    sentence: sentenceOf(formula, inputs),
    pieces: formulaPieces(formula).map((piece) =>
      'text' in piece
        ? { text: piece.text, kpi_id: null }
        : { text: called(inputs, piece.input), kpi_id: idOf(inputs, piece.input) },
    ),
    can_edit: isAllowed(policy['formula.update'], scope, { owners }),
    updated_at: computed.updated_at,
  }
}

/** The formula in words, as far as the reader may know its inputs. */
export function sentenceOf(formula: Formula, inputs: Inputs): string {
  return formulaSentence(formula, (id) => called(inputs, id))
}

export function toExplanationShape(explained: ExplainedPeriod): FormulaExplanation {
  const { kpi, period, explanation, stored_value, is_closed } = explained
  return {
    kpi_id: kpi.id,
    period_start: period.start,
    period_end: period.end,
    period_label: period.label,
    value: explanation.value === null ? null : toNumber(explanation.value),
    reason: explanation.reason,
    stored_value: stored_value === null ? null : toNumber(stored_value),
    is_closed,
    sentence: explanation.sentence,
    inputs: explanation.steps.map(toInput),
  }
}

function toInput({ input, value, parts, missing, sentence }: InputStep): FormulaExplanation['inputs'][number] {
  const { is_visible: isVisible } = input
  return {
    kpi_id: isVisible ? input.id : null,
    name: input.name,
    frequency: isVisible ? input.frequency : null,
    aggregation: isVisible ? input.aggregation : null,
    unit: isVisible ? input.unit : null,
    value: value === null ? null : toJsonNumber(roundFraction(value)),
    missing: [...missing],
    parts: parts.map((part) => ({
      period_label: part.period.label,
      value: part.value === null ? null : toNumber(part.value),
    })),
    sentence,
  }
}

function toTerm(term: CoefficientTerm | WeightedTerm, inputs: Inputs): FormulaTerm {
  const weightId = 'weight_kpi_id' in term ? term.weight_kpi_id : null
  return {
    kpi_id: idOf(inputs, term.kpi_id),
    name: called(inputs, term.kpi_id),
    coefficient: 'coefficient' in term ? toNumber(term.coefficient) : null,
    weight: 'weight' in term && term.weight !== null ? toNumber(term.weight) : null,
    weight_kpi_id: weightId === null ? null : idOf(inputs, weightId),
    weight_name: weightId === null ? null : called(inputs, weightId),
  }
}

function called(inputs: Inputs, id: string): string {
  return nameOf(inputs.get(id) ?? { name: '', is_visible: false })
}

function idOf(inputs: Inputs, id: string): string | null {
  return inputs.get(id)?.is_visible === true ? id : null
}
