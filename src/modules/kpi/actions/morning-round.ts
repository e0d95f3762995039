// The morning round: once a day and organisation, in its own time zone, alerts follow the calendar and missing values are asked for.
import type { Scope } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { OrganizationId, UserId } from '#kernel/ids.ts'
import { notify } from '#kernel/notifications/notify.ts'
import type { Services } from '#kernel/services.ts'
import { listDueAlerts } from '../queries/alerts.ts'
import type { KpiId } from '../queries/kpis.ts'
import { listEnteredKpis } from '../queries/missing-values.ts'
import {
  findReminderSettings,
  insertMorning,
  insertReminder,
  isMorningDone,
  listOrganizations,
  listRemindablePeople,
  selectLocalTime,
} from '../queries/reminders.ts'
import type { Moment, ReminderSettingsRow } from '../queries/reminders.ts'
import { missingOf, planReminders, reminderSentence } from '../rules/reminder.ts'
import type { Reminder } from '../rules/reminder.ts'
import { statusWindows } from '../rules/status-window.ts'
import { settleByTime } from './settle-alerts.ts'

type Needs = Pick<Services, 'database' | 'log'>

export interface Round {
  readonly signal: AbortSignal
  /** What time it is; null for now. */
  readonly moment: Moment
}

/** KPIs looked at in one transaction. */
const settledBatch = 500

/**
 * Goes through every organisation whose morning has come and is not done. Interrupted anywhere, it is taken up again at
 * the next round; run by several processes at once, each person still gets one reminder.
 */
export async function runMorningRounds(services: Needs, round: Round): Promise<void> {
  const failures: unknown[] = []
  for (const organizationId of await listOrganizations(services.database)) {
    if (round.signal.aborted) return
    // One organisation in trouble keeps no other waiting.
    const [outcome] = await Promise.allSettled([runMorning(services, organizationId, round)])
    if (outcome.status === 'rejected') failures.push(outcome.reason)
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} morning rounds failed`)
}

async function runMorning({ database }: Needs, organization_id: OrganizationId, round: Round): Promise<void> {
  const scope: Scope = { organization_id, user_id: null, role: 'SYSTEM' }
  const plan = await database.read(scope, async (tx) => {
    const { today, hour } = await selectLocalTime(tx, round.moment)
    const settings = await findReminderSettings(tx)
    const isDue = hour >= settings.hour && !(await isMorningDone(tx, today))
    return isDue ? { today, settings } : null
  })
  if (plan === null) return
  await settleAlertsOfMorning({ database }, scope, plan.today)
  if (plan.settings.is_on) await remind({ database }, scope, { ...plan, signal: round.signal })
  if (round.signal.aborted) return
  await database.transaction(scope, (tx) => insertMorning(tx, plan.today))
}

/** KPIs that have fallen silent or whose period has ended, a batch at a time; each transaction changes their states and tells of them. */
async function settleAlertsOfMorning({ database }: Pick<Needs, 'database'>, scope: Scope, today: Day): Promise<void> {
  const windows = statusWindows(today)
  for (let after: KpiId | null = null; ;) {
    const request = { windows, today, after, limit: settledBatch }
    const ids: readonly KpiId[] = await database.transaction(scope, async (tx) => {
      const due = await listDueAlerts(tx, request)
      await settleByTime(tx, due, today)
      return due
    })
    if (ids.length < settledBatch) return
    after = ids.at(-1) ?? null
  }
}

interface Reminding {
  readonly today: Day
  readonly settings: ReminderSettingsRow
  readonly signal: AbortSignal
}

async function remind(
  { database }: Pick<Needs, 'database'>,
  scope: Scope,
  { today, settings, signal }: Reminding,
): Promise<void> {
  const reminders = await database.read(scope, async (tx) => {
    const missing = (await listEnteredKpis(tx, null)).flatMap(
      (kpi) => missingOf(kpi, today, settings.remind_after) ?? [],
    )
    const people = await listRemindablePeople(tx, { today, repeat_after: settings.repeat_after })
    const remindable = people.map(({ resting, ...person }) => ({ ...person, resting: new Set(resting) }))
    return planReminders(missing, remindable, settings)
  })
  for (const reminder of reminders) {
    if (signal.aborted) return
    await database.transaction(scope, async (tx) => {
      const kpi_ids = [...reminder.own, ...reminder.others].map(({ kpi }) => kpi.kpi_id)
      // The row and the notification live and die together: whoever comes second finds the row.
      if (!(await insertReminder(tx, { user_id: reminder.user_id, day: today, kpi_ids }))) return
      await notify(tx, notificationOf(reminder))
    })
  }
}

function notificationOf(reminder: Reminder) {
  const { title, body, link, kpi_ids } = reminderSentence(reminder)
  return {
    user_id: reminder.user_id as UserId,
    kind: 'kpi.value.missing',
    topic: 'REMINDER',
    title,
    body,
    link,
    about: { kind: 'kpi.kpi', ids: kpi_ids },
  } as const
}
