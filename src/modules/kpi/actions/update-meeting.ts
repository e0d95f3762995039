// Changes a meeting that is not closed.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { requireMatch } from '#kernel/http/endpoint.ts'
import type { MeetingChange } from '../meeting-schemas.ts'
import { replaceAttendees, updateMeetingRow } from '../queries/meetings.ts'
import type { MeetingId } from '../queries/meetings.ts'
import { emitMeeting, holdMeeting, readAttendees, readMeetingDay } from './meeting-checks.ts'

export interface MeetingUpdate {
  readonly id: MeetingId
  readonly change: MeetingChange
  readonly if_match: string | null
}

/** Changes title, day, people or conclusion. Throws MEETING_CLOSED, STALE, UNKNOWN_USER, OWNER_CANNOT_SEE. */
export async function updateMeeting(tx: Tx, { id, change, if_match }: MeetingUpdate): Promise<void> {
  const current = await holdMeeting(tx, id, 'meeting.update')
  requireMatch(if_match, current)
  const { attendee_ids: before, audience } = current
  const attendees =
    change.attendee_ids === undefined ? before : await readAttendees(tx, change.attendee_ids, { before, audience })
  await updateMeetingRow(tx, id, {
    title: change.title ?? current.title,
    held_on: change.held_on === undefined ? current.held_on : readMeetingDay(change.held_on),
    conclusion: change.conclusion === undefined ? current.conclusion : change.conclusion,
  })
  if (change.attendee_ids !== undefined) await replaceAttendees(tx, id, attendees)
  await emitMeeting(tx, 'updated', current)
  await recordAudit(tx, {
    action: 'meeting.updated',
    entity: 'meeting',
    entity_id: id,
    summary: 'Réunion modifiée.',
    before: { held_on: current.held_on, attendees: before.join(' ') },
    after: { held_on: change.held_on ?? current.held_on, attendees: attendees.join(' ') },
  })
}
