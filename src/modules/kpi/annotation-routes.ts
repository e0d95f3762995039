// REST of annotations.
import type { FastifyInstance } from 'fastify'
import type { Day } from '#kernel/dates.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import { notFound } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { addAnnotation } from './actions/add-annotation.ts'
import { deleteAnnotation } from './actions/delete-annotation.ts'
import { Annotation, AnnotationPage, AnnotationQuery, NewAnnotation } from './analysis-schemas.ts'
import { toAnnotation } from './analysis-wire.ts'
import { readKey } from './keyset.ts'
import { listAnnotations, selectAnnotation } from './queries/annotations.ts'
import { findKpi } from './queries/kpis.ts'
import type { KpiId } from './queries/kpis.ts'

const tag = 'Annotations'

export function addAnnotationRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/annotations',
    permission: 'annotation.read',
    operation_id: 'listAnnotations',
    summary: 'Les annotations d’un indicateur, dans l’ordre des périodes',
    tag,
    query: AnnotationQuery,
    answers: { 200: AnnotationPage },
    handle: async ({ scope, id, query }) => {
      const kpiId: KpiId = id('kpi_id')
      const after = readKey(query, ['day', 'id']) as readonly [Day, string] | null
      const { kpi, rows } = await database.read(scope, async (tx) => {
        const found = await findKpi(tx, kpiId)
        if (found === null) throw notFound()
        return { kpi: found, rows: await listAnnotations(tx, { kpi_id: kpiId, after, limit: fetchLimit(query) }) }
      })
      const page = pageOf(rows, query, (row) => [row.period_start, row.id])
      return { ...page, items: page.items.map((row) => toAnnotation(scope, kpi, row)) }
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/kpis/{kpi_id}/annotations',
    permission: 'annotation.create',
    operation_id: 'createAnnotation',
    summary: 'Annote une période d’un indicateur',
    tag,
    body: NewAnnotation,
    answers: { 201: Annotation },
    handle: async ({ scope, id, body }) => {
      const kpiId: KpiId = id('kpi_id')
      return database.transaction(scope, async (tx) => {
        const added = await addAnnotation(tx, kpiId, body)
        return toAnnotation(scope, added.kpi, await selectAnnotation(tx, added.id))
      })
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/annotations/{annotation_id}',
    permission: 'annotation.delete',
    operation_id: 'deleteAnnotation',
    summary: 'Supprime une annotation : son auteur, les responsables de l’indicateur ou un administrateur',
    tag,
    answers: { 204: null },
    handle: ({ scope, id }) => database.transaction(scope, (tx) => deleteAnnotation(tx, id('annotation_id'))),
  })
}
