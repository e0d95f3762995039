// Which values are missing in periods that somebody is about to close. Pure.
import type { Kpi } from '../schemas.ts'
import { periodOfLabel } from './periods.ts'

export type ClosingKpi = Pick<Kpi, 'name' | 'frequency' | 'missing' | 'is_active'>

export interface ClosingGap {
  readonly name: string
  /** The label of the period. */
  readonly period: string
}

/** The missing values of the periods that end on this day or before, oldest first; none without a day. */
export function closingGaps(kpis: readonly ClosingKpi[], day: string): readonly ClosingGap[] {
  return kpis
    .filter((kpi) => kpi.is_active)
    .flatMap(({ name, frequency, missing }) =>
      missing.map((period) => ({ name, period, end: periodOfLabel(frequency, period).end })),
    )
    .filter(({ end }) => end <= day)
    .toSorted((one, other) => one.end.localeCompare(other.end) || one.name.localeCompare(other.name))
    .map(({ name, period }) => ({ name, period }))
}
