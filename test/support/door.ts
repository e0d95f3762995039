// A door of Socle (server, worker, command line) as a process of its own, with everything it said and how it ended.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

export interface Ending {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Door extends AsyncDisposable {
  /** Resolves with the match as soon as stdout holds it; rejects when the process ends before. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>
  readonly signal: (signal: NodeJS.Signals) => void
  readonly ended: Promise<Ending>
}

/** Opens `src/<name>.ts` with only these variables; a process that is still there at the end of the test is killed. */
export function openDoor(name: 'server' | 'worker' | 'cli', env: Readonly<Record<string, string>>): Door {
  const child = spawn(process.execPath, [join(import.meta.dirname, `../../src/${name}.ts`)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      SOCLE_DEMO: 'no',
      SOCLE_LOG_LEVEL: 'silent',
      ...env,
    },
  })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text
      child.emit('said')
    })
  }
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }))
  return {
    says: async (pattern) => {
      for (;;) {
        const match = pattern.exec(said.stdout)
        if (match !== null) return match
        const isOver = await Promise.race([once(child, 'said').then(() => false), ended.then(() => true)])
        if (isOver && !pattern.test(said.stdout))
          throw new Error(`ended without ${String(pattern)}: ${JSON.stringify(said)}`)
      }
    },
    signal: (signal) => void child.kill(signal),
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** A port of the loopback that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
