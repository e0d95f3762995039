// From configuration to a prepared database: which engine, its preparation by the owner, the application's connection.
import { existsSync } from 'node:fs'
import { access, constants, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from './config.ts'
import { createDatabase } from './database/database.ts'
import type { Database } from './database/database.ts'
import type { Engine } from './database/engine.ts'
import { lockFolder } from './database/folder-lock.ts'
import { findNative, findRunningCluster, hasNativeData, startNativeCluster } from './database/native-cluster.ts'
import { DatabaseUnusable, prepareEmbedded, prepareServer, reason } from './database/owner.ts'
import type { Preparation } from './database/owner.ts'
import { connectionOf, openPostgres } from './database/postgres-engine.ts'
import type { Log } from './log.ts'
import { applicationPassword, readOrCreateSecret } from './secrets.ts'

export interface OpenedDatabase {
  readonly database: Database
  readonly secret: string
  /** The owner's URL; null for the embedded database. */
  readonly ownerUrl: string | null
  /** What a person should know about the choice of engine; null when there is nothing to say. */
  readonly notice: string | null
  /** Resolves with a sentence when a database of our own ends without our asking. */
  readonly died: Promise<string>
  readonly close: () => Promise<void>
}

/** An external server or the embedded database: whether they live is seen when they are asked. */
const never = new Promise<string>(() => undefined)

export interface OpenOptions {
  readonly log: Log
  /** For the command line: join the private database of a server that is running instead of refusing. */
  readonly besideServer: boolean
}

/** Opens the configured database, brings it up to date and connects as the application. */
export async function openDatabase(
  config: Config,
  preparation: Preparation,
  { log, besideServer }: OpenOptions,
): Promise<OpenedDatabase> {
  if (besideServer && config.database_url === null) requireDataIn(config.data_dir)
  await requireFolder(config.data_dir)
  const secret = config.secret ?? (await readOrCreateSecret(config.data_dir))
  if (config.database_url !== null)
    return openServer({ config, preparation, log, secret, ownerUrl: config.database_url, kind: 'external' })
  const running = await findRunningCluster(config.data_dir)
  if (besideServer && running !== undefined) {
    return openServer({ config, preparation, log, secret, ownerUrl: running, kind: 'native' })
  }
  const native = await chooseNative(config)
  if (native.reason !== null) return openEmbedded({ config, preparation, secret, notice: native.reason })
  const cluster = await startNativeCluster({ dataDir: config.data_dir, log })
  try {
    const opened = await openServer({ config, preparation, log, secret, ownerUrl: cluster.ownerUrl, kind: 'native' })
    return {
      ...opened,
      died: cluster.died,
      close: () =>
        closeBoth(
          () => opened.close(),
          () => cluster.stop(),
        ),
    }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

/** A command looks at data; it does not make an empty database where there is none. */
function requireDataIn(path: string): void {
  if (hasNativeData(path) || existsSync(join(path, 'pglite'))) return
  throw new DatabaseUnusable(
    `Aucune base de données dans ${path} : lancez d’abord npm start, ou indiquez SOCLE_DATA_DIR ou DATABASE_URL.`,
  )
}

async function requireFolder(path: string): Promise<void> {
  try {
    await makeFolder(path)
  } catch (error) {
    throw new DatabaseUnusable(`Le dossier de données ${path} ne peut pas être créé ou écrit.`, { cause: error })
  }
}

/** Node's own recursive mkdir never answers below a folder such as /proc, which exists but takes no children. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return access(path, constants.W_OK)
  if (!existsSync(dirname(path))) await makeFolder(dirname(path))
  await mkdir(path)
}

/** An existing data folder decides; then the wish of the configuration; then what the machine has. */
async function chooseNative(config: Config): Promise<{ readonly reason: string | null }> {
  const hasEmbedded = existsSync(join(config.data_dir, 'pglite'))
  const hasNative = hasNativeData(config.data_dir)
  if (hasNative && config.database !== 'embedded') return { reason: null }
  if (hasEmbedded && config.database !== 'native')
    return { reason: 'Les données de ce dossier sont dans la base de démonstration (PGlite).' }
  if (config.database === 'embedded') return { reason: 'Base de démonstration (PGlite) demandée par SOCLE_DATABASE.' }
  const found = await findNative(config.data_dir)
  if (found.kind === 'found') return { reason: null }
  if (config.database === 'native') throw new DatabaseUnusable(found.reason)
  return { reason: `${found.reason} Socle emploie sa base de démonstration (PGlite) : pas de données réelles dedans.` }
}

interface ServerOptions {
  readonly config: Config
  readonly preparation: Preparation
  readonly log: Log
  readonly secret: string
  readonly ownerUrl: string
  readonly kind: 'external' | 'native'
}

async function openServer({
  config,
  preparation,
  log,
  secret,
  ownerUrl,
  kind,
}: ServerOptions): Promise<OpenedDatabase> {
  const given = config.app_database_url
  const password = applicationPassword(secret)
  await prepareServer(ownerUrl, preparation, given === null ? password : null)
  const connection = given === null ? { ...connectionOf(ownerUrl), user: 'socle_app', password } : connectionOf(given)
  const engine = openPostgres({ connection, kind, poolSize: config.pool_size, log })
  try {
    await requireHumbleRole(engine)
  } catch (error) {
    await engine.close()
    throw error
  }
  const database = createDatabase(engine)
  return { database, secret, ownerUrl, notice: null, died: never, close: () => database.close() }
}

/** The application must not be able to step over row level security, whatever URL it was given. */
async function requireHumbleRole(engine: Engine): Promise<void> {
  const { rows } = await engine
    .query(`select current_user as name, rolsuper or rolbypassrls as mighty from pg_roles where rolname = current_user`)
    .catch((error: unknown) => {
      throw new DatabaseUnusable(`L’application ne peut pas se connecter à sa base de données : ${reason(error)}.`, {
        cause: error,
      })
    })
  const role = rows[0] ?? {}
  if (role['mighty'] === true) {
    throw new DatabaseUnusable(
      `Le rôle ${String(role['name'])} de l’application peut contourner l’isolation : employez socle_app.`,
    )
  }
}

interface EmbeddedOptions {
  readonly config: Config
  readonly preparation: Preparation
  readonly secret: string
  readonly notice: string
}

async function openEmbedded({ config, preparation, secret, notice }: EmbeddedOptions): Promise<OpenedDatabase> {
  const { openPglite } = await import('./database/pglite-engine.ts')
  const lock = await lockFolder(config.data_dir)
  try {
    const engine = await openPglite(join(config.data_dir, 'pglite'))
    await prepareEmbedded(engine, preparation)
    const database = createDatabase(engine)
    return {
      database,
      secret,
      ownerUrl: null,
      notice,
      died: never,
      close: () =>
        closeBoth(
          () => database.close(),
          () => lock.release(),
        ),
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** Closes the second even when the first fails. */
async function closeBoth(first: () => Promise<void>, second: () => Promise<void>): Promise<void> {
  try {
    await first()
  } finally {
    await second()
  }
}
