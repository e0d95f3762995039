// Queries of the entry grid and of “Ma journée”.
import { queryOptions } from '@tanstack/react-query'
import { get } from '#web/api.ts'
import type { Grid, MyDay } from '../entry-schemas.ts'
import { keys } from './keys.ts'

export const myDayQuery = queryOptions({
  queryKey: keys.myDay,
  queryFn: ({ signal }) => get<MyDay>('/my-day', { signal }),
})

export interface GridFilter {
  /** Empty: what the server shows at first. */
  readonly frequency: string
  readonly from: string
  readonly to: string
}

export const gridQuery = (dashboardId: string, filter: GridFilter) =>
  queryOptions({
    queryKey: [...keys.grid(dashboardId), filter],
    queryFn: ({ signal }) => get<Grid>(`/dashboards/${dashboardId}/grid`, { query: { ...filter }, signal }),
  })
