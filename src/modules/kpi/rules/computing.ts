// A recomputation: which values must be read, and what changes, given what was touched.
import { type Day } from '#kernel/dates.ts'
import { isLocked } from './closing.ts'
import { type Decimal } from './decimal.ts'
import { computeFormula, type Formula } from './formula.ts'
import { type InputsById, inComputingOrder } from './formula-order.ts'
import { type Frequency, type Period, periodOf } from './period.ts'
import { partsOf, type RolledInput, rollUp } from './finer-values.ts'

/** Both days included. */
export interface DaySpan {
  readonly from: Day
  readonly through: Day
}

/** A KPI with its formula and the calendars of its inputs. */
export interface Computed {
  readonly kpi_id: string
  readonly frequency: Frequency
  readonly formula: Formula
  readonly inputs: ReadonlyMap<string, RolledInput>
  /** The day up to which its periods are closed; left out where nothing is. */
  readonly locked_through?: Day | null
}

export interface ReadPlan<Kpi extends Computed> {
  /** Inputs first, each with the days over which it may change. */
  readonly steps: readonly { readonly kpi: Kpi; readonly span: DaySpan }[]
  /** Every KPI whose values are needed. */
  readonly reads: readonly (DaySpan & { readonly kpi_id: string })[]
}

export interface ComputedChange<Kpi extends Computed> {
  readonly kpi: Kpi
  readonly period: Period
  /** Null: there is no result any more. */
  readonly value: Decimal | null
  /** Whether the period had a value before. */
  readonly is_stored: boolean
}

export type StoredValues = ReadonlyMap<string, ReadonlyMap<Day, Decimal>>

/** Orders the computed KPIs and spreads what was touched from inputs to results, to whole periods of each. */
export function planReads<Kpi extends Computed>(
  kpis: readonly Kpi[],
  touched: ReadonlyMap<string, DaySpan>,
): ReadPlan<Kpi> {
  const byId = new Map(kpis.map((kpi) => [kpi.kpi_id, kpi]))
  const inputs: InputsById = new Map(kpis.map((kpi) => [kpi.kpi_id, Array.from(kpi.inputs.keys())]))
  const spans = new Map<string, DaySpan>(touched)
  const reads = new Map<string, DaySpan>()
  const steps: { kpi: Kpi; span: DaySpan }[] = []
  for (const id of inComputingOrder(inputs)) {
    const kpi = byId.get(id)
    const span = kpi === undefined ? null : wholePeriods(kpi, spans)
    if (kpi === undefined || span === null) continue
    spans.set(id, span)
    steps.push({ kpi, span })
    for (const needed of [id, ...kpi.inputs.keys()]) reads.set(needed, union(reads.get(needed), span))
  }
  return { steps, reads: Array.from(reads, ([kpi_id, span]) => ({ kpi_id, ...span })) }
}

/**
 * Computes every step over its span, and tells what differs from what is stored. What is closed stays as it is, and what
 * is computed from it starts from there.
 */
export function computeChanges<Kpi extends Computed>(
  { steps }: ReadPlan<Kpi>,
  stored: StoredValues,
): readonly ComputedChange<Kpi>[] {
  const known = new Map<string, ReadonlyMap<Day, Decimal>>(stored)
  const changes: ComputedChange<Kpi>[] = []
  for (const { kpi, span } of steps) {
    const before = stored.get(kpi.kpi_id) ?? new Map<Day, Decimal>()
    const after = new Map(before)
    for (const period of candidates(kpi, span, known)) {
      if (isLocked(period.end, kpi.locked_through ?? null)) continue
      const result = computePeriod(kpi, period, known)
      const value = result.ok ? result.value : null
      const old = before.get(period.start) ?? null
      if (value === old) continue
      if (value === null) after.delete(period.start)
      else after.set(period.start, value)
      changes.push({ kpi, period, value, is_stored: old !== null })
    }
    known.set(kpi.kpi_id, after)
  }
  return changes
}

/** The result of a formula for one period, from the values of its inputs. */
export function computePeriod(
  { formula, inputs }: Computed,
  period: Period,
  values: StoredValues,
): ReturnType<typeof computeFormula> {
  return computeFormula(formula, (id) => {
    const input = inputs.get(id)
    if (input === undefined) throw new Error(`a formula reads ${id}, which is none of its inputs`)
    return rollUp(
      input.aggregation,
      partsOf(input, period, (start) => values.get(id)?.get(start) ?? null),
    )
  })
}

/** The periods in which there is anything at all: a value of the KPI itself or of an input. */
function candidates(kpi: Computed, span: DaySpan, known: StoredValues): Iterable<Period> {
  const found = new Map<Day, Period>()
  for (const id of [kpi.kpi_id, ...kpi.inputs.keys()]) {
    for (const start of known.get(id)?.keys() ?? []) {
      if (start < span.from || start > span.through) continue
      const period = periodOf(kpi.frequency, start)
      found.set(period.start, period)
    }
  }
  return found.values()
}

function wholePeriods(kpi: Computed, spans: ReadonlyMap<string, DaySpan>): DaySpan | null {
  let all: DaySpan | null = null
  for (const id of [kpi.kpi_id, ...kpi.inputs.keys()]) {
    const span = spans.get(id)
    if (span !== undefined) all = union(all ?? undefined, span)
  }
  if (all === null) return null
  return { from: periodOf(kpi.frequency, all.from).start, through: periodOf(kpi.frequency, all.through).end }
}

function union(a: DaySpan | undefined, b: DaySpan): DaySpan {
  if (a === undefined) return b
  return { from: a.from < b.from ? a.from : b.from, through: a.through > b.through ? a.through : b.through }
}
