// REST of dashboards.
import type { FastifyInstance } from 'fastify'
import type { Day } from '#kernel/dates.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import { notFound } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { createDashboard } from './actions/create-dashboard.ts'
import { deleteDashboard } from './actions/delete-dashboard.ts'
import { updateDashboard } from './actions/update-dashboard.ts'
import { readKey } from './keyset.ts'
import { dashboardFile, dashboardValueFile } from './list-files.ts'
import { listDashboardValues } from './queries/dashboard-values.ts'
import {
  findDashboard,
  findDashboardSummary,
  listDashboards,
  listProcesses,
  selectWrittenSummary,
} from './queries/dashboards.ts'
import { readDay } from './query-day.ts'
import {
  Dashboard,
  DashboardChange,
  DashboardPage,
  DashboardQuery,
  DashboardValuePage,
  NewDashboard,
  ProcessList,
  ValueQuery,
} from './schemas.ts'
import { toDashboard } from './wire.ts'

const tag = 'Tableaux de bord'

export function addDashboardRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/dashboards',
    permission: 'dashboard.read',
    operation_id: 'listDashboards',
    summary: 'Les tableaux de bord visibles, avec leurs comptes de statuts et d’actions',
    tag,
    query: DashboardQuery,
    file: dashboardFile,
    answers: { 200: DashboardPage },
    handle: async ({ scope, query }) => {
      const key = readKey(query, ['text', 'id'])
      const rows = await database.read(scope, (tx) =>
        listDashboards(tx, {
          process_name: query.process_name ?? null,
          after: key === null ? null : { title: key[0] as string, id: key[1] as string },
          limit: fetchLimit(query),
        }),
      )
      const page = pageOf(rows, query, (row) => [row.sort_title, row.id])
      return { ...page, items: page.items.map((row) => toDashboard(scope, row)) }
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/dashboards',
    permission: 'dashboard.create',
    operation_id: 'createDashboard',
    summary: 'Crée un tableau de bord',
    tag,
    body: NewDashboard,
    answers: { 201: Dashboard },
    handle: async ({ scope, body }) => {
      const row = await database.transaction(scope, async (tx) =>
        selectWrittenSummary(tx, await createDashboard(tx, body)),
      )
      return toDashboard(scope, row)
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/dashboards/processes',
    permission: 'dashboard.read',
    operation_id: 'listProcesses',
    summary: 'Les processus des tableaux de bord visibles',
    tag,
    answers: { 200: ProcessList },
    handle: async ({ scope }) => ({ items: await database.read(scope, listProcesses) }),
  })
  addDashboardItemRoutes(app, { database })
  addDashboardValueRoute(app, { database })
}

function addDashboardItemRoutes(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'GET',
    path: '/dashboards/{dashboard_id}',
    permission: 'dashboard.read',
    operation_id: 'getDashboard',
    summary: 'Un tableau de bord',
    tag,
    answers: { 200: Dashboard },
    handle: async ({ scope, id }) => {
      const row = await database.read(scope, (tx) => findDashboardSummary(tx, id('dashboard_id')))
      if (row === null) throw notFound()
      return toDashboard(scope, row)
    },
  })
  endpoint(app, {
    method: 'PATCH',
    path: '/dashboards/{dashboard_id}',
    permission: 'dashboard.update',
    operation_id: 'updateDashboard',
    summary: 'Modifie un tableau de bord',
    tag,
    body: DashboardChange,
    answers: { 200: Dashboard },
    handle: async ({ scope, id, body, if_match }) => {
      const dashboardId = id<'dashboard'>('dashboard_id')
      const row = await database.transaction(scope, async (tx) => {
        await updateDashboard(tx, { id: dashboardId, change: body, if_match })
        return selectWrittenSummary(tx, dashboardId)
      })
      return toDashboard(scope, row)
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/dashboards/{dashboard_id}',
    permission: 'dashboard.delete',
    operation_id: 'deleteDashboard',
    summary: 'Supprime un tableau de bord et tout ce qu’il contient',
    tag,
    answers: { 204: null },
    handle: ({ scope, id }) => database.transaction(scope, (tx) => deleteDashboard(tx, id('dashboard_id'))),
  })
}

function addDashboardValueRoute(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'GET',
    path: '/dashboards/{dashboard_id}/values',
    permission: 'value.read',
    operation_id: 'listDashboardValues',
    summary: 'Les valeurs de tous les indicateurs d’un tableau de bord ; le fichier se réimporte tel quel',
    tag,
    query: ValueQuery,
    file: dashboardValueFile,
    answers: { 200: DashboardValuePage },
    handle: async ({ scope, id, query }) => {
      const dashboardId = id<'dashboard'>('dashboard_id')
      const key = readKey(query, ['id', 'day'])
      const request = {
        dashboard_id: dashboardId,
        from: readDay('/from', query.from),
        to: readDay('/to', query.to),
        after: key === null ? null : { kpi_id: String(key[0]), start: String(key[1]) as Day },
        limit: fetchLimit(query),
      }
      const rows = await database.read(scope, async (tx) => {
        if ((await findDashboard(tx, dashboardId)) === null) throw notFound()
        return listDashboardValues(tx, request)
      })
      const page = pageOf(rows, query, (row) => [row.kpi_id, row.period_start])
      return { ...page, items: page.items.map((row) => ({ ...row, value: Number(row.value) })) }
    },
  })
}
