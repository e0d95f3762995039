// Finds, on this machine, PostgreSQL programs that can carry Socle: version 15 or later, with PostGIS 3.3 or later and btree_gist.
import { execFile } from 'node:child_process'
import { access, constants, readdir, readFile, realpath } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const majorMin = 15
const postgisMin = [3, 3] as const
const versionTimeoutMs = 10_000

export interface PostgresBinaries {
  /** Absolute folder that holds `initdb` and `postgres`. */
  readonly binDir: string
  readonly major: number
  readonly version: string
  readonly postgisVersion: string
}

export type BinariesSearch =
  | { readonly kind: 'found'; readonly binaries: PostgresBinaries }
  | { readonly kind: 'missing'; readonly reason: string }

export interface SearchPlace {
  readonly path: string | undefined
  readonly major?: number
  /** Where Debian keeps its versions; only tests look elsewhere. */
  readonly debianRoot?: string
}

/**
 * Looks on PATH, then in Debian's folders from the highest version down; the first complete set wins.
 * With `major`, only that version will do: an existing data folder can be opened by no other.
 */
export async function findBinaries(where: SearchPlace): Promise<BinariesSearch> {
  const reasons: string[] = []
  for (const binDir of await listCandidates(where.path, where.debianRoot ?? '/usr/lib/postgresql')) {
    const seen = await inspect(binDir)
    if (seen.kind === 'missing') reasons.push(seen.reason)
    else if (where.major === undefined || seen.binaries.major === where.major) return seen
  }
  if (where.major !== undefined) {
    return {
      kind: 'missing',
      reason: `Les données existantes demandent PostgreSQL ${where.major} avec PostGIS, introuvable sur cette machine.`,
    }
  }
  return { kind: 'missing', reason: reasons[0] ?? 'PostgreSQL n’est pas installé sur cette machine.' }
}

async function listCandidates(path: string | undefined, debianRoot: string): Promise<readonly string[]> {
  const onPath = (path ?? '').split(':').filter((folder) => folder.startsWith('/'))
  const versions = (await namesIn(debianRoot))
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(b) - Number(a))
  const folders = [...onPath, ...versions.map((version) => join(debianRoot, version, 'bin'))]
  const homes = await Promise.all(folders.map(findHome))
  return [...new Set(homes.filter((home) => home !== undefined))]
}

/** The real folder behind symbolic links, since the other programs (pg_dump, pg_config) lie there. */
async function findHome(folder: string): Promise<string | undefined> {
  if (!(await holdsPrograms(folder))) return undefined
  const home = dirname(await realpath(join(folder, 'postgres')))
  return (await holdsPrograms(home)) ? home : folder
}

async function holdsPrograms(folder: string): Promise<boolean> {
  return (await isExecutable(join(folder, 'postgres'))) && (await isExecutable(join(folder, 'initdb')))
}

async function inspect(binDir: string): Promise<BinariesSearch> {
  const version = await readVersion(binDir)
  const major = Number.parseInt(version ?? '', 10)
  if (version === undefined || Number.isNaN(major)) {
    return { kind: 'missing', reason: `Le programme ${join(binDir, 'postgres')} ne s’exécute pas.` }
  }
  if (major < majorMin) {
    return {
      kind: 'missing',
      reason: `PostgreSQL ${version} est installé, Socle demande la version ${majorMin} ou plus récente.`,
    }
  }
  const folder = await findExtensionFolder(binDir, major)
  const postgisVersion = folder === undefined ? undefined : await readExtensionVersion(folder, 'postgis')
  if (folder === undefined || postgisVersion === undefined) {
    return { kind: 'missing', reason: `PostgreSQL ${version} est installé sans son extension PostGIS.` }
  }
  if (!isRecentPostgis(postgisVersion)) {
    return {
      kind: 'missing',
      reason: `PostGIS ${postgisVersion} est installé, Socle demande la version ${postgisMin.join('.')} ou plus récente.`,
    }
  }
  if ((await readExtensionVersion(folder, 'btree_gist')) === undefined) {
    return {
      kind: 'missing',
      reason: `PostgreSQL ${version} est installé sans son extension btree_gist (paquet « contrib »).`,
    }
  }
  return { kind: 'found', binaries: { binDir, major, version, postgisVersion } }
}

/** `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` → `15.18`; undefined when the program cannot run. */
async function readVersion(binDir: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(join(binDir, 'postgres'), ['--version'], { timeout: versionTimeoutMs, cwd: '/' })
    return /\(PostgreSQL\) (\d+[\w.]*)/.exec(stdout)?.[1]
  } catch {
    return undefined // A program that cannot say its version is reported as one that does not run.
  }
}

function isRecentPostgis(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return major > postgisMin[0] || (major === postgisMin[0] && minor >= postgisMin[1])
}

/** Debian separates programs and shared files; elsewhere `pg_config` or the usual neighbours of `bin` know. */
async function findExtensionFolder(binDir: string, major: number): Promise<string | undefined> {
  const shares = [
    await askShareFolder(binDir),
    `/usr/share/postgresql/${major}`,
    resolve(binDir, '../share/postgresql'),
    resolve(binDir, '../share/pgsql'),
    resolve(binDir, '../share'),
  ]
  for (const share of shares) {
    if (share !== undefined && (await namesIn(join(share, 'extension'))).includes('plpgsql.control'))
      return join(share, 'extension')
  }
  return undefined
}

async function askShareFolder(binDir: string): Promise<string | undefined> {
  try {
    return (await run(join(binDir, 'pg_config'), ['--sharedir'], { timeout: versionTimeoutMs, cwd: '/' })).stdout.trim()
  } catch {
    return undefined // Many packagings ship pg_config apart: the usual places are then tried.
  }
}

async function readExtensionVersion(folder: string, extension: string): Promise<string | undefined> {
  try {
    const control = await readFile(join(folder, `${extension}.control`), 'utf8')
    return /^\s*default_version\s*=\s*'([^']+)'/m.exec(control)?.[1]
  } catch {
    return undefined // No control file: the extension is not installed.
  }
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}
