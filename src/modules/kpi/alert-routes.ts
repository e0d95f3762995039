// REST of the alert of a KPI.
import type { FastifyInstance } from 'fastify'
import type { Scope } from '#kernel/database/database.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { notFound } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { isAllowed } from '#kernel/tenancy/policy.ts'
import { changeAlert } from './actions/change-alert.ts'
import { findAlert } from './queries/alert-rules.ts'
import type { AlertRow } from './queries/alert-rules.ts'
import type { KpiId } from './queries/kpis.ts'
import { Alert, AlertChange } from './rhythm-schemas.ts'
import { periodOf } from './rules/period.ts'
import { policy } from './rules/policy.ts'

const tag = 'Alertes'

export function addAlertRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/kpis/{kpi_id}/alert',
    permission: 'alert.read',
    operation_id: 'getAlert',
    summary: 'L’alerte d’un indicateur : son état, son réglage, qui est prévenu',
    tag,
    answers: { 200: Alert },
    handle: async ({ scope, id }) => {
      const kpiId: KpiId = id('kpi_id')
      const row = await database.read(scope, (tx) => findAlert(tx, kpiId))
      if (row === null) throw notFound()
      return toAlert(scope, row)
    },
  })
  endpoint(app, {
    method: 'PUT',
    path: '/kpis/{kpi_id}/alert',
    permission: 'alert.update',
    operation_id: 'replaceAlert',
    summary: 'Règle l’alerte d’un indicateur et qui est prévenu en plus de son responsable',
    tag,
    body: AlertChange,
    answers: { 200: Alert },
    handle: async ({ scope, id, body }) => {
      const kpiId: KpiId = id('kpi_id')
      return toAlert(scope, await database.transaction(scope, (tx) => changeAlert(tx, kpiId, body)))
    },
  })
}

function toAlert(scope: Scope, row: AlertRow): Alert {
  const { frequency, owner_id, dashboard_owner_id, audience: _audience, ...alert } = row
  return {
    ...alert,
    users: [...row.users],
    teams: [...row.teams],
    since_label: row.since === null ? null : periodOf(frequency, row.since).label,
    can_edit: isAllowed(policy['alert.update'], scope, { owners: [dashboard_owner_id, owner_id] }),
  }
}
