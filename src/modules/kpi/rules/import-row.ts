// From a row of cells to checked values, and to everything that is wrong with the others.
import { type Day, daysBetween } from '#kernel/dates.ts'
import { isLocked } from './closing.ts'
import type { Decimal } from './decimal.ts'
import { emptyImportCell, type ImportCell, isLastDay, readNumber, readPeriod, unreadable } from './import-cell.ts'
import type { Column, Layout, LongLayout, MatrixLayout } from './import-columns.ts'
import { type NoteCode, type RowCode, type RowError, rowError, type RowNote, rowNote } from './import-issue.ts'
import type { FindKpi, ImportKpi } from './import-kpis.ts'
import { checkPeriod, type Frequency, type Period, periodStartMin } from './period.ts'

export interface ImportRow {
  /** 1-based row of the file. */
  readonly row: number
  readonly cells: readonly ImportCell[]
}

export interface CheckedValue {
  readonly row: number
  readonly kpi: ImportKpi
  readonly period: Period
  readonly value: Decimal
  readonly comment: string | null
  /** The cell of the period, which an error found later points at. */
  readonly column: string
  readonly raw: string
  /** Why it may only repeat what is stored; null where it may be written. */
  readonly barrier: Barrier | null
}

/** What keeps a value from being written, and the cell that says so. */
export interface Barrier {
  readonly code: RowCode
  readonly column: string
  readonly raw: string
}

/** A value that cannot be read as a whole, as far as it can. */
export interface RefusedValue {
  readonly row: number
  readonly kpi: ImportKpi | null
  readonly period: Period | null
  readonly value: Decimal | null
}

/**
 * Each value of a row counts by itself: those of a matrix can be good and bad side by side. A row without any says nothing
 * (a matrix row of blanks).
 */
export interface CheckedRow {
  readonly values: readonly CheckedValue[]
  readonly refused: readonly RefusedValue[]
  readonly errors: readonly RowError[]
  readonly notes: readonly RowNote[]
}

export interface CheckOptions {
  readonly layout: Layout
  readonly findKpi: FindKpi
  /** The day it is in the organisation's time zone. */
  readonly today: Day
}

export type CheckRow = (row: ImportRow) => CheckedRow

const commentCharactersMax = 500
/** Period texts repeat from row to row: reading each once is most of the work saved. */
const periodMemoryMax = 5_000
/** More than the days from 1990 to 2100: makes one number of KPI and period. */
const daysPerKpi = 50_000

interface Findings {
  readonly errors: RowError[]
  readonly notes: RowNote[]
}

/** One value as a row gives it, and what is to be said of it. */
interface Reading extends Findings {
  readonly value: Decimal | null
  readonly period: PeriodAt | null
  readonly comment: string | null
  /** The header of the period. */
  readonly column: string
}

/** Checks rows one after the other; it remembers what came before, so use one for each file and all rows in order. */
export function createRowCheck(options: CheckOptions): CheckRow {
  const { layout } = options
  const kpiOf = kpiReader(options)
  const periodOf = periodReader(options.today)
  const claim = createClaims()
  const read = layout.kind === 'long' ? longReader(layout, periodOf) : matrixReader(layout, periodOf)
  return (row) => {
    const named = kpiOf(row)
    if (isHeading(row, layout)) return { values: [], refused: [], errors: [], notes: [] }
    if (named.ok) return settleRow({ row: row.row, ...named, readings: read(row, named.kpi), claim })
    const nothing: RefusedValue = { row: row.row, kpi: null, period: null, value: null }
    const refused = Array.from({ length: filledCells(row, layout) }, () => nothing)
    return { values: [], refused, errors: [named.error], notes: [] }
  }
}

interface ReadRow {
  readonly row: number
  readonly kpi: ImportKpi
  /** Why values of this KPI may only repeat what is stored. */
  readonly barrier: Barrier | null
  readonly readings: readonly Reading[]
  readonly claim: Claim
}

function settleRow({ row, kpi, barrier, readings, claim }: ReadRow): CheckedRow {
  const values: CheckedValue[] = []
  const refused: RefusedValue[] = []
  const errors: RowError[] = []
  const notes: RowNote[] = []
  for (const reading of readings) {
    const checked = checkedValue({ row, kpi, barrier }, reading)
    if (checked !== null && claim(checked)) {
      values.push(checked)
      notes.push(...reading.notes)
      continue
    }
    refused.push({ row, kpi, period: reading.period?.period ?? null, value: reading.value })
    if (checked !== null) errors.push(rowError(checked, 'DUPLICATE_IN_FILE', checked.raw))
    else if (barrier === null) errors.push(...reasonsOf(row, kpi, reading))
    else if (errors.length === 0) errors.push(rowError({ row, column: barrier.column }, barrier.code, barrier.raw))
  }
  return { values, refused, errors, notes }
}

function checkedValue(
  { row, kpi, barrier }: Pick<ReadRow, 'row' | 'kpi' | 'barrier'>,
  { period: at, value, comment, column, errors }: Reading,
): CheckedValue | null {
  if (at === null || value === null || errors.length > 0) return null
  const { period, raw } = at
  return { row, kpi, period, value, comment, column, raw, barrier: barrier ?? lockBarrier(kpi, at, column) }
}

function lockBarrier(kpi: ImportKpi, { period, raw }: PeriodAt, column: string): Barrier | null {
  return isLocked(period.end, kpi.locked_through) ? { code: 'PERIOD_LOCKED', column, raw } : null
}

/**
 * What is wrong with a value. That its period is closed comes first and is then the only reason told at that cell;
 * nothing is missing where nothing can be entered.
 */
function reasonsOf(row: number, kpi: ImportKpi, { period, column, errors }: Reading): readonly RowError[] {
  const barrier = period === null ? null : lockBarrier(kpi, period, column)
  if (barrier === null) return errors
  const others = errors.filter((error) => error.column !== column && error.code !== 'MISSING_VALUE')
  return [rowError({ row, column }, barrier.code, barrier.raw), ...others]
}

/** A row of a matrix that gives no value names what follows, if need be merged across the periods: “FINANCES”. */
function isHeading({ cells }: ImportRow, layout: Layout): boolean {
  if (layout.kind === 'long') return false
  const labels = layout.kpi.map(({ index }) => cells[index]?.text)
  return layout.periods.every(({ index }) => {
    const { kind, merged, text } = cells[index] ?? emptyImportCell
    return kind === 'empty' || (merged === true && labels.includes(text))
  })
}

/** How many values a row of a matrix gives; any other gives one. */
function filledCells({ cells }: ImportRow, layout: Layout): number {
  if (layout.kind === 'long') return 1
  return layout.periods.filter(({ index }) => (cells[index] ?? emptyImportCell).kind !== 'empty').length
}

type ReadValues = (row: ImportRow, kpi: ImportKpi) => readonly Reading[]
type ReadPeriodAt = (at: CellAt, frequency: Frequency, found: Findings) => PeriodAt | null

/** A period and the text that named it: one and the same string for all rows that say the same. */
interface PeriodAt {
  readonly period: Period
  readonly raw: string
}

/** A cell with its place, for reports. */
interface CellAt {
  readonly row: number
  readonly column: Column
  readonly cell: ImportCell
}

function cellAt({ row, cells }: ImportRow, column: Column): CellAt {
  return { row, column, cell: cells[column.index] ?? emptyImportCell }
}

function report({ row, column, cell }: CellAt, code: RowCode): RowError {
  return rowError({ row, column: column.header }, code, cell.text)
}

function remark({ row, column }: CellAt, code: NoteCode): RowNote {
  return rowNote({ row, column: column.header }, code)
}

type NamedKpi =
  | { readonly ok: true; readonly kpi: ImportKpi; readonly barrier: Barrier | null }
  | { readonly ok: false; readonly error: RowError }

/** The KPI of a row: the first filled of its columns; with fill_down, a blank one means the row above. */
function kpiReader({ layout, findKpi }: CheckOptions): (row: ImportRow) => NamedKpi {
  let above: CellAt | null = null
  return (row) => {
    const own = layout.kpi.map((column) => cellAt(row, column))
    const filled = own.find(({ cell }) => cell.kind !== 'empty')
    const at = filled ?? (layout.fill_down && above !== null ? { ...above, row: row.row } : own[0])
    if (at === undefined) throw new Error('a layout has no KPI column')
    above = at
    const bad = unreadable(at.cell, layout.fill_down)
    const finding = bad === null ? findKpi(at.cell.text) : { ok: false as const, code: bad }
    if (!finding.ok) return { ok: false, error: report(at, finding.code) }
    const { kpi, barrier: code } = finding
    return { ok: true, kpi, barrier: code === null ? null : { code, column: at.column.header, raw: at.cell.text } }
  }
}

function longReader(layout: LongLayout, periodOf: ReadPeriodAt): ReadValues {
  return (row, kpi) => {
    const found: Findings = { errors: [], notes: [] }
    const period = readOwnPeriod(row, { layout, kpi, periodOf, found })
    const value = numberAt(cellAt(row, layout.value), kpi, { found, fillDown: layout.fill_down })
    const comment = layout.comment === null ? null : commentAt(cellAt(row, layout.comment), layout.fill_down, found)
    return [{ period, value, comment, column: layout.period.header, ...found }]
  }
}

interface LongRead {
  readonly layout: LongLayout
  readonly kpi: ImportKpi
  readonly periodOf: ReadPeriodAt
  readonly found: Findings
}

function readOwnPeriod(row: ImportRow, { layout, kpi, periodOf, found }: LongRead): PeriodAt | null {
  const start = cellAt(row, layout.period)
  const bad = unreadable(start.cell, layout.fill_down)
  if (bad !== null) {
    found.errors.push(report(start, bad))
    return null
  }
  const period = periodOf(start, kpi.frequency, found)
  if (period === null || layout.period_end === null) return period
  const end = cellAt(row, layout.period_end)
  if (end.cell.kind === 'empty') return period
  const badEnd =
    unreadable(end.cell, layout.fill_down) ?? (isLastDay(end.cell, period.period) ? null : 'PERIOD_MISMATCH')
  if (badEnd !== null) found.errors.push(report(end, badEnd))
  return period
}

function matrixReader({ periods, fill_down }: MatrixLayout, periodOf: ReadPeriodAt): ReadValues {
  return (row, kpi) =>
    periods.flatMap((column): readonly Reading[] => {
      const at = cellAt(row, column)
      if (at.cell.kind === 'empty') return []
      const found: Findings = { errors: [], notes: [] }
      const header: CellAt = { row: row.row, column, cell: { kind: 'text', text: column.header } }
      const period = periodOf(header, kpi.frequency, found)
      const value = numberAt(at, kpi, { found, fillDown: fill_down })
      return [{ period, value, comment: null, column: column.header, ...found }]
    })
}

/** Reads periods, each different text once. */
function periodReader(today: Day): ReadPeriodAt {
  const memory = new Map<string, KnownPeriod>()
  return (at, frequency, found) => {
    const key = `${frequency} ${at.cell.kind} ${at.cell.day ?? at.cell.text}`
    let known = memory.get(key)
    if (known === undefined) {
      known = readPeriodText(at.cell, frequency, today)
      if (memory.size < periodMemoryMax) memory.set(key, known)
    }
    if (!known.ok) {
      found.errors.push(report(at, known.code))
      return null
    }
    if (known.snapped) found.notes.push(remark(at, 'PERIOD_SNAPPED'))
    return known
  }
}

type KnownPeriod =
  | { readonly ok: true; readonly period: Period; readonly raw: string; readonly snapped: boolean }
  | { readonly ok: false; readonly code: RowCode }

function readPeriodText(cell: ImportCell, frequency: Frequency, today: Day): KnownPeriod {
  const read = readPeriod(cell, frequency)
  if (!read.ok) return read
  const code = checkPeriod(read.value.period, today)
  return code === null ? { ok: true, ...read.value, raw: cell.text } : { ok: false, code }
}

function numberAt(
  at: CellAt,
  kpi: ImportKpi,
  { found, fillDown }: { readonly found: Findings; readonly fillDown: boolean },
): Decimal | null {
  const bad = unreadable(at.cell, fillDown)
  const read = bad === null ? readNumber(at.cell, kpi.unit) : { ok: false as const, code: bad }
  if (!read.ok) {
    found.errors.push(report(at, read.code))
    return null
  }
  if (read.value.scaled) found.notes.push(remark(at, 'PERCENT_SCALED'))
  return read.value.number
}

/** A remark exactly as written; a blank one is none. */
function commentAt(at: CellAt, fillDown: boolean, found: Findings): string | null {
  const { cell } = at
  if (cell.kind === 'empty') return null
  const bad = unreadable(cell, fillDown) ?? unstorable(cell.text)
  if (bad === null) return cell.text
  found.errors.push(report(at, bad))
  return null
}

function unstorable(text: string): RowCode | null {
  if (text.includes('\0') || !text.isWellFormed()) return 'CELL_ERROR'
  return charactersOf(text) > commentCharactersMax ? 'CELL_TOO_LONG' : null
}

/** Characters as PostgreSQL counts them. */
function charactersOf(text: string): number {
  return text.length <= commentCharactersMax ? text.length : Array.from(text).length
}

/** Takes the period of a value; false when an earlier one of the file has it. */
type Claim = (value: CheckedValue) => boolean

/** Which periods of which KPIs the file has already given: periods that snap together are the same. */
function createClaims(): Claim {
  const places = new Map<string, number>()
  const taken = new Set<number>()
  return ({ kpi, period }) => {
    let place = places.get(kpi.id)
    if (place === undefined) {
      place = places.size
      places.set(kpi.id, place)
    }
    const number = place * daysPerKpi + daysBetween(periodStartMin, period.start)
    if (taken.has(number)) return false
    taken.add(number)
    return true
  }
}
