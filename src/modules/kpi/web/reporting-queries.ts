// The server calls of the direction view.
import { queryOptions } from '@tanstack/react-query'
import { get } from '#web/api.ts'
import type { Direction, Overview, Risk } from '../reporting-schemas.ts'
import { keys } from './keys.ts'

export const directionQuery = queryOptions({
  queryKey: [...keys.reporting, 'direction'],
  queryFn: ({ signal }) => get<Direction>('/reporting/direction', { signal }),
})

export const risksQuery = (limit: number) =>
  queryOptions({
    queryKey: [...keys.reporting, 'risks', limit],
    queryFn: ({ signal }) =>
      get<{ readonly items: readonly Risk[] }>('/reporting/top-risks', { query: { limit }, signal }),
  })

export interface OverviewFilter {
  readonly process: string
  readonly dashboard: string
}

export const overviewQuery = ({ process, dashboard }: OverviewFilter) =>
  queryOptions({
    queryKey: [...keys.reporting, 'overview', process, dashboard],
    queryFn: ({ signal }) =>
      get<Overview>('/reporting/overview', { query: { process_name: process, dashboard_id: dashboard }, signal }),
  })
