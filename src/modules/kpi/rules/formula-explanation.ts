// The calculation of one period with its numbers: what went in, how finer values were put together, what came out.
import type { Aggregation } from './cumulative.ts'
import { formatFr, formatQuantityFr } from './decimal.ts'
import { computeFormula, type Formula, inputIdsOf, type NoResult } from './formula.ts'
import { formulaSentence, sayFraction, sayOutcome } from './formula-sentence.ts'
import type { Fraction } from './fraction.ts'
import { roundFraction } from './fraction.ts'
import { periodName } from './period-labels.ts'
import type { Frequency, Period } from './period.ts'
import { type Part, partsOf, rollUp, type ValueAt } from './finer-values.ts'

/** An input as the reader may see it. */
export interface ExplainedInput {
  readonly id: string
  /** Already “indicateur non visible” where it must be. */
  readonly name: string
  readonly unit: string | null
  readonly frequency: Frequency
  readonly aggregation: Aggregation
  readonly is_visible: boolean
}

export interface Explained {
  readonly formula: Formula
  readonly frequency: Frequency
  readonly unit: string | null
  readonly period: Period
  readonly inputs: ReadonlyMap<string, ExplainedInput>
  readonly valueAt: (kpiId: string) => ValueAt
}

export interface InputStep {
  readonly input: ExplainedInput
  /** Over the whole period; null when it is missing, and for who may not see it. */
  readonly value: Fraction | null
  /** Pieces of the period in the input's own calendar; none when it has the same, or is not to be seen. */
  readonly parts: readonly Part[]
  /** Labels of the periods that lack a value. */
  readonly missing: readonly string[]
  /** How the parts make the value; null when there is nothing to say. */
  readonly sentence: string | null
}

export interface FormulaExplanation {
  readonly value: ReturnType<typeof roundFraction> | null
  readonly reason: NoResult | null
  readonly sentence: string
  readonly steps: readonly InputStep[]
}

const partsToldMax = 12
const missingToldMax = 6
const unseenValue = 'valeur non visible'

/** Explains one period. Numbers that the reader may not see are in the result and nowhere else. */
export function explainFormula(explained: Explained): FormulaExplanation {
  const { formula, unit } = explained
  const all = new Map(inputIdsOf(formula).map((id) => [id, stepOf(explained, id)]))
  const result = computeFormula(formula, (id) => all.get(id)?.exact ?? null)
  const steps = Array.from(all.values(), ({ step }) => step)
  if (!result.ok) {
    return { value: null, reason: result.reason, sentence: noResult(result.reason, steps, explained, all), steps }
  }
  const sentence = `${withNumbers(formula, all)} ${result.is_exact ? '=' : '≈'} ${formatQuantityFr(result.value, unit)}`
  return { value: result.value, reason: null, sentence, steps }
}

interface Step {
  readonly exact: Fraction | null
  readonly step: InputStep
}

function stepOf({ inputs, period, frequency, valueAt }: Explained, id: string): Step {
  const input = inputs.get(id)
  if (input === undefined) throw new Error(`a formula reads ${id}, which is none of its inputs`)
  const parts = partsOf(input, period, valueAt(id))
  const exact = rollUp(input.aggregation, parts)
  const missing = parts.filter((part) => part.value === null).map((part) => part.period.label)
  if (!input.is_visible) return { exact, step: { input, value: null, parts: [], missing: [], sentence: null } }
  const isRolled = input.frequency !== frequency
  const sentence = isRolled && exact !== null ? rollUpSentence(input, exact, parts) : null
  return { exact, step: { input, value: exact, parts: isRolled ? parts : [], missing, sentence } }
}

const aggregations: Readonly<Record<Aggregation, string>> = {
  SUM: 'somme',
  AVERAGE: 'moyenne',
  LAST: 'dernière valeur',
  MIN: 'plus petite valeur',
  MAX: 'plus grande valeur',
}

const pieces: Readonly<Record<Frequency, string>> = {
  DAILY: 'jours',
  WEEKLY: 'semaines',
  MONTHLY: 'mois',
  QUARTERLY: 'trimestres',
  HALF_YEARLY: 'semestres',
  YEARLY: 'ans',
}

function rollUpSentence(input: ExplainedInput, exact: Fraction, parts: readonly Part[]): string {
  const told =
    parts.length > partsToldMax
      ? ''
      : ` (${parts.map((part) => (part.value === null ? '–' : formatFr(part.value))).join(' ; ')})`
  const how = `${aggregations[input.aggregation]} de ${parts.length} ${pieces[input.frequency]}${told}`
  return `${input.name} : ${how}${sayOutcome(exact, input.unit)}`
}

function withNumbers(formula: Formula, all: ReadonlyMap<string, Step>): string {
  return formulaSentence(formula, (id) => {
    const step = all.get(id)
    if (step?.step.input.is_visible === false) return unseenValue
    return step?.exact == null ? 'manque' : sayFraction(step.exact, step.step.input.unit)
  })
}

function noResult(
  reason: NoResult,
  steps: readonly InputStep[],
  { formula }: Explained,
  all: ReadonlyMap<string, Step>,
): string {
  if (reason === 'ZERO_DENOMINATOR')
    return `Pas de résultat : on ne divise pas par 0 dans ${withNumbers(formula, all)}.`
  if (reason === 'TOO_MANY_DIGITS')
    return `Pas de résultat : ${withNumbers(formula, all)} a plus de 15 chiffres significatifs.`
  const lacking = steps.filter((step) => all.get(step.input.id)?.exact === null).map(lackSentence)
  return `Pas de résultat : il manque ${lacking.join(', ')}.`
}

const named = (label: string): string => periodName(label, 'fr')

function lackSentence({ input, missing }: InputStep): string {
  if (!input.is_visible) return `la valeur d’un ${input.name}`
  const more = missing.length - missingToldMax
  return `${input.name} (${missing.slice(0, missingToldMax).map(named).join(', ')}${more > 0 ? ` et ${more} autres` : ''})`
}
