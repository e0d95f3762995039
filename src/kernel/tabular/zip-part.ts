// Inflates one entry of an archive in chunks and counts what really comes out: declared sizes may lie.

import { crc32, createInflateRaw } from 'node:zlib'
import type { TableLimits } from './limits.ts'
import { checkMemory } from './memory-watch.ts'
import { TableRefusal } from './table-refusal.ts'
import { isTooDense, type ZipDirectory, type ZipEntry } from './zip-directory.ts'

export interface Archive {
  readonly file: Buffer
  readonly directory: ZipDirectory
  readonly limits: TableLimits
  /** Inflated bytes by entry: reading a part twice counts once. */
  readonly inflated: Map<ZipEntry, number>
}

const chunkBytes = 64 * 1024

/** The entry of a part, or undefined. Part names start with or without a slash and ignore case. */
export function findPart(archive: Archive, name: string): ZipEntry | undefined {
  return archive.directory.get(name.replace(/^\//, '').toLowerCase())
}

/**
 * The inflated bytes of an entry, in chunks. Ends only when size and checksum are right.
 * Throws FILE_TOO_LARGE_INFLATED as soon as a maximum or the declared size is passed, TRUNCATED for damaged data.
 */
export async function* inflatePart(archive: Archive, entry: ZipEntry): AsyncGenerator<Buffer> {
  let bytes = 0
  let checksum = 0
  for await (const chunk of inflatedChunks(archive.file.subarray(entry.data_at, entry.data_end), entry)) {
    bytes += chunk.length
    checksum = crc32(chunk, checksum)
    checkInflated(archive, entry, bytes)
    checkMemory(archive.limits)
    yield chunk
  }
  if (bytes !== entry.inflated_bytes || checksum !== entry.crc)
    throw new TableRefusal('TRUNCATED', { name: entry.name })
}

async function* inflatedChunks(data: Buffer, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (!entry.deflated) {
    for (let at = 0; at < data.length; at += chunkBytes) yield data.subarray(at, at + chunkBytes)
    return
  }
  const inflate = createInflateRaw({ chunkSize: chunkBytes })
  inflate.end(data)
  const chunks: AsyncIterator<Buffer> = inflate[Symbol.asyncIterator]()
  try {
    for (let next = await nextChunk(chunks, entry); next !== undefined; next = await nextChunk(chunks, entry))
      yield next
  } finally {
    inflate.destroy()
  }
}

/** zlib's own errors only: what the consumer throws must pass untouched. */
async function nextChunk(chunks: AsyncIterator<Buffer>, entry: ZipEntry): Promise<Buffer | undefined> {
  try {
    const next = await chunks.next()
    return next.done === true ? undefined : next.value
  } catch (error) {
    throw new TableRefusal('TRUNCATED', { name: entry.name, cause: String(error) })
  }
}

function checkInflated(archive: Archive, entry: ZipEntry, bytes: number): void {
  archive.inflated.set(entry, Math.max(bytes, archive.inflated.get(entry) ?? 0))
  let total = 0
  for (const part of archive.inflated.values()) total += part
  const lies = bytes > entry.inflated_bytes
  if (lies || total > archive.limits.inflated_bytes_max || isTooDense(entry, bytes, archive.limits)) {
    throw new TableRefusal('FILE_TOO_LARGE_INFLATED', { name: entry.name })
  }
}
