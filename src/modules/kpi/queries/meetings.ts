// SQL of meetings. A meeting is visible when its dashboard is.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Id, UserId } from '#kernel/ids.ts'
import type { Status } from '../rules/status.ts'
import type { ValueMarks } from '../rules/value-marks.ts'
import type { ActionId } from './actions.ts'
import type { DashboardId } from './dashboards.ts'
import { today } from './latest.ts'
import type { KpiId } from './kpis.ts'

export type MeetingId = Id<'meeting'>
export type MeetingNoteId = Id<'meeting_note'>

export interface MeetingRow {
  readonly id: MeetingId
  readonly dashboard_id: DashboardId
  readonly dashboard_title: string
  readonly dashboard_owner_id: UserId
  readonly audience: readonly UserId[] | null
  readonly title: string
  readonly held_on: Day
  readonly conclusion: string | null
  readonly attendee_ids: readonly UserId[]
  readonly attendee_names: readonly string[]
  readonly note_count: number
  readonly action_count: number
  readonly closed_at: string | null
  readonly created_by: UserId
  readonly created_at: string
  readonly updated_at: string
}

const meetings = sql`
  select m.id, m.dashboard_id, d.title as dashboard_title, d.owner_id as dashboard_owner_id, d.audience, m.title, m.held_on,
    m.conclusion, m.closed_at, m.created_by, m.created_at, m.updated_at,
    array(
      select a.user_id::text from kpi.meeting_attendee a
      where a.organization_id = m.organization_id and a.meeting_id = m.id order by a.user_id) as attendee_ids,
    array(
      select u.full_name from kpi.meeting_attendee a
      join kernel."user" u on u.organization_id = a.organization_id and u.id = a.user_id
      where a.organization_id = m.organization_id and a.meeting_id = m.id order by u.full_name) as attendee_names,
    counted.note_count, counted.action_count
  from kpi.meeting m
  join kpi.visible_dashboard d on d.organization_id = m.organization_id and d.id = m.dashboard_id
  cross join lateral (
    select count(*)::int as note_count, count(n.action_id)::int as action_count
    from kpi.meeting_note n
    where n.organization_id = m.organization_id and n.meeting_id = m.id
  ) counted`

/** A meeting that the person in scope may see. */
export async function findMeeting(tx: Tx, id: MeetingId): Promise<MeetingRow | null> {
  const { rows } = await sql<MeetingRow>`${meetings} where m.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

/** Makes other writers of this meeting wait until the end of the transaction. */
export async function lockMeeting(tx: Tx, id: MeetingId): Promise<void> {
  await sql`select 1 from kpi.meeting m where m.id = ${id} for update`.execute(tx)
}

export interface MeetingPageRequest {
  readonly dashboard_id: DashboardId
  /** Day and id of the last one already shown. */
  readonly after: readonly [Day, string] | null
  readonly limit: number
}

/** The meetings of a dashboard, newest first; whether it is visible is asked before. */
export async function listMeetings(
  tx: Tx,
  { dashboard_id, after, limit }: MeetingPageRequest,
): Promise<readonly MeetingRow[]> {
  const [day, id] = after ?? [null, null]
  const { rows } = await sql<MeetingRow>`
    ${meetings}
    where m.dashboard_id = ${dashboard_id} and (${day}::date is null or (m.held_on, m.id) < (${day}::date, ${id}::uuid))
    order by m.held_on desc, m.id desc
    limit ${limit}::int`.execute(tx)
  return rows
}

export interface MeetingState {
  readonly title: string
  readonly held_on: Day
  readonly conclusion: string | null
}

export interface NewMeetingRow extends Omit<MeetingState, 'held_on'> {
  readonly id: MeetingId
  readonly dashboard_id: DashboardId
  /** Null for today, as the organisation's calendar has it. */
  readonly held_on: Day | null
  readonly created_by: UserId
}

export async function insertMeeting(tx: Tx, row: NewMeetingRow): Promise<void> {
  await sql`
    insert into kpi.meeting (organization_id, id, dashboard_id, title, held_on, conclusion, created_by)
    values (${tx.scope.organization_id}, ${row.id}, ${row.dashboard_id}, ${row.title}, coalesce(${row.held_on}::date, ${today}),
      ${row.conclusion}::text, ${row.created_by})`.execute(tx)
}

export async function updateMeetingRow(tx: Tx, id: MeetingId, state: MeetingState): Promise<void> {
  await sql`
    update kpi.meeting
    set title = ${state.title}, held_on = ${state.held_on}::date, conclusion = ${state.conclusion}::text,
      updated_at = clock_timestamp()
    where id = ${id}`.execute(tx)
}

/** Writes who attends, whoever did before. */
export async function replaceAttendees(tx: Tx, id: MeetingId, userIds: readonly string[]): Promise<void> {
  await sql`delete from kpi.meeting_attendee where meeting_id = ${id}`.execute(tx)
  if (userIds.length === 0) return
  await sql`
    insert into kpi.meeting_attendee (organization_id, meeting_id, user_id)
    select ${tx.scope.organization_id}::uuid, ${id}::uuid, g.value::uuid
    from json_array_elements_text(${JSON.stringify(userIds)}::json) g`.execute(tx)
}

export async function deleteMeetingRow(tx: Tx, id: MeetingId): Promise<void> {
  await sql`delete from kpi.meeting where id = ${id}`.execute(tx)
}

/** What one KPI shows in a meeting. */
export interface AgendaRow extends ValueMarks {
  readonly kpi_id: KpiId
  readonly name: string
  readonly unit: string | null
  readonly period_label: string | null
  readonly value: string | null
  readonly status: Status | null
  readonly explanation: string | null
}

/** What was shown when the meeting was closed. */
export async function listStandings(tx: Tx, id: MeetingId): Promise<readonly AgendaRow[]> {
  const { rows } = await sql<AgendaRow>`
    select s.kpi_id, s.name, s.unit, s.period_label, s.value, s.status, s.explanation, s.provisional,
      s.approval
    from kpi.meeting_standing s
    where s.meeting_id = ${id}
    order by s.position`.execute(tx)
  return rows
}

/** Closes a meeting and keeps what its KPIs show now. */
export async function closeMeetingRow(tx: Tx, id: MeetingId, agenda: readonly AgendaRow[]): Promise<void> {
  await sql`
    update kpi.meeting set closed_at = clock_timestamp(), updated_at = clock_timestamp() where id = ${id}`.execute(tx)
  if (agenda.length === 0) return
  await sql`
    insert into kpi.meeting_standing (organization_id, meeting_id, position, kpi_id, name, unit, period_label, value, status,
      explanation, provisional, approval)
    select ${tx.scope.organization_id}::uuid, ${id}::uuid, g.position, g.kpi_id, g.name, g.unit, g.period_label, g.value,
      g.status, g.explanation, g.provisional, g.approval
    from jsonb_to_recordset(${JSON.stringify(agenda.map((row, position) => ({ ...row, position })))}::jsonb)
      as g (position int, kpi_id uuid, name text, unit text, period_label text, value numeric, status text, explanation text,
        provisional boolean, approval text)`.execute(tx)
}

export interface MeetingNoteRow {
  readonly id: MeetingNoteId
  readonly meeting_id: MeetingId
  readonly kpi_id: KpiId | null
  readonly kind: 'NOTE' | 'DECISION'
  readonly content: string
  readonly action_id: ActionId | null
  readonly action_title: string | null
  readonly action_owner_name: string | null
  readonly action_due_date: Day | null
  readonly author_id: UserId
  readonly author_name: string
  readonly created_at: string
}

const notes = sql`
  select n.id, n.meeting_id, n.kpi_id, n.kind, n.content, n.action_id, a.title as action_title,
    o.full_name as action_owner_name, a.due_date as action_due_date, n.author_id, u.full_name as author_name, n.created_at
  from kpi.meeting_note n
  join kernel."user" u on u.organization_id = n.organization_id and u.id = n.author_id
  left join kpi.action a on a.organization_id = n.organization_id and a.id = n.action_id
  left join kernel."user" o on o.organization_id = a.organization_id and o.id = a.owner_id`

/** The notes of a meeting in the order they were taken; whether it is visible is asked before. */
export async function listNotes(tx: Tx, id: MeetingId): Promise<readonly MeetingNoteRow[]> {
  const { rows } = await sql<MeetingNoteRow>`${notes} where n.meeting_id = ${id} order by n.id`.execute(tx)
  return rows
}

export async function findNote(tx: Tx, id: MeetingNoteId): Promise<MeetingNoteRow | null> {
  const { rows } = await sql<MeetingNoteRow>`${notes} where n.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

export interface NewMeetingNoteRow {
  readonly id: MeetingNoteId
  readonly meeting_id: MeetingId
  readonly kpi_id: string | null
  readonly kind: 'NOTE' | 'DECISION'
  readonly content: string
  readonly action_id: ActionId | null
  readonly author_id: UserId
}

export async function insertNote(tx: Tx, row: NewMeetingNoteRow): Promise<void> {
  await sql`
    insert into kpi.meeting_note (organization_id, id, meeting_id, kpi_id, kind, content, action_id, author_id)
    values (${tx.scope.organization_id}, ${row.id}, ${row.meeting_id}, ${row.kpi_id}::uuid, ${row.kind}, ${row.content},
      ${row.action_id}::uuid, ${row.author_id})`.execute(tx)
}

export async function deleteNoteRow(tx: Tx, id: MeetingNoteId): Promise<void> {
  await sql`delete from kpi.meeting_note where id = ${id}`.execute(tx)
}
