// What travels through the clipboard between a grid and a spreadsheet: cells between tabs, rows between line ends. Pure.

/** Cells of one paste; more is no table that somebody typed. */
const pastedCellsMax = 100_000

/**
 * Reads what a spreadsheet puts on the clipboard: a cell with a line end, a tab or a quote stands in quotes, quotes
 * doubled. The line end after the last row is no row. Null when it is too much to be a table.
 */
export function parseClipboard(text: string): readonly (readonly string[])[] | null {
  const rows: string[][] = [[]]
  let cellCount = 0
  let position = 0
  while (position <= text.length) {
    const { cell, end } = text[position] === '"' ? quotedCell(text, position) : plainCell(text, position)
    rows.at(-1)?.push(cell)
    cellCount += 1
    if (cellCount > pastedCellsMax) return null
    if (end >= text.length) break
    position = end + 1
    if (text[end] === '\t') continue
    if (text[end] === '\r' && text[position] === '\n') position += 1
    if (position >= text.length) break
    rows.push([])
  }
  return rows
}

/** The same the other way round. */
export function toClipboard(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quotedIfNeeded).join('\t')).join('\n')
}

interface CellText {
  readonly cell: string
  /** Place of the tab or line end after it, or the end of the text. */
  readonly end: number
}

function plainCell(text: string, start: number): CellText {
  let end = start
  while (end < text.length && !isBetweenCells(text[end])) end += 1
  return { cell: text.slice(start, end), end }
}

/** A quote that never closes is a plain character, as spreadsheets read it. */
function quotedCell(text: string, start: number): CellText {
  let cell = ''
  for (let position = start + 1; position < text.length; position += 1) {
    if (text[position] !== '"') cell += text[position]
    else if (text[position + 1] === '"') {
      cell += '"'
      position += 1
    } else {
      const rest = plainCell(text, position + 1)
      return { cell: cell + rest.cell, end: rest.end }
    }
  }
  return plainCell(text, start)
}

function isBetweenCells(character: string | undefined): boolean {
  return character === '\t' || character === '\n' || character === '\r'
}

function quotedIfNeeded(cell: string): string {
  return /[\t\r\n]|^"/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
