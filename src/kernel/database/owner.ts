// The owner's work at start: version and PostGIS checked, the application role made, migrations, the job queue.
import { Client, escapeIdentifier, escapeLiteral } from 'pg'
import { installJobs } from '../jobs/jobs.ts'
import type { JobHandler } from '../jobs/jobs.ts'
import type { Engine, Session } from './engine.ts'
import { Problem } from '../problem.ts'
import { migrate } from './migrate.ts'
import type { MigrationSet } from './migrate.ts'
import { connectionOf, toOutcome, withSettings } from './postgres-engine.ts'

export const applicationRole = 'socle_app'

/** A database that cannot be used, told in one plain sentence without a secret. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
}

export interface Preparation {
  readonly sets: readonly MigrationSet[]
  readonly queues: readonly JobHandler[]
}

const postgresVersionMin = 150_000
const postgisVersionMin = [3, 3] as const

/** Prepares a server database through its owner's URL; the connection is closed at the end. */
export async function prepareServer(
  ownerUrl: string,
  preparation: Preparation,
  password: string | null,
): Promise<void> {
  const client = new Client({
    ...withSettings(connectionOf(ownerUrl)),
    options: '-c TimeZone=UTC -c statement_timeout=0',
  })
  try {
    await client.connect()
  } catch (error) {
    throw new DatabaseUnusable(`La base de données ne répond pas : ${reason(error)}.`, { cause: error })
  }
  const session: Session = {
    query: async (text, values) => toOutcome(await client.query(text, values === undefined ? undefined : [...values])),
  }
  try {
    await requireVersion(session)
    await requirePostgis(session)
    await ensureRole(session, password)
    await prepare(session, preparation)
  } finally {
    await client.end()
  }
}

/** Prepares the embedded database, whose one connection is its own owner. */
export async function prepareEmbedded(engine: Engine, preparation: Preparation): Promise<void> {
  await ensureRole(engine, null)
  await prepare(engine, preparation)
}

async function prepare(session: Session, { sets, queues }: Preparation): Promise<void> {
  await migrate(session, sets)
  await installJobs(session, queues)
}

/** Refuses a server older than what the migrations are written for. */
export async function requireVersion(session: Session): Promise<void> {
  const { rows } = await session.query(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as text`,
  )
  const version = rows[0] ?? {}
  if (Number(version['number']) < postgresVersionMin) {
    throw new DatabaseUnusable(
      `PostgreSQL ${String(version['text'])} est trop ancien : Socle demande la version 15 ou plus récente.`,
    )
  }
}

/** Refuses a server without PostGIS or with an old one; installs it in the database where it is only available. */
export async function requirePostgis(session: Session): Promise<void> {
  const { rows } = await session.query(`select
    (select extversion from pg_extension where extname = 'postgis') as installed,
    (select default_version from pg_available_extensions where name = 'postgis') as available`)
  const version = (rows[0]?.['installed'] ?? rows[0]?.['available'] ?? null) as string | null
  const [major, minor] = (version ?? '0.0').split('.').map(Number)
  const [majorMin, minorMin] = postgisVersionMin
  if (version === null)
    throw new DatabaseUnusable('PostGIS manque sur ce serveur PostgreSQL : installez PostGIS 3.3 ou plus récent.')
  if ((major ?? 0) < majorMin || (major === majorMin && (minor ?? 0) < minorMin)) {
    throw new DatabaseUnusable(`PostGIS ${version} est trop ancien : Socle demande la version 3.3 ou plus récente.`)
  }
  await createExtension(session, 'postgis')
  await createExtension(session, 'btree_gist')
}

async function createExtension(session: Session, name: 'postgis' | 'btree_gist'): Promise<void> {
  try {
    await session.query(`create extension if not exists ${name}`)
  } catch (error) {
    throw new DatabaseUnusable(`L’extension ${name} n’a pas pu être installée : ${reason(error)}.`, { cause: error })
  }
}

/**
 * Makes sure that the application role exists, owns nothing and may connect. Roles belong to the whole server: another
 * database of it may be preparing the same one at this moment, hence the second try.
 */
async function ensureRole(session: Session, password: string | null): Promise<void> {
  const statement = `do $role$ begin
    if not exists (select from pg_roles where rolname = '${applicationRole}') then
      create role ${applicationRole} ${password === null ? 'nologin' : 'login'};
    end if;
  end $role$`
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.query(statement)
      if (password !== null)
        await session.query(`alter role ${applicationRole} login password ${escapeLiteral(password)}`)
      break
    } catch (error) {
      if (attempt >= 5) throw error
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt))
    }
  }
  const { rows } = await session.query('select current_database() as name')
  const database = escapeIdentifier(String(rows[0]?.['name']))
  await session.query(`revoke create, temporary on database ${database} from public`)
  await session.query(`grant connect on database ${database} to ${applicationRole}`)
}

/** What a database or its driver said, without an address that may hold a password. */
export function reason(error: unknown): string {
  const root = error instanceof Problem ? error.cause : error
  const message =
    root instanceof Error ? root.message || String((root as Error & { code?: string }).code) : String(root)
  return message.replaceAll(/postgres(ql)?:\/\/\S+/g, '…')
}
