// REST of reminders and of how punctually values are entered.
import type { FastifyInstance } from 'fastify'
import { endpoint } from '#kernel/http/endpoint.ts'
import type { Services } from '#kernel/services.ts'
import { changeReminders } from './actions/change-reminders.ts'
import { selectToday } from './queries/import-kpis.ts'
import { listLateness } from './queries/missing-values.ts'
import type { LatenessRow } from './queries/missing-values.ts'
import { findReminderSettings } from './queries/reminders.ts'
import { Lateness, latenessPeriodsDefault, LatenessQuery, ReminderSettings } from './rhythm-schemas.ts'

const tag = 'Rappels'

export function addRhythmRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/settings/reminders',
    permission: 'reminder.read',
    operation_id: 'getReminderSettings',
    summary: 'Quand les valeurs manquantes sont rappelées',
    tag,
    answers: { 200: ReminderSettings },
    handle: ({ scope }) => database.read(scope, findReminderSettings),
  })
  endpoint(app, {
    method: 'PUT',
    path: '/settings/reminders',
    permission: 'reminder.update',
    operation_id: 'replaceReminderSettings',
    summary: 'Règle quand les valeurs manquantes sont rappelées',
    tag,
    body: ReminderSettings,
    answers: { 200: ReminderSettings },
    handle: ({ scope, body }) => database.transaction(scope, (tx) => changeReminders(tx, body)),
  })
  endpoint(app, {
    method: 'GET',
    path: '/reporting/lateness',
    permission: 'kpi.read',
    operation_id: 'getLateness',
    summary: 'La ponctualité des saisies, par personne et tableau de bord',
    tag,
    query: LatenessQuery,
    answers: { 200: Lateness },
    handle: ({ scope, query: { periods = latenessPeriodsDefault } }) =>
      database.read(scope, async (tx) => {
        const today = await selectToday(tx)
        const { remind_after: grace_days } = await findReminderSettings(tx)
        const rows = await listLateness(tx, { today, periods, grace_days })
        return { periods, grace_days, items: rows.map(toItem) }
      }),
  })
}

function toItem(row: LatenessRow): Lateness['items'][number] {
  return { ...row, late_share: row.entered === 0 ? null : row.late / row.entered }
}
