// The encoding of a text file: found by its bytes, or as told, and always checked.

import { isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import { TableRefusal } from './table-refusal.ts'

export const tableEncodings = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const
export type TableEncoding = (typeof tableEncodings)[number]

const chunkBytes = 64 * 1024
const sampleBytes = 4096
/** Text in Latin letters has a zero in nearly every second byte of UTF-16. */
const zeroShareMin = 0.4
const zeroShareMax = 0.02

/** The encoding of these bytes. Throws UNREADABLE_ENCODING (binary, mixed or unknown), TRUNCATED (a cut character). */
export function detectEncoding(bytes: Buffer, forced?: TableEncoding): TableEncoding {
  const encoding = forced ?? guessEncoding(bytes)
  if (encoding === 'utf-8') checkUtf8(bytes)
  else if (encoding === 'windows-1252') checkSingleByte(bytes, forced !== undefined)
  else if (bytes.length % 2 === 1) throw new TableRefusal('TRUNCATED')
  return encoding
}

/** The text in pieces, without its byte order mark. Throws UNREADABLE_ENCODING (broken sequence, NUL). */
export function* decodeText(bytes: Buffer, encoding: TableEncoding): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const stream = at + chunkBytes < bytes.length
    const text = decodePiece(decoder, bytes.subarray(at, at + chunkBytes), stream)
    if (text.includes('\0')) throw new TableRefusal('UNREADABLE_ENCODING', { byte: 'NUL' })
    yield text
  }
}

function guessEncoding(bytes: Buffer): TableEncoding {
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0
  if (mark === 0xfffe && bytes.length >= 4 && bytes.readUInt16BE(2) === 0) throw new TableRefusal('UNREADABLE_ENCODING')
  if (mark === 0xfffe) return 'utf-16le'
  if (mark === 0xfeff) return 'utf-16be'
  return guessUtf16(bytes) ?? (isUtf8(bytes) || isCutUtf8(bytes) ? 'utf-8' : 'windows-1252')
}

function guessUtf16(bytes: Buffer): TableEncoding | undefined {
  const sample = bytes.subarray(0, sampleBytes)
  const zeros = [0, 0]
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  })
  const [even = 0, odd = 0] = zeros.map((count) => (2 * count) / sample.length)
  if (odd > zeroShareMin && even < zeroShareMax) return 'utf-16le'
  return even > zeroShareMin && odd < zeroShareMax ? 'utf-16be' : undefined
}

function checkUtf8(bytes: Buffer): void {
  if (isUtf8(bytes)) return
  throw new TableRefusal(isCutUtf8(bytes) ? 'TRUNCATED' : 'UNREADABLE_ENCODING')
}

/** Whether only the last character is incomplete, after at least one complete accented one. */
function isCutUtf8(bytes: Buffer): boolean {
  for (let cut = 1; cut <= 3 && cut < bytes.length; cut++) {
    const byte = bytes[bytes.length - cut] ?? 0
    if (byte < 0x80) return false
    if (byte < 0xc0) continue
    const kept = bytes.subarray(0, bytes.length - cut)
    return cut < sequenceBytes(byte) && isUtf8(kept) && kept.some((other) => other >= 0x80)
  }
  return false
}

function sequenceBytes(lead: number): number {
  if (lead >= 0xf0) return 4
  return lead >= 0xe0 ? 3 : 2
}

/**
 * Any bytes decode as Windows-1252, so what it decodes to must look like text: no control characters, no bytes
 * it leaves undefined; and unless the encoding was told, no sign of UTF-8 with errors or of an older DOS or Mac set,
 * which would turn accents into other letters without a word.
 */
function checkSingleByte(bytes: Buffer, told: boolean): void {
  const counts = countSigns(bytes)
  const mistaken = !told && (counts.utf8 > counts.letters - counts.utf8 || counts.foreign > counts.letters)
  if (counts.impossible > 0 || mistaken) throw new TableRefusal('UNREADABLE_ENCODING', { ...counts })
}

function countSigns(bytes: Buffer) {
  const counts = { impossible: 0, letters: 0, utf8: 0, foreign: 0 }
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (isImpossible(byte)) counts.impossible++
    if (byte < 0x80) continue
    const next = bytes[at + 1] ?? 0
    if (byte >= 0xc0) counts.letters++
    if ((byte === 0xc3 || byte === 0xc2) && next >= 0x80 && next < 0xc0) counts.utf8++
    if (isForeignLetter(byte) && isLetter(bytes[at - 1] ?? 0) && isLetter(next)) counts.foreign++
  }
  return counts
}

/** Control characters (tab, line ends, page breaks and the DOS end of file are text) and undefined bytes. */
function isImpossible(byte: number): boolean {
  if (byte < 0x20) return !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1a
  return byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d
}

/** é è ê ë ç à of code page 850 and Mac Roman: in Windows-1252 these are marks that stand in no word. */
function isForeignLetter(byte: number): boolean {
  return byte === 0x82 || byte === 0x84 || (byte >= 0x86 && byte <= 0x89) || byte === 0x8e
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}

function decodePiece(decoder: TextDecoder, piece: Buffer, stream: boolean): string {
  try {
    return decoder.decode(piece, { stream })
  } catch (error) {
    throw new TableRefusal('UNREADABLE_ENCODING', { cause: String(error) })
  }
}
