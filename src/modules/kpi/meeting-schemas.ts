// Wire shapes of meetings.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { DayText, FreeText, Instant, Nullable, OneOf, Page, paging, Shape, Text, Uuid } from '#kernel/http/schemas.ts'
import { Approval } from './schemas.ts'

export const meetingAttendeesMax = 50
const Attendees = Type.Array(Uuid, { maxItems: meetingAttendeesMax, uniqueItems: true })

export const NewMeeting = Shape({
  title: Type.Optional(Text(200, { examples: ['Revue de production'] })),
  held_on: Type.Optional(DayText),
  attendee_ids: Type.Optional(Attendees),
})
export const MeetingChange = Shape({
  title: Type.Optional(Text(200)),
  held_on: Type.Optional(DayText),
  attendee_ids: Type.Optional(Attendees),
  conclusion: Type.Optional(Nullable(FreeText(4000))),
})
/** What was typed and not yet saved when the meeting is closed. */
export const MeetingClosing = Shape({
  attendee_ids: Type.Optional(Attendees),
  conclusion: Type.Optional(Nullable(FreeText(4000))),
})
const meetingFields = {
  id: Uuid,
  dashboard_id: Uuid,
  dashboard_title: Type.String(),
  title: Type.String(),
  held_on: DayText,
  conclusion: Nullable(Type.String()),
  attendee_ids: Type.Array(Uuid),
  note_count: Type.Integer(),
  action_count: Type.Integer(),
  closed_at: Nullable(Instant),
  can_edit: Type.Boolean(),
  can_note: Type.Boolean(),
  created_at: Instant,
  updated_at: Instant,
}
export const Meeting = Shape(meetingFields)
export const MeetingPage = Page(Meeting)
export const MeetingQuery = Shape({ ...paging })

const MeetingAction = Shape({
  id: Uuid,
  title: Type.String(),
  owner_name: Nullable(Type.String()),
  due_date: Nullable(DayText),
})
export const MeetingNote = Shape({
  id: Uuid,
  kpi_id: Nullable(Uuid),
  kind: OneOf(['NOTE', 'DECISION']),
  content: Type.String(),
  action: Nullable(MeetingAction),
  author_id: Uuid,
  author_name: Type.String(),
  created_at: Instant,
})
const AgendaItem = Shape({
  kpi_id: Uuid,
  name: Type.String(),
  unit: Nullable(Type.String()),
  period_label: Nullable(Type.String()),
  value: Nullable(Type.Number()),
  status: Nullable(OneOf(['GREEN', 'ORANGE', 'RED'])),
  explanation: Nullable(Type.String()),
  provisional: Type.Boolean(),
  approval: Nullable(Approval),
})
/** The meeting with its agenda (red first) and its notes. Once closed, the agenda says what was shown then. */
export const MeetingDetail = Shape({
  ...meetingFields,
  agenda: Type.Array(AgendaItem),
  notes: Type.Array(MeetingNote),
})
export const NewMeetingNote = Shape({
  kpi_id: Type.Optional(Nullable(Uuid)),
  kind: Type.Optional(OneOf(['NOTE', 'DECISION'])),
  content: Text(2000, { examples: ['La scie est recalibrée lundi.'] }),
  action: Type.Optional(
    Shape({
      title: Text(200, { examples: ['Recalibrer la scie'] }),
      owner_id: Type.Optional(Nullable(Uuid)),
      due_date: Type.Optional(Nullable(DayText)),
    }),
  ),
})

export type NewMeeting = Static<typeof NewMeeting>
export type MeetingChange = Static<typeof MeetingChange>
export type MeetingClosing = Static<typeof MeetingClosing>
export type Meeting = Static<typeof Meeting>
export type MeetingDetail = Static<typeof MeetingDetail>
export type MeetingNote = Static<typeof MeetingNote>
export type NewMeetingNote = Static<typeof NewMeetingNote>
