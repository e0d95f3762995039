// A server on a native PostgreSQL with durable settings, for measurements: the product itself, started as users start it.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { startNativeCluster } from '#kernel/database/native-cluster.ts'
import { serverFlags } from '../../test/support/server-process.ts'

export interface World {
  readonly origin: string
  readonly server_pid: number
  readonly postgres_pid: number
  readonly ownerUrl: string
  readonly owner: Pool
  readonly organization_id: string
  readonly user_id: string
  readonly token: string
  readonly close: () => Promise<void>
}

const repository = join(import.meta.dirname, '../..')
const password = 'une-phrase-tout-a-fait-longue'

/** Starts a cluster and a server, and signs one organisation up. */
export async function openWorld(): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'socle-bench-'))
  await chmod(dataDir, 0o711)
  const silent = { info: () => undefined, warn: () => undefined }
  const cluster = await startNativeCluster({ dataDir, log: silent })
  const server = startServer(cluster.ownerUrl, join(dataDir, 'server'))
  const origin = await readyOrigin(server)
  const owner = new Pool({ connectionString: cluster.ownerUrl, max: 2 })
  const { rows } = await owner.query<{ pid: number }>('select pg_backend_pid() as pid')
  const { parent } = await parentOf(rows[0]?.pid ?? 0)
  const signedUp = await fetch(`${origin}/api/v1/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'banc@example.org', password, full_name: 'Banc', organization_name: 'Mesure' }),
  })
  if (signedUp.status !== 201) throw new Error(await signedUp.text())
  const { user, access_token } = (await signedUp.json()) as {
    user: { id: string; organization_id: string }
    access_token: string
  }
  return {
    origin,
    server_pid: server.pid ?? 0,
    postgres_pid: parent,
    ownerUrl: cluster.ownerUrl,
    owner,
    organization_id: user.organization_id,
    user_id: user.id,
    token: access_token,
    close: async () => {
      await owner.end()
      await stop(server)
      await cluster.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A fresh access token: those of a long measurement would expire. */
export async function logIn(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'banc@example.org', password }),
  })
  const { access_token } = (await answer.json()) as { access_token: string }
  return access_token
}

function startServer(ownerUrl: string, dataDir: string): ChildProcess {
  return spawn(process.execPath, [...serverFlags(), join(repository, 'src/server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      DATABASE_URL: ownerUrl,
      SOCLE_DATA_DIR: dataDir,
      PORT: '0',
      SOCLE_DEMO: 'no',
      SOCLE_RATE_LIMIT_PER_MINUTE: '0',
      SOCLE_LOG_LEVEL: 'warn',
      NODE_ENV: 'development',
    },
  })
}

async function readyOrigin(server: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of server.stdout ?? []) {
    text += String(chunk)
    const match = /Socle prêt : (\S+)/.exec(text)
    if (match?.[1] !== undefined) return match[1]
  }
  throw new Error(`the server ended before it was ready: ${text}`)
}

async function stop(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await ended
}

async function parentOf(pid: number): Promise<{ readonly parent: number }> {
  const { readFile } = await import('node:fs/promises')
  const text = await readFile(`/proc/${pid}/stat`, 'utf8')
  return { parent: Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]) }
}
