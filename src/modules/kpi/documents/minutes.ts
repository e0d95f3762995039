// The minutes of a meeting as a document: who, what was shown, what was noted and decided.
import { readFileSync } from 'node:fs'
import type { Tx } from '#kernel/database/database.ts'
import { formatDayFr } from '#kernel/dates.ts'
import { selectOrganization } from '#kernel/tenancy/queries/organization.ts'
import type { PaperRequest } from '#kernel/typeset/press.ts'
import { readMeeting } from '../meeting-routes.ts'
import type { AgendaRow, MeetingId, MeetingNoteRow } from '../queries/meetings.ts'
import { withMarksFr } from '../rules/value-marks.ts'
import { longDay, periodWords, quantity, statusName } from './words.ts'

const template = readFileSync(new URL('minutes.typ', import.meta.url), 'utf8')

/** Everything the minutes show, in one transaction. Throws NOT_FOUND. */
export async function readMinutes(tx: Tx, id: MeetingId): Promise<PaperRequest> {
  const [{ meeting, agenda, notes }, organization] = await Promise.all([readMeeting(tx, id), selectOrganization(tx)])
  const isClosed = meeting.closed_at !== null
  return {
    template,
    imprint: {
      title: `Compte rendu : ${meeting.title}`,
      organization: organization.name,
      period: longDay(meeting.held_on),
      source: isClosed
        ? `Source : Socle, tableau de bord « ${meeting.dashboard_title} », tel que montré en réunion.`
        : `Source : Socle, tableau de bord « ${meeting.dashboard_title} ». Réunion non close : ce document peut changer.`,
      licence: 'Document interne : diffusion réservée à l’organisation.',
    },
    data: {
      dashboard: meeting.dashboard_title,
      attendees: meeting.attendee_names,
      conclusion: meeting.conclusion ?? '',
      decided: notes.filter((note) => note.action_id !== null).map(actionOf),
      general: notes.filter((note) => note.kpi_id === null).map(noteOf),
      kpis: agenda.map((item) => ({
        ...itemOf(item),
        notes: notes.filter((note) => note.kpi_id === item.kpi_id).map(noteOf),
      })),
    },
  }
}

function itemOf({ name, unit, period_label, value, status, explanation, ...marks }: AgendaRow): object {
  return {
    name,
    status: status ?? 'NONE',
    word: value === null ? 'Sans donnée' : statusName(status, false),
    value: value === null ? '–' : quantity(Number(value), unit),
    period: period_label === null ? '' : withMarksFr(periodWords(period_label), marks),
    explanation: explanation ?? '',
  }
}

function noteOf(note: MeetingNoteRow): object {
  return {
    kind: note.kind === 'DECISION' ? 'Décision' : '',
    content: note.content,
    author: note.author_name,
    action: note.action_id === null ? '' : (note.action_title ?? ''),
  }
}

function actionOf(note: MeetingNoteRow): object {
  return {
    title: note.action_title ?? '',
    owner: note.action_owner_name ?? 'Non attribuée',
    due: note.action_due_date === null ? 'Sans échéance' : formatDayFr(note.action_due_date),
  }
}
