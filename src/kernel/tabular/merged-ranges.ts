// Merged ranges of a sheet: which cells they cover, and the value of their first cell.

import { mergedWire, type WireCell } from './cell.ts'
import { TableRefusal } from './table-refusal.ts'
import { parseXmlFragment } from './xml-stream.ts'

/** 1-based rows, 0-based columns, both ends included. */
export interface MergedRange {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

interface ActiveRange extends MergedRange {
  anchor: WireCell
}

const elementName = Buffer.from('mergeCells')
const startTag = /^<(?:[\w.-]+:)?mergeCells(?:\s[^>]*)?>/
const endTag = /<\/(?:[\w.-]+:)?mergeCells\s*>/
/** Room for a start tag that is cut between two chunks. */
const tagBytes = 80
/** The merged ranges stand behind all rows; beyond this much XML they are not a spreadsheet's. */
const xmlCharactersMax = 4 * 1024 * 1024
const rangeCountMax = 100_000
const reference = /^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$/

/**
 * Reads the merged ranges of a sheet without parsing its rows: looks for the element's name in the inflated bytes.
 * Reading the part to its end also proves it whole before the first row is given away.
 */
export async function readMergedRanges(chunks: AsyncIterable<Buffer>): Promise<readonly MergedRange[]> {
  let tail: Buffer = Buffer.alloc(0)
  let found = ''
  for await (const chunk of chunks) {
    if (found !== '') {
      if (found.length < xmlCharactersMax && !endTag.test(found)) found += chunk.toString('latin1')
      continue
    }
    const window = Buffer.concat([tail, chunk])
    found = findStartTag(window)
    tail = window.subarray(-tagBytes)
  }
  return found === '' ? [] : parseRanges(found)
}

/** Applies ranges to rows that come in rising order: call for every row, cells by column, holes allowed. */
export function createMerger(ranges: readonly MergedRange[], columnsMax: number) {
  const waiting = ranges.filter(({ left }) => left < columnsMax).toSorted((one, other) => one.top - other.top)
  let next = 0
  let active: ActiveRange[] = []
  return (row: number, cells: (WireCell | undefined)[]): void => {
    if (next === waiting.length && active.length === 0) return
    active = active.filter(({ bottom }) => bottom >= row)
    for (let range = waiting[next]; range && range.top <= row; range = waiting[++next]) {
      if (range.bottom >= row) active.push({ ...range, anchor: null })
    }
    // Ranges never overlap in a spreadsheet, so one row crosses at most one per column.
    if (active.length > columnsMax) throw new TableRefusal('NOT_XLSX', { merged_ranges: active.length })
    for (const range of active) cover(range, { row, cells, columnsMax })
  }
}

function cover(range: ActiveRange, at: { row: number; cells: (WireCell | undefined)[]; columnsMax: number }): void {
  if (at.row === range.top) range.anchor = at.cells[range.left] ?? null
  for (let column = range.left; column <= range.right && column < at.columnsMax; column++) {
    if (at.row !== range.top || column !== range.left) at.cells[column] = mergedWire(range.anchor)
  }
}

/** The bytes from the start tag on; '' when there is none. The same word inside a text follows no <. */
function findStartTag(window: Buffer): string {
  for (let at = window.indexOf(elementName); at !== -1; at = window.indexOf(elementName, at + 1)) {
    const start = window.lastIndexOf(0x3c, at)
    const text = start === -1 ? '' : window.toString('latin1', start)
    if (startTag.test(text)) return text
  }
  return ''
}

function parseRanges(xml: string): readonly MergedRange[] {
  if (startTag.exec(xml)?.[0].endsWith('/>') === true) return []
  const end = endTag.exec(xml)
  if (!end) throw new TableRefusal('NOT_XLSX', { element: 'mergeCells' })
  const ranges: MergedRange[] = []
  parseXmlFragment(xml.slice(0, end.index + end[0].length), {
    open: (name, attributes) => {
      if (name !== 'mergeCell') return
      if (ranges.length === rangeCountMax) throw new TableRefusal('NOT_XLSX', { element: 'mergeCells' })
      ranges.push(parseRange(attributes['ref'] ?? ''))
    },
  })
  return ranges
}

function parseRange(text: string): MergedRange {
  const [, left, top, right = left, bottom = top] = reference.exec(text) ?? []
  if (left === undefined || right === undefined) throw new TableRefusal('NOT_XLSX', { range: text.slice(0, 40) })
  return { left: columnIndex(left), right: columnIndex(right), top: Number(top), bottom: Number(bottom) }
}

/** A → 0, Z → 25, AA → 26, XFD → 16383. */
export function columnIndex(letters: string): number {
  let index = 0
  for (let at = 0; at < letters.length; at++) index = index * 26 + letters.charCodeAt(at) - 0x40
  return index - 1
}
