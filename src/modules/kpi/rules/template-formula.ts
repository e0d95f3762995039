// Formulas of a template: over KPIs of the same template, named by their keys. Checked by the rules of every formula.
import type { EntryViolation } from './entry.ts'
import { checkInputs } from './formula-check.ts'
import { readFormula } from './formula-entry.ts'
import type { FormulaInput, FormulaReading, TermInput } from './formula-entry.ts'
import { findCycle } from './formula-order.ts'
import type { InputsById } from './formula-order.ts'
import { formulaSentence } from './formula-sentence.ts'
import type { Frequency } from './period.ts'

/** A term of a formula, naming its KPI by the key it has in the template. */
export interface TemplateTermInput extends Omit<TermInput, 'kpi_id' | 'weight_kpi_id'> {
  readonly key: string
  readonly weight_key?: string | undefined
}

export interface TemplateFormulaInput extends Omit<FormulaInput, 'terms' | 'numerator' | 'denominator'> {
  readonly terms?: readonly TemplateTermInput[] | undefined
  readonly numerator?: readonly TemplateTermInput[] | undefined
  readonly denominator?: readonly TemplateTermInput[] | undefined
}

/** A KPI of a template as far as formulas go. */
export interface FormulaKpi {
  readonly key: string
  readonly name: string
  readonly unit?: string | null | undefined
  readonly frequency: Frequency
  readonly formula?: TemplateFormulaInput | undefined
}

/** Everything wrong with the formulas of a template, each at its place; a circle is told once, where it is first met. */
export function checkTemplateFormulas(kpis: readonly FormulaKpi[], at: string): readonly EntryViolation[] {
  const inputs = new Map(
    kpis.map(({ key, name, unit = null, frequency }) => [
      key,
      { name, unit, frequency, is_active: true, is_visible: true },
    ]),
  )
  const own = kpis.flatMap(({ frequency, formula }, index) => {
    if (formula === undefined) return []
    const reading = readTemplateFormula(formula)
    const violations = reading.ok ? checkInputs(reading.formula, frequency, inputs) : reading.violations
    return violations.map((violation) => inTemplate(violation, `${at}/${index}/formula`))
  })
  return [...own, ...checkCycles(kpis, at)]
}

/** The formula as every formula is read, keys in the place of ids. */
export function readTemplateFormula(formula: TemplateFormulaInput): FormulaReading {
  return readFormula(toFormulaInput(formula, (key) => key))
}

/** The body that gives a KPI this formula, over the KPIs made from the keys. */
export function toFormulaInput(formula: TemplateFormulaInput, idOf: (key: string) => string): FormulaInput {
  const { kind, factor, decimals } = formula
  const termOf = ({ key, weight_key, ...numbers }: TemplateTermInput): TermInput => ({
    kpi_id: idOf(key),
    ...numbers,
    weight_kpi_id: weight_key === undefined ? undefined : idOf(weight_key),
  })
  const [terms, numerator, denominator] = [formula.terms, formula.numerator, formula.denominator].map((list) =>
    list?.map(termOf),
  )
  return { kind, terms, numerator, denominator, factor, decimals }
}

/** The keys of the KPIs that a formula reads, weights included, each once. */
export function inputKeysOf({ terms = [], numerator = [], denominator = [] }: TemplateFormulaInput): readonly string[] {
  const keys = [...terms, ...numerator, ...denominator].flatMap(({ key, weight_key }) =>
    weight_key === undefined ? [key] : [key, weight_key],
  )
  return Array.from(new Set(keys))
}

/** What each computed KPI of a template is computed from. */
export function templateInputs(kpis: readonly FormulaKpi[]): InputsById {
  return new Map(
    kpis.flatMap(({ key, formula }) => (formula === undefined ? [] : [[key, inputKeysOf(formula)] as const])),
  )
}

/** Wanted computed KPIs whose inputs are not wanted, as violations of the field `kpis`. */
export function checkWantedInputs(
  kpis: readonly FormulaKpi[],
  wanted: readonly string[] | undefined,
): readonly EntryViolation[] {
  const [chosen, inputs] = [new Set(wanted), templateInputs(kpis)]
  const names = namesOf(kpis)
  return (wanted ?? []).flatMap((key, index) => {
    const missing = (inputs.get(key) ?? []).filter((input) => names.has(input) && !chosen.has(input))
    if (missing.length === 0) return []
    const list = said(missing.map((input) => names.get(input) ?? input))
    const detail = `Pour calculer « ${names.get(key)} », choisissez aussi : ${list}.`
    return [{ pointer: `/kpis/${index}`, code: 'TEMPLATE_INPUT_MISSING', detail }]
  })
}

/** A formula in words, by the names of a template; null while it cannot be read. */
export function templateFormulaSentence(formula: TemplateFormulaInput, kpis: readonly FormulaKpi[]): string | null {
  const reading = readTemplateFormula(formula)
  const names = namesOf(kpis)
  return reading.ok ? formulaSentence(reading.formula, (key) => names.get(key) ?? key) : null
}

/** Circles that share no KPI: a template that is one knot is told in one sentence per circle, not per KPI. */
function checkCycles(kpis: readonly FormulaKpi[], at: string): readonly EntryViolation[] {
  const names = namesOf(kpis)
  const inputs = new Map(templateInputs(kpis))
  return kpis.flatMap(({ key }, index) => {
    const cycle = findCycle(key, inputs.get(key) ?? [], inputs)
    if (cycle === null) return []
    for (const told of cycle) inputs.delete(told)
    const way = cycle.map((one) => names.get(one) ?? one).join(' → ')
    return [
      { pointer: `${at}/${index}/formula`, code: 'FORMULA_CYCLE', detail: `Ce calcul tournerait en rond : ${way}.` },
    ]
  })
}

/** What the rules of formulas say of ids is said of keys. */
function inTemplate({ pointer, code, detail }: EntryViolation, at: string): EntryViolation {
  const place = pointer.replace(/weight_kpi_id$/, 'weight_key').replace(/kpi_id$/, 'key')
  if (code === 'UNKNOWN_KPI') {
    const sentence = 'Le modèle n’a pas d’indicateur de cette clé.'
    return { pointer: at + place, code: 'UNKNOWN_TEMPLATE_KPI', detail: sentence }
  }
  return { pointer: at + place, code, detail: pointer === '' ? detail : detail.replace(pointer, place) }
}

const namesSaid = 5

function said(names: readonly string[]): string {
  const quoted = names.slice(0, namesSaid).map((name) => `« ${name} »`)
  return names.length > namesSaid ? `${quoted.join(', ')} et ${names.length - namesSaid} autres` : quoted.join(', ')
}

function namesOf(kpis: readonly FormulaKpi[]): ReadonlyMap<string, string> {
  return new Map(kpis.map(({ key, name }) => [key, name]))
}
