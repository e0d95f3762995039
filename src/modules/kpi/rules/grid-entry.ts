// What a list of grid cells asks: which KPIs, which periods, which numbers. Every mistake is reported at its cell.
import type { Day } from '#kernel/dates.ts'
import { cellRefusal, refusalSentences, type WritableKpi } from './cell-refusal.ts'
import { type Decimal, fromNumber } from './decimal.ts'
import type { EntryViolation } from './entry.ts'
import { type Frequency, parsePeriodLabel, type Period } from './period.ts'
import { numberViolation } from './threshold-change.ts'

export interface CellInput {
  readonly kpi_id: string
  readonly period: string
  /** Null takes the value away. */
  readonly value: number | null
  readonly comment?: string | null | undefined
}

export interface GridKpi extends WritableKpi {
  readonly id: string
  readonly frequency: Frequency
}

export interface CellEntry<Kpi extends GridKpi> {
  /** Its place in the request. */
  readonly index: number
  readonly kpi: Kpi
  readonly period: Period
  readonly value: Decimal | null
  /** Undefined keeps the comment that there is. */
  readonly comment: string | null | undefined
}

export interface GridReading<Kpi extends GridKpi> {
  readonly entries: readonly CellEntry<Kpi>[]
  readonly violations: readonly EntryViolation[]
  /** Those of the violations that are a matter of rights. */
  readonly forbidden: readonly EntryViolation[]
}

interface GridContext<Kpi extends GridKpi> {
  /** The KPIs of the dashboard, by id in lower case. */
  readonly kpis: ReadonlyMap<string, Kpi>
  readonly today: Day
}

type CellReading<Kpi extends GridKpi> =
  { readonly ok: true; readonly entry: CellEntry<Kpi> } | { readonly ok: false; readonly violation: EntryViolation }

/** Reads the cells of a request; each cell at most once. */
export function readGrid<Kpi extends GridKpi>(
  cells: readonly CellInput[],
  context: GridContext<Kpi>,
): GridReading<Kpi> {
  const entries: CellEntry<Kpi>[] = []
  const violations: EntryViolation[] = []
  const seen = new Set<string>()
  for (const [index, cell] of cells.entries()) {
    const reading = readCell(cell, index, context)
    if (!reading.ok) {
      violations.push(reading.violation)
      continue
    }
    const key = cellKey(reading.entry.kpi.id, reading.entry.period.start)
    if (seen.has(key)) violations.push(twice(index, reading.entry.period))
    seen.add(key)
    entries.push(reading.entry)
  }
  return { entries, violations, forbidden: violations.filter(({ code }) => code === 'NO_RIGHT') }
}

/** One text per cell of a grid. */
export function cellKey(kpiId: string, periodStart: Day): string {
  return `${kpiId} ${periodStart}`
}

function readCell<Kpi extends GridKpi>(
  { kpi_id, period: label, value, comment }: CellInput,
  index: number,
  { kpis, today }: GridContext<Kpi>,
): CellReading<Kpi> {
  const at = (field: string): string => `/cells/${index}${field}`
  const kpi = kpis.get(kpi_id.toLowerCase())
  if (kpi === undefined) return refuse(at('/kpi_id'), 'UNKNOWN_KPI', 'Cet indicateur n’est pas de ce tableau de bord.')
  const named = parsePeriodLabel(kpi.frequency, label)
  if (!named.ok) return refuse(at('/period'), named.code, periodSentences[named.code])
  const refusal = cellRefusal(kpi, named.period, today)
  if (refusal !== null) return refuse(at(''), refusal, refusalSentences[refusal])
  const number = value === null ? null : fromNumber(value)
  if (number?.ok === false) return { ok: false, violation: numberViolation(at('/value'), number.code) }
  if (number === null && typeof comment === 'string')
    return refuse(at('/comment'), 'VALUE_INVALID', 'Un commentaire accompagne une valeur.')
  return {
    ok: true,
    entry: { index, kpi, period: named.period, value: number === null ? null : number.value, comment },
  }
}

const periodSentences = {
  INVALID_PERIOD: 'Cette période n’existe pas, ou sort des années 1990 à 2100.',
  PERIOD_FREQUENCY_MISMATCH: 'Cette période n’a pas la fréquence de l’indicateur.',
} as const

function refuse(
  pointer: string,
  code: string,
  detail: string,
): { readonly ok: false; readonly violation: EntryViolation } {
  return { ok: false, violation: { pointer, code, detail } }
}

function twice(index: number, { label }: Period): EntryViolation {
  const detail = `La période ${label} de cet indicateur est donnée deux fois.`
  return { pointer: `/cells/${index}`, code: 'DUPLICATE_PERIOD', detail }
}
