// The private PostgreSQL that Socle starts by itself from the programs found on the machine, its data under SOCLE_DATA_DIR.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, lchown, mkdir, mkdtemp, open, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { findHolder, lockFolder } from './folder-lock.ts'
import type { FolderLock } from './folder-lock.ts'
import { chooseAccount, findBarrier } from './native-account.ts'
import type { Account } from './native-account.ts'
import { launch, programEnv, readComplaints, readPidFile, stopSurvivor, waitReady } from './native-process.ts'
import type { PostgresProcess } from './native-process.ts'
import * as settings from './native-settings.ts'
import { findBinaries } from './postgres-binaries.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'

const logBytesMax = 16 * 1024 * 1024
const orphanAttemptsMax = 40
const orphanPauseMs = 250
const extensions = ['postgis', 'btree_gist'] as const

/** The least a log must offer; pino's does. */
export interface ClusterLog {
  info(message: string): void
  warn(message: string): void
}

export interface NativeOptions {
  readonly dataDir: string
  readonly log: ClusterLog
  /** Settings beyond ours; only throw-away test clusters use it. */
  readonly extraSettings?: Readonly<Record<string, string>>
}

export interface NativeCluster {
  readonly ownerUrl: string
  /** Resolves with a sentence if PostgreSQL ends without our asking; never rejects. */
  readonly died: Promise<string>
  stop(): Promise<void>
}

export type NativeSearch =
  | {
      readonly kind: 'found'
      readonly binaries: PostgresBinaries
      readonly ownName: string
      readonly switchTo?: Account
    }
  | { readonly kind: 'missing'; readonly reason: string }

/** The cluster could not be started; the message is one sentence for the operator, without a secret. */
export class NativeClusterFailure extends Error {
  override readonly name = 'NativeClusterFailure'
}

interface Place {
  readonly dataDir: string
  readonly pgData: string
  readonly settingsDir: string
  readonly logFile: string
  readonly account: Account | undefined
  readonly ownName: string
  readonly binaries: PostgresBinaries
}

/** Whether a native cluster already lives in this folder: it then decides, and no other engine may replace it in silence. */
export function hasNativeData(dataDir: string): boolean {
  return existsSync(join(dataDir, 'postgres', 'PG_VERSION'))
}

/** Whether this machine, this account and this folder can carry a private PostgreSQL. Changes nothing. */
export async function findNative(dataDir: string, path = process.env['PATH']): Promise<NativeSearch> {
  if (process.platform === 'win32')
    return { kind: 'missing', reason: 'Sous Windows, Socle n’a pas de PostgreSQL privé : donnez DATABASE_URL.' }
  const folder = resolve(dataDir)
  const major = await readDataMajor(folder)
  const found = await findBinaries({ path, ...(major === undefined ? {} : { major }) })
  if (found.kind === 'missing') return found
  const choice = await chooseAccount(folder)
  if (choice.kind === 'impossible') return { kind: 'missing', reason: choice.reason }
  const { ownName, switchTo } = choice
  if (switchTo === undefined) return { kind: 'found', binaries: found.binaries, ownName }
  const barrier = (await findBarrier(switchTo, folder)) ?? (await findBarrier(switchTo, found.binaries.binDir))
  if (barrier !== undefined) return { kind: 'missing', reason: barrierSentence(barrier, switchTo) }
  return { kind: 'found', binaries: found.binaries, ownName, switchTo }
}

function barrierSentence(barrier: string, account: Account): string {
  return (
    `PostgreSQL tournerait sous le compte « ${account.name} », qui n’a pas accès au dossier ${barrier} : ` +
    'placez Socle ailleurs (par exemple sous /srv) ou indiquez un dossier accessible par SOCLE_DATA_DIR.'
  )
}

async function readDataMajor(dataDir: string): Promise<number | undefined> {
  const text = await readFile(join(dataDir, 'postgres', 'PG_VERSION'), 'utf8').catch(() => '')
  const major = Number.parseInt(text, 10)
  return Number.isNaN(major) ? undefined : major
}

/**
 * Starts the cluster of this folder, creating it the first time, on the same data after any kind of crash.
 * Throws FolderBusy when another live Socle holds the folder, NativeClusterFailure for everything else that is foreseeable.
 */
export async function startNativeCluster(options: NativeOptions): Promise<NativeCluster> {
  await makeDataDir(options.dataDir)
  const dataDir = await realpath(options.dataDir)
  const lock = await takeFolder(dataDir)
  try {
    const found = await findNative(dataDir)
    if (found.kind === 'missing') throw new NativeClusterFailure(found.reason)
    const place = placeOf(dataDir, found)
    if (!hasNativeData(dataDir)) await initialise(place, options.log)
    const running = await startOnData(place, options)
    return {
      ownerUrl: settings.ownerUrl(running.socketDir, settings.databaseName),
      died: running.died,
      stop: async () => {
        await running.stop()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

/** The address of the cluster that another live Socle runs on this folder: for the command line beside a running server. */
export async function findRunningCluster(dataDir: string): Promise<string | undefined> {
  const folder = resolve(dataDir)
  if ((await findHolder(folder)) === undefined) return undefined
  const pidFile = await readPidFile(join(folder, 'postgres'))
  return pidFile === undefined ? undefined : settings.ownerUrl(pidFile.socketDir, settings.databaseName)
}

function placeOf(dataDir: string, found: NativeSearch & { readonly kind: 'found' }): Place {
  return {
    dataDir,
    pgData: join(dataDir, 'postgres'),
    settingsDir: join(dataDir, 'postgres-settings'),
    logFile: join(dataDir, 'postgres.log'),
    account: found.switchTo,
    ownName: found.ownName,
    binaries: found.binaries,
  }
}

/** A folder that we make as root must let the unprivileged account through; its secrets have modes of their own. */
async function makeDataDir(dataDir: string): Promise<void> {
  try {
    const made = await mkdir(dataDir, { recursive: true })
    if (made !== undefined && process.getuid?.() === 0) await chmod(dataDir, 0o711)
  } catch (error) {
    throw new NativeClusterFailure(`Le dossier ${dataDir} ne peut pas être créé : ${messageOf(error)}`, {
      cause: error,
    })
  }
}

async function takeFolder(dataDir: string): Promise<FolderLock> {
  try {
    return await lockFolder(dataDir)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw new NativeClusterFailure(`Le dossier ${dataDir} n’est pas accessible en écriture : ${error.message}`, {
      cause: error,
    })
  }
}

/** Runs initdb beside, then renames: a first start that is killed leaves nothing that looks like data. */
async function initialise(place: Place, log: ClusterLog): Promise<void> {
  log.info(
    `Création de la base de données (PostgreSQL ${place.binaries.version}, PostGIS ${place.binaries.postgisVersion}).`,
  )
  const draft = `${place.pgData}.new`
  await rm(draft, { recursive: true, force: true })
  await makePrivateDir(draft, place.account)
  await runInitdb(place, draft)
  try {
    await rename(draft, place.pgData)
  } catch (error) {
    throw new NativeClusterFailure(`Le dossier ${place.pgData} contient autre chose qu’une base PostgreSQL.`, {
      cause: error,
    })
  }
  const parent = await open(place.dataDir, 'r')
  try {
    await parent.sync()
  } finally {
    await parent.close()
  }
}

async function runInitdb(place: Place, folder: string): Promise<void> {
  const locale =
    place.binaries.major >= 17
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale=C.UTF-8']
  const access = [`--username=${settings.ownerRole}`, '--auth-local=peer', '--auth-host=reject']
  const args = ['-D', folder, '--encoding=UTF8', ...locale, '--data-checksums', '--no-instructions', ...access]
  const child = spawn(join(place.binaries.binDir, 'initdb'), args, {
    ...(place.account === undefined ? {} : { uid: place.account.uid, gid: place.account.gid }),
    cwd: '/',
    env: programEnv(),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2_000)))
  const code = await new Promise<number | null>((done, fail) => child.once('close', done).once('error', fail))
  if (code !== 0) throw new NativeClusterFailure(`La base de données n’a pas pu être créée : ${lastLine(complaint)}`)
}

interface Running {
  readonly socketDir: string
  readonly died: Promise<string>
  stop(): Promise<void>
}

async function startOnData(place: Place, options: NativeOptions): Promise<Running> {
  const before = await readPidFile(place.pgData)
  if (!(await stopSurvivor(place.pgData))) {
    throw new NativeClusterFailure(
      `Un ancien PostgreSQL (processus ${before?.pid}) tient encore ${place.pgData} et ne s’arrête pas.`,
    )
  }
  if (before !== undefined && settings.isTemporarySocketDir(before.socketDir))
    await rm(before.socketDir, { recursive: true, force: true })
  await writeSettings(place)
  await rotateLog(place.logFile)
  const socketDir = await makeSocketDir(place)
  const paths = { pgData: place.pgData, settingsDir: place.settingsDir, socketDir, extra: options.extraSettings ?? {} }
  const postgres = await launchUntilReady(place, settings.postgresArguments(paths), socketDir, options.log).catch(
    async (error: unknown) => {
      await rm(socketDir, { recursive: true, force: true })
      throw error
    },
  )
  let isStopping = false
  const stop = async (): Promise<void> => {
    isStopping = true
    await postgres.stop()
    await rm(socketDir, { recursive: true, force: true })
  }
  try {
    await ensureDatabase(socketDir)
  } catch (error) {
    await stop()
    throw error
  }
  const died = postgres.exited.then(() =>
    isStopping
      ? Promise.withResolvers<string>().promise
      : `PostgreSQL s’est arrêté de lui-même ; voir ${place.logFile}.`,
  )
  return { socketDir, died, stop }
}

/**
 * After kill -9 of postgres alone its children may live a moment longer on the old shared memory; postgres then refuses to
 * start, rightly, and is asked again until they are gone.
 */
async function launchUntilReady(
  place: Place,
  args: readonly string[],
  socketDir: string,
  log: ClusterLog,
): Promise<PostgresProcess> {
  const program = join(place.binaries.binDir, 'postgres')
  const onSlow = (): void =>
    log.info('PostgreSQL relit son journal après un arrêt brutal ; cela peut prendre quelques minutes.')
  for (let attempt = 1; ; attempt += 1) {
    const offset = await sizeOf(place.logFile)
    const postgres = await launch({ program, args, account: place.account, logFile: place.logFile })
    const outcome = await waitReady(postgres, settings.ownerUrl(socketDir, 'postgres'), onSlow)
    if (outcome === 'ready') return postgres
    if (outcome === 'late') {
      await postgres.stop()
      throw new NativeClusterFailure(`PostgreSQL n’a pas répondu à temps (voir ${place.logFile}).`)
    }
    // Children of a killed postmaster write into the same log: the reason of this start need not be its last line.
    const complaints = await readComplaints(place.logFile, offset)
    const hasOrphans = complaints.some((one) => one.includes('shared memory block'))
    if (!hasOrphans || attempt === orphanAttemptsMax) {
      throw new NativeClusterFailure(
        `PostgreSQL n’a pas démarré : ${complaints.at(-1) ?? 'sans un mot'} (voir ${place.logFile}).`,
      )
    }
    await sleep(orphanPauseMs)
  }
}

/** These files belong to us, not to PostgreSQL's account: root writes nothing inside a folder that another account controls. */
async function writeSettings(place: Place): Promise<void> {
  await mkdir(place.settingsDir, { recursive: true })
  await chmod(place.settingsDir, 0o755)
  const files = {
    'postgresql.conf': settings.postgresqlConf(place.pgData),
    'pg_hba.conf': settings.hostRules(),
    'pg_ident.conf': settings.accountMap(place.ownName),
  }
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(place.settingsDir, name), text)
    await chmod(join(place.settingsDir, name), 0o644)
  }
}

async function makeSocketDir(place: Place): Promise<string> {
  const choice = settings.chooseSocketPlace(place.dataDir)
  if (choice.kind === 'fixed') {
    await rm(choice.path, { recursive: true, force: true })
    await makePrivateDir(choice.path, place.account)
    return choice.path
  }
  const made = await mkdtemp(choice.prefix)
  if (place.account !== undefined) await lchown(made, place.account.uid, place.account.gid)
  return made
}

async function makePrivateDir(path: string, account: Account | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 })
  if (account !== undefined) await lchown(path, account.uid, account.gid)
}

async function rotateLog(logFile: string): Promise<void> {
  if ((await sizeOf(logFile)) > logBytesMax) await rename(logFile, `${logFile}.1`)
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    (stats) => stats.size,
    () => 0,
  )
}

/** The database and its extensions are made by the superuser once; a first start cut in between is completed here. */
async function ensureDatabase(socketDir: string): Promise<void> {
  await withClient(settings.ownerUrl(socketDir, 'postgres'), async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [settings.databaseName])
    if (rowCount === 0) await client.query(`create database ${settings.databaseName}`)
  })
  await withClient(settings.ownerUrl(socketDir, settings.databaseName), async (client) => {
    for (const extension of extensions) await client.query(`create extension if not exists ${extension}`)
  })
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
