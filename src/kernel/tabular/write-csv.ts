// CSV for French spreadsheets: UTF-8 with a byte order mark, semicolons, every field quoted, decimal commas.

import { type ExportCell, exportDay, exportDecimal, type ExportRows, exportText } from './export-cell.ts'
import { displayedDay } from './displayed-value.ts'

const byteOrderMark = '\uFEFF'
const chunkCharacters = 32 * 1024

/** The file in pieces; the header is simply the first row. What it writes, `readTable` reads back unchanged. */
export async function* writeCsv(rows: ExportRows): AsyncGenerator<string> {
  let chunk = byteOrderMark
  for await (const row of rows) {
    chunk += `${row.map(quoted).join(';')}\r\n`
    if (chunk.length < chunkCharacters) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

function quoted(cell: ExportCell): string {
  return `"${fieldText(cell).replaceAll('"', '""')}"`
}

function fieldText(cell: ExportCell): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return exportText(cell)
  if (typeof cell === 'object' && 'day' in cell) return displayedDay(exportDay(cell.day), false)
  return exportDecimal(cell).replace('.', ',')
}
