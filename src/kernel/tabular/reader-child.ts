// Starts the reader process and watches it from outside: memory, time, cancellation, crash. It is always gone
// when this is disposed of, and its messages never end without a verdict.

import { type ChildProcess, spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { TableLimits } from './limits.ts'
import type { ReaderMessage, ReaderTask } from './reader-protocol.ts'
import { TableRefusal } from './table-refusal.ts'

export interface Reader extends AsyncDisposable {
  /** Every message of the reader. Throws the reason if it was stopped or crashed instead of ending. */
  messages(): AsyncGenerator<ReaderMessage>
}

interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Why the parent stopped the reader. Never reset: the first reason counts. */
interface Stop {
  error?: unknown
}

const heapMegabytesMax = 160
const rssWatchMs = 100
/** The largest row is 256 cells of 32 767 characters, escaped. */
const lineBytesMax = 64 * 1024 * 1024
const stderrCharactersMax = 4096
const lineFeed = 0x0a
const here = fileURLToPath(new URL('.', import.meta.url))
const readerPath = fileURLToPath(new URL('./reader-process.ts', import.meta.url))
const packagesPath = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
/** The reader parses hostile bytes: it may read its own code, and can neither write, start nor load anything else. */
const nodeOptions = [
  `--max-old-space-size=${heapMegabytesMax}`,
  '--max-semi-space-size=8',
  '--permission',
  `--allow-fs-read=${here}`,
  `--allow-fs-read=${packagesPath}`,
  // where the packages really lie, when their folder is a link
  `--allow-fs-read=${join(realpathSync(packagesPath), '/')}`,
]

/** Starts a reader on an open file. Its environment is empty: nothing to steal there. */
export function startReader(fileDescriptor: number, task: ReaderTask, signal: AbortSignal | undefined): Reader {
  const child = spawn(process.execPath, [...nodeOptions, readerPath], {
    stdio: [fileDescriptor, 'pipe', 'pipe', 'pipe'],
    env: {},
  })
  const [, stdout, stderr, taskPipe] = child.stdio as unknown as [null, Readable, Readable, Writable]
  const exited = exitOf(child)
  // Awaited by the verdict; until then a failed start must not count as unhandled.
  exited.catch(() => undefined)
  const stop: Stop = {}
  const kill = (error: unknown) => {
    stop.error ??= error
    child.kill('SIGKILL')
  }
  const watches = watch(child, task.limits, { kill, signal })
  const errors = collect(stderr)
  // A reader that dies early breaks this pipe; its exit tells the story.
  taskPipe.on('error', () => undefined)
  taskPipe.end(JSON.stringify(task))
  return {
    messages: () => readMessages(stdout, stop, async () => verdict(await exited, stop, errors)),
    [Symbol.asyncDispose]: async () => {
      watches.dispose()
      child.kill('SIGKILL')
      stdout.destroy()
      await exited.catch(() => undefined)
    },
  }
}

async function* readMessages(
  stdout: Readable,
  stop: Stop,
  verdict: () => Promise<void>,
): AsyncGenerator<ReaderMessage> {
  for await (const line of lines(stdout)) {
    if (stop.error !== undefined) break
    yield JSON.parse(line) as ReaderMessage
  }
  await verdict()
}

/** Splits at line feeds. What stands behind the last one is a line cut by the reader's end: the verdict tells. */
async function* lines(stdout: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = []
  let bytes = 0
  for await (const chunk of stdout) {
    let start = 0
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      parts.push(chunk.subarray(start, end))
      yield Buffer.concat(parts).toString('utf8')
      parts = []
      bytes = 0
      start = end + 1
    }
    if (start < chunk.length) parts.push(chunk.subarray(start))
    bytes += chunk.length - start
    if (bytes > lineBytesMax) throw new TableRefusal('READER_FAILED', { cause: 'line too long' })
  }
}

/** Resolves when the reader ended by itself and well. */
function verdict(exit: Exit, stop: Stop, errors: { readonly text: string }): void {
  if (stop.error !== undefined) throw stop.error
  if (exit.code === 0) return
  const outOfMemory =
    errors.text.includes('heap out of memory') || errors.text.includes('Array buffer allocation failed')
  if (outOfMemory) throw new TableRefusal('FILE_TOO_LARGE_INFLATED', { memory: 'heap' })
  throw new TableRefusal('READER_FAILED', { exit: exit.code ?? exit.signal ?? '', cause: errors.text })
}

function watch(
  child: ChildProcess,
  limits: TableLimits,
  on: { readonly kill: (error: unknown) => void; readonly signal: AbortSignal | undefined },
) {
  const tooSlow = () => on.kill(new TableRefusal('TIMEOUT', { wall_ms: limits.wall_ms }))
  const tooLarge = () => on.kill(new TableRefusal('FILE_TOO_LARGE_INFLATED', { memory: 'watched' }))
  const timer = setTimeout(tooSlow, limits.wall_ms)
  const poll = setInterval(() => {
    void residentBytes(child.pid).then((bytes) => bytes > limits.reader_rss_bytes_max && tooLarge())
  }, rssWatchMs)
  const abort = () => on.kill(on.signal?.reason)
  on.signal?.addEventListener('abort', abort, { once: true })
  return {
    dispose: () => {
      clearTimeout(timer)
      clearInterval(poll)
      on.signal?.removeEventListener('abort', abort)
    },
  }
}

/** Resident memory of a process; 0 where the system does not tell (the reader also watches itself). */
async function residentBytes(pid: number | undefined): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
  } catch {
    // Ended between two looks, or a system without /proc.
    return 0
  }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

function collect(stderr: Readable): { readonly text: string } {
  const collected = { text: '' }
  stderr.setEncoding('utf8')
  stderr.on('data', (piece: string) => {
    collected.text = (collected.text + piece).slice(0, stderrCharactersMax)
  })
  return collected
}
