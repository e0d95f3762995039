// Whether a formula fits its inputs: known, followed, of calendars that nest, in one unit where they are added up.
import type { EntryViolation } from './entry.ts'
import type { Formula } from './formula.ts'
import type { Frequency } from './period.ts'
import { nests } from './finer-values.ts'

/** An input as far as the rules go; one that the author does not see counts as unknown. */
export interface CheckedInput {
  readonly name: string
  readonly unit: string | null
  readonly frequency: Frequency
  readonly is_active: boolean
  readonly is_visible: boolean
}

interface Place {
  readonly pointer: string
  readonly id: string
}

/** Everything that is wrong with the inputs of a formula, each at its place. */
export function checkInputs(
  formula: Formula,
  frequency: Frequency,
  inputs: ReadonlyMap<string, CheckedInput>,
): readonly EntryViolation[] {
  const violations = placesOf(formula).flatMap(({ pointer, id }) => {
    const input = inputs.get(id)
    return input === undefined || !input.is_visible ? [unknown(pointer)] : mistakesOf(input, pointer, frequency)
  })
  return violations.length > 0 ? violations : checkUnits(formula, inputs)
}

/** Where each input stands in the body. */
export function placesOf(formula: Formula): readonly Place[] {
  const list = (terms: readonly { readonly kpi_id: string }[], field: string): readonly Place[] =>
    terms.map(({ kpi_id }, index) => ({ pointer: `/${field}/${index}/kpi_id`, id: kpi_id }))
  switch (formula.kind) {
    case 'SUM':
      return list(formula.terms, 'terms')
    case 'RATIO_OF_SUMS':
      return [...list(formula.numerator, 'numerator'), ...list(formula.denominator, 'denominator')]
    case 'WEIGHTED_AVERAGE': {
      const weights = formula.terms.flatMap(({ weight_kpi_id: id }, index) =>
        id === null ? [] : [{ pointer: `/terms/${index}/weight_kpi_id`, id }],
      )
      return [...list(formula.terms, 'terms'), ...weights]
    }
  }
}

function mistakesOf(input: CheckedInput, pointer: string, frequency: Frequency): readonly EntryViolation[] {
  const violations: EntryViolation[] = []
  if (!input.is_active) {
    const detail = `« ${input.name} » n’est plus suivi : réactivez-le d’abord.`
    violations.push({ pointer, code: 'INACTIVE_KPI', detail })
  }
  if (!nests(input.frequency, frequency)) {
    const detail = `« ${input.name} » est suivi ${rhythm[input.frequency]} : ses périodes ne remplissent pas exactement celles d’un indicateur suivi ${rhythm[frequency]}.`
    violations.push({ pointer, code: 'FREQUENCY_NOT_NESTED', detail })
  }
  return violations
}

const rhythm: Readonly<Record<Frequency, string>> = {
  DAILY: 'par jour',
  WEEKLY: 'par semaine',
  MONTHLY: 'par mois',
  QUARTERLY: 'par trimestre',
  HALF_YEARLY: 'par semestre',
  YEARLY: 'par an',
}

/** What is added up or averaged counts the same thing. The inputs of a ratio may differ, weights too. */
function checkUnits(formula: Formula, inputs: ReadonlyMap<string, CheckedInput>): readonly EntryViolation[] {
  if (formula.kind === 'RATIO_OF_SUMS') return []
  const units = formula.terms.map((term) => inputs.get(term.kpi_id)?.unit?.trim() ?? '')
  const [first = ''] = units
  const index = units.findIndex((unit) => unit !== first)
  if (index < 0) return []
  const detail = `Ces indicateurs n’ont pas la même unité : ${said(first)} et ${said(units[index] ?? '')}.`
  return [{ pointer: `/terms/${index}/kpi_id`, code: 'UNIT_MISMATCH', detail }]
}

function said(unit: string): string {
  return unit === '' ? 'sans unité' : `« ${unit} »`
}

function unknown(pointer: string): EntryViolation {
  return { pointer, code: 'UNKNOWN_KPI', detail: 'Cet indicateur n’existe pas ici.' }
}
