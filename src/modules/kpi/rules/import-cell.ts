// What a cell of an import says: a text to look up, a period, a number, a remark; or why it says nothing.
import { parseDay } from '#kernel/dates.ts'
import { type Decimal, fromSpreadsheet } from './decimal.ts'
import { parseNumberText } from './number-text.ts'
import { type Frequency, type Period } from './period.ts'
import { parsePeriodText } from './period-text.ts'

/** Codes of a bad cell, stable and published. */
export type CellCode =
  | 'MERGED_CELL'
  | 'CELL_ERROR'
  | 'CELL_TOO_LONG'
  | 'FORMULA_NOT_COMPUTED'
  | 'MISSING_VALUE'
  | 'INVALID_NUMBER'
  | 'AMBIGUOUS_NUMBER'
  | 'VALUE_PRECISION'
  | 'UNIT_MISMATCH'
  | 'INVALID_DATE'
  | 'INVALID_PERIOD'
  | 'PERIOD_FREQUENCY_MISMATCH'

/** A cell as the table reader gives it; a JSON row is turned into such cells too. */
export interface ImportCell {
  readonly kind: 'text' | 'empty' | 'boolean' | 'error' | 'formula_not_computed' | 'too_long' | 'number' | 'date'
  /** The cell as people see it. */
  readonly text: string
  /** The stored decimal of a number. */
  readonly number?: string
  /** The number format has a % sign: 95 % is stored as 0.95. */
  readonly percent?: true
  /** ISO day of a date; null when the stored serial names none. */
  readonly day?: string | null
  /** Below or right of the first cell of a merged range; it carries that cell's content. */
  readonly merged?: true
}

export type Reading<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly code: CellCode }

export interface ReadPeriod {
  readonly period: Period
  readonly snapped: boolean
}

export interface ReadNumber {
  readonly number: Decimal
  /** The stored number was multiplied by 100 because cell and KPI are in %. */
  readonly scaled: boolean
}

export const emptyImportCell: ImportCell = { kind: 'empty', text: '' }
const percentUnit = '%'

/** Why a cell cannot be read whatever it is for; null when it can. `fillDown` accepts the cells of merged ranges. */
export function unreadable(cell: ImportCell, fillDown: boolean): CellCode | null {
  if (cell.merged === true && !fillDown) return 'MERGED_CELL'
  if (cell.kind === 'error') return 'CELL_ERROR'
  if (cell.kind === 'too_long') return 'CELL_TOO_LONG'
  return cell.kind === 'formula_not_computed' ? 'FORMULA_NOT_COMPUTED' : null
}

/** The value of a cell for a KPI in `unit`. Blanks and “n/a” are MISSING_VALUE, never 0. */
export function readNumber(cell: ImportCell, unit: string | null): Reading<ReadNumber> {
  switch (cell.kind) {
    case 'empty':
      return { ok: false, code: 'MISSING_VALUE' }
    case 'text':
      return readNumberText(cell.text, unit)
    case 'number':
      return readStoredNumber(cell, unit)
    default:
      return { ok: false, code: 'INVALID_NUMBER' }
  }
}

function readNumberText(text: string, unit: string | null): Reading<ReadNumber> {
  const read = parseNumberText(text, unit)
  return read.ok ? { ok: true, value: { number: read.value, scaled: false } } : read
}

function readStoredNumber(cell: ImportCell, unit: string | null): Reading<ReadNumber> {
  const scaled = cell.percent === true && unit?.trim() === percentUnit
  const read = fromSpreadsheet({ raw: cell.number ?? cell.text, percent: scaled })
  if (read.ok) return { ok: true, value: { number: read.value, scaled } }
  return { ok: false, code: read.code === 'VALUE_PRECISION' ? 'VALUE_PRECISION' : 'INVALID_NUMBER' }
}

/** The period of a cell for a KPI of this frequency. A whole date snaps, a text period never does. */
export function readPeriod(cell: ImportCell, frequency: Frequency): Reading<ReadPeriod> {
  if (cell.kind === 'date' && typeof cell.day !== 'string') return { ok: false, code: 'INVALID_DATE' }
  if (cell.kind === 'empty' || cell.kind === 'boolean') return { ok: false, code: 'INVALID_PERIOD' }
  const read = parsePeriodText(frequency, cell.day ?? cell.text)
  return read.ok ? { ok: true, value: read } : read
}

/** Whether a cell names the last day of a period: what a sent period_end must do. */
export function isLastDay(cell: ImportCell, period: Period): boolean {
  const read = readPeriod(cell, 'DAILY')
  return read.ok && parseDay(read.value.period.start) === period.end
}
