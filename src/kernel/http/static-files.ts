// The web bundle: hashed assets for ever, the page for every address that is not the API's.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import staticFiles from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { notFound } from '../problem.ts'
import { isServerAddress } from './address.ts'

/** Serves `directory`; without a built bundle, every page says so plainly. */
export async function addWebBundle(app: FastifyInstance, directory: string): Promise<void> {
  const indexPath = join(directory, 'index.html')
  if (!existsSync(indexPath)) {
    app.get('/', async (_request, reply) =>
      reply.code(503).type('text/plain; charset=utf-8').send('L’interface n’est pas construite : lancez npm start.'),
    )
    return
  }
  const index = await readFile(indexPath)
  await app.register(staticFiles, {
    root: join(directory, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: '365d',
    index: false,
    preCompressed: true,
  })
  app.get('/*', async (request, reply) => {
    const acceptsPage = (request.headers.accept ?? '*/*').match(/text\/html|\*\/\*/) !== null
    if (isServerAddress(request.url) || !acceptsPage) throw notFound()
    return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(index)
  })
}
