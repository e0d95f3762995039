// What a KPI is, apart from whose it is, what it is called in imports, and its values: for copies and templates.
import type { KpiSummaryRow } from '../queries/kpis.ts'
import { thresholdFields } from '../rules/threshold-fields.ts'
import type { NewKpi } from '../schemas.ts'

export type KpiDefinition = Omit<NewKpi, 'code' | 'owner_id' | 'is_active'>

/** The definition with the thresholds in force today; those that are not set are left out. */
export function definitionOf(
  row: KpiSummaryRow,
): KpiDefinition & { readonly aggregation: KpiSummaryRow['aggregation'] } {
  const { name, unit, frequency, direction, aggregation, family, weight } = row
  const thresholds = Object.fromEntries(
    thresholdFields.flatMap((bound) => {
      const text = row[bound]
      return text === null ? [] : [[bound, Number(text)]]
    }),
  )
  const letter = family === null ? {} : { family }
  return { name, unit, frequency, direction, ...thresholds, aggregation, ...letter, weight }
}
