// Receiving multipart forms: bounded as a whole, files go to disk as they come, and what is wrong is said as a problem.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { Problem, unprocessable } from '../problem.ts'

/** Beyond the largest file, a request is read on (so that the sender hears the answer) up to this size. */
const requestBytesMax = 64 * 1_048_576
const partCountMax = 40
const firstBytesKept = 8

/** The parts, while the whole request stays within bounds: beyond, the file being received is cut. */
export async function* boundedParts(request: FastifyRequest): ReturnType<FastifyRequest['parts']> {
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
export function formProblem(error: unknown): Problem | null {
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

export interface WrittenPart {
  readonly first_bytes: Buffer
  /** Lower-case hexadecimal. */
  readonly sha256: string
  readonly bytes: number
  /** It was larger than allowed: what is on disk is only its beginning. */
  readonly is_too_large: boolean
  /** It was so large that the rest of the request was not even read, and nothing is on disk. */
  readonly is_cut: boolean
}

/** Writes a file part to a new file, flushed to disk where it is to last. A failure leaves nothing behind. */
export async function writePart(
  part: MultipartFile,
  path: string,
  { flush }: { readonly flush: boolean },
): Promise<WrittenPart> {
  const watch = watchBytes()
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600, flush })
  const isCut = await pipeline(part.file, watch.pass, target).then(
    () => false,
    async (error: unknown) => {
      await rm(path, { force: true })
      if (error instanceof RequestTooLarge) return true
      throw error
    },
  )
  return { ...watch.seen(), is_too_large: isCut || part.file.truncated, is_cut: isCut }
}

export interface ByteWatch {
  readonly pass: (source: AsyncIterable<Buffer>) => AsyncGenerator<Buffer>
  readonly bytes: () => number
  /** To be asked once, at the end. */
  readonly seen: () => Pick<WrittenPart, 'first_bytes' | 'sha256' | 'bytes'>
}

/** Looks at the bytes that pass: their checksum, their number and the first of them. */
export function watchBytes(): ByteWatch {
  const hash = createHash('sha256')
  let first = Buffer.alloc(0)
  let bytes = 0
  return {
    pass: async function* (this: void, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of source) {
        hash.update(chunk)
        bytes += chunk.length
        if (first.length === 0) first = Buffer.from(chunk.subarray(0, firstBytesKept))
        yield chunk
      }
    },
    bytes: () => bytes,
    seen: () => ({ first_bytes: first, bytes, sha256: hash.digest('hex') }),
  }
}
