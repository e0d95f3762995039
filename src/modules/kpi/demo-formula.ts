// The computed KPIs of the demo world: one over a finer calendar, one over a KPI that not everybody may see.
import type { Scope } from '#kernel/database/database.ts'
import type { Services } from '#kernel/services.ts'
import { createKpi } from './actions/create-kpi.ts'
import { replaceFormula } from './actions/replace-formula.ts'
import { findKpi } from './queries/kpis.ts'
import type { KpiId } from './queries/kpis.ts'

export interface FormulaDemo {
  readonly services: Services
  /** An ADMIN: he sees every input. */
  readonly scope: Scope
  readonly idOf: (code: string) => KpiId
}

/** Complaints of a quarter from those of its months; the stock per employee, where staff is for the direction alone. */
export async function seedFormulaDemo({ services, scope, idOf }: FormulaDemo): Promise<void> {
  const [complaints, stock, staff] = [idOf('QUAL-RECLAM'), idOf('LOG-STOCK'), idOf('RH-EFFECTIF')]
  await services.database.transaction(scope, async (tx) => {
    const boardOf = async (id: KpiId) => {
      const kpi = await findKpi(tx, id)
      if (kpi === null) throw new Error('the demo world hides its KPIs from its ADMIN')
      return kpi
    }
    const { dashboard_id: quality, owner_id: paul } = await boardOf(complaints)
    const { dashboard_id: logistics, owner_id: sophie } = await boardOf(stock)
    const quarter = await createKpi(tx, quality, {
      code: 'QUAL-RECLAM-T',
      name: 'Réclamations du trimestre',
      unit: 'nb',
      frequency: 'QUARTERLY',
      aggregation: 'SUM',
      direction: 'DOWN_IS_BETTER',
      threshold_green: 30,
      threshold_orange: 36,
      threshold_red: 45,
      owner_id: paul,
    })
    await replaceFormula(tx, quarter, { kind: 'SUM', terms: [{ kpi_id: complaints }] })
    const perHead = await createKpi(tx, logistics, {
      code: 'LOG-STOCK-SAL',
      name: 'Stock de bois par salarié',
      unit: '€',
      frequency: 'MONTHLY',
      aggregation: 'LAST',
      direction: 'DOWN_IS_BETTER',
      threshold_green: 4500,
      threshold_orange: 5000,
      threshold_red: 6000,
      owner_id: sophie,
    })
    const [numerator, denominator] = [[{ kpi_id: stock }], [{ kpi_id: staff }]]
    await replaceFormula(tx, perHead, { kind: 'RATIO_OF_SUMS', numerator, denominator, decimals: 0 })
  })
}
