// Streams the rows of one worksheet: values as stored, dates and percentages by number format, merged cells flagged.

import { booleanWire, dateWire, errorWire, formulaWire, numberWire, textWire, type WireCell } from './cell.ts'
import type { TableLimits } from './limits.ts'
import { columnIndex, createMerger, type MergedRange, readMergedRanges } from './merged-ranges.ts'
import { unprotectText } from './protective-quote.ts'
import type { RowSink } from './row-sink.ts'
import { type DateSystem, serialToDay } from './spreadsheet-day.ts'
import { TableRefusal } from './table-refusal.ts'
import { decodeEscapes, richText } from './xlsx-strings.ts'
import type { NumberStyle } from './xlsx-styles.ts'
import { parseXml, type XmlAttributes, type XmlHandlers } from './xml-stream.ts'
import { type Archive, inflatePart } from './zip-part.ts'
import type { ZipEntry } from './zip-directory.ts'

export interface SheetContext {
  readonly strings: readonly string[]
  readonly styles: readonly NumberStyle[]
  readonly date_system: DateSystem
  readonly limits: TableLimits
}

/** A cell while its element is open. */
interface OpenCell {
  column: number
  type: string
  style: number
  value: string
  formula: string
  hasFormula: boolean
  hasValue: boolean
}

type TakeRow = (row: number, cells: (WireCell | undefined)[]) => void

/** The last column of a spreadsheet, XFD. */
const sheetColumns = 16_384
const cellReference = /^([A-Z]{1,3})\d{1,7}$/
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/
const isoDateTime = /^(\d{4}-\d{2}-\d{2})(?:T.*)?$/

/** Reads the sheet twice: once for its merged ranges (they come last in the file), once for its rows. */
export async function readSheet(archive: Archive, part: ZipEntry, context: SheetContext, sink: RowSink): Promise<void> {
  const ranges = await readMergedRanges(inflatePart(archive, part))
  await parseXml(inflatePart(archive, part), rowHandlers(context, rowTaker(ranges, context.limits, sink)))
}

function rowTaker(ranges: readonly MergedRange[], limits: TableLimits, sink: RowSink): TakeRow {
  const merge = createMerger(ranges, limits.column_count_max)
  return (row, cells) => {
    merge(row, cells)
    while (cells.length > 0 && (cells.at(-1) ?? null) === null) cells.pop()
    sink.take(
      row,
      Array.from(cells, (cell) => cell ?? null),
    )
  }
}

function rowHandlers(context: SheetContext, take: TakeRow): XmlHandlers {
  const cell: OpenCell = { column: -1, type: '', style: -1, value: '', formula: '', hasFormula: false, hasValue: false }
  const inline = richText(context.limits, (text) => {
    cell.value = text
    cell.hasValue = true
  })
  let row = 0
  let cells: (WireCell | undefined)[] = []
  let target: 'value' | 'formula' | 'inline' | undefined

  const open = (name: string, attributes: XmlAttributes) => {
    if (target === 'inline') return inline.open(name, attributes)
    if (name === 'c') openCell(cell, attributes)
    else if (name === 'v') {
      target = 'value'
      cell.hasValue = true
    } else if (name === 'f') {
      target = 'formula'
      cell.hasFormula = true
    } else if (name === 'is') {
      target = 'inline'
      inline.open(name, attributes)
    } else if (name === 'row') {
      row = rowNumber(attributes['r'], row)
      cells = []
      cell.column = -1
    }
  }
  const text = (piece: string) => {
    if (target === 'value') cell.value += piece
    else if (target === 'formula') cell.formula += piece
    else if (target === 'inline') inline.text(piece)
  }
  const close = (name: string) => {
    if (target === 'inline') inline.close(name)
    if (name === 'v' || name === 'f' || name === 'is') target = undefined
    else if (name === 'c')
      keepCell(cells, { row, column: cell.column, value: cellValue(cell, context) }, context.limits)
    else if (name === 'row' && cells.length > 0) take(row, cells)
  }
  return { open, text, close }
}

function openCell(cell: OpenCell, attributes: XmlAttributes): void {
  cell.column = columnOf(attributes['r'], cell.column)
  cell.type = attributes['t'] ?? 'n'
  cell.style = Number(attributes['s'] ?? -1)
  cell.value = ''
  cell.formula = ''
  cell.hasFormula = false
  cell.hasValue = false
}

/** Blank cells never count: formatting reaches the end of many sheets. */
function keepCell(
  cells: (WireCell | undefined)[],
  cell: { row: number; column: number; value: WireCell },
  limits: TableLimits,
): void {
  if (cell.value === null) return
  if (cell.row > limits.row_number_max) throw new TableRefusal('ROW_OUT_OF_RANGE', { row: cell.row })
  if (cell.column >= limits.column_count_max) {
    throw new TableRefusal('TOO_MANY_COLUMNS', { row: cell.row, max: limits.column_count_max })
  }
  cells[cell.column] = cell.value
}

function rowNumber(reference: string | undefined, previous: number): number {
  const row = reference === undefined ? previous + 1 : Number(reference)
  if (!Number.isSafeInteger(row) || row <= previous) {
    throw new TableRefusal('ROW_OUT_OF_RANGE', { row: (reference ?? '').slice(0, 20) })
  }
  return row
}

function columnOf(reference: string | undefined, previous: number): number {
  if (reference === undefined) return previous + 1
  const letters = cellReference.exec(reference)?.[1]
  const column = letters === undefined ? -1 : columnIndex(letters)
  if (column < 0 || column >= sheetColumns) throw new TableRefusal('NOT_XLSX', { cell: reference.slice(0, 40) })
  return column
}

function cellValue(cell: OpenCell, context: SheetContext): WireCell {
  const charactersMax = context.limits.cell_characters_max
  switch (cell.type) {
    case 's':
      return cell.hasValue ? textWire(unprotectText(sharedString(cell, context)), charactersMax) : null
    case 'inlineStr':
      return textWire(unprotectText(cell.value), charactersMax)
    case 'str':
      if (cell.hasFormula && !cell.hasValue) return formulaWire(cell.formula)
      return textWire(unprotectText(decodeEscapes(cell.value)), charactersMax)
    case 'b':
      return cell.value === '' ? withoutValue(cell) : booleanWire(cell.value === '1' || cell.value === 'true')
    case 'e':
      return errorWire(cell.value)
    case 'd':
      return cell.value === '' ? withoutValue(cell) : isoDate(cell.value)
    default:
      return cell.value.trim() === '' ? withoutValue(cell) : storedNumber(cell, context)
  }
}

/** No cached value: a formula was never computed (some writers leave an empty <v>), anything else is a blank. */
function withoutValue(cell: OpenCell): WireCell {
  return cell.hasFormula ? formulaWire(cell.formula) : null
}

function sharedString(cell: OpenCell, context: SheetContext): string {
  const text = /^\d+$/.test(cell.value) ? context.strings[Number(cell.value)] : undefined
  if (text === undefined) throw new TableRefusal('NOT_XLSX', { shared_string: cell.value.slice(0, 20) })
  return text
}

function storedNumber(cell: OpenCell, context: SheetContext): WireCell {
  const stored = cell.value.trim()
  if (!decimal.test(stored)) return textWire(stored, context.limits.cell_characters_max)
  const style = context.styles[cell.style] ?? 'number'
  if (style === 'number' || style === 'percent') return numberWire(stored, style === 'percent')
  return dateWire(stored, serialToDay(stored, context.date_system), style === 'month')
}

function isoDate(text: string): WireCell {
  const day = isoDateTime.exec(text)?.[1] ?? null
  return dateWire(text.slice(0, 40), day, false)
}
