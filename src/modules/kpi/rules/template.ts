// A template of a dashboard: what is wrong with one beyond its shape, and how a dashboard becomes one.
import type { EntryViolation } from './entry.ts'
import type { Frequency } from './period.ts'
import type { Family } from './sqcdp.ts'
import { noThresholds } from './status.ts'
import { checkTemplateFormulas, checkWantedInputs } from './template-formula.ts'
import type { FormulaKpi } from './template-formula.ts'
import { mergeThresholds } from './threshold-change.ts'
import type { ThresholdInput } from './threshold-change.ts'
import { checkThresholds } from './thresholds.ts'
import type { Direction } from './status.ts'

export const templateKpiCountMax = 100
const keyCharactersMax = 60

export interface TemplateKpiInput extends ThresholdInput, FormulaKpi {
  readonly direction: Direction
  readonly family?: Family | null | undefined
}

/** Everything wrong with the KPIs of a template: repeated keys, numbers, thresholds, formulas. `at` is where they stand. */
export function checkTemplateKpis(kpis: readonly TemplateKpiInput[], at: string): readonly EntryViolation[] {
  return [...checkDefinitions(kpis, at), ...checkTemplateFormulas(kpis, at)]
}

/** Everything wrong with the choice of KPIs of a template, as violations of the field `kpis`. */
export function checkWanted(
  kpis: readonly FormulaKpi[],
  wanted: readonly string[] | undefined,
): readonly EntryViolation[] {
  return [...checkWantedKeys(kpis, wanted), ...checkWantedInputs(kpis, wanted)]
}

function checkDefinitions(kpis: readonly TemplateKpiInput[], at: string): readonly EntryViolation[] {
  const seen = new Set<string>()
  return kpis.flatMap((kpi, index) => {
    const repeated = seen.has(kpi.key)
    seen.add(kpi.key)
    const own = checkOne(kpi).map((violation) => ({ ...violation, pointer: `${at}/${index}${violation.pointer}` }))
    if (!repeated) return own
    const detail = `La clé « ${kpi.key} » est donnée deux fois.`
    return [{ pointer: `${at}/${index}/key`, code: 'TEMPLATE_KEY_REPEATED', detail }, ...own]
  })
}

function checkOne(kpi: TemplateKpiInput): readonly EntryViolation[] {
  const { thresholds, violations } = mergeThresholds(noThresholds(kpi.direction), kpi)
  return [...checkFamily(kpi), ...(violations.length > 0 ? violations : checkThresholds(thresholds))]
}

/** The month board is coloured day by day. */
export function checkFamily({
  family = null,
  frequency,
}: {
  readonly family?: Family | null | undefined
  readonly frequency: Frequency
}): readonly EntryViolation[] {
  if (family === null || frequency === 'DAILY') return []
  const detail = 'Seul un indicateur quotidien colore une lettre du tableau SQCDP : choisissez la fréquence « jour ».'
  return [{ pointer: '/family', code: 'FAMILY_NEEDS_DAILY', detail }]
}

/** The wanted keys that a template does not have. */
function checkWantedKeys(
  kpis: readonly { readonly key: string }[],
  wanted: readonly string[] | undefined,
): readonly EntryViolation[] {
  const known = new Set(kpis.map(({ key }) => key))
  return (wanted ?? []).flatMap((key, index) =>
    known.has(key)
      ? []
      : [
          {
            pointer: `/kpis/${index}`,
            code: 'UNKNOWN_TEMPLATE_KPI',
            detail: `Le modèle n’a pas d’indicateur « ${key} ».`,
          },
        ],
  )
}

/** Keys for names, in their order: lower-case words without accents, numbered where two would be alike. */
export function keysOf(names: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    const plain = keyOf(name)
    const short = plain.slice(0, keyCharactersMax - 4).replace(/-$/, '')
    let key = plain
    for (let number = 2; taken.has(key); number += 1) key = `${short}-${number}`
    taken.add(key)
    return key
  })
}

/** « Taux d’absence » becomes `taux-d-absence`; a name without letters or digits becomes `modele`. */
export function keyOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  const key = words.join('-').slice(0, keyCharactersMax).replace(/-$/, '')
  return key === '' ? 'modele' : key
}
