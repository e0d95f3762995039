// Documents and charts for the rest of the server: a process of its own makes them, because a compilation blocks and the
// libraries are large. It starts with the first task and ends when there is nothing to do for a while.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chartSizeDefault } from '../chart/chart-sizes.ts'
import type { ChartSize } from '../chart/chart-sizes.ts'
import type { ChartSpec } from '../chart/chart-spec.ts'
import { Problem } from '../problem.ts'
import type { PaperTask, PictureTask, PressAnswer, PressTask } from './press-protocol.ts'

export interface Press {
  /** A typeset document: PDF/A-2a. Throws TYPESETTING_UNAVAILABLE, TYPESETTING_BUSY, DOCUMENT_TOO_LARGE or TOO_SLOW. */
  readonly paper: (task: PaperRequest) => Promise<Buffer>
  /** A chart as SVG text, from the specification the pages draw from. */
  readonly chart: (spec: ChartSpec, size?: ChartSize) => Promise<string>
  /** The same chart as PNG, with its legend: for letters and slides, which show no SVG. Throws like `paper`. */
  readonly picture: (request: PictureRequest) => Promise<Buffer>
  readonly close: () => Promise<void>
}

export type PictureRequest = Omit<PictureTask, 'kind'>

export type PaperRequest = Omit<PaperTask, 'kind' | 'charts' | 'page_count_max' | 'created_at'> &
  Partial<Pick<PaperTask, 'charts' | 'page_count_max' | 'created_at'>>

export interface PressLimits {
  readonly task_bytes_max: number
  readonly page_count_max: number
  /** Tasks under way and waiting; one more is refused. */
  readonly queue_max: number
  readonly task_ms_max: number
  readonly idle_ms_max: number
}

export const pressLimits: PressLimits = {
  task_bytes_max: 4 * 1024 * 1024,
  page_count_max: 60,
  queue_max: 16,
  task_ms_max: 20_000,
  idle_ms_max: 30_000,
}

const heapMegabytesMax = 256
const kernelPath = fileURLToPath(new URL('..', import.meta.url))
const packagesPath = fileURLToPath(new URL('../../../node_modules/', import.meta.url))
const processPath = fileURLToPath(new URL('./press-process.ts', import.meta.url))

/** Makes a press; nothing runs before the first task. */
export function createPress(limits: PressLimits = pressLimits): Press {
  let worker: ChildProcess | null = null
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  const rest = (): void => {
    worker?.kill('SIGKILL')
    worker = null
  }
  const run = async (task: PressTask): Promise<PressAnswer & { readonly ok: true }> => {
    clearTimeout(idle)
    if (worker === null || worker.exitCode !== null || worker.signalCode !== null) worker = startWorker()
    const answer = await perform(worker, task, limits.task_ms_max)
    idle = setTimeout(rest, limits.idle_ms_max).unref()
    return accepted(answer)
  }
  const enqueue = async (task: PressTask): Promise<Uint8Array | string> => {
    if (waiting >= limits.queue_max) throw busy()
    if (Buffer.byteLength(JSON.stringify(task)) > limits.task_bytes_max) throw tooLarge()
    waiting += 1
    const turn = last.then(() => run(task))
    last = turn.catch(() => undefined)
    try {
      return (await turn).result
    } finally {
      waiting -= 1
    }
  }
  return {
    paper: async (request) => {
      const created_at = Math.floor(Date.now() / 1000)
      const task = { charts: {}, page_count_max: limits.page_count_max, created_at, ...request, kind: 'paper' as const }
      return Buffer.from((await enqueue(task)) as Uint8Array)
    },
    chart: async (spec, size = chartSizeDefault) => (await enqueue({ kind: 'chart', spec, size })) as string,
    picture: async (request) => Buffer.from((await enqueue({ kind: 'picture', ...request })) as Uint8Array),
    close: async () => {
      clearTimeout(idle)
      rest()
      await last
    },
  }
}

/** The worker reads what it is sent, its own code and the packages: nothing else, and it has no environment. */
function startWorker(): ChildProcess {
  const readable = [kernelPath, packagesPath, realpathSync(packagesPath)].map((path) => `--allow-fs-read=${path}`)
  const worker = spawn(
    process.execPath,
    [
      `--max-old-space-size=${heapMegabytesMax}`,
      '--permission',
      '--allow-addons',
      '--disable-warning=SecurityWarning',
      ...readable,
      processPath,
    ],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced', env: {} },
  )
  // Alone, it keeps no process alive.
  worker.unref()
  worker.channel?.unref()
  return worker
}

/** Sends a task and waits for its answer, for the end of the worker, or until the time is up. */
function perform(worker: ChildProcess, task: PressTask, millisecondsMax: number): Promise<PressAnswer> {
  worker.channel?.ref()
  return new Promise<PressAnswer>((resolve, reject) => {
    const fail = (error: Error): void => {
      worker.kill('SIGKILL')
      settle(() => reject(error))
    }
    const onAnswer = (answer: PressAnswer): void => settle(() => resolve(answer))
    const onExit = (code: number | null, signal: string | null): void =>
      settle(() => reject(new Error(`the press process ended (${code ?? signal})`)))
    const timer = setTimeout(() => fail(tooSlow()), millisecondsMax)
    const settle = (act: () => void): void => {
      clearTimeout(timer)
      worker.off('message', onAnswer).off('exit', onExit).off('error', fail)
      worker.channel?.unref()
      act()
    }
    worker.once('message', onAnswer).once('exit', onExit).once('error', fail)
    worker.send(task, (error) => {
      if (error !== null) fail(error)
    })
  })
}

function accepted(answer: PressAnswer): PressAnswer & { readonly ok: true } {
  if (answer.ok) return answer
  if (answer.refusal === 'TYPESETTING_UNAVAILABLE') throw unavailable(answer.reason)
  if (answer.refusal === 'DOCUMENT_TOO_LARGE') throw tooLarge()
  throw new Error(answer.reason)
}

function unavailable(reason: string): Problem {
  const problem = new Problem(501, 'TYPESETTING_UNAVAILABLE', 'La mise en page n’existe pas pour ce système.', {
    detail: 'La bibliothèque de composition n’a pas de version pour ce processeur ou ce système. Imprimez la page.',
  })
  problem.cause = reason
  return problem
}

function busy(): Problem {
  return new Problem(503, 'TYPESETTING_BUSY', 'Trop de documents sont demandés en même temps.', {
    detail: 'Recommencez dans un instant.',
    headers: { 'retry-after': '5' },
  })
}

function tooLarge(): Problem {
  return new Problem(422, 'DOCUMENT_TOO_LARGE', 'Ce document serait trop grand.', {
    detail: 'Choisissez une période plus courte.',
  })
}

function tooSlow(): Problem {
  return new Problem(503, 'TOO_SLOW', 'Le traitement a dépassé le temps accordé.')
}
