// Makes a template of a dashboard, to keep as a file or to give away.
import type { Tx } from '#kernel/database/database.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import { findDashboard } from '../queries/dashboards.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { listComputedKpis } from '../queries/formulas.ts'
import { listKpis } from '../queries/kpis.ts'
import type { KpiId, KpiSummaryRow } from '../queries/kpis.ts'
import { toNumber } from '../rules/decimal.ts'
import type { CoefficientTerm, Formula } from '../rules/formula.ts'
import { checkInputs } from '../rules/formula-check.ts'
import { keyOf, keysOf, templateKpiCountMax } from '../rules/template.ts'
import type { Template, TemplateFormula } from '../structure-schemas.ts'
import { definitionOf } from './kpi-definition.ts'

/**
 * The active KPIs of a dashboard with the thresholds in force and the formulas that stay among them; no person, code or
 * value. What is computed from anything else comes as a KPI to enter, and a note says so. Throws TEMPLATE_KPI_COUNT.
 */
export async function exportTemplate(tx: Tx, id: DashboardId): Promise<Template> {
  const dashboard = await findDashboard(tx, id)
  if (dashboard === null) throw notFound()
  const rows = await listKpis(tx, { dashboard_id: id, after: null, limit: exportRowsMax })
  const kpis = rows.filter((row) => row.is_active)
  if (kpis.length === 0 || kpis.length > templateKpiCountMax) {
    throw new Problem(409, 'TEMPLATE_KPI_COUNT', 'Ce tableau de bord ne peut pas devenir un modèle.', {
      detail: `Un modèle a de 1 à ${templateKpiCountMax} indicateurs suivis ; celui-ci en a ${kpis.length}.`,
    })
  }
  const keys = keysOf(kpis.map(({ name }) => name))
  const keyById = new Map(kpis.map((row, index) => [row.id, keys[index] as string]))
  const { formulas, notes } = await exportFormulas(tx, kpis, keyById)
  return {
    id: keyOf(dashboard.title),
    version: 1,
    licence: null,
    trade: dashboard.process_name ?? '',
    title: dashboard.title,
    summary: (dashboard.description ?? '').slice(0, summaryCharactersMax),
    kpis: kpis.map((row, index) => ({ key: keys[index] as string, ...definitionOf(row), ...formulas.get(row.id) })),
    ...(notes.length === 0 ? {} : { notes: [...notes] }),
  }
}

type KeyById = ReadonlyMap<string, string>

interface ExportedFormulas {
  /** By KPI, as the field of a template. */
  readonly formulas: ReadonlyMap<string, { readonly formula: TemplateFormula }>
  /** About the computed KPIs that become KPIs to enter. */
  readonly notes: readonly string[]
}

/** The formulas that a template would be allowed to bring: units of inputs may have changed since they were written. */
async function exportFormulas(tx: Tx, kpis: readonly KpiSummaryRow[], keyById: KeyById): Promise<ExportedFormulas> {
  const computed = new Map((await listComputedKpis(tx, Array.from(keyById.keys()))).map((kpi) => [kpi.kpi_id, kpi]))
  const inputs = new Map(kpis.map((row) => [row.id, { ...row, is_visible: true }]))
  const formulas = new Map<string, { readonly formula: TemplateFormula }>()
  const notes: string[] = []
  for (const { id, name, frequency } of kpis) {
    const formula = computed.get(id as KpiId)?.formula
    if (formula === undefined) continue
    const [fault] = checkInputs(formula, frequency, inputs)
    if (fault === undefined) formulas.set(id, { formula: toTemplateFormula(formula, keyById) })
    else notes.push(enteredNote(name, fault.code))
  }
  return { formulas, notes }
}

/** Every number is written, also those that go without saying: files outlive what goes without saying. */
function toTemplateFormula(formula: Formula, keyById: KeyById): TemplateFormula {
  const key = (id: string): string => keyById.get(id) as string
  const sum = (terms: readonly CoefficientTerm[]): NonNullable<TemplateFormula['terms']> =>
    terms.map(({ kpi_id, coefficient }) => ({ key: key(kpi_id), coefficient: toNumber(coefficient) }))
  const { kind, decimals } = formula
  switch (kind) {
    case 'SUM':
      return { kind, terms: sum(formula.terms), decimals }
    case 'RATIO_OF_SUMS': {
      const [numerator, denominator] = [sum(formula.numerator), sum(formula.denominator)]
      return { kind, numerator, denominator, factor: toNumber(formula.factor), decimals }
    }
    case 'WEIGHTED_AVERAGE': {
      const terms = formula.terms.map(({ kpi_id, weight, weight_kpi_id }) =>
        weight === null
          ? { key: key(kpi_id), weight_key: key(weight_kpi_id) }
          : { key: key(kpi_id), weight: toNumber(weight) },
      )
      return { kind, terms, decimals }
    }
  }
}

/** Names nothing that stands elsewhere: whoever reads the template may not see it. */
function enteredNote(name: string, code: string): string {
  const why =
    code === 'UNIT_MISMATCH'
      ? 'son calcul réunit des unités différentes.'
      : 'son calcul emploie des indicateurs qui n’y sont pas.'
  return `« ${name} » est à saisir dans ce modèle : ${why}`
}

const exportRowsMax = 500
const summaryCharactersMax = 1000
