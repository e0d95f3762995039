// An open-loop generator in a process of its own: requests leave at their time whether earlier ones came back or not.
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface OpenLoopPlan {
  readonly origin: string
  readonly token: string
  readonly perSecond: number
  readonly seconds: number
  readonly warmUpSeconds: number
  /** Taken in turn. */
  readonly reads: readonly string[]
  readonly writes: readonly { readonly path: string; readonly body: string }[]
  /** Out of ten requests, how many write. */
  readonly writesOfTen: number
}

export interface OpenLoopResult {
  /** Milliseconds from the moment the request really left to the last byte of its answer. */
  readonly latencies: readonly number[]
  readonly write_latencies: readonly number[]
  /** Milliseconds by which the generator itself was late. */
  readonly delays: readonly number[]
  readonly failures: Readonly<Record<string, number>>
}

if (process.send !== undefined) {
  process.once('message', (plan: OpenLoopPlan) => {
    void run(plan).then((result) => process.send?.(result, () => process.disconnect()))
  })
}

async function run(plan: OpenLoopPlan): Promise<OpenLoopResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const latencies: number[] = []
  const writeLatencies: number[] = []
  const delays: number[] = []
  const failures: Record<string, number> = {}
  const pending = new Set<Promise<void>>()
  const startedAt = performance.now()
  const total = plan.perSecond * (plan.seconds + plan.warmUpSeconds)
  let written = 0
  for (let index = 0; index < total; index += 1) {
    const dueAt = startedAt + (index * 1000) / plan.perSecond
    const wait = dueAt - performance.now()
    if (wait > 1) await sleep(wait - 0.5)
    while (performance.now() < dueAt) await new Promise(setImmediate)
    const leftAt = performance.now()
    const isWrite = index % 10 < plan.writesOfTen
    const write = isWrite ? plan.writes[written++ % plan.writes.length] : undefined
    const path = write?.path ?? plan.reads[index % plan.reads.length] ?? '/'
    const one = send(agent, plan, { path, body: write?.body ?? null }).then((status) => {
      if (status >= 300 || status === 0)
        failures[`${isWrite ? 'POST' : 'GET'} ${status}`] = (failures[`${isWrite ? 'POST' : 'GET'} ${status}`] ?? 0) + 1
      if (index < plan.perSecond * plan.warmUpSeconds) return
      const took = performance.now() - leftAt
      latencies.push(took)
      if (isWrite) writeLatencies.push(took)
      delays.push(leftAt - dueAt)
    })
    pending.add(one)
    void one.finally(() => pending.delete(one))
  }
  await Promise.all(pending)
  agent.destroy()
  return { latencies, write_latencies: writeLatencies, delays, failures }
}

function send(
  agent: Agent,
  { origin, token }: OpenLoopPlan,
  { path, body }: { path: string; body: string | null },
): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
    }
    const outgoing = request(
      `${origin}${path}`,
      { agent, method: body === null ? 'GET' : 'POST', headers },
      (incoming) => {
        incoming.resume()
        incoming.on('end', () => resolve(incoming.statusCode ?? 0))
        incoming.on('error', () => resolve(0))
      },
    )
    outgoing.on('error', () => resolve(0))
    outgoing.end(body ?? undefined)
  })
}
