// XLSX exports, streamed: memory does not grow with the rows. Text is always text, never a formula.

import { Readable } from 'node:stream'
import { type CellValue, writeXlsxStream } from 'hucre/xlsx'
import { type ExportCell, exportDay, exportDecimal, type ExportRows, exportText } from './export-cell.ts'
import { tableLimits } from './limits.ts'

const sheetNameCharactersMax = 31

/**
 * The workbook as a byte stream; the header is simply the first row. What it writes, `readTable` reads back unchanged.
 * Throws RangeError for a text that no spreadsheet cell can hold.
 */
export function writeXlsx(rows: ExportRows, options: { readonly sheet: string }): Readable {
  const name = options.sheet.replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, sheetNameCharactersMax)
  return Readable.fromWeb(writeXlsxStream(toValues(rows), { name }))
}

async function* toValues(rows: ExportRows): AsyncGenerator<CellValue[]> {
  for await (const row of rows) yield row.map(toValue)
}

function toValue(cell: ExportCell): CellValue {
  if (cell === null) return null
  if (typeof cell === 'string') return xmlText(exportText(cell))
  if (typeof cell === 'object' && 'day' in cell) return new Date(`${exportDay(cell.day)}T00:00:00Z`)
  return Number(exportDecimal(cell))
}

/** hucre escapes control characters as _x0001_ but not the texts that already look so; XML has no U+FFFE, U+FFFF. */
function xmlText(text: string): string {
  if (text.length > tableLimits.cell_characters_max) throw new RangeError('A cell holds at most 32 767 characters.')
  return text.replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replaceAll(/[\uFFFE\uFFFF]/g, '\uFFFD')
}
