// What waits for approval and the evidence of a value, as the server gives them.
import { queryOptions } from '@tanstack/react-query'
import { get } from '#web/api.ts'
import { listQuery } from '#web/queries.ts'
import type { Evidence, PendingApproval } from '../closing-schemas.ts'
import { keys } from './keys.ts'

export const evidenceQuery = (valueId: string) =>
  queryOptions({
    queryKey: keys.evidence(valueId),
    queryFn: async ({ signal }) =>
      (await get<{ readonly items: readonly Evidence[] }>(`/values/${valueId}/evidence`, { signal })).items,
  })

export const pendingQuery = (dashboardId: string) =>
  listQuery<PendingApproval>(keys.pending(dashboardId), '/reporting/pending-approvals', {
    dashboard_id: dashboardId,
    limit: 100,
  })
