// Forgets bytes that nothing refers to: of files that were deleted, of writes that failed after their upload.
import type { Database } from '../database/database.ts'
import type { OrganizationId } from '../ids.ts'
import type { BlobStore } from './blob-store.ts'
import { listUsedChecksums } from './queries/files.ts'

/** Longer than any upload or transaction: what is younger may be about to be referred to. */
export const orphanAgeMs = 24 * 3_600_000
const slice = 500

/** Removes blobs without a row after a day, and what receivers that died left behind; answers how many blobs. */
export async function sweepBlobs(database: Database, files: BlobStore, now = Date.now()): Promise<number> {
  const before = now - orphanAgeMs
  await files.clearIncoming(before)
  let removed = 0
  for (const organization of await files.organizations())
    removed += await sweepOrganization({ database, files, before }, organization)
  return removed
}

interface Sweep {
  readonly database: Database
  readonly files: BlobStore
  readonly before: number
}

async function sweepOrganization({ database, files, before }: Sweep, organization_id: OrganizationId): Promise<number> {
  const scope = { organization_id, user_id: null, role: 'SYSTEM' } as const
  let removed = 0
  for await (const names of files.older(organization_id, before)) {
    for (let start = 0; start < names.length; start += slice) {
      const part = names.slice(start, start + slice)
      const used = new Set(await database.read(scope, (tx) => listUsedChecksums(tx, part)))
      for (const sha256 of part.filter((name) => !used.has(name))) {
        await files.remove({ organization_id, sha256 }, before)
        removed += 1
      }
    }
  }
  return removed
}
