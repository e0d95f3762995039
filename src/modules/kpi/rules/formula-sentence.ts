// A formula in words: “(Ventes Nord + Ventes Sud) ÷ Heures × 100”, with names or with numbers in their places.
import { type Decimal, formatFr, formatQuantityFr } from './decimal.ts'
import { type Fraction, roundFraction } from './fraction.ts'
import type { CoefficientTerm, Formula } from './formula.ts'

/** A piece of a sentence: text, or the place of an input. */
export type Piece = { readonly text: string } | { readonly input: string }

const one = 1_000_000n

/** The pieces of the sentence, in order; two texts never follow each other. */
export function formulaPieces(formula: Formula): readonly Piece[] {
  switch (formula.kind) {
    case 'SUM':
      return merged(sum(formula.terms))
    case 'RATIO_OF_SUMS': {
      const ratio = [...grouped(formula.numerator), text(' ÷ '), ...grouped(formula.denominator)]
      return merged(formula.factor === one ? ratio : [...ratio, text(` × ${factorText(formula.factor)}`)])
    }
    case 'WEIGHTED_AVERAGE':
      return merged([text('Moyenne de '), ...formula.terms.flatMap(weightedTerm)])
  }
}

/** The sentence with each input said by `say`. */
export function formulaSentence(formula: Formula, say: (input: string) => string): string {
  return formulaPieces(formula)
    .map((piece) => ('text' in piece ? piece.text : say(piece.input)))
    .join('')
}

/** A number of a calculation with its unit; “≈” when six decimals do not hold it, brackets when it is negative. */
export function sayFraction(value: Fraction, unit: string | null): string {
  const said = formatQuantityFr(roundFraction(value), unit)
  const about = `${isShort(value) ? '' : '≈ '}${said}`
  return value.over < 0n ? `(${about})` : about
}

/** The same as what comes out: “ = 12 €”, or “ ≈ ” when six decimals do not hold it. */
export function sayOutcome(value: Fraction, unit: string | null): string {
  return ` ${isShort(value) ? '=' : '≈'} ${formatQuantityFr(roundFraction(value), unit)}`
}

function isShort(value: Fraction): boolean {
  return roundFraction(value) * value.under === value.over
}

function weightedTerm(
  term: (Formula & { kind: 'WEIGHTED_AVERAGE' })['terms'][number],
  index: number,
): readonly Piece[] {
  const weight: readonly Piece[] =
    term.weight === null ? [{ input: term.weight_kpi_id }] : [text(formatFr(term.weight))]
  return [...(index === 0 ? [] : [text(', ')]), { input: term.kpi_id }, text(' (poids : '), ...weight, text(')')]
}

function grouped(terms: readonly CoefficientTerm[]): readonly Piece[] {
  const [first, ...others] = terms
  const isPlain = others.length === 0 && first?.coefficient === one
  return isPlain ? sum(terms) : [text('('), ...sum(terms), text(')')]
}

function sum(terms: readonly CoefficientTerm[]): readonly Piece[] {
  return terms.flatMap(({ kpi_id, coefficient }, index) => {
    const isNegative = coefficient < 0n
    const sign = index === 0 ? (isNegative ? '−' : '') : isNegative ? ' − ' : ' + '
    const size = (isNegative ? -coefficient : coefficient) as Decimal
    const factor = size === one ? '' : `${formatFr(size)} × `
    return [text(sign + factor), { input: kpi_id }]
  })
}

function factorText(factor: Decimal): string {
  return factor < 0n ? `(${formatFr(factor)})` : formatFr(factor)
}

function text(said: string): Piece {
  return { text: said }
}

function merged(pieces: readonly Piece[]): readonly Piece[] {
  const all: Piece[] = []
  for (const piece of pieces) {
    const last = all.at(-1)
    if ('text' in piece && last !== undefined && 'text' in last) all[all.length - 1] = text(last.text + piece.text)
    else if (!('text' in piece) || piece.text !== '') all.push(piece)
  }
  return all
}
