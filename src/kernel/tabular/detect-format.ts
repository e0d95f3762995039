// What a file is, by its first bytes; its name only tells what it pretends to be.

import { extname } from 'node:path'
import { TableRefusal } from './table-refusal.ts'

export type TableFormat = 'CSV' | 'EXCEL' | 'ODS'

const zipSignatures = ['504b0304', '504b0506', '504b0708']
const oleSignature = 'd0cf11e0a1b11ae1'
const encryptedStream = Buffer.from('EncryptedPackage', 'utf16le')
const workbookExtensions = new Set(['.xlsx', '.xlsm', '.xlsb', '.xltx', '.xltm'])
const openDocumentExtensions = new Set(['.ods', '.ots', '.fods'])
const markupStart = /^\uFEFF?\s*<(?:[!?]|html|table|workbook)/i

/**
 * What these bytes are: text, or an archive to look into. Throws EMPTY, ENCRYPTED (OLE2 around an encrypted package),
 * XLS_UNSUPPORTED (OLE2), NOT_XLSX and NOT_ODS (text that calls itself a workbook, web page saved as .xls).
 */
export function detectFormat(bytes: Buffer, fileName: string): 'CSV' | 'ARCHIVE' {
  if (bytes.length === 0) throw new TableRefusal('EMPTY')
  if (zipSignatures.includes(bytes.toString('hex', 0, 4))) return 'ARCHIVE'
  if (bytes.toString('hex', 0, 8) === oleSignature) {
    throw new TableRefusal(bytes.includes(encryptedStream) ? 'ENCRYPTED' : 'XLS_UNSUPPORTED')
  }
  if (openDocumentExtensions.has(extname(fileName).toLowerCase())) throw new TableRefusal('NOT_ODS')
  const pretendsWorkbook = workbookExtensions.has(extname(fileName).toLowerCase())
  if (pretendsWorkbook || markupStart.test(bytes.toString('utf8', 0, 256))) throw new TableRefusal('NOT_XLSX')
  return 'CSV'
}

/** Which workbook an archive holds, by its parts: an OpenDocument names its type, the other lists its content types. */
export function archiveFormat(parts: ReadonlyMap<string, unknown>): 'EXCEL' | 'ODS' {
  const isOpenDocument = parts.has('mimetype') || parts.has('content.xml')
  return isOpenDocument && !parts.has('[content_types].xml') ? 'ODS' : 'EXCEL'
}
