// REST of targets.
import type { FastifyInstance } from 'fastify'
import type { Day } from '#kernel/dates.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import { notFound } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { replaceTargets } from './actions/replace-targets.ts'
import { TargetList, TargetPage, TargetQuery, TargetsChange } from './analysis-schemas.ts'
import { toTarget } from './analysis-wire.ts'
import { readKey } from './keyset.ts'
import { findKpi } from './queries/kpis.ts'
import type { KpiId } from './queries/kpis.ts'
import { listTargets } from './queries/targets.ts'
import { readDay } from './query-day.ts'

const tag = 'Objectifs'

export function addTargetRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/targets',
    permission: 'target.read',
    operation_id: 'listTargets',
    summary: 'Les objectifs d’un indicateur, du plus ancien au plus récent',
    tag,
    query: TargetQuery,
    answers: { 200: TargetPage },
    handle: async ({ scope, id, query }) => {
      const kpiId: KpiId = id('kpi_id')
      const request = {
        kpi_id: kpiId,
        from: readDay('/from', query.from),
        to: readDay('/to', query.to),
        after: (readKey(query, ['day'])?.[0] ?? null) as Day | null,
        limit: fetchLimit(query),
      }
      const rows = await database.read(scope, async (tx) => {
        if ((await findKpi(tx, kpiId)) === null) throw notFound()
        return listTargets(tx, request)
      })
      const page = pageOf(rows, query, (row) => [row.period_start])
      return { ...page, items: page.items.map(toTarget) }
    },
  })
  endpoint(app, {
    method: 'PUT',
    path: '/kpis/{kpi_id}/targets',
    permission: 'target.update',
    operation_id: 'replaceTargets',
    summary: 'Remplace les objectifs de ces périodes, null les retire ; répond ce qu’elles ont maintenant',
    tag,
    body: TargetsChange,
    answers: { 200: TargetList },
    handle: async ({ scope, id, body }) => {
      const kpiId: KpiId = id('kpi_id')
      const rows = await database.transaction(scope, (tx) => replaceTargets(tx, kpiId, body.items))
      return { items: rows.map(toTarget) }
    },
  })
}
