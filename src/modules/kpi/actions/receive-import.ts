// Receives an upload: the file goes to disk as it comes, the fields are checked once all have arrived, in any order.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { newId } from '#kernel/ids.ts'
import { Problem, unprocessable } from '#kernel/problem.ts'
import type { Violation } from '#kernel/problem.ts'

export interface ReceivedFile {
  readonly path: string
  /** As the sender names it: its last 200 characters. */
  readonly name: string
  readonly first_bytes: Buffer
  readonly sha256: string
  /** It was larger than allowed: what is on disk is only its beginning. */
  readonly is_too_large: boolean
  /** It was so large that the rest of the request was not even read. */
  readonly is_cut: boolean
  readonly release: () => Promise<void>
}

export interface ReceivedForm {
  readonly file: ReceivedFile
  /** Text fields by name; JSON parts are already read. */
  readonly fields: ReadonlyMap<string, unknown>
}

const fileNameCharactersMax = 200
const firstBytesKept = 8
/** Beyond the largest file, a request is read on (so that the sender hears the answer) up to this size. */
const requestBytesMax = 64 * 1_048_576
const partCountMax = 40
const leftoverAgeMs = 3_600_000
const filePrefix = 'import-'

/** Takes the parts of a multipart request. The caller releases the file. Throws a 422 for anything but one file and fields. */
export async function receiveImport(request: FastifyRequest, dataDir: string): Promise<ReceivedForm> {
  const fields = new Map<string, unknown>()
  const violations: Violation[] = []
  let file: ReceivedFile | null = null
  try {
    for await (const part of boundedParts(request)) {
      const pointer = `/${part.fieldname}`
      const isSecond = fields.has(part.fieldname) || (part.fieldname === 'file' && file !== null)
      if (isSecond)
        violations.push({ pointer, code: 'DUPLICATE_FIELD', detail: `Le champ ${pointer} est donné deux fois.` })
      if (part.type === 'field') fields.set(part.fieldname, part.value)
      else if (part.fieldname === 'file' && file === null) file = await store(part, dataDir)
      else {
        part.file.resume()
        if (!isSecond)
          violations.push({ pointer, code: 'UNKNOWN_FIELD', detail: `Le champ ${pointer} n’existe pas ici.` })
      }
    }
    if (file === null)
      violations.push({ pointer: '/file', code: 'REQUIRED', detail: 'Le champ /file est obligatoire.' })
    if (violations.length > 0 || file === null) throw unprocessable(violations)
    return { file, fields }
  } catch (error) {
    await file?.release()
    throw formProblem(error) ?? error
  }
}

/** The parts, while the whole request stays within bounds: beyond, the file being received is cut. */
async function* boundedParts(request: FastifyRequest): ReturnType<FastifyRequest['parts']> {
  let bytes = 0
  let current: MultipartFile | null = null
  const count = (chunk: Buffer): void => {
    bytes += chunk.length
    if (bytes > requestBytesMax) current?.file.destroy(new RequestTooLarge())
  }
  request.raw.on('data', count)
  try {
    // A file over its own limit is cut by the reader, without an error: the request is still read to its end.
    const options = { limits: { files: 3, fields: partCountMax, parts: partCountMax }, throwFileSizeLimit: false }
    for await (const part of request.parts(options)) {
      current = part.type === 'file' ? part : null
      yield part
    }
  } finally {
    request.raw.off('data', count)
  }
}

class RequestTooLarge extends Error {}

/** What the multipart reader says of a broken or overloaded form; null for what is not its affair. */
function formProblem(error: unknown): Problem | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  switch (code) {
    case 'FST_PROTO_VIOLATION':
    case 'FST_FIELDS_LIMIT':
    case 'FST_PARTS_LIMIT':
    case 'FST_FILES_LIMIT':
      return unprocessable([
        { pointer: '', code: 'UNKNOWN_FIELD', detail: 'Le formulaire contient des champs inconnus.' },
      ])
    case 'FST_INVALID_JSON_FIELD_ERROR':
      return unprocessable([
        { pointer: '/mapping', code: 'VALUE_INVALID', detail: '/mapping n’est pas du JSON lisible.' },
      ])
    case 'FST_MP_PREMATURE_CLOSE':
      return new Problem(400, 'BAD_REQUEST', 'L’envoi a été interrompu.')
    default:
      return error instanceof Error && /multipart|terminated early|boundary|malformed/i.test(error.message)
        ? new Problem(400, 'BAD_REQUEST', 'L’envoi multipart n’est pas lisible.')
        : null
  }
}

async function store(part: MultipartFile, dataDir: string): Promise<ReceivedFile> {
  const folder = join(dataDir, 'tmp')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${filePrefix}${process.pid}-${newId()}`)
  const release = (): Promise<void> => rm(path, { force: true })
  const watch = createWatch()
  const isCut = await pipeline(part.file, watch.pass, createWriteStream(path, { flags: 'wx', mode: 0o600 })).then(
    () => false,
    async (error: unknown) => {
      await release()
      if (error instanceof RequestTooLarge) return true
      throw error
    },
  )
  const name = (part.filename || 'import').toWellFormed().replaceAll('\0', '').slice(-fileNameCharactersMax)
  return { path, name, release, ...watch.seen(), is_too_large: isCut || part.file.truncated, is_cut: isCut }
}

/** Looks at the bytes that pass: their checksum and the first of them. */
function createWatch() {
  const hash = createHash('sha256')
  let first = Buffer.alloc(0)
  return {
    pass: async function* (this: void, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        hash.update(chunk)
        if (first.length === 0) first = Buffer.from(chunk.subarray(0, firstBytesKept))
        yield chunk
      }
    },
    seen: () => ({ first_bytes: first, sha256: hash.digest('hex') }),
  }
}

/** Removes the uploads that processes left behind when they died. */
export async function removeLeftUploads(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'tmp')
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  for (const name of names.filter((candidate) => candidate.startsWith(filePrefix))) {
    const path = join(folder, name)
    const pid = Number(name.slice(filePrefix.length).split('-')[0])
    if (!isAlive(pid) || (await isOld(path))) await rm(path, { force: true })
  }
}

/** Our own number means an earlier process that had it: this runs before the first upload. */
function isAlive(pid: number): boolean {
  if (pid === process.pid || !Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return found !== null && Date.now() - found.mtimeMs > leftoverAgeMs
}
