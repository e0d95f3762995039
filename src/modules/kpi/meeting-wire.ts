// Meetings on the wire.
import type { Scope } from '#kernel/database/database.ts'
import { isAllowed } from '#kernel/tenancy/policy.ts'
import type { Meeting, MeetingDetail, MeetingNote } from './meeting-schemas.ts'
import type { AgendaRow, MeetingNoteRow, MeetingRow } from './queries/meetings.ts'
import { policy } from './rules/policy.ts'

/** A meeting, with what the person may do to it. */
export function toMeeting(scope: Scope, row: MeetingRow): Meeting {
  const owners = [row.dashboard_owner_id, row.created_by]
  const isOpen = row.closed_at === null
  return {
    ...row,
    attendee_ids: [...row.attendee_ids],
    can_edit: isAllowed(policy['meeting.update'], scope, { owners }),
    can_note: isOpen && isAllowed(policy['meeting.note'], scope, { owners, assignees: [...row.attendee_ids] }),
  }
}

export interface MeetingRows {
  readonly meeting: MeetingRow
  readonly agenda: readonly AgendaRow[]
  readonly notes: readonly MeetingNoteRow[]
}

/** A meeting with its agenda and notes. */
export function toMeetingDetail(scope: Scope, { meeting, agenda, notes }: MeetingRows): MeetingDetail {
  return {
    ...toMeeting(scope, meeting),
    agenda: agenda.map((row) => ({ ...row, value: row.value === null ? null : Number(row.value) })),
    notes: notes.map(toMeetingNote),
  }
}

export function toMeetingNote(row: MeetingNoteRow): MeetingNote {
  const { action_id, action_title, action_owner_name, action_due_date } = row
  const action = { title: action_title ?? '', owner_name: action_owner_name, due_date: action_due_date }
  return { ...row, action: action_id === null ? null : { id: action_id, ...action } }
}
