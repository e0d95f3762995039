// The real server in a process of its own, for tests that kill it or look at its memory.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface ServerProcess extends AsyncDisposable {
  /** `http://127.0.0.1:port/api/v1`. */
  readonly api: string
  readonly kill: () => Promise<void>
  /** Resident memory in bytes. */
  readonly residentBytes: () => Promise<number>
}

const repository = join(import.meta.dirname, '../..')

/** Starts the server as `npm start` does, on a database that it may migrate. */
export async function startServer(ownerUrl: string, dataDir: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...serverFlags(), join(repository, 'src/server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      DATABASE_URL: ownerUrl,
      SOCLE_DATA_DIR: dataDir,
      // one secret for all test databases of a cluster: they share the application's role and its password
      SOCLE_SECRET: 'a-secret-that-only-tests-use-0123456789',
      PORT: '0',
      SOCLE_DEMO: 'no',
      SOCLE_RATE_LIMIT_PER_MINUTE: '0',
      SOCLE_LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent',
    },
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await exited
  }
  return {
    api: `${await readyOrigin(child)}/api/v1`,
    kill: () => end('SIGKILL'),
    residentBytes: async () => {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
    },
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
}

/** The flags with which `npm start` runs the server: memory means nothing without them. */
export function serverFlags(): readonly string[] {
  const line = /^exec "\$NODE" (.*)src\/server\.ts/m.exec(readFileSync(join(repository, 'bin/start.sh'), 'utf8'))
  return line?.[1]?.trim().split(/\s+/) ?? []
}

async function readyOrigin(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    text += String(chunk)
    const origin = /Socle prêt : (\S+)/.exec(text)?.[1]
    if (origin !== undefined) {
      child.stdout?.resume()
      return origin
    }
  }
  throw new Error(`the server ended before it was ready: ${text}`)
}
