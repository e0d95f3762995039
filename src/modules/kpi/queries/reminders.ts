// SQL of reminders: their settings, who was reminded, and which mornings are done.
import { sql } from 'kysely'
import type { Database, Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { OrganizationId, UserId } from '#kernel/ids.ts'
import type { ReminderRule } from '../rules/reminder.ts'
import { usualReminderRule } from '../rules/reminder.ts'

export interface ReminderSettingsRow extends ReminderRule {
  readonly is_on: boolean
  /** Hour of the morning, in the organisation's zone. */
  readonly hour: number
}

const usual: ReminderSettingsRow = { is_on: true, hour: 7, ...usualReminderRule }

/** An instant as RFC 3339 text; null means now. The clock is a parameter so that any morning can be tried. */
export type Moment = string | null

/** Every organisation: ids only, the rest is read under their own scope. */
export async function listOrganizations(database: Pick<Database, 'query'>): Promise<readonly OrganizationId[]> {
  const { rows } = await database.query('select o.id from kernel.list_organizations() as o (id)')
  return rows.map((row) => row['id'] as OrganizationId)
}

export async function findReminderSettings(tx: Tx): Promise<ReminderSettingsRow> {
  const { rows } = await sql<ReminderSettingsRow>`
    select s.is_on, s.hour, s.remind_after, s.repeat_after, s.tell_dashboard_owner_after, s.tell_admins_after
    from kpi.reminder_setting s`.execute(tx)
  return rows[0] ?? usual
}

export async function upsertReminderSettings(tx: Tx, row: ReminderSettingsRow): Promise<void> {
  await sql`
    insert into kpi.reminder_setting (organization_id, is_on, hour, remind_after, repeat_after, tell_dashboard_owner_after,
      tell_admins_after)
    values (${tx.scope.organization_id}, ${row.is_on}, ${row.hour}, ${row.remind_after}, ${row.repeat_after},
      ${row.tell_dashboard_owner_after}, ${row.tell_admins_after})
    on conflict (organization_id) do update
    set is_on = excluded.is_on, hour = excluded.hour, remind_after = excluded.remind_after,
      repeat_after = excluded.repeat_after, tell_dashboard_owner_after = excluded.tell_dashboard_owner_after,
      tell_admins_after = excluded.tell_admins_after, updated_at = clock_timestamp()`.execute(tx)
}

export interface LocalTime {
  readonly today: Day
  readonly hour: number
}

/** What the clock of the organisation says. */
export async function selectLocalTime(tx: Tx, moment: Moment): Promise<LocalTime> {
  const { rows } = await sql<LocalTime>`
    select l.at::date as today, extract(hour from l.at)::int as hour
    from (select coalesce(${moment}::timestamptz, now()) at time zone o.time_zone as at from kernel.organization o) l`.execute(
    tx,
  )
  return rows[0] as LocalTime
}

export async function isMorningDone(tx: Tx, day: Day): Promise<boolean> {
  const { rows } = await sql`select 1 from kpi.morning_round r where r.day = ${day}::date`.execute(tx)
  return rows.length > 0
}

/** Mornings and reminders are kept this long. */
const keptDays = 400

/** Marks a morning as done, and forgets those of long ago. */
export async function insertMorning(tx: Tx, day: Day): Promise<void> {
  await sql`
    insert into kpi.morning_round (organization_id, day) values (${tx.scope.organization_id}, ${day}::date)
    on conflict do nothing`.execute(tx)
  await sql`delete from kpi.morning_round r where r.day < ${day}::date - ${keptDays}::int`.execute(tx)
  await sql`delete from kpi.approval_notice n where n.day < ${day}::date - ${keptDays}::int`.execute(tx)
  await sql`delete from kpi.reminder r where r.day < ${day}::date - ${keptDays}::int`.execute(tx)
}

export interface RemindablePersonRow {
  readonly user_id: UserId
  readonly role: 'ADMIN' | 'USER'
  /** KPIs of the reminders that this person got lately. */
  readonly resting: readonly string[]
}

/** The active people, with what they were reminded of less than `repeat_after` days ago. */
export async function listRemindablePeople(
  tx: Tx,
  { today, repeat_after }: { readonly today: Day; readonly repeat_after: number },
): Promise<readonly RemindablePersonRow[]> {
  const { rows } = await sql<RemindablePersonRow>`
    select u.id as user_id, u.role, coalesce((
      select json_agg(distinct named.id)
      from kpi.reminder r
      cross join unnest(r.kpi_ids) named (id)
      where r.organization_id = u.organization_id and r.user_id = u.id and r.day > ${today}::date - ${repeat_after}::int
        and r.day <= ${today}::date), '[]'::json) as resting
    from kernel."user" u
    where u.is_active
    order by u.id`.execute(tx)
  return rows
}

/** Claims a person's reminder of a day; false when another process wrote it. */
export async function insertReminder(
  tx: Tx,
  { user_id, day, kpi_ids }: { readonly user_id: string; readonly day: Day; readonly kpi_ids: readonly string[] },
): Promise<boolean> {
  const { rows } = await sql`
    insert into kpi.reminder (organization_id, user_id, day, kpi_ids)
    values (${tx.scope.organization_id}, ${user_id}, ${day}::date, ${`{${kpi_ids.join(',')}}`}::uuid[])
    on conflict do nothing
    returning user_id`.execute(tx)
  return rows.length > 0
}
