// One description per server call of the module: key, request, shape.
import { queryOptions } from '@tanstack/react-query'
import { fetchBytes, get } from '#web/api.ts'
import { listQuery, type Page } from '#web/queries.ts'
import type { Attachment } from '../attachment-schemas.ts'
import type { Action, ActionEffect, Comment, Dashboard, Kpi, ThresholdVersion, Value } from '../schemas.ts'
import { keys } from './keys.ts'

const pageSize = 500
/** More than every day from 1990 to 2100. */
const valuePagesMax = 100

export const dashboardsQuery = (process: string) =>
  listQuery<Dashboard>([...keys.dashboards, { process }], '/dashboards', { process_name: process, limit: pageSize })

export const processesQuery = queryOptions({
  queryKey: keys.processes,
  queryFn: ({ signal }) => get<{ readonly items: readonly string[] }>('/dashboards/processes', { signal }),
})

export const dashboardQuery = (id: string) =>
  queryOptions({
    queryKey: keys.dashboard(id),
    queryFn: ({ signal }) => get<Dashboard>(`/dashboards/${id}`, { signal }),
  })

export const kpisQuery = (dashboardId: string) =>
  listQuery<Kpi>(keys.kpis(dashboardId), `/dashboards/${dashboardId}/kpis`, { limit: pageSize })

export const kpiQuery = (id: string) =>
  queryOptions({ queryKey: keys.kpi(id), queryFn: ({ signal }) => get<Kpi>(`/kpis/${id}`, { signal }) })

/** Every value from a day on, oldest first. */
export const valuesQuery = (kpiId: string, from: string) =>
  queryOptions({
    queryKey: [...keys.values(kpiId), { from }],
    queryFn: async ({ signal }): Promise<readonly Value[]> => {
      const values: Value[] = []
      let cursor: string | null = null
      for (let page = 0; page < valuePagesMax; page += 1) {
        const query = { from, cursor, limit: pageSize }
        const answer: Page<Value> = await get<Page<Value>>(`/kpis/${kpiId}/values`, { query, signal })
        values.push(...answer.items)
        if (answer.next_cursor === null) return values
        cursor = answer.next_cursor
      }
      throw new RangeError('A KPI has more values than its calendar has days.')
    },
  })

export const thresholdsQuery = (kpiId: string) =>
  queryOptions({
    queryKey: keys.thresholds(kpiId),
    queryFn: ({ signal }) =>
      get<{ readonly items: readonly ThresholdVersion[] }>(`/kpis/${kpiId}/thresholds`, { signal }),
  })

export const actionsQuery = (kpiId: string) =>
  listQuery<Action>(keys.actions(kpiId), `/kpis/${kpiId}/actions`, { limit: 100 })

export interface ActionFilter {
  readonly mine: boolean
  readonly late: boolean
  readonly status: string
}

export const allActionsQuery = ({ mine, late, status }: ActionFilter) =>
  listQuery<Action>([...keys.allActions, { mine, late, status }], '/actions', {
    mine: mine ? true : undefined,
    late: late ? true : undefined,
    status,
    limit: 100,
  })

export const actionEffectQuery = (actionId: string) =>
  queryOptions({
    queryKey: [...keys.allActions, 'effect', actionId],
    queryFn: ({ signal }) => get<ActionEffect>(`/actions/${actionId}/effect`, { signal }),
  })

/** Where comments hang: a KPI or an action. */
export interface CommentParent {
  readonly kind: 'kpis' | 'actions'
  readonly id: string
}

export const commentsQuery = ({ kind, id }: CommentParent) =>
  listQuery<Comment>(keys.comments(id), `/${kind}/${id}/comments`, { limit: 100 })

/** A picture of a comment, held as long as the page shows it: its bytes never change. */
export const attachmentQuery = ({ id, media_type }: Pick<Attachment, 'id' | 'media_type'>) =>
  queryOptions({
    queryKey: keys.attachment(id),
    queryFn: async ({ signal }) =>
      new Blob([await fetchBytes(`/attachments/${id}/content`, { signal })], { type: media_type }),
    staleTime: Infinity,
  })
