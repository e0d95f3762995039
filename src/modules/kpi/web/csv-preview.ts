// The first rows of a CSV file as the server reads them, so that a wrong delimiter or encoding is seen at once. Pure.

export interface CsvPreviewOptions {
  readonly delimiter: string
  /** 1-based. */
  readonly headerRow: number
  readonly rowCount: number
}

/** The rows after the header row; quotes may hold delimiters and line breaks. */
export function firstRows(text: string, { delimiter, headerRow, rowCount }: CsvPreviewOptions): readonly string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  const endCell = (): void => {
    row.push(cell)
    cell = ''
  }
  for (let at = 0; at < text.length && rows.length < headerRow + rowCount; at += 1) {
    const character = text[at] ?? ''
    if (quoted) {
      if (character !== '"') cell += character
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (character === '"' && cell === '') quoted = true
    else if (character === delimiter) endCell()
    else if (character === '\n' || character === '\r') {
      if (character === '\r' && text[at + 1] === '\n') at += 1
      endCell()
      rows.push(row)
      row = []
    } else cell += character
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell])
  return rows.slice(headerRow, headerRow + rowCount).filter((one) => one.some((text) => text.trim() !== ''))
}

/** The delimiter as published (`\t`) to the character it stands for. */
export function delimiterCharacter(published: string): string {
  return published === '\\t' ? '\t' : published
}
