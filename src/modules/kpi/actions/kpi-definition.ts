// What a KPI is, apart from whose it is, what it is called in imports, and its values: for copies and templates.
import type { KpiSummaryRow } from '../queries/kpis.ts'
import type { NewKpi } from '../schemas.ts'

export type KpiDefinition = Omit<NewKpi, 'code' | 'owner_id' | 'is_active'>

const bounds = [
  'threshold_green',
  'threshold_orange',
  'threshold_red',
  'green_min',
  'green_max',
  'orange_min',
  'orange_max',
] as const

/** The definition with the thresholds in force today; those that are not set are left out. */
export function definitionOf(
  row: KpiSummaryRow,
): KpiDefinition & { readonly aggregation: KpiSummaryRow['aggregation'] } {
  const { name, unit, frequency, direction, aggregation, family, weight } = row
  const thresholds = Object.fromEntries(
    bounds.flatMap((bound) => {
      const text = row[bound]
      return text === null ? [] : [[bound, Number(text)]]
    }),
  )
  const letter = family === null ? {} : { family }
  return { name, unit, frequency, direction, ...thresholds, aggregation, ...letter, weight }
}
