// (b) 70 % reads, 30 % writes, open loop at 300 requests a second: P99 and memory of the server.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { gramsOfCarbon } from './support/carbon.ts'
import type { OpenLoopPlan, OpenLoopResult } from './support/open-loop.ts'
import { distributionOf } from './support/percentiles.ts'
import { cpuSecondsOf, watchMemory } from './support/process-usage.ts'
import type { World } from './support/world.ts'

const perSecond = 300
const seconds = 60
const warmUpSeconds = 10

export interface MixedLoad {
  readonly requests_per_second: number
  readonly p50_ms: number
  readonly p99_ms: number
  readonly write_p99_ms: number
  readonly generator_delay_p99_ms: number
  readonly failures: Readonly<Record<string, number>>
  readonly server_mb: number
  readonly cpu_ms_per_request: number
  readonly grams_co2e_per_request: number
}

/** Reads histories, KPIs and lists; writes values of successive days of DAILY KPIs. */
export async function measureMixedLoad(world: World, kpiIds: readonly string[]): Promise<MixedLoad> {
  const writeCount = perSecond * (seconds + warmUpSeconds) * 0.3
  const plan: OpenLoopPlan = {
    origin: world.origin,
    token: world.token,
    perSecond,
    seconds,
    warmUpSeconds,
    reads: kpiIds.slice(0, 200).flatMap((id) => [`/api/v1/kpis/${id}/values?limit=60`, `/api/v1/kpis/${id}`]),
    writes: await planWrites(world, writeCount),
    writesOfTen: 3,
  }
  const memory = watchMemory(world.server_pid)
  const before = cpuSecondsOf(world.server_pid) + cpuSecondsOf(world.postgres_pid)
  const result = await generate(plan)
  const cpuSeconds = cpuSecondsOf(world.server_pid) + cpuSecondsOf(world.postgres_pid) - before
  const { alone } = memory()
  const requests = perSecond * (seconds + warmUpSeconds)
  const all = distributionOf(result.latencies)
  return {
    requests_per_second: perSecond,
    p50_ms: all.p50,
    p99_ms: all.p99,
    write_p99_ms: distributionOf(result.write_latencies).p99,
    generator_delay_p99_ms: distributionOf(result.delays).p99,
    failures: result.failures,
    server_mb: alone,
    cpu_ms_per_request: (cpuSeconds * 1000) / requests,
    grams_co2e_per_request: gramsOfCarbon(cpuSeconds) / requests,
  }
}

function generate(plan: OpenLoopPlan): Promise<OpenLoopResult> {
  const child = fork(join(import.meta.dirname, 'support/open-loop.ts'), { serialization: 'advanced' })
  return new Promise((resolve, reject) => {
    child.once('message', (result) => resolve(result as OpenLoopResult))
    child.once('error', reject)
    child.send(plan)
  })
}

/** Creates DAILY KPIs through the API and spreads the days of some years over them: no write repeats another's period. */
async function planWrites(world: World, count: number): Promise<OpenLoopPlan['writes']> {
  const headers = { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' }
  const post = async (path: string, body: unknown): Promise<{ id: string }> => {
    const answer = await fetch(`${world.origin}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (answer.status !== 201) throw new Error(await answer.text())
    return (await answer.json()) as { id: string }
  }
  const dashboard = await post('/dashboards', { title: 'Écritures' })
  const kpis = 20
  const ids: string[] = []
  for (let index = 0; index < kpis; index += 1) {
    const kpi = {
      name: `Écriture ${index}`,
      frequency: 'DAILY',
      direction: 'UP_IS_BETTER',
      threshold_green: 95,
      threshold_orange: 90,
      unit: '%',
    }
    ids.push((await post(`/dashboards/${dashboard.id}/kpis`, kpi)).id)
  }
  const firstDay = Date.UTC(2018, 0, 1)
  return Array.from({ length: count }, (_unused, index) => {
    const day = new Date(firstDay + Math.floor(index / kpis) * 86_400_000).toISOString().slice(0, 10)
    return {
      path: `/api/v1/kpis/${ids[index % kpis]}/values`,
      body: JSON.stringify({ period_start: day, value: 80 + (index % 20) }),
    }
  })
}
