// What an OpenDocument spreadsheet says before its cells: that it is one, whether it is encrypted, its sheets.

import type { ChosenSheet } from './choose-sheet.ts'
import { TableRefusal } from './table-refusal.ts'
import { parseXml, type XmlAttributes } from './xml-stream.ts'
import { type Archive, findPart, inflatePart } from './zip-part.ts'
import type { ZipEntry } from './zip-directory.ts'

export interface OdsSheet extends ChosenSheet {
  /** Its place among the tables of the spreadsheet. */
  readonly index: number
}

const spreadsheetTypes = new Set([
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.oasis.opendocument.spreadsheet-template',
])
const typeBytesMax = 200
const sheetCountMax = 10_000

/** The part that holds the cells. Throws NOT_ODS (another kind of document), ENCRYPTED, MACRO_FILE. */
export async function findContent(archive: Archive): Promise<ZipEntry> {
  const type = findPart(archive, 'mimetype')
  if (!type || !spreadsheetTypes.has(await readType(archive, type))) throw new TableRefusal('NOT_ODS')
  await refuseEncrypted(archive)
  refuseMacros(archive)
  const content = findPart(archive, 'content.xml')
  if (!content) throw new TableRefusal('NOT_ODS')
  return content
}

async function readType(archive: Archive, part: ZipEntry): Promise<string> {
  if (part.inflated_bytes > typeBytesMax) throw new TableRefusal('NOT_ODS')
  const chunks: Buffer[] = []
  for await (const chunk of inflatePart(archive, part)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1').trim()
}

/** The manifest tells which parts are encrypted, or that the whole document is one encrypted part. */
async function refuseEncrypted(archive: Archive): Promise<void> {
  const manifest = findPart(archive, 'META-INF/manifest.xml')
  if (!manifest) return
  await parseXml(inflatePart(archive, manifest), {
    open: (name) => {
      if (name === 'encryption-data') throw new TableRefusal('ENCRYPTED')
    },
  })
}

/** Macros are not run here, but a file that carries some is not passed on either. */
function refuseMacros(archive: Archive): void {
  for (const name of archive.directory.keys())
    if (name.startsWith('basic/') || name.startsWith('scripts/')) throw new TableRefusal('MACRO_FILE')
}

/** The sheets in the order of their tabs. Reads the part to its end, which also proves it whole. */
export async function listSheets(archive: Archive, content: ZipEntry): Promise<readonly OdsSheet[]> {
  const hiddenStyles = new Set<string>()
  const sheets: OdsSheet[] = []
  const tables = createTableWatch()
  let style: string | undefined
  let isSpreadsheet = false
  await parseXml(inflatePart(archive, content), {
    open: (name, attributes) => {
      if (name === 'style') style = tableStyle(attributes)
      else if (name === 'table-properties' && style !== undefined && attributes['table:display'] === 'false')
        hiddenStyles.add(style)
      if (name === 'spreadsheet') isSpreadsheet = true
      if (!tables.open(name)) return
      if (sheets.length === sheetCountMax) throw new TableRefusal('NOT_ODS', { sheets: sheets.length })
      const hidden = hiddenStyles.has(attributes['table:style-name'] ?? '')
      sheets.push({ name: attributes['table:name'] ?? '', hidden, index: sheets.length })
    },
    close: tables.close,
  })
  if (!isSpreadsheet) throw new TableRefusal('NOT_ODS')
  return sheets
}

function tableStyle(attributes: XmlAttributes): string | undefined {
  return attributes['style:family'] === 'table' ? attributes['style:name'] : undefined
}

/** Tells the tables that are sheets from those inside of cells, links and recorded changes: they stand right below the spreadsheet. */
export function createTableWatch() {
  let depth = 0
  let spreadsheetDepth = -1
  return {
    /** Whether the element that opens is a sheet. */
    open: (name: string): boolean => {
      depth += 1
      if (name === 'spreadsheet' && spreadsheetDepth === -1) spreadsheetDepth = depth
      return name === 'table' && spreadsheetDepth !== -1 && depth === spreadsheetDepth + 1
    },
    close: (name: string): void => {
      if (name === 'spreadsheet' && depth === spreadsheetDepth) spreadsheetDepth = -1
      depth -= 1
    },
    depth: (): number => depth,
  }
}
