// From a row of cells to checked values, or to everything that is wrong with it.
import { type Day, daysBetween } from '#kernel/dates.ts'
import { isLocked } from './closing.ts'
import type { Decimal } from './decimal.ts'
import { emptyImportCell, type ImportCell, isLastDay, readNumber, readPeriod, unreadable } from './import-cell.ts'
import type { Column, Layout, LongLayout } from './import-columns.ts'
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
}

/** A row with errors has no values; one without either says nothing (a matrix row of blanks). */
export interface CheckedRow {
  readonly values: readonly CheckedValue[]
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

/** Checks rows one after the other; it remembers what came before, so use one for each file and all rows in order. */
export function createRowCheck(options: CheckOptions): CheckRow {
  const { layout } = options
  const kpiOf = kpiReader(options)
  const periodOf = periodReader(options.today)
  const claims = createClaims()
  const read = layout.kind === 'long' ? longReader(layout, periodOf) : matrixReader(layout.periods, periodOf, layout)
  return (row) => {
    const found: Findings = { errors: [], notes: [] }
    const kpi = kpiOf(row, found)
    if (kpi === null) return { values: [], ...found }
    const values = read(row, kpi, found)
    if (found.errors.length === 0) found.errors.push(...claims.claim(values).map(duplicateInFile))
    return found.errors.length > 0 ? { values: [], errors: found.errors, notes: [] } : { values, ...found }
  }
}

type ReadValues = (row: ImportRow, kpi: ImportKpi, found: Findings) => readonly CheckedValue[]
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

function duplicateInFile(value: CheckedValue): RowError {
  return rowError(value, 'DUPLICATE_IN_FILE', value.raw)
}

/** The KPI of a row: the first filled of its columns; with fill_down, a blank one means the row above. */
function kpiReader({ layout, findKpi }: CheckOptions): (row: ImportRow, found: Findings) => ImportKpi | null {
  let above: CellAt | null = null
  return (row, found) => {
    const own = layout.kpi.map((column) => cellAt(row, column))
    const filled = own.find(({ cell }) => cell.kind !== 'empty')
    const at = filled ?? (layout.fill_down && above !== null ? { ...above, row: row.row } : own[0])
    if (at === undefined) throw new Error('a layout has no KPI column')
    above = at
    const bad = unreadable(at.cell, layout.fill_down)
    const finding = bad === null ? findKpi(at.cell.text) : { ok: false as const, code: bad }
    if (finding.ok) return finding.kpi
    found.errors.push(report(at, finding.code))
    return null
  }
}

function longReader(layout: LongLayout, periodOf: ReadPeriodAt): ReadValues {
  return (row, kpi, found) => {
    const at = readOwnPeriod(row, { layout, kpi, periodOf, found })
    const value = numberAt(cellAt(row, layout.value), kpi, { found, fillDown: layout.fill_down })
    const comment = layout.comment === null ? null : commentAt(cellAt(row, layout.comment), layout.fill_down, found)
    if (at === null || value === null) return []
    return [{ row: row.row, kpi, period: at.period, value, comment, column: layout.period.header, raw: at.raw }]
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
  const period = openPeriod(periodOf(start, kpi.frequency, found), { at: start, kpi, found })
  if (period === null || layout.period_end === null) return period
  const end = cellAt(row, layout.period_end)
  if (end.cell.kind === 'empty') return period
  const badEnd =
    unreadable(end.cell, layout.fill_down) ?? (isLastDay(end.cell, period.period) ? null : 'PERIOD_MISMATCH')
  if (badEnd === null) return period
  found.errors.push(report(end, badEnd))
  return null
}

function matrixReader(columns: readonly Column[], periodOf: ReadPeriodAt, layout: Layout): ReadValues {
  return (row, kpi, found) =>
    columns.flatMap((column): readonly CheckedValue[] => {
      const at = cellAt(row, column)
      if (at.cell.kind === 'empty') return []
      const header: CellAt = { row: row.row, column, cell: { kind: 'text', text: column.header } }
      const named = openPeriod(periodOf(header, kpi.frequency, found), { at: header, kpi, found })
      const value = numberAt(at, kpi, { found, fillDown: layout.fill_down })
      if (named === null || value === null) return []
      return [{ row: row.row, kpi, period: named.period, value, comment: null, column: column.header, raw: named.raw }]
    })
}

interface PeriodPlace {
  readonly at: CellAt
  readonly kpi: ImportKpi
  readonly found: Findings
}

/** A period that may still be written; one that is closed is reported. */
function openPeriod(named: PeriodAt | null, { at, kpi, found }: PeriodPlace): PeriodAt | null {
  if (named === null || !isLocked(named.period.end, kpi.locked_through)) return named
  found.errors.push(report(at, 'PERIOD_LOCKED'))
  return null
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

interface Claims {
  /** Takes the periods of a row unless one is taken already, by an earlier row or twice by this one; answers those. */
  readonly claim: (values: readonly CheckedValue[]) => readonly CheckedValue[]
}

/** Which periods of which KPIs the file has already given: periods that snap together are the same. */
function createClaims(): Claims {
  const places = new Map<string, number>()
  const taken = new Set<number>()
  const numberOf = ({ kpi, period }: CheckedValue): number => {
    let place = places.get(kpi.id)
    if (place === undefined) {
      place = places.size
      places.set(kpi.id, place)
    }
    return place * daysPerKpi + daysBetween(periodStartMin, period.start)
  }
  return {
    claim: (values) => {
      const numbers = values.map(numberOf)
      const refused = values.filter((_, index) => {
        const number = numbers[index] as number
        return taken.has(number) || numbers.indexOf(number) < index
      })
      if (refused.length === 0) for (const number of numbers) taken.add(number)
      return refused
    },
  }
}
