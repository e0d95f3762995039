// REST of meetings.
import type { FastifyInstance } from 'fastify'
import type { Scope, Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { fetchLimit, pageOf } from '#kernel/http/paging.ts'
import { notFound } from '#kernel/problem.ts'
import type { Services } from '#kernel/services.ts'
import { closeMeeting, deleteMeeting } from './actions/close-meeting.ts'
import { agendaOf } from './actions/meeting-checks.ts'
import { openMeeting } from './actions/open-meeting.ts'
import { deleteNote, takeNote } from './actions/take-note.ts'
import { updateMeeting } from './actions/update-meeting.ts'
import { readKey } from './keyset.ts'
import {
  MeetingChange,
  MeetingClosing,
  MeetingDetail,
  MeetingNote,
  MeetingPage,
  MeetingQuery,
  NewMeeting,
  NewMeetingNote,
} from './meeting-schemas.ts'
import { toMeeting, toMeetingDetail, toMeetingNote } from './meeting-wire.ts'
import type { MeetingRows } from './meeting-wire.ts'
import { findDashboard } from './queries/dashboards.ts'
import type { DashboardId } from './queries/dashboards.ts'
import { findMeeting, findNote, listMeetings, listNotes } from './queries/meetings.ts'
import type { MeetingId, MeetingNoteRow } from './queries/meetings.ts'

const tag = 'Réunions'

export function addMeetingRoutes(app: FastifyInstance, services: Services): void {
  addMeetingReadRoutes(app, services)
  addMeetingWriteRoutes(app, services)
  addMeetingNoteRoutes(app, services)
}

/** Everything a meeting shows. Throws NOT_FOUND. */
export async function readMeeting(tx: Tx, id: MeetingId): Promise<MeetingRows> {
  const meeting = await findMeeting(tx, id)
  if (meeting === null) throw notFound()
  return { meeting, agenda: await agendaOf(tx, meeting), notes: await listNotes(tx, id) }
}

function addMeetingReadRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'GET',
    path: '/dashboards/{dashboard_id}/meetings',
    permission: 'meeting.read',
    operation_id: 'listMeetings',
    summary: 'Les réunions d’un tableau de bord, de la plus récente à la plus ancienne',
    tag,
    query: MeetingQuery,
    answers: { 200: MeetingPage },
    handle: async ({ scope, id, query }) => {
      const dashboardId: DashboardId = id('dashboard_id')
      const after = readKey(query, ['day', 'id']) as readonly [Day, string] | null
      const rows = await database.read(scope, async (tx) => {
        if ((await findDashboard(tx, dashboardId)) === null) throw notFound()
        return listMeetings(tx, { dashboard_id: dashboardId, after, limit: fetchLimit(query) })
      })
      const page = pageOf(rows, query, (row) => [row.held_on, row.id])
      return { ...page, items: page.items.map((row) => toMeeting(scope, row)) }
    },
  })
  endpoint(app, {
    method: 'GET',
    path: '/meetings/{meeting_id}',
    permission: 'meeting.read',
    operation_id: 'getMeeting',
    summary: 'Une réunion, son ordre du jour et ses notes',
    tag,
    answers: { 200: MeetingDetail },
    handle: async ({ scope, id }) =>
      toMeetingDetail(scope, await database.read(scope, (tx) => readMeeting(tx, id('meeting_id')))),
  })
}

function addMeetingWriteRoutes(app: FastifyInstance, { database }: Services): void {
  const change = (scope: Scope, id: MeetingId, write: (tx: Tx) => Promise<void>): Promise<MeetingDetail> =>
    database.transaction(scope, async (tx) => {
      await write(tx)
      return toMeetingDetail(scope, await readMeeting(tx, id))
    })
  endpoint(app, {
    method: 'POST',
    path: '/dashboards/{dashboard_id}/meetings',
    permission: 'meeting.create',
    operation_id: 'createMeeting',
    summary: 'Ouvre une réunion sur un tableau de bord',
    tag,
    body: NewMeeting,
    answers: { 201: MeetingDetail },
    handle: ({ scope, id, body }) =>
      database.transaction(scope, async (tx) => {
        const meetingId = await openMeeting(tx, id('dashboard_id'), body)
        return toMeetingDetail(scope, await readMeeting(tx, meetingId))
      }),
  })
  endpoint(app, {
    method: 'PATCH',
    path: '/meetings/{meeting_id}',
    permission: 'meeting.update',
    operation_id: 'updateMeeting',
    summary: 'Modifie une réunion qui n’est pas close',
    tag,
    body: MeetingChange,
    answers: { 200: MeetingDetail },
    problems: [409, 412],
    handle: ({ scope, id, body, if_match }) => {
      const meetingId: MeetingId = id('meeting_id')
      return change(scope, meetingId, (tx) => updateMeeting(tx, { id: meetingId, change: body, if_match }))
    },
  })
  endpoint(app, {
    method: 'POST',
    path: '/meetings/{meeting_id}/closing',
    permission: 'meeting.update',
    operation_id: 'closeMeeting',
    summary:
      'Clôt une réunion, avec la conclusion et les présents s’ils viennent d’être écrits : son compte rendu ne change plus, les présents en sont avertis',
    tag,
    body: MeetingClosing,
    body_optional: true,
    answers: { 200: MeetingDetail },
    problems: [409],
    handle: ({ scope, id, body }) => {
      const meetingId: MeetingId = id('meeting_id')
      return change(scope, meetingId, (tx) => closeMeeting(tx, meetingId, body))
    },
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/meetings/{meeting_id}',
    permission: 'meeting.delete',
    operation_id: 'deleteMeeting',
    summary: 'Supprime une réunion et ses notes ; les actions décidées restent',
    tag,
    answers: { 204: null },
    handle: ({ scope, id }) => database.transaction(scope, (tx) => deleteMeeting(tx, id('meeting_id'))),
  })
}

function addMeetingNoteRoutes(app: FastifyInstance, { database }: Services): void {
  endpoint(app, {
    method: 'POST',
    path: '/meetings/{meeting_id}/notes',
    permission: 'meeting.note',
    operation_id: 'createMeetingNote',
    summary: 'Prend une note ou une décision, et crée s’il le faut l’action qui en découle',
    tag,
    body: NewMeetingNote,
    answers: { 201: MeetingNote },
    problems: [409],
    handle: ({ scope, id, body }) =>
      database.transaction(scope, async (tx) => {
        const noteId = await takeNote(tx, id('meeting_id'), body)
        return toMeetingNote((await findNote(tx, noteId)) as MeetingNoteRow)
      }),
  })
  endpoint(app, {
    method: 'DELETE',
    path: '/meetings/{meeting_id}/notes/{note_id}',
    permission: 'meeting.note',
    operation_id: 'deleteMeetingNote',
    summary: 'Retire une note d’une réunion qui n’est pas close',
    tag,
    answers: { 204: null },
    problems: [409],
    handle: ({ scope, id }) => database.transaction(scope, (tx) => deleteNote(tx, id('meeting_id'), id('note_id'))),
  })
}
