// SQL of files: what is told of them; their bytes are in the store.
import { sql } from 'kysely'
import type { Tx } from '../../database/database.ts'
import type { Id } from '../../ids.ts'

export type FileId = Id<'file'>

export interface FileRow {
  readonly id: FileId
  readonly name: string
  readonly media_type: string
  readonly bytes: number
  /** Lower-case hexadecimal. */
  readonly sha256: string
}

export async function insertFile(tx: Tx, { id, name, media_type, bytes, sha256 }: FileRow): Promise<void> {
  await sql`
    insert into kernel.file (organization_id, id, name, media_type, bytes, sha256, created_by)
    values (${tx.scope.organization_id}, ${id}, ${name}, ${media_type}, ${bytes}::bigint, decode(${sha256}, 'hex'),
      ${tx.scope.user_id}::uuid)`.execute(tx)
}

/** Which of these checksums some file of the organisation has. */
export async function listUsedChecksums(tx: Tx, checksums: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ sha256: string }>`
    select distinct encode(f.sha256, 'hex') as sha256
    from kernel.file f
    where f.sha256 = any(array(select decode(c, 'hex') from unnest(${checksums}::text[]) c))`.execute(tx)
  return rows.map((row) => row.sha256)
}
