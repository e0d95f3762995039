// Brings a database to the current shape: roles, plain SQL migrations of the kernel and of each module, the job queue.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session } from './engine.ts'

export interface MigrationSet {
  /** Schema that the files create and own. */
  readonly schema: string
  readonly directory: string
}

interface MigrationFile {
  readonly schema: string
  readonly name: string
  readonly text: string
  readonly checksum: string
}

/** A refusal that the person who starts Socle must read: one sentence. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused'
}

const fileNamePattern = /^\d{3}-[a-z0-9-]+\.sql$/
/** Any number; shared by all processes that migrate the same database. */
const migrationLock = 7_209_310_446

/**
 * Applies what is missing, each file in a transaction of its own, under an advisory lock so that processes starting
 * together migrate once. A file that was applied and has changed since is refused.
 */
export async function migrate(
  session: Session,
  sets: readonly MigrationSet[],
): Promise<{ readonly applied: readonly string[] }> {
  const files = (await Promise.all(sets.map(readSet))).flat()
  await session.query(`select pg_advisory_lock(${migrationLock})`)
  try {
    await prepare(session)
    const known = await appliedChecksums(session)
    const applied: string[] = []
    for (const file of files) {
      const label = `${file.schema}/${file.name}`
      const checksum = known.get(label)
      if (checksum === file.checksum) continue
      if (checksum !== undefined) {
        throw new MigrationRefused(
          `La migration ${label} a changé depuis qu’elle a été appliquée : restaurez le fichier d’origine.`,
        )
      }
      await apply(session, file)
      applied.push(label)
    }
    return { applied }
  } finally {
    await session.query(`select pg_advisory_unlock(${migrationLock})`)
  }
}

async function readSet(set: MigrationSet): Promise<readonly MigrationFile[]> {
  const names = (await readdir(set.directory)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      if (!fileNamePattern.test(name)) throw new MigrationRefused(`Nom de migration inattendu : ${name}.`)
      const text = await readFile(join(set.directory, name), 'utf8')
      return { schema: set.schema, name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

async function prepare(session: Session): Promise<void> {
  await session.query('create schema if not exists kernel')
  await session.query(`create table if not exists kernel.migration (
    schema_name text not null,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now(),
    primary key (schema_name, name)
  )`)
}

async function appliedChecksums(session: Session): Promise<ReadonlyMap<string, string>> {
  const { rows } = await session.query('select schema_name, name, checksum from kernel.migration')
  return new Map(rows.map((row) => [`${String(row['schema_name'])}/${String(row['name'])}`, String(row['checksum'])]))
}

async function apply(session: Session, file: MigrationFile): Promise<void> {
  await session.query('begin')
  try {
    await session.query(file.text)
    await session.query('insert into kernel.migration (schema_name, name, checksum) values ($1, $2, $3)', [
      file.schema,
      file.name,
      file.checksum,
    ])
    await session.query('commit')
  } catch (error) {
    await session.query('rollback')
    const reason = error instanceof Error ? error.message : String(error)
    throw new MigrationRefused(`La migration ${file.schema}/${file.name} a échoué : ${reason}.`, { cause: error })
  }
}
