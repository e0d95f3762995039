// The server calls of the boards.
import { queryOptions } from '@tanstack/react-query'
import { get } from '#web/api.ts'
import type { Bowling, Sqcdp } from '../boards-schemas.ts'
import { keys } from './keys.ts'

/** An empty year means the present one. */
export const bowlingQuery = (dashboardId: string, year: string) =>
  queryOptions({
    queryKey: [...keys.bowling(dashboardId), { year }],
    queryFn: ({ signal }) =>
      get<Bowling>(`/dashboards/${dashboardId}/bowling`, { query: year === '' ? {} : { year }, signal }),
    placeholderData: (previous) => previous,
  })

/** An empty month means the present one. */
export const sqcdpQuery = (dashboardId: string, month: string) =>
  queryOptions({
    queryKey: [...keys.sqcdp(dashboardId), { month }],
    queryFn: ({ signal }) =>
      get<Sqcdp>(`/dashboards/${dashboardId}/sqcdp`, { query: month === '' ? {} : { month }, signal }),
    placeholderData: (previous) => previous,
  })
