// One value entered while 200 people look: how long until each is told, and until each has read it again.
import { request } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { distributionOf } from './support/percentiles.ts'
import { logIn } from './support/world.ts'
import type { World } from './support/world.ts'

const viewers = 200
const entries = 30
const patienceMs = 20_000

export interface LiveViewers {
  readonly viewers: number
  readonly entries: number
  /** From sending the value to the event at each viewer. */
  readonly told_p50_ms: number
  readonly told_p99_ms: number
  /** From sending the value to the end of each viewer's own reading of it. */
  readonly seen_p50_ms: number
  readonly seen_p99_ms: number
}

interface Viewer {
  readonly sent: ClientRequest
  /** Told of every event, with the id of the value it is about. */
  onValue: (valueId: string) => void
}

/** Opens the streams, enters values one after the other, and times every viewer. */
export async function measureLiveViewers(world: World, kpiId: string): Promise<LiveViewers> {
  const token = await logIn(world.origin)
  const streams = await Promise.all(Array.from({ length: viewers }, () => openStream(world.origin, token)))
  const told: number[] = []
  const seen: number[] = []
  try {
    for (let index = 0; index < entries; index += 1) {
      const round = await enterOnce(world, { token, kpiId, streams, value: 70 + (index % 30) })
      told.push(...round.told)
      seen.push(...round.seen)
    }
  } finally {
    for (const { sent } of streams) sent.destroy()
  }
  const [first, last] = [distributionOf(told), distributionOf(seen)]
  return {
    viewers,
    entries,
    told_p50_ms: first.p50,
    told_p99_ms: first.p99,
    seen_p50_ms: last.p50,
    seen_p99_ms: last.p99,
  }
}

interface Round {
  readonly token: string
  readonly kpiId: string
  readonly streams: readonly Viewer[]
  readonly value: number
}

async function enterOnce(
  { origin }: World,
  { token, kpiId, streams, value }: Round,
): Promise<{ readonly told: readonly number[]; readonly seen: readonly number[] }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const address = `${origin}/api/v1/kpis/${kpiId}/values`
  const startedAt = performance.now()
  const told: number[] = []
  const everybody = Promise.all(
    streams.map(
      (stream) =>
        new Promise<number>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error('a viewer was never told')), patienceMs)
          stream.onValue = () => {
            stream.onValue = () => undefined
            told.push(performance.now() - startedAt)
            fetch(address, { headers })
              .then((answer) => answer.text())
              .then(() => resolve(performance.now() - startedAt), reject)
              .finally(() => clearTimeout(timer))
          }
        }),
    ),
  )
  const period = new Date().toISOString().slice(0, 7)
  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ period, value }) })
  const { id, detail } = (await answer.json()) as { readonly id: string; readonly detail?: string }
  if (answer.status !== 201) throw new Error(detail)
  const seen = await everybody
  const removed = await fetch(`${origin}/api/v1/values/${id}`, { method: 'DELETE', headers })
  if (removed.status !== 204) throw new Error(await removed.text())
  // the event of the deletion passes before the next round listens
  await new Promise((resolve) => setTimeout(resolve, 200))
  return { told, seen }
}

async function openStream(origin: string, token: string): Promise<Viewer> {
  const sent = request(`${origin}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } })
  sent.on('error', () => undefined)
  sent.end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  if (answer.statusCode !== 200) throw new Error(`the stream answers ${answer.statusCode}`)
  const viewer: Viewer = { sent, onValue: () => undefined }
  let text = ''
  answer.setEncoding('utf8')
  answer.on('error', () => undefined)
  answer.on('data', (chunk: string) => {
    text += chunk
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end)
      text = text.slice(end + 2)
      const created = /"type":"kpi\.value\.created".*"value_id":"([^"]+)"/.exec(event)
      if (created?.[1] !== undefined) viewer.onValue(created[1])
    }
  })
  return viewer
}
