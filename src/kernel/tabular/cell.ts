// What one cell tells its reader, and the compact form in which cells leave the reader process.

import { displayedDay, displayedNumber } from './displayed-value.ts'

/** Words: text, formulas whose result was never computed, over-long cells (their beginning), and blanks. */
export interface PlainCell {
  readonly kind: 'text' | 'empty' | 'boolean' | 'error' | 'formula_not_computed' | 'too_long'
  readonly text: string
  readonly merged?: true
}

/** `number` is the decimal exactly as the file stores it (up to 17 digits); see `spreadsheetDecimal`. */
export interface NumberCell {
  readonly kind: 'number'
  readonly text: string
  readonly number: string
  /** The number format has a % sign: the cell shows 95 % and stores 0.95. */
  readonly percent?: true
  readonly merged?: true
}

/** `day` is the ISO day; null when the stored serial names no day (negative, 29/02/1900). */
export interface DateCell {
  readonly kind: 'date'
  readonly text: string
  readonly day: string | null
  readonly merged?: true
}

/** `merged` marks a cell below or right of the first of a merged range; it carries the first cell's value. */
export type Cell = PlainCell | NumberCell | DateCell

/** One row: its number in the file (1-based, header and blank rows included) and its cells, trailing blanks cut. */
export interface TableRow {
  readonly row: number
  readonly cells: readonly Cell[]
}

const numberTag = 1
const dateTag = 2
const booleanTag = 3
const errorTag = 4
const formulaTag = 5
const tooLongTag = 6
const mergedTag = 7

/** null is a blank, a string is text, the rest is tagged. */
export type WireCell =
  | null
  | string
  | readonly [typeof numberTag, string, 1?]
  | readonly [typeof dateTag, string, string | null, 1?]
  | readonly [typeof booleanTag | typeof errorTag | typeof formulaTag | typeof tooLongTag, string]
  | readonly [typeof mergedTag, WireCell]

export type WireRow = readonly [number, readonly WireCell[]]

/** How much of an over-long cell is kept for the report. */
const excerptCharacters = 200

export const emptyCell: PlainCell = Object.freeze({ kind: 'empty', text: '' })

/** Rebuilds a row in the parent process. */
export function fromWire([row, cells]: WireRow): TableRow {
  return { row, cells: cells.map(decodeCell) }
}

export function numberWire(decimal: string, percent: boolean): WireCell {
  return percent ? [numberTag, decimal, 1] : [numberTag, decimal]
}

/** `month` says that the number format shows no day, such as déc-24. */
export function dateWire(stored: string, day: string | null, month: boolean): WireCell {
  return month ? [dateTag, stored, day, 1] : [dateTag, stored, day]
}

export function booleanWire(value: boolean): WireCell {
  return [booleanTag, value ? 'VRAI' : 'FAUX']
}

export function errorWire(text: string): WireCell {
  return [errorTag, text.slice(0, excerptCharacters)]
}

export function formulaWire(formula: string): WireCell {
  return [formulaTag, `=${formula.slice(0, excerptCharacters)}`]
}

export function mergedWire(anchor: WireCell): WireCell {
  return anchor === null ? null : [mergedTag, anchor]
}

/** Text as a cell: whitespace alone is a blank, and what no spreadsheet can hold is cut and flagged. */
export function textWire(text: string, charactersMax: number): WireCell {
  if (text.length > charactersMax) return [tooLongTag, text.slice(0, excerptCharacters)]
  return isBlank(text) ? null : text
}

/**
 * The cell as text, for header rows read inside the reader process. A date is its ISO day: what a number format shows
 * of it (05/2026) may be less than the day, and two days may show the same.
 */
export function wireText(wire: WireCell): string {
  const cell = decodeCell(wire)
  return cell.kind === 'date' ? (cell.day ?? cell.text) : cell.text
}

function decodeCell(cell: WireCell): Cell {
  if (cell === null) return emptyCell
  if (typeof cell === 'string') return { kind: 'text', text: cell }
  switch (cell[0]) {
    case numberTag:
      return decodeNumber(cell[1], cell[2] === 1)
    case dateTag:
      return { kind: 'date', text: cell[2] === null ? cell[1] : displayedDay(cell[2], cell[3] === 1), day: cell[2] }
    case booleanTag:
      return { kind: 'boolean', text: cell[1] }
    case errorTag:
      return { kind: 'error', text: cell[1] }
    case formulaTag:
      return { kind: 'formula_not_computed', text: cell[1] }
    case tooLongTag:
      return { kind: 'too_long', text: cell[1] }
    default:
      return { ...decodeCell(cell[1]), merged: true }
  }
}

function decodeNumber(number: string, percent: boolean): NumberCell {
  const text = displayedNumber(number, percent)
  return percent ? { kind: 'number', text, number, percent } : { kind: 'number', text, number }
}

function isBlank(text: string): boolean {
  return text.charCodeAt(0) > 0x20 && text.charCodeAt(0) < 0x7f ? false : text.trim() === ''
}
