// What is typed in a meeting and not sent yet, as this tab keeps it: a note per KPI, the conclusion.
import { clearDraft, readDraft } from '#web/drafts.ts'
import type { MeetingClosing, MeetingDetail } from '../meeting-schemas.ts'

type Meeting = Pick<MeetingDetail, 'id' | 'conclusion' | 'attendee_ids' | 'agenda'>

const actionTitleMax = 200

export const noteKey = (meetingId: string, kpiId: string | null): string => `kpi.note.${meetingId}.${kpiId ?? ''}`
export const conclusionKey = (meeting: Pick<Meeting, 'id'>): string => `kpi.meeting.conclusion.${meeting.id}`

export interface ConclusionFields {
  readonly conclusion: string
  readonly attendee_ids: string
}

export function conclusionFields(meeting: Meeting): ConclusionFields {
  return { conclusion: meeting.conclusion ?? '', attendee_ids: meeting.attendee_ids.join(' ') }
}

export function conclusionBody(fields: ConclusionFields): MeetingClosing {
  const conclusion = fields.conclusion.trim()
  return {
    conclusion: conclusion === '' ? null : conclusion,
    attendee_ids: fields.attendee_ids.split(' ').filter((id) => id !== ''),
  }
}

/** What of the conclusion and the people is typed and not saved; empty when nothing is. */
export function typedConclusion(meeting: Meeting, read = readDraft): MeetingClosing {
  const draft = read(conclusionKey(meeting))
  if (draft === null) return {}
  const saved = conclusionFields(meeting)
  const { conclusion = saved.conclusion, attendee_ids = saved.attendee_ids } = draft as Partial<ConclusionFields>
  const body = conclusionBody({ conclusion, attendee_ids })
  return {
    ...(conclusion.trim() === saved.conclusion ? {} : { conclusion: body.conclusion ?? null }),
    ...(attendee_ids === saved.attendee_ids ? {} : { attendee_ids: body.attendee_ids ?? [] }),
  }
}

/** A note that is written and not noted. */
export interface UnsentNote {
  readonly kpi_id: string | null
  /** Of its KPI; null for what concerns none in particular. */
  readonly name: string | null
  readonly content: string
}

/** The notes that are written and not noted, in the order of the agenda. */
export function unsentNotes(meeting: Meeting, read = readDraft): readonly UnsentNote[] {
  const places = [...meeting.agenda, { kpi_id: null, name: null }]
  return places.flatMap(({ kpi_id, name }) => {
    const { content = '', title = '' } = (read(noteKey(meeting.id, kpi_id)) ?? {}) as Partial<Record<string, string>>
    const text = content.trim() === '' ? title.trim() : content.trim()
    return text === '' ? [] : [{ kpi_id, name, content: text }]
  })
}

/** Forgets all that is typed in a meeting. */
export function forgetTyped(meeting: Meeting): void {
  clearDraft(conclusionKey(meeting))
  for (const { kpi_id } of meeting.agenda) clearDraft(noteKey(meeting.id, kpi_id))
  clearDraft(noteKey(meeting.id, null))
}

interface NoteFields {
  readonly content: string
  readonly to_action: boolean
  readonly title: string
}

/** The name to propose for the action after a field of the note changes: the note's text, until somebody writes another; null to leave it. */
export function withProposedTitle(fields: NoteFields, name: string, value: string | boolean): string | null {
  if (name === 'title') return null
  const after = { ...fields, [name]: value }
  const isOwn = fields.title !== '' && fields.title !== titleOf(fields.content)
  return after.to_action && !isOwn ? titleOf(after.content) : null
}

function titleOf(content: string): string {
  const line = content.trim().replaceAll(/\s+/g, ' ')
  if (line.length <= actionTitleMax) return line
  const cut = line.slice(0, actionTitleMax - 1)
  const atWord = cut.lastIndexOf(' ')
  return `${atWord > actionTitleMax / 2 ? cut.slice(0, atWord) : cut}…`
}
