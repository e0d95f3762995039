// The life of one private postgres process: start, wait, stop, and what an earlier Socle may have left running.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { constants, readFileSync, readlinkSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { startOf } from './folder-lock.ts'
import type { Account } from './native-account.ts'

const pollMs = 50
const fastShutdownMs = 7_000
const immediateShutdownMs = 2_000
/** Reading back the journal after a crash may take minutes on a slow disk. */
const readyTimeoutMs = 300_000
const connectTimeoutMs = 2_000
const logTailBytesMax = 65_536

export interface PostgresProcess {
  readonly pid: number
  /** Settles when the process is gone, with or without our asking. */
  readonly exited: Promise<void>
  /** Fast shutdown: open transactions roll back. Done within 9 seconds. */
  stop(): Promise<void>
}

export interface Launch {
  readonly program: string
  readonly args: readonly string[]
  readonly account: Account | undefined
  readonly logFile: string
}

/** The environment of PostgreSQL's programs: none of our secrets, none of the PG* variables that would change their meaning. */
export function programEnv(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH'].map((name) => [name, process.env[name]] as const)
  return { ...Object.fromEntries(kept.filter(([, value]) => value !== undefined)), LC_ALL: 'C', TZ: 'UTC' }
}

/**
 * Starts postgres in a session of its own: a Ctrl-C in the terminal reaches only Node, which first drains its requests. Should
 * Node end without stopping it (an uncaught error), the exit hook still asks for a fast shutdown.
 */
export async function launch(input: Launch): Promise<PostgresProcess> {
  const log = await open(input.logFile, 'a', 0o640)
  try {
    const child = spawn(input.program, [...input.args], {
      ...(input.account === undefined ? {} : { uid: input.account.uid, gid: input.account.gid }),
      cwd: '/',
      env: programEnv(),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    })
    const exited = watchExit(child)
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
    child.unref()
    const { pid } = child
    if (pid === undefined) throw new Error('postgres has no process id')
    return { pid, exited, stop: () => stopChild(child, exited) }
  } finally {
    await log.close()
  }
}

async function watchExit(child: ChildProcess): Promise<void> {
  const stopAtExit = (): void => {
    child.kill('SIGINT')
  }
  process.once('exit', stopAtExit)
  await new Promise((resolve) => child.once('exit', resolve).once('error', resolve))
  process.off('exit', stopAtExit)
}

async function stopChild(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.ref()
  child.kill('SIGINT')
  if (await settlesWithin(exited, fastShutdownMs)) return
  child.kill('SIGQUIT') // Immediate: the next start reads the journal back, nothing committed is lost.
  if (await settlesWithin(exited, immediateShutdownMs)) return
  child.kill('SIGKILL')
  await exited
}

async function settlesWithin(promise: Promise<void>, ms: number): Promise<boolean> {
  const timer = new AbortController()
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false)
  const done = await Promise.race([promise.then(() => true), late])
  timer.abort()
  return done
}

/** Waits for the first accepted connection. Answers 'exited' when postgres gave up, 'late' after five minutes. */
export async function waitReady(
  postgres: PostgresProcess,
  url: string,
  onSlow: () => void,
): Promise<'ready' | 'exited' | 'late'> {
  let isGone = false
  void postgres.exited.then(() => (isGone = true))
  const begun = Date.now()
  let hasToldSlow = false
  while (Date.now() - begun < readyTimeoutMs) {
    if (await accepts(url)) return 'ready'
    if (isGone) return 'exited'
    if (!hasToldSlow && Date.now() - begun > connectTimeoutMs * 2) {
      hasToldSlow = true
      onSlow()
    }
    await sleep(pollMs)
  }
  return 'late'
}

async function accepts(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs })
  client.on('error', () => undefined) // The end of a refused connection may be reported twice; the answer below is enough.
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false // Not listening yet, or still reading its journal: asked again until it exits or time is up.
  }
}

export interface PidFile {
  readonly pid: number
  readonly socketDir: string
}

/** What `postmaster.pid` says: line 1 the process, line 5 the folder of its socket. */
export async function readPidFile(pgData: string): Promise<PidFile | undefined> {
  const text = await readFile(join(pgData, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number.parseInt(lines[0] ?? '', 10)
  return Number.isInteger(pid) && pid > 0 ? { pid, socketDir: lines[4] ?? '' } : undefined
}

/**
 * Ends a postgres that outlived its Node (kill -9 of Node alone). Only a process that is provably a postgres of this very
 * folder is signalled: after a reboot the recorded number may belong to anybody. False when it would not end.
 */
export async function stopSurvivor(pgData: string): Promise<boolean> {
  const found = await readPidFile(pgData)
  if (found === undefined) return true
  if (startOf(found.pid) === undefined || !isPostgresOf(found.pid, pgData)) {
    await disownPidFile(pgData)
    return true
  }
  for (const [signal, ms] of [
    ['SIGINT', fastShutdownMs * 2],
    ['SIGQUIT', immediateShutdownMs * 2],
  ] as const) {
    process.kill(found.pid, signal)
    if (await isGoneWithin(found.pid, ms)) return true
  }
  return false
}

async function isGoneWithin(pid: number, ms: number): Promise<boolean> {
  const end = Date.now() + ms
  while (Date.now() < end) {
    if (startOf(pid) === undefined) return true
    await sleep(pollMs)
  }
  return false
}

function isPostgresOf(pid: number, pgData: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return basename(words[0] ?? '') === 'postgres' && (words.includes(pgData) || workingFolderOf(pid) === pgData)
  } catch {
    return true // No /proc on this system: pid and folder were written by postgres itself, and we hold the folder's lock.
  }
}

function workingFolderOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined // Another account's process does not show its folder.
  }
}

/**
 * The number in postmaster.pid was given to another program, or to a dead process that nobody has buried (a container whose
 * first process does not reap): postgres would refuse to start for ever. It ignores a file that names its own parent, so ours
 * is written there; the rest stays, and with it postgres's own check for surviving children.
 */
async function disownPidFile(pgData: string): Promise<void> {
  const file = await open(join(pgData, 'postmaster.pid'), constants.O_RDWR | constants.O_NOFOLLOW)
  try {
    const lines = (await file.readFile('utf8')).split('\n')
    await file.truncate(0)
    await file.write([String(process.pid), ...lines.slice(1)].join('\n'), 0)
  } finally {
    await file.close()
  }
}

/** The serious lines that postgres wrote after `offset`, oldest first. */
export async function readComplaints(logFile: string, offset: number): Promise<readonly string[]> {
  const file = await open(logFile, 'r')
  try {
    const { size } = await file.stat()
    const start = Math.max(offset, size - logTailBytesMax)
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(Math.max(0, size - start)),
      0,
      Math.max(0, size - start),
      start,
    )
    const complaints = buffer.toString('utf8', 0, bytesRead).matchAll(/(?:FATAL|PANIC|error):\s+(.*)/g)
    return [...complaints].map(([, sentence]) => sentence ?? '')
  } finally {
    await file.close()
  }
}
