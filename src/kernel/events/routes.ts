// GET /events: server-sent events. A change reaches everyone who may see it, within moments, and nobody else.
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Scope } from '../database/database.ts'
import { authenticate } from '../identity/guard.ts'
import type { DeliveredEvent } from './hub.ts'
import { endpoint } from '../http/endpoint.ts'
import { Shape } from '../http/schemas.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'

const contentType = 'text/event-stream; charset=utf-8'
const heartbeatMs = 15_000
const listenersMax = 2_000
/** A reader that does not read is let go before its backlog weighs. */
const backlogBytesMax = 1_048_576
const readForMsMax = 86_400_000

const Asked = Shape({
  read_for_ms: Type.Optional(
    Type.Integer({
      minimum: 0,
      description:
        'For how long the caller has been reading what it shows. When something happened meanwhile, the stream begins with `gap` in place of `ready`: read again.',
      examples: [800],
    }),
  ),
})

/** Adds the stream. The session is checked again when its person changes and at each heartbeat: a deactivated person stops hearing. */
export function addEventRoutes(app: FastifyInstance, services: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/events',
    permission: 'event.listen',
    operation_id: 'listenToEvents',
    summary: 'Live changes as server-sent events',
    tag: 'Events',
    produces: 'text/event-stream',
    query: Asked,
    answers: { 200: Type.String() },
    handle: async ({ request, reply, scope, query }) => {
      reply.type(contentType)
      if (request.method === 'HEAD') return ''
      if (services.events.listenerCount() >= listenersMax) {
        throw new Problem(503, 'TOO_MANY_LISTENERS', 'Trop de personnes écoutent déjà ce serveur.', {
          headers: { 'retry-after': '30' },
        })
      }
      reply.hijack()
      listenOn(services, { request, stream: reply.raw, scope, readForMs: query.read_for_ms ?? null })
      return reply
    },
  })
}

interface Call {
  readonly request: FastifyRequest
  readonly stream: ServerResponse
  readonly scope: Scope
  readonly readForMs: number | null
}

/** Writes events until either side leaves or the person may no longer listen. */
function listenOn(services: Services, call: Call): void {
  const { request, stream, scope } = call
  stream.writeHead(200, {
    'content-type': contentType,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'x-request-id': request.id,
    // nothing follows a stream: left open, the connection would keep a stopping server waiting
    connection: 'close',
  })
  const write = (text: string): void => {
    if (stream.writableLength > backlogBytesMax) stream.destroy()
    else if (!stream.writableEnded) stream.write(text)
  }
  const checkAgain = async (): Promise<void> => {
    try {
      listener.scope = await authenticate(services, request.headers.authorization)
    } catch {
      stream.end() // whoever may still listen comes back by himself, with a token that holds
    }
  }
  const listener = {
    scope,
    onEvent: ({ id, type, payload, at }: DeliveredEvent) =>
      write(`id: ${id}\nevent: change\ndata: ${JSON.stringify({ type, at, ...payload })}\n\n`),
    onGap: () => write('event: gap\ndata: {}\n\n'),
    onAccessChanged: () => void checkAgain(),
    onEnd: () => stream.end(),
  }
  const unsubscribe = services.events.subscribe(listener)
  const heartbeat = setInterval(() => void checkAgain().then(() => write(': heartbeat\n\n')), heartbeatMs)
  const stop = (): void => {
    clearInterval(heartbeat)
    unsubscribe()
  }
  stream.on('close', stop)
  stream.on('error', stop)
  // Asked once every later event is heard: what happened before that may be on nobody's page.
  void mayHaveMissed(services, call).then((missed) =>
    write(`retry: 2000\nevent: ${missed ? 'gap' : 'ready'}\ndata: {}\n\n`),
  )
}

/** Whoever reconnects may have missed events, and so may who began to read before he listened. */
async function mayHaveMissed(services: Services, { request, scope, readForMs }: Call): Promise<boolean> {
  if (request.headers['last-event-id'] !== undefined) return true
  if (readForMs === null) return false
  try {
    return await services.events.hasRecent(scope, Math.min(readForMs, readForMsMax))
  } catch (error) {
    request.log.error({ reason: String(error) }, 'recent events could not be looked for')
    return true
  }
}
