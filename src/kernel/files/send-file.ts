// Sends a kept file: always to be saved, never to be shown or run by the browser within our site.
import type { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { OrganizationId } from '../ids.ts'
import type { BlobStore } from './blob-store.ts'
import { attachmentHeader } from './file-name.ts'
import type { FileRow } from './queries/files.ts'

export interface SentFile extends FileRow {
  readonly organization_id: OrganizationId
}

/** The bytes of a file, with the headers that go with them. Throws when the store has lost them. */
export async function sendFile(reply: FastifyReply, files: BlobStore, file: SentFile): Promise<Readable> {
  const bytes = await files.open(file)
  reply
    // Never the kind of the file: a browser that does not know it has nothing to try.
    .type('application/octet-stream')
    .header('content-length', String(file.bytes))
    .header('content-disposition', attachmentHeader(file.name))
    .header('content-security-policy', "sandbox; default-src 'none'; frame-ancestors 'none'")
    .header('cross-origin-resource-policy', 'same-origin')
  return bytes
}
