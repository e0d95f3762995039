// Which kinds of files are taken, and whether a file is what its name says: its bytes decide, not the sender.
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

export interface FileKind {
  readonly media_type: string
  /** Whether these bytes are of this kind. */
  readonly fits: (file: Probe) => Promise<boolean>
}

/** A file as its kind is told. */
interface Probe {
  readonly first: Buffer
  /** Names of the parts of a zip archive; none for anything else. */
  readonly parts: () => Promise<ReadonlySet<string>>
}

const firstBytes = 4096
const endOfZipBytes = 22
const zipCommentBytesMax = 0xffff
const directoryBytesMax = 4 * 1_048_576

const startsWith = (...starts: readonly (string | readonly number[])[]): FileKind['fits'] => {
  const known = starts.map((start) => (typeof start === 'string' ? Buffer.from(start, 'latin1') : Buffer.from(start)))
  return ({ first }) => Promise.resolve(known.some((start) => first.subarray(0, start.length).equals(start)))
}

const isWebp: FileKind['fits'] = ({ first }) =>
  Promise.resolve(first.toString('latin1', 0, 4) === 'RIFF' && first.toString('latin1', 8, 12) === 'WEBP')

/** An OpenDocument begins with its media type, neither compressed nor hidden. */
const isOpenDocument = (kind: string): FileKind['fits'] => {
  const head = `mimetypeapplication/vnd.oasis.opendocument.${kind}`
  return ({ first }) => Promise.resolve(isZip(first) && first.toString('latin1', 30, 30 + head.length) === head)
}

/** A workbook or document without macros. */
const isOffice = (folder: string): FileKind['fits'] => {
  return async ({ first, parts }) => {
    if (!isZip(first)) return false
    const names = await parts()
    const within = Array.from(names).filter((name) => name.startsWith(`${folder}/`))
    return (
      names.has('[content_types].xml') &&
      within.length > 0 &&
      !within.some((name) => name.endsWith('.bin') && name.includes('vba'))
    )
  }
}

/** No NUL byte, unless a mark says that it is UTF-16; not the beginning of something else. */
const isText: FileKind['fits'] = ({ first }) => {
  const isWide = first[0] === 0xff && first[1] === 0xfe ? true : first[0] === 0xfe && first[1] === 0xff
  const isBinary = isZip(first) || first.toString('latin1', 0, 5) === '%PDF-' || first.toString('latin1', 0, 2) === 'MZ'
  return Promise.resolve(!isBinary && (isWide || !first.includes(0)))
}

const office = 'application/vnd.openxmlformats-officedocument'
const kinds: Readonly<Record<string, FileKind>> = {
  '.pdf': { media_type: 'application/pdf', fits: startsWith('%PDF-') },
  '.png': { media_type: 'image/png', fits: startsWith([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  '.jpg': { media_type: 'image/jpeg', fits: startsWith([0xff, 0xd8, 0xff]) },
  '.jpeg': { media_type: 'image/jpeg', fits: startsWith([0xff, 0xd8, 0xff]) },
  '.webp': { media_type: 'image/webp', fits: isWebp },
  '.csv': { media_type: 'text/csv', fits: isText },
  '.txt': { media_type: 'text/plain', fits: isText },
  '.eml': { media_type: 'message/rfc822', fits: isText },
  '.xlsx': { media_type: `${office}.spreadsheetml.sheet`, fits: isOffice('xl') },
  '.docx': { media_type: `${office}.wordprocessingml.document`, fits: isOffice('word') },
  '.ods': { media_type: 'application/vnd.oasis.opendocument.spreadsheet', fits: isOpenDocument('spreadsheet') },
  '.odt': { media_type: 'application/vnd.oasis.opendocument.text', fits: isOpenDocument('text') },
}

/** Extensions of the kinds that are taken. */
export const fileExtensions: readonly string[] = Object.keys(kinds)

/** The kind that an extension stands for; null for one that is not taken. */
export function fileKindOf(extension: string): FileKind | null {
  return Object.hasOwn(kinds, extension) ? (kinds[extension] as FileKind) : null
}

/** Whether the file at a path is of a kind. Reads its beginning, and of an archive its directory. */
export async function isOfKind(path: string, kind: FileKind): Promise<boolean> {
  await using file = await open(path, 'r')
  const { size } = await file.stat()
  const first = await readAt(file, 0, Math.min(firstBytes, size))
  return await kind.fits({ first, parts: () => partNames(file, size) })
}

function isZip(first: Buffer): boolean {
  return first.length > 4 && first.readUInt32LE(0) === 0x04034b50
}

/** Names in the central directory, lower-case; none where there is no sound one. */
async function partNames(file: FileHandle, size: number): Promise<ReadonlySet<string>> {
  const names = new Set<string>()
  const tail = await readAt(file, Math.max(0, size - endOfZipBytes - zipCommentBytesMax), size)
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (at === -1 || at + endOfZipBytes > tail.length) return names
  const bytes = tail.readUInt32LE(at + 12)
  const start = tail.readUInt32LE(at + 16)
  if (bytes > directoryBytesMax || start + bytes > size) return names
  const directory = await readAt(file, start, start + bytes)
  for (let entry = 0; entry + 46 <= directory.length && directory.readUInt32LE(entry) === 0x02014b50;) {
    const nameEnd = entry + 46 + directory.readUInt16LE(entry + 28)
    names.add(directory.toString('utf8', entry + 46, nameEnd).toLowerCase())
    entry = nameEnd + directory.readUInt16LE(entry + 30) + directory.readUInt16LE(entry + 32)
  }
  return names
}

async function readAt(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from)
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
  return buffer.subarray(0, bytesRead)
}
