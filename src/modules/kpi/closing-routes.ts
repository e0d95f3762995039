// REST of closing: the lock of a dashboard, approvals, what waits for them.
import type { FastifyInstance } from 'fastify'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import type { Services } from '#kernel/services.ts'
import { approveDashboard } from './actions/approve-dashboard.ts'
import { approveValue } from './actions/approve-value.ts'
import { lockDashboard } from './actions/lock-dashboard.ts'
import {
  ApprovalsGiven,
  ApprovalsSeen,
  LockChange,
  PendingApprovalPage,
  PendingApprovalQuery,
} from './closing-schemas.ts'
import { toPendingApproval } from './closing-wire.ts'
import { readKey } from './keyset.ts'
import { listPending } from './queries/closing.ts'
import { selectWrittenSummary } from './queries/dashboards.ts'
import { findValue } from './queries/values.ts'
import type { ValueRow } from './queries/values.ts'
import { Dashboard, Value } from './schemas.ts'
import { toDashboard, toValue } from './wire.ts'

const tag = 'Clôture et validation'

export function addClosingRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'PUT',
    path: '/dashboards/{dashboard_id}/lock',
    permission: 'dashboard.lock',
    operation_id: 'lockDashboard',
    summary: 'Clôt les périodes jusqu’à un jour ; rouvrir (un jour antérieur, ou null) revient à un ADMIN',
    tag,
    body: LockChange,
    answers: { 200: Dashboard },
    problems: [409],
    handle: async ({ scope, id, body }) => {
      const dashboardId = id<'dashboard'>('dashboard_id')
      const row = await database.transaction(scope, async (tx) => {
        await lockDashboard(tx, dashboardId, body)
        return selectWrittenSummary(tx, dashboardId)
      })
      return toDashboard(scope, row)
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/dashboards/{dashboard_id}/approvals',
    permission: 'value.approve',
    operation_id: 'approveDashboard',
    summary:
      'Valide les valeurs d’un tableau de bord telles qu’elles ont été vues ; ce qui a changé depuis est dit et reste à valider',
    tag,
    body: ApprovalsSeen,
    answers: { 200: ApprovalsGiven },
    problems: [409],
    handle: ({ scope, id, body }) =>
      database.transaction(scope, (tx) => approveDashboard(tx, id('dashboard_id'), body.values)),
  })
  endpoint(app, {
    method: 'GET',
    path: '/reporting/pending-approvals',
    permission: 'value.approve',
    operation_id: 'listPendingApprovals',
    summary: 'Les valeurs que je peux valider, les périodes les plus anciennes d’abord',
    tag,
    query: PendingApprovalQuery,
    answers: { 200: PendingApprovalPage },
    handle: async ({ scope, query }) => {
      const key = readKey(query, ['day', 'id'])
      const after = key === null ? null : { period_end: key[0] as string, id: key[1] as string }
      const request = { dashboard_id: query.dashboard_id ?? null, after, limit: fetchLimit(query) }
      const rows = await database.read(scope, (tx) => listPending(tx, request))
      const page = pageOf(rows, query, (row) => [row.period_end, row.value_id])
      return { ...page, items: page.items.map(toPendingApproval) }
    },
  })
  addApprovalRoutes(app, { database })
}

function addApprovalRoutes(app: FastifyInstance, { database }: Pick<Services, 'database'>): void {
  endpoint(app, {
    method: 'POST',
    path: '/values/{value_id}/approval',
    permission: 'value.approve',
    operation_id: 'approveValue',
    summary: 'Valide une valeur',
    tag,
    answers: { 200: Value },
    problems: [409, 412],
    handle: async ({ scope, id, if_match }) => {
      const valueId = id<'value'>('value_id')
      const row = await database.transaction(scope, async (tx) => {
        await approveValue(tx, { id: valueId, approval: 'APPROVED', if_match })
        return (await findValue(tx, valueId)) as ValueRow
      })
      return toValue(row)
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/values/{value_id}/approval',
    permission: 'value.approve',
    operation_id: 'withdrawApproval',
    summary: 'Retire la validation d’une valeur',
    tag,
    answers: { 204: null },
    problems: [409, 412],
    handle: ({ scope, id, if_match }) =>
      database.transaction(scope, (tx) => approveValue(tx, { id: id('value_id'), approval: 'PENDING', if_match })),
  })
}
