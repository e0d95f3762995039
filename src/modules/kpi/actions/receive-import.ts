// Receives an upload: the file goes to disk as it comes, the fields are checked once all have arrived, in any order.
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { boundedParts, formProblem, writePart } from '#kernel/http/multipart.ts'
import type { WrittenPart } from '#kernel/http/multipart.ts'
import { newId } from '#kernel/ids.ts'
import { unprocessable } from '#kernel/problem.ts'
import type { Violation } from '#kernel/problem.ts'

export interface ReceivedFile extends WrittenPart {
  readonly path: string
  /** As the sender names it: its last 200 characters. */
  readonly name: string
  readonly release: () => Promise<void>
}

export interface ReceivedForm {
  readonly file: ReceivedFile
  /** Text fields by name; JSON parts are already read. */
  readonly fields: ReadonlyMap<string, unknown>
}

const fileNameCharactersMax = 200
const leftoverAgeMs = 3_600_000
const filePrefix = 'import-'
/** Of files that are fetched: a process may fetch before it clears up. */
const fetchedPrefix = 'source-'

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

async function store(part: MultipartFile, dataDir: string): Promise<ReceivedFile> {
  const path = await freePath(dataDir, filePrefix)
  const release = (): Promise<void> => rm(path, { force: true })
  const written = await writePart(part, path, { flush: false })
  const name = (part.filename || 'import').toWellFormed().replaceAll('\0', '').slice(-fileNameCharactersMax)
  return { path, name, release, ...written }
}

/** Where a file that is to be fetched goes. */
export function fetchPath(dataDir: string): Promise<string> {
  return freePath(dataDir, fetchedPrefix)
}

async function freePath(dataDir: string, prefix: string): Promise<string> {
  const folder = join(dataDir, 'tmp')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return join(folder, `${prefix}${process.pid}-${newId()}`)
}

/** Removes the uploads that processes left behind when they died. */
export async function removeLeftUploads(dataDir: string): Promise<void> {
  const folder = join(dataDir, 'tmp')
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  for (const name of names) {
    const [, prefix, digits] = /^(import-|source-)(\d+)-/.exec(name) ?? []
    if (prefix === undefined) continue
    const path = join(folder, name)
    const pid = Number(digits)
    // Our own number on an upload means an earlier process that had it: this runs before the first upload.
    const isEarlier = pid === process.pid && prefix === filePrefix
    if (isEarlier || !isAlive(pid) || (await isOld(path))) await rm(path, { force: true })
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
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
