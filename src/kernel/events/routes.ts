// GET /events: server-sent events. A change reaches everyone who may see it, within moments, and nobody else.
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Scope } from '../database/database.ts'
import { authenticate } from '../identity/guard.ts'
import type { DeliveredEvent } from './hub.ts'
import { endpoint } from '../http/endpoint.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'

const contentType = 'text/event-stream; charset=utf-8'
const heartbeatMs = 15_000
const listenersMax = 2_000
/** A reader that does not read is let go before its backlog weighs. */
const backlogBytesMax = 1_048_576

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
    answers: { 200: Type.String() },
    handle: async ({ request, reply, scope }) => {
      reply.type(contentType)
      if (request.method === 'HEAD') return ''
      if (services.events.listenerCount() >= listenersMax) {
        throw new Problem(503, 'TOO_MANY_LISTENERS', 'Trop de personnes écoutent déjà ce serveur.', {
          headers: { 'retry-after': '30' },
        })
      }
      reply.hijack()
      listenOn(services, { request, stream: reply.raw, scope })
      return reply
    },
  })
}

interface Call {
  readonly request: FastifyRequest
  readonly stream: ServerResponse
  readonly scope: Scope
}

/** Writes events until either side leaves or the person may no longer listen. */
function listenOn(services: Services, { request, stream, scope }: Call): void {
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
  // Whoever reconnects may have missed events: `gap` asks the page to read again what it shows.
  write(`retry: 2000\nevent: ${request.headers['last-event-id'] === undefined ? 'ready' : 'gap'}\ndata: {}\n\n`)
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
}
