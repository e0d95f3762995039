// What a formula's body says: which kind, which terms, which numbers. Every mistake is reported at once.
import { type Decimal, decimalPlacesMax, fromNumber } from './decimal.ts'
import type { EntryViolation } from './entry.ts'
import type { CoefficientTerm, Formula, FormulaKind, WeightedTerm } from './formula.ts'
import { numberViolation } from './threshold-change.ts'

export interface TermInput {
  readonly kpi_id: string
  readonly coefficient?: number | undefined
  readonly weight?: number | undefined
  readonly weight_kpi_id?: string | undefined
}

export interface FormulaInput {
  readonly kind: FormulaKind
  readonly terms?: readonly TermInput[] | undefined
  readonly numerator?: readonly TermInput[] | undefined
  readonly denominator?: readonly TermInput[] | undefined
  readonly factor?: number | undefined
  /** 0 to 6; 6 unless given. */
  readonly decimals?: number | undefined
}

export type FormulaReading =
  | { readonly ok: true; readonly formula: Formula }
  | { readonly ok: false; readonly violations: readonly EntryViolation[] }

const one = 1_000_000n as Decimal
const fields = ['terms', 'numerator', 'denominator', 'factor'] as const
const fieldsOf: Readonly<Record<FormulaKind, readonly (typeof fields)[number][]>> = {
  SUM: ['terms'],
  RATIO_OF_SUMS: ['numerator', 'denominator', 'factor'],
  WEIGHTED_AVERAGE: ['terms'],
}

/** Reads a formula. A coefficient, a weight of no KPI and the factor are 1 unless given; none may be 0. */
export function readFormula(input: FormulaInput): FormulaReading {
  const violations: EntryViolation[] = []
  for (const field of fields) {
    const isTaken = fieldsOf[input.kind].includes(field)
    if (!isTaken && input[field] !== undefined) violations.push(unexpected(`/${field}`))
    if (isTaken && field !== 'factor' && input[field] === undefined) violations.push(required(`/${field}`))
  }
  const formula = formulaOf(input, violations)
  return violations.length > 0 ? { ok: false, violations } : { ok: true, formula }
}

function formulaOf(input: FormulaInput, violations: EntryViolation[]): Formula {
  const terms = (field: 'terms' | 'numerator' | 'denominator'): readonly CoefficientTerm[] =>
    (input[field] ?? []).map((term, index) => coefficientTerm(term, `/${field}/${index}`, violations))
  const decimals = input.decimals ?? decimalPlacesMax
  if (input.kind === 'SUM') return { kind: 'SUM', terms: terms('terms'), decimals }
  if (input.kind === 'RATIO_OF_SUMS') {
    const factor = readNumber(input.factor, '/factor', violations)
    return { kind: 'RATIO_OF_SUMS', numerator: terms('numerator'), denominator: terms('denominator'), factor, decimals }
  }
  const weighted = (input.terms ?? []).map((term, index) => weightedTerm(term, `/terms/${index}`, violations))
  return { kind: 'WEIGHTED_AVERAGE', terms: weighted, decimals }
}

function coefficientTerm(term: TermInput, pointer: string, violations: EntryViolation[]): CoefficientTerm {
  if (term.weight !== undefined) violations.push(unexpected(`${pointer}/weight`))
  if (term.weight_kpi_id !== undefined) violations.push(unexpected(`${pointer}/weight_kpi_id`))
  const coefficient = readNumber(term.coefficient, `${pointer}/coefficient`, violations)
  return { kpi_id: term.kpi_id.toLowerCase(), coefficient }
}

function weightedTerm(term: TermInput, pointer: string, violations: EntryViolation[]): WeightedTerm {
  if (term.coefficient !== undefined) violations.push(unexpected(`${pointer}/coefficient`))
  const kpi_id = term.kpi_id.toLowerCase()
  if (term.weight_kpi_id !== undefined) {
    if (term.weight !== undefined) violations.push(unexpected(`${pointer}/weight`))
    return { kpi_id, weight: null, weight_kpi_id: term.weight_kpi_id.toLowerCase() }
  }
  const weight = readNumber(term.weight, `${pointer}/weight`, violations)
  if (weight < 0n)
    violations.push({ pointer: `${pointer}/weight`, code: 'VALUE_INVALID', detail: 'Un poids est plus grand que 0.' })
  return { kpi_id, weight, weight_kpi_id: null }
}

function readNumber(number: number | undefined, pointer: string, violations: EntryViolation[]): Decimal {
  if (number === undefined) return one
  const read = fromNumber(number)
  if (!read.ok) violations.push(numberViolation(pointer, read.code))
  else if (read.value === 0n)
    violations.push({ pointer, code: 'VALUE_INVALID', detail: 'Ce nombre ne peut pas être 0.' })
  return read.ok ? read.value : one
}

function required(pointer: string): EntryViolation {
  return { pointer, code: 'REQUIRED', detail: `${pointer} manque pour ce calcul.` }
}

function unexpected(pointer: string): EntryViolation {
  return { pointer, code: 'UNKNOWN_FIELD', detail: `${pointer} n’a pas de place dans ce calcul.` }
}
