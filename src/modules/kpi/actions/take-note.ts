// Takes a note in a meeting; a note may become an action at once.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { newId } from '#kernel/ids.ts'
import { forbidden, notFound, unprocessable } from '#kernel/problem.ts'
import type { NewMeetingNote } from '../meeting-schemas.ts'
import type { ActionId } from '../queries/actions.ts'
import { findKpi } from '../queries/kpis.ts'
import type { KpiId } from '../queries/kpis.ts'
import { deleteNoteRow, findNote, insertNote } from '../queries/meetings.ts'
import type { MeetingId, MeetingNoteId, MeetingRow } from '../queries/meetings.ts'
import { createAction } from './create-action.ts'
import { emitMeeting, holdMeeting } from './meeting-checks.ts'

/**
 * Adds a note, and the action it leads to in the plan of its KPI, both or neither. Throws MEETING_CLOSED, UNKNOWN_KPI when
 * the KPI is not of this dashboard, and what creating an action throws.
 */
export async function takeNote(tx: Tx, meetingId: MeetingId, input: NewMeetingNote): Promise<MeetingNoteId> {
  const meeting = await holdMeeting(tx, meetingId, 'meeting.note')
  const authorId = tx.scope.user_id
  if (authorId === null) throw forbidden()
  const kpiId = await requireKpi(tx, meeting, input.kpi_id ?? null)
  const actionId = await leadToAction(tx, kpiId, input)
  const id = newId<'meeting_note'>()
  const kind = input.kind ?? (actionId === null ? 'NOTE' : 'DECISION')
  const row = { id, meeting_id: meetingId, kpi_id: kpiId, kind, content: input.content, action_id: actionId }
  await insertNote(tx, { ...row, author_id: authorId })
  await emitMeeting(tx, 'noted', meeting)
  await recordAudit(tx, {
    action: 'meeting.noted',
    entity: 'meeting',
    entity_id: meetingId,
    summary: kind === 'NOTE' ? 'Note prise en réunion.' : 'Décision prise en réunion.',
    after: { note_id: id, kpi_id: kpiId, action_id: actionId },
  })
  return id
}

async function requireKpi(tx: Tx, meeting: MeetingRow, kpiId: string | null): Promise<KpiId | null> {
  if (kpiId === null) return null
  const kpi = await findKpi(tx, kpiId.toLowerCase() as KpiId)
  if (kpi !== null && kpi.dashboard_id === meeting.dashboard_id) return kpi.id
  const detail = 'Cet indicateur n’est pas sur le tableau de bord de la réunion.'
  throw unprocessable([{ pointer: '/kpi_id', code: 'UNKNOWN_KPI', detail }])
}

async function leadToAction(
  tx: Tx,
  kpiId: KpiId | null,
  { action }: Pick<NewMeetingNote, 'action'>,
): Promise<ActionId | null> {
  if (action === undefined) return null
  if (kpiId !== null) return createAction(tx, kpiId, action)
  const detail = 'Une action se rattache à un indicateur : indiquez lequel.'
  throw unprocessable([{ pointer: '/kpi_id', code: 'KPI_REQUIRED', detail }])
}

/** Takes a note away; the action it led to stays in its plan. Throws MEETING_CLOSED, NOT_FOUND. */
export async function deleteNote(tx: Tx, meetingId: MeetingId, noteId: MeetingNoteId): Promise<void> {
  const meeting = await holdMeeting(tx, meetingId, 'meeting.note')
  const note = await findNote(tx, noteId)
  if (note === null || note.meeting_id !== meetingId) throw notFound()
  await deleteNoteRow(tx, noteId)
  await emitMeeting(tx, 'noted', meeting)
  await recordAudit(tx, {
    action: 'meeting.note_deleted',
    entity: 'meeting',
    entity_id: meetingId,
    summary: 'Note de réunion retirée.',
    before: { note_id: noteId, kpi_id: note.kpi_id, action_id: note.action_id, author_id: note.author_id },
  })
}
