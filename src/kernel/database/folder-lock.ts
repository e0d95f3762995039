// One Socle per data folder: a lock file that names its holder by process id and start time, so that a crash leaves no lock behind.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const lockFileName = 'socle.lock'
const attemptsMax = 250
const attemptPauseMs = 20

export interface FolderLock {
  release(): Promise<void>
}

/** Another live Socle holds the folder; the message is a sentence for the person who started this one. */
export class FolderBusy extends Error {
  override readonly name = 'FolderBusy'
}

interface Holder {
  readonly pid: number
  readonly started: string
}

/** Takes the folder or throws FolderBusy. The lock of a process that died (kill -9, power cut) is taken over. */
export async function lockFolder(dataDir: string): Promise<FolderLock> {
  const path = join(dataDir, lockFileName)
  const me: Holder = { pid: process.pid, started: startOf(process.pid) ?? '' }
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    if (await createLock(path, me)) return keepLock(path, me)
    const holder = await readHolder(path)
    if (holder !== undefined && isAlive(holder)) throw new FolderBusy(busySentence(dataDir, holder))
    await removeStale(path, me)
    await sleep(attemptPauseMs)
  }
  throw new FolderBusy(`Le verrou ${path} ne peut pas être pris : supprimez ce fichier si aucun Socle ne tourne.`)
}

/** The process that holds the folder now, if it is alive. */
export async function findHolder(dataDir: string): Promise<number | undefined> {
  const holder = await readHolder(join(dataDir, lockFileName))
  return holder !== undefined && isAlive(holder) ? holder.pid : undefined
}

function busySentence(dataDir: string, holder: Holder): string {
  return (
    `Un autre Socle (processus ${holder.pid}) utilise déjà le dossier ${dataDir} : ` +
    'arrêtez-le, ou indiquez un autre dossier par SOCLE_DATA_DIR.'
  )
}

function keepLock(path: string, me: Holder): FolderLock {
  const releaseAtExit = (): void => {
    rmSync(path, { force: true })
  }
  process.once('exit', releaseAtExit)
  return {
    release: async () => {
      process.off('exit', releaseAtExit)
      const holder = await readHolder(path)
      if (holder?.pid === me.pid && holder.started === me.started) await rm(path, { force: true })
    },
  }
}

/** Exclusive creation is the one atomic step that every file system offers. */
async function createLock(path: string, me: Holder): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o644)
    try {
      await file.writeFile(JSON.stringify(me))
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/**
 * Removes a dead holder's lock. A second lock guards the removal: without it, two starts that both saw the dead holder
 * could remove each other's fresh lock.
 */
async function removeStale(path: string, me: Holder): Promise<void> {
  const guard = `${path}.takeover`
  if (!(await createLock(guard, me))) {
    const remover = await readSettledHolder(guard)
    if (remover === undefined || !isAlive(remover)) await rm(guard, { force: true })
    return
  }
  try {
    const holder = await readSettledHolder(path)
    if (holder === undefined || !isAlive(holder)) await rm(path, { force: true })
  } finally {
    await rm(guard, { force: true })
  }
}

/** A lock that was just created may not have its content yet: an unreadable one is looked at again before it is called dead. */
async function readSettledHolder(path: string): Promise<Holder | undefined> {
  const holder = await readHolder(path)
  if (holder !== undefined) return holder
  await sleep(attemptPauseMs * 10)
  return readHolder(path)
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(path, 'utf8'))
    return isHolder(holder) ? holder : undefined
  } catch {
    return undefined // Absent or half-written: nobody can be named as its holder.
  }
}

function isHolder(value: unknown): value is Holder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    Number.isInteger(value.pid) &&
    'started' in value &&
    typeof value.started === 'string'
  )
}

function isAlive(holder: Holder): boolean {
  return startOf(holder.pid) === holder.started
}

/** When the process started, in a form that no later process with the same id can share; undefined when there is none. */
export function startOf(pid: number): string | undefined {
  return existsSync('/proc/self/stat') ? startFromProc(pid) : startFromPs(pid)
}

function startFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in parentheses and may hold spaces: count from the last parenthesis.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const isDead = fields[0] === 'Z' || fields[0] === 'X'
    return isDead ? undefined : `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`
  } catch {
    return undefined // The kernel lists no such process.
  }
}

function startFromPs(pid: number): string | undefined {
  try {
    const started = execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { LC_ALL: 'C' },
    }).trim()
    return started === '' ? undefined : started
  } catch {
    return undefined // ps answers 1 when there is no such process.
  }
}
