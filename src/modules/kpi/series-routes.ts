// REST of the analysed series.
import type { FastifyInstance } from 'fastify'
import { endpoint } from '#kernel/http/endpoint.ts'
import type { Services } from '#kernel/services.ts'
import { Series, SeriesQuery } from './analysis-schemas.ts'
import type { KpiId } from './queries/kpis.ts'
import { readChoice, readSeries } from './actions/read-series.ts'

export function addSeriesRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/series',
    permission: 'kpi.read',
    operation_id: 'getSeries',
    summary:
      'La série d’un indicateur et son analyse : objectifs, cumuls, limites de contrôle, signaux, estimation, annotations',
    tag: 'Analyse',
    query: SeriesQuery,
    answers: { 200: Series },
    handle: async ({ scope, id, query }) => {
      const kpiId: KpiId = id('kpi_id')
      const choice = readChoice(query)
      return database.read(scope, (tx) => readSeries(tx, kpiId, choice))
    },
  })
}
