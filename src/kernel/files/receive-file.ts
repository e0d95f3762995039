// Receives one file for keeping: streamed to disk, its kind told by its bytes, nothing left of what is refused.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { boundedParts, formProblem, writePart } from '../http/multipart.ts'
import { newId } from '../ids.ts'
import { Problem, unprocessable } from '../problem.ts'
import type { Violation } from '../problem.ts'
import type { BlobStore } from './blob-store.ts'
import { cleanFileName, extensionOf } from './file-name.ts'
import { fileExtensions, fileKindOf, isOfKind } from './file-kind.ts'
import type { FileKind } from './file-kind.ts'

export interface IncomingFile {
  /** Where it lies until it is kept. */
  readonly path: string
  readonly name: string
  readonly media_type: string
  readonly bytes: number
  readonly sha256: string
  /** Throws it away; nothing when it was kept. */
  readonly release: () => Promise<void>
}

/**
 * Takes the one part of a form, `file`. Throws FILE_TOO_LARGE (413), FILE_KIND_REFUSED (415), FILE_EMPTY and
 * FILE_KIND_MISMATCH (422), and a 422 for anything beside the file. The caller releases what he gets.
 */
export async function receiveFile(request: FastifyRequest, { incoming }: BlobStore): Promise<IncomingFile> {
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  const violations: Violation[] = []
  let file: IncomingFile | null = null
  try {
    for await (const part of boundedParts(request)) {
      const pointer = `/${part.fieldname}`
      if (part.type === 'file' && part.fieldname === 'file' && file === null) file = await take(part, incoming)
      else {
        if (part.type === 'file') part.file.resume()
        violations.push({ pointer, code: 'UNKNOWN_FIELD', detail: `Le champ ${pointer} n’existe pas ici.` })
      }
    }
    if (file === null)
      violations.push({ pointer: '/file', code: 'REQUIRED', detail: 'Le champ /file est obligatoire.' })
    if (violations.length > 0 || file === null) throw unprocessable(violations)
    return file
  } catch (error) {
    await file?.release()
    throw formProblem(error) ?? error
  }
}

async function take(part: MultipartFile, incoming: string): Promise<IncomingFile> {
  const name = cleanFileName(part.filename)
  const kind = fileKindOf(extensionOf(name))
  const path = join(incoming, newId())
  const release = (): Promise<void> => rm(path, { force: true })
  const written = await writePart(part, path, { flush: true })
  try {
    if (written.is_too_large) throw fileTooLarge(written.is_cut)
    if (kind === null) throw kindRefused()
    if (written.bytes === 0)
      throw unprocessable([{ pointer: '/file', code: 'FILE_EMPTY', detail: 'Le fichier est vide.' }])
    await requireKind(path, kind)
  } catch (error) {
    await release()
    throw error
  }
  return { path, name, media_type: kind.media_type, bytes: written.bytes, sha256: written.sha256, release }
}

function fileTooLarge(isCut: boolean): Problem {
  return new Problem(413, 'FILE_TOO_LARGE', 'Le fichier est trop volumineux.', {
    detail: 'Le fichier pèse plus de 20 Mo.',
    // The rest of a request that was cut is never read: the connection cannot serve another one.
    ...(isCut ? { headers: { connection: 'close' } } : {}),
  })
}

function kindRefused(): Problem {
  return new Problem(415, 'FILE_KIND_REFUSED', 'Ce type de fichier n’est pas accepté.', {
    detail: `Types acceptés : ${fileExtensions.map((extension) => extension.slice(1)).join(', ')}.`,
  })
}

async function requireKind(path: string, kind: FileKind): Promise<void> {
  if (await isOfKind(path, kind)) return
  const detail = 'Le contenu du fichier n’est pas celui que son extension annonce.'
  throw unprocessable([{ pointer: '/file', code: 'FILE_KIND_MISMATCH', detail }])
}
