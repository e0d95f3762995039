// Sets when people are reminded of missing values, for the whole organisation.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { unprocessable } from '#kernel/problem.ts'
import { findReminderSettings, upsertReminderSettings } from '../queries/reminders.ts'
import type { ReminderSettingsRow } from '../queries/reminders.ts'

/** Changes the settings of reminders. Throws VALUE_INVALID when a later step would come before an earlier one. */
export async function changeReminders(tx: Tx, change: ReminderSettingsRow): Promise<ReminderSettingsRow> {
  const steps = ['remind_after', 'tell_dashboard_owner_after', 'tell_admins_after'] as const
  const wrong = steps.filter((step, index) => index > 0 && change[step] < change[steps[index - 1] ?? step])
  if (wrong.length > 0) {
    const detail = 'Chaque étape vient après la précédente : responsable, puis tableau de bord, puis administrateurs.'
    throw unprocessable(wrong.map((step) => ({ pointer: `/${step}`, code: 'VALUE_INVALID', detail })))
  }
  const before = await findReminderSettings(tx)
  await upsertReminderSettings(tx, change)
  await recordAudit(tx, {
    action: 'reminders.changed',
    entity: 'organization',
    entity_id: tx.scope.organization_id,
    summary: 'Rappels de saisie réglés.',
    before: { ...before },
    after: { ...change },
  })
  return change
}
