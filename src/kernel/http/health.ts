// /health/live: the process answers. /health/ready: it is started, not stopping, and the database answers.
import type { FastifyInstance } from 'fastify'
import type { Services } from '../services.ts'

export interface Readiness {
  ready: boolean
}

/** Adds both addresses; `readiness` is flipped by the server door at start and at SIGTERM. */
export function addHealth(app: FastifyInstance, services: Services, readiness: Readiness): void {
  app.get('/health/live', async () => ({ status: 'live' }))
  app.get('/health/ready', async (_request, reply) => {
    if (!readiness.ready) return reply.code(503).send({ status: 'starting or stopping' })
    try {
      await services.database.query('select 1')
      return { status: 'ready', database: services.database.kind }
    } catch (error) {
      services.log.warn({ reason: String(error) }, 'the database does not answer')
      return reply.code(503).send({ status: 'database unreachable' })
    }
  })
}
