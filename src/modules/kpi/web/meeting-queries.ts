// Meetings, as the server gives them.
import { queryOptions } from '@tanstack/react-query'
import { get } from '#web/api.ts'
import { listQuery } from '#web/queries.ts'
import type { Meeting, MeetingDetail } from '../meeting-schemas.ts'
import { keys } from './keys.ts'

export const meetingsQuery = (dashboardId: string) =>
  listQuery<Meeting>([...keys.meetings, 'of', dashboardId], `/dashboards/${dashboardId}/meetings`, { limit: 100 })

export const meetingQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.meetings, id],
    queryFn: ({ signal }) => get<MeetingDetail>(`/meetings/${id}`, { signal }),
  })
