// REST of what deleting a KPI or a dashboard would take along: asked before, so that nobody is surprised after.
import type { FastifyInstance } from 'fastify'
import type { Tx } from '#kernel/database/database.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { notFound } from '#kernel/problem.ts'
import type { Problem } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { findLockedValues } from './actions/closing-checks.ts'
import { findInputUse } from './actions/formula-checks.ts'
import { Deletion } from './deletion-schemas.ts'
import { findDashboard } from './queries/dashboards.ts'
import type { DashboardId } from './queries/dashboards.ts'
import { countDoomed, listKpiIds } from './queries/deletion.ts'
import { findKpi } from './queries/kpis.ts'
import type { KpiId } from './queries/kpis.ts'
import { policy } from './rules/policy.ts'

export function addDeletionRoutes(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/deletion',
    permission: 'kpi.delete',
    operation_id: 'getKpiDeletion',
    summary: 'Ce que la suppression d’un indicateur emporterait, et ce qui l’empêche',
    tag: 'Indicateurs',
    answers: { 200: Deletion },
    handle: ({ scope, id }) => database.read(scope, (tx) => readKpiDeletion(tx, id('kpi_id'))),
  })
  endpoint(app, {
    method: 'GET',
    path: '/dashboards/{dashboard_id}/deletion',
    permission: 'dashboard.delete',
    operation_id: 'getDashboardDeletion',
    summary: 'Ce que la suppression d’un tableau de bord emporterait, et ce qui l’empêche',
    tag: 'Tableaux de bord',
    answers: { 200: Deletion },
    handle: ({ scope, id }) => database.read(scope, (tx) => readDashboardDeletion(tx, id('dashboard_id'))),
  })
}

async function readKpiDeletion(tx: Tx, id: KpiId): Promise<Deletion> {
  const kpi = await findKpi(tx, id)
  if (kpi === null) throw notFound()
  authorize(policy['kpi.delete'], tx.scope, { owners: [kpi.dashboard_owner_id] })
  return readDeletion(tx, { dashboard_id: kpi.dashboard_id, kpi_id: id, kpi_ids: [id] })
}

async function readDashboardDeletion(tx: Tx, id: DashboardId): Promise<Deletion> {
  const dashboard = await findDashboard(tx, id)
  if (dashboard === null) throw notFound()
  authorize(policy['dashboard.delete'], tx.scope, { owners: [dashboard.owner_id] })
  return readDeletion(tx, { dashboard_id: id, kpi_id: null, kpi_ids: await listKpiIds(tx, id) })
}

interface Doomed {
  readonly dashboard_id: DashboardId
  /** Null for the whole dashboard. */
  readonly kpi_id: KpiId | null
  readonly kpi_ids: readonly KpiId[]
}

/** The same checks in the same order as the deletion itself. */
async function readDeletion(tx: Tx, doomed: Doomed): Promise<Deletion> {
  const [counts, locked, used] = await Promise.all([
    countDoomed(tx, doomed),
    findLockedValues(tx, doomed),
    findInputUse(tx, doomed.kpi_ids),
  ])
  return { counts, obstacle: toObstacle(locked ?? used) }
}

function toObstacle(problem: Problem | null): Deletion['obstacle'] {
  if (problem === null) return null
  const { code, title, extras } = problem
  return { code, title, detail: extras.detail ?? '' }
}
