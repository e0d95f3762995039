// Work that must not lengthen an answer, because its duration would tell a secret.
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Log } from '../log.ts'

export type AfterAnswer = (reply: FastifyReply, work: () => Promise<void>) => void

/** Runs work once the answer has left; a stopping server waits for it. Failures are logged: nobody is left to be told. */
export function createAfterAnswer(app: FastifyInstance, log: Log): AfterAnswer {
  const pending = new Set<Promise<void>>()
  app.addHook('onClose', async () => {
    await Promise.all(pending)
  })
  return (reply, work) => {
    reply.raw.once('close', () => {
      const run = work()
        .catch((error: unknown) => {
          log.error({ reason: error instanceof Error ? error.message : String(error) }, 'work after an answer failed')
        })
        .finally(() => pending.delete(run))
      pending.add(run)
    })
  }
}
