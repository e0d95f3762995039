// Closes a meeting: its minutes are fixed, and those who were there are told.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { notify } from '#kernel/notifications/notify.ts'
import type { MeetingClosing } from '../meeting-schemas.ts'
import { closeMeetingRow, deleteMeetingRow } from '../queries/meetings.ts'
import type { MeetingId } from '../queries/meetings.ts'
import { listActivePeople, sees } from '../queries/people-seen.ts'
import { agendaOf, emitMeeting, holdMeeting } from './meeting-checks.ts'
import { updateMeeting } from './update-meeting.ts'

/**
 * Closes a meeting, keeps what was typed last and what its KPIs showed, and tells those who were there and still see the
 * dashboard. Throws MEETING_CLOSED when it already is, and what changing a meeting throws.
 */
export async function closeMeeting(tx: Tx, id: MeetingId, typed: MeetingClosing): Promise<void> {
  if (Object.keys(typed).length > 0) await updateMeeting(tx, { id, change: typed, if_match: null })
  const meeting = await holdMeeting(tx, id, 'meeting.update')
  const agenda = await agendaOf(tx, meeting)
  await closeMeetingRow(tx, id, agenda)
  const people = await listActivePeople(tx, meeting.attendee_ids)
  for (const person of people.values()) {
    const { id: user_id } = person
    if (user_id === tx.scope.user_id || !sees(person, meeting.audience)) continue
    const title = `Compte rendu : ${meeting.title}`
    await notify(tx, { user_id, kind: 'kpi.meeting.closed', title, link: `/meetings/${id}` })
  }
  await emitMeeting(tx, 'closed', meeting)
  await recordAudit(tx, {
    action: 'meeting.closed',
    entity: 'meeting',
    entity_id: id,
    summary: 'Réunion close.',
    after: { notes: meeting.note_count, actions: meeting.action_count, kpis: agenda.length },
  })
}

/** Deletes a meeting with its notes; the actions it led to stay. */
export async function deleteMeeting(tx: Tx, id: MeetingId): Promise<void> {
  const meeting = await holdMeeting(tx, id, 'meeting.delete')
  await deleteMeetingRow(tx, id)
  await emitMeeting(tx, 'deleted', meeting)
  await recordAudit(tx, {
    action: 'meeting.deleted',
    entity: 'meeting',
    entity_id: id,
    summary: 'Réunion supprimée, avec ses notes.',
    before: { dashboard_id: meeting.dashboard_id, held_on: meeting.held_on, notes: meeting.note_count },
  })
}
