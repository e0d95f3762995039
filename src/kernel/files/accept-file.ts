// Takes one uploaded file to the place where it is kept, and has written what refers to it: once per idempotency key.
import type { FastifyRequest } from 'fastify'
import type { Scope, Tx } from '../database/database.ts'
import { answerOnce, idempotencyKeyOf } from '../http/idempotency.ts'
import type { GivenAnswer } from '../http/idempotency.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'
import type { FileRow } from './queries/files.ts'
import { receiveFile } from './receive-file.ts'

export interface FileSending {
  readonly services: Pick<Services, 'database' | 'files'>
  readonly scope: Scope
  readonly request: FastifyRequest
  /** What the file is for: part of what makes the demand what it is. */
  readonly purpose: readonly string[]
  /** Writes the rows; the bytes are kept already. */
  readonly add: (tx: Tx, file: Omit<FileRow, 'id'>) => Promise<GivenAnswer>
}

/**
 * Receives, keeps, then writes: should the transaction fail, the upkeep forgets the bytes after a day. Whether the person
 * may is asked before. Throws MEDIA_TYPE (415), what `receiveFile` throws, and what `add` throws.
 */
export async function acceptFile({ services, scope, request, purpose, add }: FileSending): Promise<GivenAnswer> {
  const { database, files } = services
  const key = idempotencyKeyOf(request)
  if (!request.isMultipart()) throw new Problem(415, 'MEDIA_TYPE', 'Un envoi multipart est attendu.')
  const file = await receiveFile(request, files)
  try {
    const { name, media_type, bytes, sha256 } = file
    return await answerOnce({ database, scope, key, fingerprint: [...purpose, sha256, name] }, async () => {
      await files.keep({ organization_id: scope.organization_id, sha256 }, file.path)
      return database.transaction(scope, (tx) => add(tx, { name, media_type, bytes, sha256 }))
    })
  } finally {
    await file.release()
  }
}
