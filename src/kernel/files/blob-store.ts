// Where the bytes of files lie: a folder under the data folder, one blob per organisation and checksum.
import { createReadStream } from 'node:fs'
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { newId } from '../ids.ts'
import type { OrganizationId } from '../ids.ts'

export interface BlobKey {
  readonly organization_id: OrganizationId
  /** Lower-case hexadecimal. */
  readonly sha256: string
}

/** A store of bytes that never change, by their checksum. What another kind of store (S3) would have to do. */
export interface BlobStore {
  /** Folder of this machine where what is being received lies until it is kept. */
  readonly incoming: string
  /** Takes over a local file, written and flushed; the same bytes again are the same blob, young again. */
  readonly keep: (key: BlobKey, path: string) => Promise<void>
  /** Throws when there is no such blob. */
  readonly open: (key: BlobKey) => Promise<Readable>
  /** Organisations that have blobs. */
  readonly organizations: () => Promise<readonly OrganizationId[]>
  /** Blobs kept before an instant and not since, in milliseconds, a few at a time. */
  readonly older: (organization: OrganizationId, before: number) => AsyncGenerator<readonly string[]>
  /** Removes a blob unless it became young meanwhile. */
  readonly remove: (key: BlobKey, before: number) => Promise<void>
  /** Removes what was left by receivers that died before an instant. */
  readonly clearIncoming: (before: number) => Promise<void>
}

const folderMode = 0o700

/** The store of this machine. Blobs appear whole or not at all: written elsewhere, flushed, then renamed. */
export function createFileStore(dataDir: string): BlobStore {
  const root = join(dataDir, 'files')
  const incoming = join(root, 'incoming')
  const blobs = join(root, 'blobs')
  const folderOf = ({ organization_id, sha256 }: BlobKey): string => join(blobs, organization_id, sha256.slice(0, 2))
  const pathOf = (key: BlobKey): string => join(folderOf(key), key.sha256)
  return {
    incoming,
    keep: async (key, path) => {
      const folder = folderOf(key)
      await mkdir(folder, { recursive: true, mode: folderMode })
      await rename(path, pathOf(key))
      await flushFolder(folder)
    },
    open: async (key) => {
      const handle = await open(pathOf(key), 'r')
      return createReadStream('', { fd: handle })
    },
    organizations: async () => (await namesIn(blobs)) as readonly OrganizationId[],
    older: async function* (organization, before) {
      const base = join(blobs, organization)
      for (const part of await namesIn(base)) yield await olderThan(join(base, part), before)
    },
    remove: (key, before) => removeOld(pathOf(key), { before, grave: join(incoming, `removed-${newId()}`) }),
    clearIncoming: async (before) => {
      for (const name of await olderThan(incoming, before)) await rm(join(incoming, name), { force: true })
    },
  }
}

interface Removal {
  readonly before: number
  readonly grave: string
}

/**
 * The blob leaves its place before its age is looked at again: whoever keeps the same bytes at this moment either made it
 * young, then it comes back, or finds no blob and puts his own there.
 */
async function removeOld(path: string, { before, grave }: Removal): Promise<void> {
  await mkdir(join(grave, '..'), { recursive: true, mode: folderMode })
  const left = await rename(path, grave).then(
    () => true,
    (error: unknown) => absent(error, false),
  )
  if (!left) return
  const { mtimeMs } = (await stat(grave).catch((error: unknown) => absent(error, null))) ?? { mtimeMs: -Infinity }
  if (mtimeMs >= before) await link(grave, path).catch((error: unknown) => present(error))
  await rm(grave, { force: true })
}

/** A renamed file is only sure to be found after a crash once its folder has been flushed too. */
async function flushFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

async function olderThan(folder: string, before: number): Promise<readonly string[]> {
  const names = await namesIn(folder)
  const ages = await Promise.all(
    names.map(async (name) => stat(join(folder, name)).catch((error: unknown) => absent(error, null))),
  )
  return names.filter((_, index) => (ages[index]?.mtimeMs ?? before) < before)
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => absent(error, []))
}

/** The answer when the file is gone, which somebody else may have seen to; any other failure is thrown. */
function absent<Answer>(error: unknown, answer: Answer): Answer {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return answer
  throw error
}

function present(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
}
