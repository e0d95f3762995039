// What the editor of a formula holds, and its way to the wire and back.
import { decimalToField, readDecimal } from '#web/decimal.ts'
import type { Formula, FormulaTerm, NewFormula } from '../formula-schemas.ts'

export interface PickedKpi {
  readonly id: string
  readonly name: string
}

export interface TermDraft {
  /** Stays with its line when others are added or removed. */
  readonly key: number
  readonly kpi: PickedKpi | null
  readonly weighing: 'NUMBER' | 'KPI'
  /** Coefficient or weight, as typed. */
  readonly number: string
  readonly weight_kpi: PickedKpi | null
}

export interface FormulaDraft {
  readonly kind: Formula['kind']
  /** What is added up, averaged, or divided. */
  readonly first: readonly TermDraft[]
  /** The divisor of a ratio; kept while another kind is looked at. */
  readonly second: readonly TermDraft[]
  readonly factor: string
  /** Decimals of the result. */
  readonly decimals: number
}

/** Two suit money and percentages; whole numbers and small ratios are a choice away. */
const decimalsAtFirst = 2
/** What a result may be rounded to. */
export const decimalChoices = [0, 1, 2, 3, 4, 5, 6] as const

/** The lists of a draft by the names they have on the wire. */
export const wireLists = { first: 'numerator', second: 'denominator' } as const

export function newTerm(key: number): TermDraft {
  return { key, kpi: null, weighing: 'NUMBER', number: '1', weight_kpi: null }
}

/** An empty draft: a ratio in % starts with a factor of 100. */
export function emptyDraft(unit: string | null): FormulaDraft {
  return {
    kind: 'SUM',
    first: [newTerm(0)],
    second: [newTerm(1)],
    factor: unit === '%' ? '100' : '1',
    decimals: decimalsAtFirst,
  }
}

/** The draft of what is saved. An input that the reader does not see is left to be chosen again. */
export function draftOf(formula: Formula, unit: string | null): FormulaDraft {
  let key = 0
  const draft = (terms: readonly FormulaTerm[] | null): readonly TermDraft[] =>
    (terms ?? []).map((term): TermDraft => ({
      key: key++,
      kpi: picked(term.kpi_id, term.name),
      weighing: term.weight_name === null ? 'NUMBER' : 'KPI',
      number: decimalToField(term.coefficient ?? term.weight ?? 1),
      weight_kpi: picked(term.weight_kpi_id, term.weight_name),
    }))
  const first = draft(formula.terms ?? formula.numerator)
  const second = draft(formula.denominator)
  return {
    kind: formula.kind,
    first,
    second: second.length === 0 ? [newTerm(key)] : second,
    factor: formula.factor === null ? emptyDraft(unit).factor : decimalToField(formula.factor),
    decimals: formula.decimals,
  }
}

/** The body of a draft; null while something is still to be chosen or no number. */
export function bodyOf({ kind, first, second, factor, decimals }: FormulaDraft): NewFormula | null {
  const read = readDecimal(factor)
  if (kind === 'RATIO_OF_SUMS') {
    const [numerator, denominator] = [termsOf(first, kind), termsOf(second, kind)]
    if (numerator === null || denominator === null || !read.ok) return null
    return { kind, numerator, denominator, factor: read.number, decimals }
  }
  const terms = termsOf(first, kind)
  return terms === null ? null : { kind, terms, decimals }
}

/** A key for the next line. */
export function nextKey({ first, second }: FormulaDraft): number {
  return Math.max(...[...first, ...second].map((term) => term.key)) + 1
}

type WireTerms = NonNullable<NewFormula['terms']>

function termsOf(terms: readonly TermDraft[], kind: Formula['kind']): WireTerms | null {
  const all: WireTerms = []
  for (const { kpi, weighing, number, weight_kpi: weightKpi } of terms) {
    const read = readDecimal(number)
    if (kpi === null) return null
    if (kind === 'WEIGHTED_AVERAGE' && weighing === 'KPI') {
      if (weightKpi === null) return null
      all.push({ kpi_id: kpi.id, weight_kpi_id: weightKpi.id })
      continue
    }
    if (!read.ok) return null
    all.push({ kpi_id: kpi.id, [kind === 'WEIGHTED_AVERAGE' ? 'weight' : 'coefficient']: read.number })
  }
  return all
}

function picked(id: string | null, name: string | null): PickedKpi | null {
  return id === null || name === null ? null : { id, name }
}
