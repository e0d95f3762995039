// Builds good, odd and hostile table files for tests. Nothing else may import this.

import { crc32, constants, deflateRawSync } from 'node:zlib'

export interface ZipPart {
  readonly name: string
  readonly data?: string | Buffer
  /** Compressed bytes as they are, instead of `data`. */
  readonly deflated?: Buffer
  readonly stored?: boolean
  readonly flags?: number
  /** What the archive claims, where it should lie. */
  readonly declared_bytes?: number
  readonly crc?: number
  /** The local header's name, where it should differ from the directory's. */
  readonly local_name?: string
}

type PackedData = Pick<ZipPart, 'deflated' | 'declared_bytes' | 'crc'>

export interface SheetSpec {
  readonly name: string
  readonly state?: 'hidden' | 'veryHidden'
  /** The rows: the inside of <sheetData>. */
  readonly rows?: string
  /** What stands behind the rows, such as merged ranges. */
  readonly behind?: string
  /** The whole part instead. */
  readonly xml?: string
}

export interface OdsSpec {
  /** The inside of <office:spreadsheet>: whole tables. */
  readonly tables: string
  /** The inside of <office:automatic-styles>. */
  readonly styles?: string
  readonly prologue?: string
  readonly mimetype?: string
  readonly manifest?: string
  readonly extra?: readonly ZipPart[]
}

export interface WorkbookSpec {
  readonly sheets: readonly SheetSpec[]
  readonly date1904?: boolean
  /** Number format codes; cell style 1 has the first, style 2 the second. */
  readonly formats?: readonly string[]
  readonly strings?: readonly string[]
  readonly extra?: readonly ZipPart[]
  readonly prologue?: string
  readonly workbook_type?: string
}

const megabyte = 1024 * 1024
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageTypes = 'http://schemas.openxmlformats.org/package/2006'
const odsType = 'application/vnd.oasis.opendocument.spreadsheet'
const odsSpaces = ['office', 'table', 'text', 'style', 'calcext', 'draw']
  .map((name) => `xmlns:${name}="urn:${name}"`)
  .join(' ')
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'

/** A workbook as its file. */
export function workbookFile(spec: WorkbookSpec): Buffer {
  return zipFile(workbookParts(spec))
}

/** The parts of a workbook, to be spoilt one by one. */
export function workbookParts(spec: WorkbookSpec): ZipPart[] {
  const prologue = spec.prologue ?? '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
  const sheets = spec.sheets.map((sheet, index) => ({
    name: `xl/worksheets/sheet${index + 1}.xml`,
    data:
      sheet.xml ??
      `${prologue}<worksheet xmlns="${main}"><sheetData>${sheet.rows ?? ''}</sheetData>${sheet.behind ?? ''}</worksheet>`,
  }))
  return [
    { name: '[Content_Types].xml', data: contentTypes(spec) },
    { name: '_rels/.rels', data: relationships([['rId1', 'officeDocument', 'xl/workbook.xml']]) },
    { name: 'xl/workbook.xml', data: workbookPart(spec) },
    { name: 'xl/_rels/workbook.xml.rels', data: workbookRelationships(spec) },
    { name: 'xl/styles.xml', data: stylesPart(spec.formats ?? []) },
    { name: 'xl/sharedStrings.xml', data: stringsPart(spec.strings ?? []) },
    ...sheets,
    ...(spec.extra ?? []),
  ]
}

/** An OpenDocument spreadsheet as its file. */
export function odsFile(spec: OdsSpec): Buffer {
  return zipFile(odsParts(spec))
}

/** The parts of an OpenDocument spreadsheet, to be spoilt one by one. */
export function odsParts(spec: OdsSpec): ZipPart[] {
  const prologue = spec.prologue ?? '<?xml version="1.0" encoding="UTF-8"?>'
  const styles = `<office:automatic-styles>${spec.styles ?? ''}</office:automatic-styles>`
  const body = `<office:body><office:spreadsheet>${spec.tables}</office:spreadsheet></office:body>`
  return [
    { name: 'mimetype', data: spec.mimetype ?? odsType, stored: true },
    {
      name: 'content.xml',
      data: `${prologue}<office:document-content ${odsSpaces}>${styles}${body}</office:document-content>`,
    },
    {
      name: 'META-INF/manifest.xml',
      data: `<manifest:manifest xmlns:manifest="urn:m">${spec.manifest ?? ''}</manifest:manifest>`,
    },
    ...(spec.extra ?? []),
  ]
}

/** A table of rows that are given as XML. */
export function odsTable(name: string, rows: string, style = 'ta1'): string {
  return `<table:table table:name="${escapeXml(name)}" table:style-name="${style}">${rows}</table:table>`
}

/** A row of an OpenDocument sheet: numbers as numbers, text as paragraphs. */
export function odsRow(values: readonly (string | number)[], attributes = ''): string {
  const cells = values.map((value) =>
    typeof value === 'number'
      ? `<table:table-cell office:value-type="float" office:value="${value}"><text:p>${value}</text:p></table:table-cell>`
      : odsCell(value),
  )
  return `<table:table-row${attributes}>${cells.join('')}</table:table-row>`
}

export function odsCell(text: string, attributes = ''): string {
  return `<table:table-cell office:value-type="string"${attributes}><text:p>${escapeXml(text)}</text:p></table:table-cell>`
}

/** An archive, honest or not. */
export function zipFile(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = []
  const centrals: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const entry = zipEntry(part, offset)
    locals.push(entry.local)
    centrals.push(entry.central)
    offset += entry.local.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}

/** Raw deflate data of a head and so many megabytes of one text over and over, built without holding them. */
export function repeatedDeflate(text: string, megabytes: number, head = ''): Required<PackedData> {
  const block = Buffer.alloc(megabyte, text)
  const packed = deflateRawSync(block, { finishFlush: constants.Z_SYNC_FLUSH })
  const packedHead = deflateRawSync(head, { finishFlush: constants.Z_SYNC_FLUSH })
  let crc = crc32(head)
  for (let index = 0; index < megabytes; index++) crc = crc32(block, crc)
  const blocks = Array.from({ length: megabytes }, () => packed)
  const deflated = Buffer.concat([packedHead, ...blocks, deflateRawSync('')])
  return { deflated, declared_bytes: head.length + megabytes * megabyte, crc }
}

/** The start of an OLE2 file: an .xls, or an encrypted workbook when it holds the encrypted stream. */
export function ole2File(streamName: 'Workbook' | 'EncryptedPackage'): Buffer {
  const file = Buffer.alloc(4096)
  file.write('d0cf11e0a1b11ae1', 0, 'hex')
  file.write(streamName, 1024, 'utf16le')
  return file
}

/** Cells of one row as XML: numbers as numbers, text inline. */
export function rowXml(row: number, values: readonly (string | number)[]): string {
  const cells = values.map((value, index) => {
    const at = `${String.fromCharCode(0x41 + index)}${row}`
    return typeof value === 'number' ? `<c r="${at}"><v>${value}</v></c>` : inlineCell(at, value)
  })
  return `<row r="${row}">${cells.join('')}</row>`
}

export function inlineCell(at: string, text: string): string {
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`
}

function zipEntry(part: ZipPart, offset: number): { local: Buffer; central: Buffer } {
  const data = Buffer.from(part.data ?? '')
  const packed = part.deflated ?? (part.stored ? data : deflateRawSync(data))
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(part.flags ?? 0, 2)
  common.writeUInt16LE(part.stored ? 0 : 8, 4)
  common.writeUInt32LE(part.crc ?? crc32(data), 10)
  common.writeUInt32LE(packed.length, 14)
  common.writeUInt32LE(part.declared_bytes ?? data.length, 18)
  const name = Buffer.from(part.name)
  const localName = Buffer.from(part.local_name ?? part.name)
  const local = Buffer.concat([signature(0x04034b50), withNameLength(common, localName), localName, packed])
  const place = Buffer.alloc(14)
  place.writeUInt32LE(offset, 10)
  const central = [signature(0x02014b50), Buffer.from([20, 0]), withNameLength(common, name), place, name]
  return { local, central: Buffer.concat(central) }
}

function withNameLength(common: Buffer, name: Buffer): Buffer {
  const header = Buffer.from(common)
  header.writeUInt16LE(name.length, 22)
  return header
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function contentTypes(spec: WorkbookSpec): string {
  const type = spec.workbook_type ?? workbookType
  return `<Types xmlns="${packageTypes}/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}"/></Types>`
}

function relationships(links: readonly (readonly [string, string, string])[]): string {
  const tags = links.map(
    ([id, kind, target]) => `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="${packageTypes}/relationships">${tags.join('')}</Relationships>`
}

function workbookPart(spec: WorkbookSpec): string {
  const sheets = spec.sheets.map(({ name, state }, index) => {
    const visibility = state === undefined ? '' : ` state="${state}"`
    return `<sheet name="${escapeXml(name)}" sheetId="${index + 1}"${visibility} r:id="rId${index + 1}"/>`
  })
  const properties = spec.date1904 ? '<workbookPr date1904="1"/>' : '<workbookPr/>'
  return `<workbook xmlns="${main}" xmlns:r="${office}">${properties}<sheets>${sheets.join('')}</sheets></workbook>`
}

function workbookRelationships(spec: WorkbookSpec): string {
  const sheets = spec.sheets.map(
    (_, index) => [`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`] as const,
  )
  return relationships([
    ...sheets,
    ['rIdStyles', 'styles', 'styles.xml'],
    ['rIdStrings', 'sharedStrings', '/xl/sharedStrings.xml'],
  ])
}

function stylesPart(formats: readonly string[]): string {
  const codes = formats.map((code, index) => `<numFmt numFmtId="${200 + index}" formatCode="${escapeXml(code)}"/>`)
  const styles = formats.map((_, index) => `<xf numFmtId="${200 + index}"/>`)
  return `<styleSheet xmlns="${main}"><numFmts>${codes.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${styles.join('')}</cellXfs></styleSheet>`
}

function stringsPart(strings: readonly string[]): string {
  const items = strings.map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`)
  return `<sst xmlns="${main}">${items.join('')}</sst>`
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
