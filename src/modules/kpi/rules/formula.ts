// Formulas: what a KPI is computed from, and the exact result for one period.
import { type Decimal, parseDecimal, toText } from './decimal.ts'
import { add, divide, type Fraction, fraction, multiply, roundFraction, zero } from './fraction.ts'

export interface CoefficientTerm {
  readonly kpi_id: string
  readonly coefficient: Decimal
}

/** Weighed by a constant or by another KPI. */
export type WeightedTerm =
  | { readonly kpi_id: string; readonly weight: Decimal; readonly weight_kpi_id: null }
  | { readonly kpi_id: string; readonly weight: null; readonly weight_kpi_id: string }

export type Formula = FormulaBody & {
  /** 0 to 6: the result is rounded to them, once. */
  readonly decimals: number
}

type FormulaBody =
  | { readonly kind: 'SUM'; readonly terms: readonly CoefficientTerm[] }
  | {
      readonly kind: 'RATIO_OF_SUMS'
      readonly numerator: readonly CoefficientTerm[]
      readonly denominator: readonly CoefficientTerm[]
      readonly factor: Decimal
    }
  | { readonly kind: 'WEIGHTED_AVERAGE'; readonly terms: readonly WeightedTerm[] }

export type FormulaKind = Formula['kind']

/** Why there is no result: never a zero in its place. */
export type NoResult = 'INPUT_MISSING' | 'ZERO_DENOMINATOR' | 'TOO_MANY_DIGITS'
export type FormulaResult =
  | { readonly ok: true; readonly value: Decimal; readonly is_exact: boolean }
  | { readonly ok: false; readonly reason: NoResult }

/** The value of an input for the whole period, in millionths; null when it is missing. */
export type InputOf = (kpiId: string) => Fraction | null

const millionths = 1_000_000n
const missing: FormulaResult = { ok: false, reason: 'INPUT_MISSING' }
const undivided: FormulaResult = { ok: false, reason: 'ZERO_DENOMINATOR' }

/** The result for one period: exact until its one rounding, to the decimals of the formula. */
export function computeFormula(formula: Formula, inputOf: InputOf): FormulaResult {
  switch (formula.kind) {
    case 'SUM':
      return rounded(sumOf(formula.terms, inputOf), formula.decimals)
    case 'RATIO_OF_SUMS': {
      const [over, under] = [sumOf(formula.numerator, inputOf), sumOf(formula.denominator, inputOf)]
      if (over === null || under === null) return missing
      if (under.over === 0n) return undivided
      return rounded(multiply(divide(over, under), fraction(formula.factor)), formula.decimals)
    }
    case 'WEIGHTED_AVERAGE':
      return weightedAverage(formula, inputOf)
  }
}

/** Every KPI that a formula reads, weights included, each once. */
export function inputIdsOf(formula: Formula): readonly string[] {
  const ids =
    formula.kind === 'RATIO_OF_SUMS'
      ? [...formula.numerator, ...formula.denominator].map((term) => term.kpi_id)
      : formula.kind === 'SUM'
        ? formula.terms.map((term) => term.kpi_id)
        : formula.terms.flatMap((term) =>
            term.weight_kpi_id === null ? [term.kpi_id] : [term.kpi_id, term.weight_kpi_id],
          )
  return Array.from(new Set(ids))
}

/** Coefficients are millionths too: the product is brought back. */
function sumOf(terms: readonly CoefficientTerm[], inputOf: InputOf): Fraction | null {
  let total = zero
  for (const { kpi_id, coefficient } of terms) {
    const input = inputOf(kpi_id)
    if (input === null) return null
    total = add(total, multiply(input, fraction(coefficient, millionths)))
  }
  return total
}

function weightedAverage(
  { terms, decimals }: Formula & { readonly kind: 'WEIGHTED_AVERAGE' },
  inputOf: InputOf,
): FormulaResult {
  let [total, weights] = [zero, zero]
  for (const { kpi_id, weight, weight_kpi_id } of terms) {
    const input = inputOf(kpi_id)
    const weighed = weight === null ? inputOf(weight_kpi_id) : fraction(weight)
    if (input === null || weighed === null) return missing
    total = add(total, multiply(input, weighed))
    weights = add(weights, weighed)
  }
  return weights.over === 0n ? undivided : rounded(divide(total, weights), decimals)
}

function rounded(exact: Fraction | null, decimals: number): FormulaResult {
  if (exact === null) return missing
  const value = roundFraction(exact, decimals)
  return parseDecimal(toText(value)).ok
    ? { ok: true, value, is_exact: value * exact.under === exact.over }
    : { ok: false, reason: 'TOO_MANY_DIGITS' }
}

/** The same formula over other KPIs. */
export function renameInputs(formula: Formula, idOf: (kpiId: string) => string): Formula {
  const rename = (terms: readonly CoefficientTerm[]): readonly CoefficientTerm[] =>
    terms.map((term) => ({ ...term, kpi_id: idOf(term.kpi_id) }))
  switch (formula.kind) {
    case 'SUM':
      return { ...formula, terms: rename(formula.terms) }
    case 'RATIO_OF_SUMS':
      return { ...formula, numerator: rename(formula.numerator), denominator: rename(formula.denominator) }
    case 'WEIGHTED_AVERAGE': {
      const terms = formula.terms.map((term): WeightedTerm =>
        term.weight === null
          ? { kpi_id: idOf(term.kpi_id), weight: null, weight_kpi_id: idOf(term.weight_kpi_id) }
          : { ...term, kpi_id: idOf(term.kpi_id) },
      )
      return { ...formula, terms }
    }
  }
}
