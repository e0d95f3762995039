// Files of the demo world: made here, kept like anybody's.
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scope } from '#kernel/database/database.ts'
import type { FileRow } from '#kernel/files/queries/files.ts'
import { newId } from '#kernel/ids.ts'
import type { Services } from '#kernel/services.ts'

export interface DemoFile {
  readonly name: string
  readonly media_type: string
  readonly content: Buffer
}

/** Keeps the bytes of a file; answers what its row says. */
export async function keepDemoFile(
  { files }: Pick<Services, 'files'>,
  { organization_id }: Scope,
  { name, media_type, content }: DemoFile,
): Promise<Omit<FileRow, 'id'>> {
  const path = join(files.incoming, newId())
  const sha256 = createHash('sha256').update(content).digest('hex')
  await mkdir(files.incoming, { recursive: true, mode: 0o700 })
  await writeFile(path, content, { mode: 0o600, flush: true })
  await files.keep({ organization_id, sha256 }, path)
  return { name, media_type, bytes: content.length, sha256 }
}
