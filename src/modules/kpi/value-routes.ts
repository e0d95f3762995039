// REST of values.
import type { FastifyInstance } from 'fastify'
import type { Day } from '#kernel/dates.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { writeCursor } from '#kernel/http/paging.ts'
import { listLimitDefault } from '#kernel/http/schemas.ts'
import { notFound } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { correctValue } from './actions/correct-value.ts'
import { deleteValue } from './actions/delete-value.ts'
import { enterValue } from './actions/enter-value.ts'
import { readKey } from './keyset.ts'
import { valueFile } from './list-files.ts'
import type { KpiId } from './queries/kpis.ts'
import { findValue, listValues } from './queries/values.ts'
import { readDay } from './query-day.ts'
import { NewValue, Value, ValueChange, ValueDeletionQuery, ValuePage, ValueQuery } from './schemas.ts'
import { toValue } from './wire.ts'

const tag = 'Valeurs'

export function addValueRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/values',
    permission: 'value.read',
    session_check: 'within',
    operation_id: 'listValues',
    summary: 'L’historique d’un indicateur, du plus ancien au plus récent',
    tag,
    query: ValueQuery,
    file: valueFile,
    answers: { 200: ValuePage },
    handle: async ({ scope, id, query, reply }) => {
      const kpiId: KpiId = id('kpi_id')
      const request = {
        kpi_id: kpiId,
        from: readDay('/from', query.from),
        to: readDay('/to', query.to),
        after: (readKey(query, ['day'])?.[0] ?? null) as Day | null,
        limit: query.limit ?? listLimitDefault,
      }
      const page = await database.read(scope, (tx) => listValues(tx, request))
      if (page === null) throw notFound()
      const cursor = page.next_after === null ? null : writeCursor([page.next_after])
      reply.type('application/json; charset=utf-8')
      return `{"items":${page.items},"next_cursor":${JSON.stringify(cursor)}}`
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/kpis/{kpi_id}/values',
    permission: 'value.create',
    operation_id: 'createValue',
    summary: 'Saisit la valeur d’une période ; le statut est calculé',
    tag,
    body: NewValue,
    answers: { 201: Value },
    problems: [409],
    handle: async ({ scope, id, body }) => {
      const kpiId: KpiId = id('kpi_id')
      return toValue(await database.transaction(scope, (tx) => enterValue(tx, kpiId, body)))
    },
  })
  addValueItemRoutes(app, { database })
}

function addValueItemRoutes(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'GET',
    path: '/values/{value_id}',
    permission: 'value.read',
    operation_id: 'getValue',
    summary: 'Une valeur',
    tag,
    answers: { 200: Value },
    handle: async ({ scope, id }) => {
      const row = await database.read(scope, (tx) => findValue(tx, id('value_id')))
      if (row === null) throw notFound()
      return toValue(row)
    },
  })
  endpoint(app, {
    method: 'PATCH',
    path: '/values/{value_id}',
    permission: 'value.update',
    operation_id: 'updateValue',
    summary: 'Corrige une valeur ou son commentaire',
    tag,
    body: ValueChange,
    answers: { 200: Value },
    problems: [412],
    handle: async ({ scope, id, body, if_match }) => {
      const update = { id: id<'value'>('value_id'), change: body, if_match }
      return toValue(await database.transaction(scope, (tx) => correctValue(tx, update)))
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/values/{value_id}',
    permission: 'value.delete',
    operation_id: 'deleteValue',
    summary: 'Supprime une valeur ; si elle a des pièces justificatives, avec elles et seulement sur demande',
    tag,
    query: ValueDeletionQuery,
    answers: { 204: null },
    problems: [409],
    handle: ({ scope, id, query }) => {
      const deletion = { id: id<'value'>('value_id'), with_evidence: query.with_evidence ?? false }
      return database.transaction(scope, (tx) => deleteValue(tx, deletion))
    },
  })
}
