// (a) 60 values of one KPI, read through the product, beside a bare Fastify + pg route that runs the same statement.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { cpuSecondsOf } from './support/process-usage.ts'
import type { World } from './support/world.ts'

const connections = 16
const seconds = 10
const warmUpSeconds = 3
const rounds = 3

export interface HistoryRead {
  readonly requests_per_second: number
  readonly bare_requests_per_second: number
  readonly ratio: number
  readonly p99_ms: number
  readonly cpu_ms_per_request: number
}

/** Alternates product and bare route, and keeps the median round of each. */
export async function measureHistoryRead(world: World, kpiId: string): Promise<HistoryRead> {
  const bare = await startBare(world, kpiId)
  const url = `${world.origin}/api/v1/kpis/${kpiId}/values?limit=60`
  const headers = { authorization: `Bearer ${world.token}` }
  const ours: Round[] = []
  const theirs: Round[] = []
  try {
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await fire(world, url, headers))
      theirs.push(await fire(world, bare.url, {}))
    }
  } finally {
    await bare.close()
  }
  const own = median(ours)
  const raw = median(theirs)
  return {
    requests_per_second: own.perSecond,
    bare_requests_per_second: raw.perSecond,
    ratio: own.perSecond / raw.perSecond,
    p99_ms: own.p99,
    cpu_ms_per_request: own.cpuMsPerRequest,
  }
}

interface Round {
  readonly perSecond: number
  readonly p99: number
  readonly cpuMsPerRequest: number
}

async function fire(world: World, url: string, headers: Record<string, string>): Promise<Round> {
  await autocannon({ url, headers, connections, duration: warmUpSeconds })
  const before = cpuSecondsOf(world.server_pid) + cpuSecondsOf(world.postgres_pid)
  const result = await autocannon({ url, headers, connections, duration: seconds })
  const used = cpuSecondsOf(world.server_pid) + cpuSecondsOf(world.postgres_pid) - before
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refusals, ${result.errors} errors`)
  const answered = result['2xx']
  return { perSecond: answered / result.duration, p99: result.latency.p99, cpuMsPerRequest: (used * 1000) / answered }
}

function median(list: readonly Round[]): Round {
  const sorted = list.toSorted((a, b) => a.perSecond - b.perSecond)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('no round was measured')
  return middle
}

async function startBare(
  world: World,
  kpiId: string,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      OWNER_URL: world.ownerUrl,
      ORGANIZATION: world.organization_id,
      USER_ID: world.user_id,
      KPI: kpiId,
    },
  })
  const [line] = (await child.stdout.take(1).toArray()) as [Buffer]
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return {
    url: String(line).trim(),
    close: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
