// REST of automatic sources: addresses that are read on a schedule.
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import { notFound, Problem } from '#kernel/problem.ts'
import type { Scope } from '#kernel/database/database.ts'
import type { Services } from '#kernel/services.ts'
import { changeSource, createSource, removeSource } from './actions/change-source.ts'
import { createImportDesk } from './actions/import-desk.ts'
import { askForReading } from './actions/ask-for-reading.ts'
import { createSourceReader } from './actions/read-source.ts'
import type { Reading, SourceReader } from './actions/read-source.ts'
import { readKey } from './keyset.ts'
import { findSource, listSources } from './queries/import-sources.ts'
import type { SourceId, SourceRow } from './queries/import-sources.ts'
import { ImportSource, NewRun, NewSource, SourceChange, SourcePage, SourceQuery, SourceRun } from './source-schemas.ts'

const tag = 'Imports'
/** How long a request waits for the end of a reading before it answers that it goes on. */
const answerAfterMs = 8_000

export function addImportSourceRoutes(app: FastifyInstance, services: Services): void {
  const desk = createImportDesk(services)
  const reader = createSourceReader(services, desk)
  app.addHook('preClose', async () => {
    await Promise.all([reader.close(), desk.close()])
  })
  addReadRoutes(app, services)
  addWriteRoutes(app, services)
  addRunRoute(app, services, reader)
}

function addReadRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/imports/sources',
    permission: 'source.read',
    operation_id: 'listImportSources',
    summary: 'Les sources automatiques, par nom : les siennes, et pour un ADMIN toutes',
    tag,
    query: SourceQuery,
    answers: { 200: SourcePage },
    handle: async ({ scope, query }) => {
      const key = readKey(query, ['text', 'id'])
      const after = key === null ? null : ([key[0] ?? '', key[1] ?? ''] as const)
      const rows = await database.read(scope, (tx) => listSources(tx, { after, limit: fetchLimit(query) }))
      return pageOf(rows, query, (row) => [row.name, row.id])
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/imports/sources/{source_id}',
    permission: 'source.read',
    operation_id: 'getImportSource',
    summary: 'Une source automatique, avec sa dernière lecture',
    tag,
    answers: { 200: ImportSource },
    handle: ({ scope, id }) => readSource(scope, { database }, id('source_id')),
  })
}

function addWriteRoutes(app: FastifyInstance, services: Services): void {
  const { database } = services
  endpoint(app, {
    method: 'POST',
    path: '/imports/sources',
    permission: 'source.create',
    operation_id: 'createImportSource',
    summary: 'Crée une source automatique : une adresse lue chaque heure, chaque jour ou chaque semaine',
    tag,
    body: NewSource,
    answers: { 201: ImportSource },
    problems: [409],
    handle: ({ scope, body }) => database.transaction(scope, (tx) => createSource(tx, services, body)),
  })
  endpoint(app, {
    method: 'PATCH',
    path: '/imports/sources/{source_id}',
    permission: 'source.update',
    operation_id: 'updateImportSource',
    summary: 'Modifie une source automatique, la met en pause ou en marche',
    tag,
    body: SourceChange,
    answers: { 200: ImportSource },
    problems: [412],
    handle: ({ scope, id, body, if_match }) => {
      const update = { id: id<'import_source'>('source_id'), change: body, if_match }
      return database.transaction(scope, (tx) => changeSource(tx, services, update))
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/imports/sources/{source_id}',
    permission: 'source.delete',
    operation_id: 'deleteImportSource',
    summary: 'Supprime une source automatique ; ce qu’elle a importé reste',
    tag,
    answers: { 204: null },
    handle: async ({ scope, id }) => {
      await database.transaction(scope, (tx) => removeSource(tx, id('source_id')))
    },
  })
}

function addRunRoute(app: FastifyInstance, services: Services, reader: SourceReader): void {
  endpoint(app, {
    method: 'POST',
    path: '/imports/sources/{source_id}/runs',
    permission: 'source.run',
    operation_id: 'runImportSource',
    summary: 'Lit une source maintenant ; répond dès que c’est fait, ou que la lecture est en cours',
    tag,
    body: NewRun,
    answers: { 202: SourceRun },
    problems: [409],
    handle: async ({ scope, id, body }) => {
      const sourceId = id<'import_source'>('source_id')
      await services.database.transaction(scope, (tx) => askForReading(tx, sourceId))
      const { organization_id } = scope
      const request = { organization_id, id: sourceId, readFor: 'PERSON', force: body.force ?? false } as const
      const started = await reader.start(request)
      if (started === null) throw sourceBusy()
      const running = { outcome: 'RUNNING', job_id: null } as const
      const reading: Reading | typeof running = await Promise.race([
        started.ended,
        wait(answerAfterMs, running, { ref: false }),
      ])
      return { ...reading, source: await readSource(scope, services, sourceId) }
    },
  })
}

async function readSource(scope: Scope, { database }: Pick<Services, 'database'>, id: SourceId): Promise<SourceRow> {
  const source = await database.read(scope, (tx) => findSource(tx, id))
  if (source === null) throw notFound()
  return source
}

function sourceBusy(): Problem {
  return new Problem(409, 'SOURCE_BUSY', 'Cette source est déjà en cours de lecture.', {
    detail: 'Attendez qu’elle soit finie.',
  })
}
