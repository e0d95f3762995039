// What a file is, by its first bytes; its name only tells what it pretends to be.

import { extname } from 'node:path'
import { TableRefusal } from './table-refusal.ts'

export type TableFormat = 'CSV' | 'EXCEL'

const zipSignatures = ['504b0304', '504b0506', '504b0708']
const oleSignature = 'd0cf11e0a1b11ae1'
const encryptedStream = Buffer.from('EncryptedPackage', 'utf16le')
const workbookExtensions = new Set(['.xlsx', '.xlsm', '.xlsb', '.xltx', '.xltm'])
const markupStart = /^\uFEFF?\s*<(?:[!?]|html|table|workbook)/i

/**
 * The format of these bytes. Throws EMPTY, ENCRYPTED (OLE2 around an encrypted package), XLS_UNSUPPORTED (OLE2),
 * NOT_XLSX (text that calls itself a workbook, web page saved as .xls).
 */
export function detectFormat(bytes: Buffer, fileName: string): TableFormat {
  if (bytes.length === 0) throw new TableRefusal('EMPTY')
  if (zipSignatures.includes(bytes.toString('hex', 0, 4))) return 'EXCEL'
  if (bytes.toString('hex', 0, 8) === oleSignature) {
    throw new TableRefusal(bytes.includes(encryptedStream) ? 'ENCRYPTED' : 'XLS_UNSUPPORTED')
  }
  const pretendsWorkbook = workbookExtensions.has(extname(fileName).toLowerCase())
  if (pretendsWorkbook || markupStart.test(bytes.toString('utf8', 0, 256))) throw new TableRefusal('NOT_XLSX')
  return 'CSV'
}
