// (d) The direction view of 200 dashboards × 20 KPIs × 60 values, one person looking.
import { distributionOf } from './support/percentiles.ts'
import { logIn } from './support/world.ts'
import type { World } from './support/world.ts'

const calls = 60
const warmUpCalls = 10

export interface DirectionView {
  readonly p50_ms: number
  readonly p99_ms: number
}

/** Times whole requests, one after the other. */
export async function measureDirection(world: World): Promise<DirectionView> {
  const headers = { authorization: `Bearer ${await logIn(world.origin)}` }
  const samples: number[] = []
  for (let index = 0; index < calls + warmUpCalls; index += 1) {
    const startedAt = performance.now()
    const answer = await fetch(`${world.origin}/api/v1/reporting/direction`, { headers })
    const body = await answer.text()
    if (answer.status !== 200) throw new Error(body)
    if (index >= warmUpCalls) samples.push(performance.now() - startedAt)
  }
  const { p50, p99 } = distributionOf(samples)
  return { p50_ms: p50, p99_ms: p99 }
}
