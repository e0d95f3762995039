// REST of KPIs and of the versions of their thresholds.
import type { FastifyInstance } from 'fastify'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import { notFound } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { createKpi } from './actions/create-kpi.ts'
import { deleteKpi } from './actions/delete-kpi.ts'
import { updateKpi } from './actions/update-kpi.ts'
import { readKey } from './keyset.ts'
import { kpiFile } from './list-files.ts'
import { findDashboard } from './queries/dashboards.ts'
import type { DashboardId } from './queries/dashboards.ts'
import { findKpi, findKpiSummary, listKpis, searchKpis, selectWrittenKpi } from './queries/kpis.ts'
import type { KpiId } from './queries/kpis.ts'
import { listThresholdHistory } from './queries/thresholds.ts'
import {
  Kpi,
  KpiChange,
  KpiChanged,
  KpiHitPage,
  KpiPage,
  KpiSearch,
  ListQuery,
  NewKpi,
  ThresholdList,
} from './schemas.ts'
import { toKpi, toThresholdVersion } from './wire.ts'

const tag = 'Indicateurs'

export function addKpiRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/dashboards/{dashboard_id}/kpis',
    permission: 'kpi.read',
    operation_id: 'listKpis',
    summary: 'Les indicateurs d’un tableau de bord, avec leur dernière valeur',
    tag,
    query: ListQuery,
    file: kpiFile,
    answers: { 200: KpiPage },
    handle: async ({ scope, id, query }) => {
      const dashboardId = id<'dashboard'>('dashboard_id')
      const key = readKey(query, ['id'])
      const rows = await database.read(scope, async (tx) => {
        if ((await findDashboard(tx, dashboardId)) === null) throw notFound()
        return listKpis(tx, { dashboard_id: dashboardId, after: key?.[0] ?? null, limit: fetchLimit(query) })
      })
      const page = pageOf(rows, query, (row) => [row.id])
      return { ...page, items: page.items.map((row) => toKpi(scope, row)) }
    },
  })
  addKpiSearch(app, { database })
  endpoint(app, {
    method: 'POST',
    path: '/dashboards/{dashboard_id}/kpis',
    permission: 'kpi.create',
    operation_id: 'createKpi',
    summary: 'Crée un indicateur',
    tag,
    body: NewKpi,
    answers: { 201: Kpi },
    problems: [409],
    handle: async ({ scope, id, body }) => {
      const dashboardId: DashboardId = id('dashboard_id')
      const row = await database.transaction(scope, async (tx) =>
        selectWrittenKpi(tx, await createKpi(tx, dashboardId, body)),
      )
      return toKpi(scope, row)
    },
  })
  addKpiItemRoutes(app, { database })
}

function addKpiSearch(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'GET',
    path: '/kpis',
    permission: 'kpi.read',
    operation_id: 'searchKpis',
    summary: 'Les indicateurs visibles dont le nom ou le code contient tous les mots',
    tag,
    query: KpiSearch,
    answers: { 200: KpiHitPage },
    handle: async ({ scope, query }) => {
      const key = readKey(query, ['text', 'id'])
      const words = query.search.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().split(/\s+/).filter(Boolean)
      const after = key === null ? null : ([String(key[0]), String(key[1])] as const)
      const rows = await database.read(scope, (tx) => searchKpis(tx, { words, after, limit: fetchLimit(query) }))
      return pageOf(rows, query, (row) => [row.name, row.id])
    },
  })
}

function addKpiItemRoutes(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}',
    permission: 'kpi.read',
    operation_id: 'getKpi',
    summary: 'Un indicateur, avec ses seuils du jour',
    tag,
    answers: { 200: Kpi },
    handle: async ({ scope, id }) => {
      const row = await database.read(scope, (tx) => findKpiSummary(tx, id('kpi_id')))
      if (row === null) throw notFound()
      return toKpi(scope, row)
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/thresholds',
    permission: 'kpi.read',
    operation_id: 'listThresholds',
    summary: 'Toutes les versions des seuils d’un indicateur, de la plus ancienne à la plus récente',
    tag,
    answers: { 200: ThresholdList },
    handle: async ({ scope, id }) => {
      const kpiId: KpiId = id('kpi_id')
      const rows = await database.read(scope, async (tx) => {
        if ((await findKpi(tx, kpiId)) === null) throw notFound()
        return listThresholdHistory(tx, kpiId)
      })
      return { items: rows.map(toThresholdVersion) }
    },
  })
  endpoint(app, {
    method: 'PATCH',
    path: '/kpis/{kpi_id}',
    permission: 'kpi.update',
    operation_id: 'updateKpi',
    summary: 'Modifie un indicateur ; les statuts passés ne changent que sur recalcul demandé par un administrateur',
    tag,
    body: KpiChange,
    answers: { 200: KpiChanged },
    problems: [409, 412],
    handle: async ({ scope, id, body, if_match }) => {
      const kpiId: KpiId = id('kpi_id')
      const changed = await database.transaction(scope, async (tx) => {
        const statusesChanged = await updateKpi(tx, { id: kpiId, change: body, if_match })
        return { row: await selectWrittenKpi(tx, kpiId), statuses_changed: statusesChanged }
      })
      return { ...toKpi(scope, changed.row), statuses_changed: changed.statuses_changed }
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/kpis/{kpi_id}',
    permission: 'kpi.delete',
    operation_id: 'deleteKpi',
    summary: 'Supprime un indicateur avec ses valeurs, actions et commentaires',
    tag,
    answers: { 204: null },
    handle: ({ scope, id }) => database.transaction(scope, (tx) => deleteKpi(tx, id('kpi_id'))),
  })
}
