// The directory of a zip archive, read strictly: everything that can be refused before inflating is refused here.

import type { TableLimits } from './limits.ts'
import { TableRefusal } from './table-refusal.ts'

export interface ZipEntry {
  readonly name: string
  readonly deflated: boolean
  readonly crc: number
  readonly inflated_bytes: number
  /** Where the entry's local header and its compressed bytes lie in the file. */
  readonly header_at: number
  readonly data_at: number
  readonly data_end: number
}

/** Entries by lower-case name: part names of a workbook ignore case. */
export type ZipDirectory = ReadonlyMap<string, ZipEntry>

interface DirectorySpan {
  readonly count: number
  readonly start: number
  readonly end: number
}

interface CentralRecord {
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly compressed: number
  readonly inflated: number
  readonly header_at: number
  readonly name: string
  readonly next: number
}

const endSignature = 0x06054b50
const end64Signature = 0x06064b50
const locator64Signature = 0x07064b50
const centralSignature = 0x02014b50
const localSignature = 0x04034b50
const endBytes = 22
const locator64Bytes = 20
const centralBytes = 46
const localBytes = 30
const commentBytesMax = 0xffff
const overflow16 = 0xffff
const overflow32 = 0xffffffff
const encryptedFlag = 1
const storedMethod = 0
const deflatedMethod = 8
const zip64ExtraId = 1

/**
 * Reads and checks the directory. Throws TRUNCATED (no or cut directory), FILE_TOO_LARGE_INFLATED (declared sizes,
 * ratio, number of entries, overlapping entries), ENCRYPTED, NOT_XLSX (unsafe or double names, unknown method).
 */
export function readZipDirectory(file: Buffer, limits: TableLimits): ZipDirectory {
  const span = findDirectory(file)
  if (span.count > limits.entry_count_max) throw new TableRefusal('FILE_TOO_LARGE_INFLATED', { entries: span.count })
  const entries = new Map<string, ZipEntry>()
  let at = span.start
  for (let index = 0; index < span.count; index++) {
    const record = readCentral(file, at, span.end)
    at = record.next
    if (record.name.endsWith('/')) continue
    const key = record.name.toLowerCase()
    if (entries.has(key)) throw new TableRefusal('NOT_XLSX', { double_name: record.name })
    entries.set(key, readLocal(file, record, span.start))
  }
  checkSizes([...entries.values()], limits)
  checkOverlaps([...entries.values()])
  return entries
}

function findDirectory(file: Buffer): DirectorySpan {
  const at = findEnd(file)
  const count = file.readUInt16LE(at + 10)
  const bytes = file.readUInt32LE(at + 12)
  const start = file.readUInt32LE(at + 16)
  const span =
    count === overflow16 || bytes === overflow32 || start === overflow32
      ? readEnd64(file, at)
      : { count, start, end: start + bytes }
  if (span.start > span.end || span.end > at) throw new TableRefusal('TRUNCATED')
  return span
}

function findEnd(file: Buffer): number {
  const first = Math.max(0, file.length - endBytes - commentBytesMax)
  for (let at = file.length - endBytes; at >= first; at--) {
    const found = file.readUInt32LE(at) === endSignature
    if (found && at + endBytes + file.readUInt16LE(at + 20) === file.length) return at
  }
  throw new TableRefusal('TRUNCATED')
}

function readEnd64(file: Buffer, endAt: number): DirectorySpan {
  const locatorAt = endAt - locator64Bytes
  if (locatorAt < 0 || file.readUInt32LE(locatorAt) !== locator64Signature) throw new TableRefusal('TRUNCATED')
  const at = readUInt64(file, locatorAt + 8)
  if (at + 56 > locatorAt || file.readUInt32LE(at) !== end64Signature) throw new TableRefusal('TRUNCATED')
  const start = readUInt64(file, at + 48)
  return { count: readUInt64(file, at + 32), start, end: start + readUInt64(file, at + 40) }
}

function readCentral(file: Buffer, at: number, end: number): CentralRecord {
  if (at + centralBytes > end || file.readUInt32LE(at) !== centralSignature) throw new TableRefusal('TRUNCATED')
  const nameEnd = at + centralBytes + file.readUInt16LE(at + 28)
  const extraEnd = nameEnd + file.readUInt16LE(at + 30)
  const next = extraEnd + file.readUInt16LE(at + 32)
  if (next > end) throw new TableRefusal('TRUNCATED')
  const sizes = readSizes(file, at, { from: nameEnd, to: extraEnd })
  const name = safeName(file.toString('utf8', at + centralBytes, nameEnd))
  const flags = file.readUInt16LE(at + 8)
  return { ...sizes, flags, method: file.readUInt16LE(at + 10), crc: file.readUInt32LE(at + 16), name, next }
}

/** Sizes and offset; those that overflow 32 bits stand in the zip64 extra field, in this order. */
function readSizes(file: Buffer, at: number, extra: { from: number; to: number }) {
  const values = [file.readUInt32LE(at + 24), file.readUInt32LE(at + 20), file.readUInt32LE(at + 42)]
  let wide = values.includes(overflow32) ? findZip64Extra(file, extra) : 0
  const [inflated = 0, compressed = 0, header_at = 0] = values.map((value) => {
    if (value !== overflow32) return value
    if (wide + 8 > extra.to) throw new TableRefusal('TRUNCATED')
    wide += 8
    return readUInt64(file, wide - 8)
  })
  return { inflated, compressed, header_at }
}

function findZip64Extra(file: Buffer, extra: { from: number; to: number }): number {
  for (let at = extra.from; at + 4 <= extra.to; at += 4 + file.readUInt16LE(at + 2)) {
    if (file.readUInt16LE(at) === zip64ExtraId) return at + 4
  }
  throw new TableRefusal('TRUNCATED')
}

function readLocal(file: Buffer, record: CentralRecord, directoryStart: number): ZipEntry {
  const { header_at, name } = record
  if ((record.flags & encryptedFlag) !== 0) throw new TableRefusal('ENCRYPTED')
  if (record.method !== storedMethod && record.method !== deflatedMethod) throw new TableRefusal('NOT_XLSX')
  if (header_at + localBytes > directoryStart || file.readUInt32LE(header_at) !== localSignature) {
    throw new TableRefusal('TRUNCATED')
  }
  const nameEnd = header_at + localBytes + file.readUInt16LE(header_at + 26)
  if (file.toString('utf8', header_at + localBytes, nameEnd) !== name) throw new TableRefusal('NOT_XLSX', { name })
  const data_at = nameEnd + file.readUInt16LE(header_at + 28)
  const data_end = data_at + record.compressed
  if (data_end > directoryStart) throw new TableRefusal('TRUNCATED')
  const deflated = record.method === deflatedMethod
  return { name, deflated, crc: record.crc, inflated_bytes: record.inflated, header_at, data_at, data_end }
}

/** Nothing is ever written under these names; an archive that tries to climb out of itself is no workbook. */
function safeName(name: string): string {
  const unsafe = name.startsWith('/') || name.includes('\\') || name.includes('\0')
  if (unsafe || name.split('/').some((segment) => segment === '..' || segment === '.')) {
    throw new TableRefusal('NOT_XLSX', { name: name.slice(0, 100) })
  }
  return name
}

function checkSizes(entries: readonly ZipEntry[], limits: TableLimits): void {
  let total = 0
  for (const entry of entries) {
    total += entry.inflated_bytes
    if (total > limits.inflated_bytes_max || isTooDense(entry, entry.inflated_bytes, limits)) {
      throw new TableRefusal('FILE_TOO_LARGE_INFLATED', { name: entry.name })
    }
  }
}

/** Whether so many inflated bytes are more than this entry's compressed bytes can honestly hold. */
export function isTooDense(entry: ZipEntry, inflatedBytes: number, limits: TableLimits): boolean {
  const ratio = inflatedBytes / Math.max(1, entry.data_end - entry.data_at)
  return inflatedBytes > limits.ratio_from_bytes && ratio > limits.part_ratio_max
}

/** Entries that share bytes are the trick of bombs without nesting. */
function checkOverlaps(entries: readonly ZipEntry[]): void {
  const ordered = entries.toSorted((left, right) => left.header_at - right.header_at)
  ordered.forEach((entry, index) => {
    const next = ordered[index + 1]
    if (next && next.header_at < entry.data_end) throw new TableRefusal('FILE_TOO_LARGE_INFLATED', { name: next.name })
  })
}

/** Beyond 2^53 precision is lost, but no such offset passes the bounds. */
function readUInt64(file: Buffer, at: number): number {
  return Number(file.readBigUInt64LE(at))
}
