// Streams the rows of one OpenDocument sheet. Repeated cells and rows are counted, never unfolded before they are bounded.

import {
  booleanWire,
  dateWire,
  errorWire,
  formulaWire,
  mergedWire,
  numberWire,
  textWire,
  type WireCell,
} from './cell.ts'
import type { TableLimits } from './limits.ts'
import { createTableWatch } from './ods-document.ts'
import { createCellText } from './ods-text.ts'
import { unprotectText } from './protective-quote.ts'
import type { RowSink } from './row-sink.ts'
import { TableRefusal } from './table-refusal.ts'
import { parseXml, type XmlAttributes, type XmlHandlers } from './xml-stream.ts'
import { type Archive, inflatePart } from './zip-part.ts'
import type { ZipEntry } from './zip-directory.ts'

export interface OdsRead {
  readonly content: ZipEntry
  /** Place of the sheet among the tables of the spreadsheet. */
  readonly index: number
  readonly limits: TableLimits
}

/** A merged range: the first cell says how far it reaches, the others are covered. Rows from 1, columns from 0. */
interface Span {
  readonly left: number
  readonly right: number
  readonly bottom: number
  readonly anchor: WireCell
}

interface OpenRow {
  readonly repeated: number
  cells: (WireCell | undefined)[]
  /** Columns of covered cells: filled once the row is known to hold something of its own. */
  covered: { readonly from: number; readonly to: number }[]
  column: number
  characters: number
}

/** Far beyond any sheet: positions stop counting here. */
const positionMax = 2 ** 40
const repeatMax = 2 ** 31
const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/
const isoDateTime = /^(\d{4}-\d{2}-\d{2})(?:T.*)?$/
const errorText = /^(?:#[\p{L}\d/!? ]+[!?]?|Err:\d+)$/u

/** Gives every non-blank row of the sheet to the sink. */
export async function readOdsSheet(
  archive: Archive,
  { content, index, limits }: OdsRead,
  sink: RowSink,
): Promise<void> {
  await parseXml(inflatePart(archive, content), sheetHandlers(index, limits, createRows(limits, sink)))
}

/** Follows the document down to the rows and cells of one sheet; what stands inside of a cell is only text. */
function sheetHandlers(index: number, limits: TableLimits, rows: Rows): XmlHandlers {
  const tables = createTableWatch()
  const text = createCellText(limits.cell_characters_max)
  let sheet = -1
  let sheetDepth = 0
  let cellDepth = 0
  let cell: { readonly attributes: XmlAttributes; readonly isCovered: boolean } | null = null
  const open = (name: string, attributes: XmlAttributes): void => {
    if (tables.open(name)) {
      sheet += 1
      sheetDepth = tables.depth()
      return
    }
    if (sheet !== index || sheetDepth === 0) return
    if (cell !== null) text.open(name, attributes, tables.depth() - cellDepth)
    else if (name === 'table-row') rows.open(repeatCount(attributes['table:number-rows-repeated']))
    else if (name === 'table-cell' || name === 'covered-table-cell') {
      cell = { attributes, isCovered: name !== 'table-cell' }
      cellDepth = tables.depth()
    }
  }
  const close = (name: string): void => {
    const depth = tables.depth()
    if (cell !== null && depth > cellDepth) text.close(depth - cellDepth)
    else if (cell !== null) {
      rows.cell(cell.attributes, text.take(), cell.isCovered)
      cell = null
    } else if (name === 'table-row' && sheet === index && sheetDepth > 0) rows.close()
    if (depth === sheetDepth) sheetDepth = 0
    tables.close(name)
  }
  return { open, text: (piece) => void (cell !== null && text.text(piece)), close }
}

interface Rows {
  readonly open: (repeated: number) => void
  readonly cell: (attributes: XmlAttributes, text: string, isCovered: boolean) => void
  readonly close: () => void
}

function createRows(limits: TableLimits, sink: RowSink): Rows {
  let number = 0
  let row: OpenRow | null = null
  let spans: Span[] = []
  let unfolded = 0
  const openRow = (): OpenRow => {
    if (row === null) throw new TableRefusal('NOT_ODS', { element: 'table-cell' })
    return row
  }
  return {
    open: (repeated) => {
      if (row !== null) throw new TableRefusal('NOT_ODS', { element: 'table-row' })
      row = { repeated, cells: [], covered: [], column: 0, characters: 0 }
      spans = spans.filter(({ bottom }) => bottom > number)
    },
    cell: (attributes, text, isCovered) => {
      const own = openRow()
      const from = own.column
      own.column = Math.min(positionMax, from + repeatCount(attributes['table:number-columns-repeated']))
      if (isCovered) return void own.covered.push({ from, to: Math.min(own.column, limits.column_count_max) })
      const value = cellValue(attributes, text, limits.cell_characters_max)
      const span = spanOf(attributes, { row: number + 1, left: from, anchor: value })
      if (span !== null) spans.push(span)
      // Ranges never overlap in a spreadsheet, so one row crosses at most one per column.
      if (spans.length > limits.column_count_max) throw new TableRefusal('NOT_ODS', { merged_ranges: spans.length })
      if (value === null) return
      if (own.column > limits.column_count_max)
        throw new TableRefusal('TOO_MANY_COLUMNS', { row: number + 1, max: limits.column_count_max })
      for (let column = from; column < own.column; column += 1) own.cells[column] = value
      own.characters += text.length * (own.column - from)
    },
    close: () => {
      const own = openRow()
      row = null
      const first = number + 1
      number = Math.min(positionMax, number + own.repeated)
      if (own.cells.length === 0) return
      if (own.repeated > limits.row_count_max) throw new TableRefusal('TOO_MANY_ROWS', { max: limits.row_count_max })
      unfolded += own.characters * own.repeated
      if (unfolded > limits.inflated_bytes_max) throw new TableRefusal('FILE_TOO_LARGE_INFLATED', { row: first })
      cover(own, spans)
      const cells = Array.from(own.cells, (cell) => cell ?? null)
      for (let at = first; at <= number; at += 1) sink.take(at, cells)
    },
  }
}

/** Covered cells show that they belong to a range, with the value of its first cell. */
function cover(row: OpenRow, spans: readonly Span[]): void {
  for (const { from, to } of row.covered) {
    for (let column = from; column < to; column += 1) {
      const span = spans.find(({ left, right }) => left <= column && column <= right)
      if (span !== undefined) row.cells[column] = mergedWire(span.anchor)
    }
  }
}

function spanOf(
  attributes: XmlAttributes,
  { row, left, anchor }: { readonly row: number; readonly left: number; readonly anchor: WireCell },
): Span | null {
  const wide = repeatCount(attributes['table:number-columns-spanned'])
  const high = repeatCount(attributes['table:number-rows-spanned'])
  return wide === 1 && high === 1 ? null : { left, right: left + wide - 1, bottom: row + high - 1, anchor }
}

/** How often an element stands for itself; 1 where it does not say. Throws NOT_ODS for what is no such number. */
function repeatCount(text: string | undefined): number {
  if (text === undefined) return 1
  const count = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (count < 1 || count > repeatMax) throw new TableRefusal('NOT_ODS', { repeated: text.slice(0, 20) })
  return count
}

function cellValue(attributes: XmlAttributes, shown: string, charactersMax: number): WireCell {
  const type = attributes['office:value-type']
  const stored = attributes['office:value'] ?? ''
  const isFormula = attributes['table:formula'] !== undefined
  if (attributes['calcext:value-type'] === 'error' || (isFormula && errorText.test(shown))) return errorWire(shown)
  switch (type) {
    case 'float':
    case 'currency':
      return decimal.test(stored) ? numberWire(stored, false) : textWire(shown, charactersMax)
    case 'percentage':
      return decimal.test(stored) ? numberWire(stored, true) : textWire(shown, charactersMax)
    case 'date':
      return dateOf(attributes['office:date-value'] ?? '')
    case 'boolean':
      return booleanWire(attributes['office:boolean-value'] === 'true')
    default: {
      const text = attributes['office:string-value'] ?? shown
      if (text === '' && isFormula && type === undefined) return formulaWire(attributes['table:formula'] ?? '')
      return textWire(unprotectText(text), charactersMax)
    }
  }
}

function dateOf(stored: string): WireCell {
  return dateWire(stored.slice(0, 40), isoDateTime.exec(stored)?.[1] ?? null, false)
}
