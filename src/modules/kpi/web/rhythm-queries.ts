// The server calls of alerts, reminders and punctuality.
import { queryOptions } from '@tanstack/react-query'
import { get } from '#web/api.ts'
import type { Alert, Lateness, ReminderSettings } from '../rhythm-schemas.ts'
import { keys } from './keys.ts'

/** Below the key of its KPI: what makes that stale makes the alert stale. */
export const alertQuery = (kpiId: string) =>
  queryOptions({
    queryKey: [...keys.kpi(kpiId), 'alert'],
    queryFn: ({ signal }) => get<Alert>(`/kpis/${kpiId}/alert`, { signal }),
  })

export const remindersQuery = queryOptions({
  queryKey: ['kpi', 'reminders'],
  queryFn: ({ signal }) => get<ReminderSettings>('/settings/reminders', { signal }),
})

export const latenessQuery = (periods: number) =>
  queryOptions({
    queryKey: [...keys.reporting, 'lateness', periods],
    queryFn: ({ signal }) => get<Lateness>('/reporting/lateness', { query: { periods }, signal }),
  })
