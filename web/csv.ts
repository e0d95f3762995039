// CSV made in the page: semicolons and a byte order mark for Excel in French, nothing that a spreadsheet would run.

export type CsvCell = string | number | boolean | null | undefined

/** The file: a header line and one line per row, CRLF. */
export function toCsv(
  header: readonly string[],
  rows: readonly (readonly CsvCell[])[],
  decimalMark: ',' | '.' = ',',
): string {
  const lines = [header, ...rows].map((cells) => cells.map((cell) => csvCell(cell, decimalMark)).join(';'))
  return `\ufeff${lines.join('\r\n')}\r\n`
}

/** One cell: quoted where needed; a text that a spreadsheet would take for a formula gets an apostrophe. */
export function csvCell(value: CsvCell, decimalMark: ',' | '.'): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value).replace('.', decimalMark)
  const text = String(value)
  const safe = /^[\s]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text
  return /[";\r\n,]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe
}
