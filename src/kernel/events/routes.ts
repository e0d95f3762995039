// GET /events: server-sent events. A change reaches everyone who may see it, within moments, and nobody else.
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { authenticate } from '../identity/guard.ts'
import type { DeliveredEvent } from './hub.ts'
import { endpoint } from '../http/endpoint.ts'
import { Problem } from '../problem.ts'
import type { Services } from '../services.ts'

const heartbeatMs = 15_000
const listenersMax = 2_000
/** A reader that does not read is let go before its backlog weighs. */
const backlogBytesMax = 1_048_576

/** Adds the stream. Each heartbeat checks the session again, so that a deactivated person stops hearing. */
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
      if (services.events.listenerCount() >= listenersMax) {
        throw new Problem(503, 'TOO_MANY_LISTENERS', 'Trop de personnes écoutent déjà ce serveur.', {
          headers: { 'retry-after': '30' },
        })
      }
      reply.hijack()
      const stream = reply.raw
      stream.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      })
      const write = (text: string): void => {
        if (stream.writableLength > backlogBytesMax) stream.destroy()
        else stream.write(text)
      }
      // Whoever reconnects may have missed events: `gap` asks the page to read again what it shows.
      write(`retry: 2000\nevent: ${request.headers['last-event-id'] === undefined ? 'ready' : 'gap'}\ndata: {}\n\n`)
      const listener = {
        scope,
        onEvent: ({ id, type, payload, at }: DeliveredEvent) =>
          write(`id: ${id}\nevent: change\ndata: ${JSON.stringify({ type, at, ...payload })}\n\n`),
        onGap: () => write('event: gap\ndata: {}\n\n'),
        onEnd: () => stream.end(),
      }
      const unsubscribe = services.events.subscribe(listener)
      const heartbeat = setInterval(() => {
        authenticate(services, request.headers.authorization).then(
          (current) => {
            listener.scope = current
            write(': heartbeat\n\n')
          },
          () => stream.end(),
        )
      }, heartbeatMs)
      const stop = (): void => {
        clearInterval(heartbeat)
        unsubscribe()
      }
      stream.on('close', stop)
      stream.on('error', stop)
      return reply
    },
  })
}
