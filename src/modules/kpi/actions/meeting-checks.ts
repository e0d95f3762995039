// What the actions on meetings share: holding one with rights, its people, its agenda, telling those who see it.
import type { Tx } from '#kernel/database/database.ts'
import { parseDay } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { emit } from '#kernel/events/emit.ts'
import { notFound, Problem, unprocessable } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { listKpis } from '../queries/kpis.ts'
import type { KpiSummaryRow } from '../queries/kpis.ts'
import { findMeeting, listStandings, lockMeeting } from '../queries/meetings.ts'
import type { AgendaRow, MeetingId, MeetingRow } from '../queries/meetings.ts'
import { inAgendaOrder } from '../rules/agenda.ts'
import { periodStartMax, periodStartMin } from '../rules/period.ts'
import { policy } from '../rules/policy.ts'
import { computeStanding } from '../rules/standing.ts'
import { requireOwnerWhoSees } from './kpi-checks.ts'

/** KPIs that one meeting walks at most. */
export const agendaItemsMax = 200

/** Locks a meeting that is not closed. Throws NOT_FOUND, FORBIDDEN, MEETING_CLOSED. */
export async function holdMeeting(
  tx: Tx,
  id: MeetingId,
  verb: 'meeting.update' | 'meeting.delete' | 'meeting.note',
): Promise<MeetingRow> {
  await lockMeeting(tx, id)
  const meeting = await findMeeting(tx, id)
  if (meeting === null) throw notFound()
  const owners = [meeting.dashboard_owner_id, meeting.created_by]
  authorize(policy[verb], tx.scope, { owners, assignees: [...meeting.attendee_ids] })
  if (meeting.closed_at !== null && verb !== 'meeting.delete') {
    const detail = 'Son compte rendu ne change plus.'
    throw new Problem(409, 'MEETING_CLOSED', 'Cette réunion est close.', { detail })
  }
  return meeting
}

/** A day from the wire. Throws VALUE_INVALID when it does not exist. */
export function readMeetingDay(text: string): Day {
  const day = parseDay(text)
  if (day !== null && day >= periodStartMin && day <= periodStartMax) return day
  const detail = 'Cette date n’est pas un jour du calendrier, entre 1990 et 2100.'
  throw unprocessable([{ pointer: '/held_on', code: 'VALUE_INVALID', detail }])
}

/** Ids as stored; refuses people who newly attend and are not members, or could not see the dashboard. */
export async function readAttendees(
  tx: Tx,
  ids: readonly string[],
  { before, audience }: { readonly before: readonly string[]; readonly audience: MeetingRow['audience'] },
): Promise<readonly string[]> {
  const people = ids.map((id) => id.toLowerCase())
  for (const [index, id] of people.entries())
    if (!before.includes(id)) await requireOwnerWhoSees(tx, id, audience, `/attendee_ids/${index}`)
  return Array.from(new Set(people))
}

/** What the KPIs of a meeting show: now while it is open, what they showed once it is closed. */
export async function agendaOf(tx: Tx, meeting: MeetingRow): Promise<readonly AgendaRow[]> {
  return meeting.closed_at === null ? currentAgenda(tx, meeting.dashboard_id) : listStandings(tx, meeting.id)
}

async function currentAgenda(tx: Tx, dashboardId: DashboardId): Promise<readonly AgendaRow[]> {
  const rows = await listKpis(tx, { dashboard_id: dashboardId, after: null, limit: agendaItemsMax })
  const entries = rows.filter(({ is_active }) => is_active).map((row) => ({ ...standingOf(row), row }))
  return inAgendaOrder(entries).map(({ row, status, is_current }) => ({
    kpi_id: row.id as AgendaRow['kpi_id'],
    name: row.name,
    unit: row.unit,
    period_label: row.latest_period_label,
    value: row.latest_value,
    // an expired status is nobody's present status
    status: is_current ? status : null,
    explanation: row.latest_explanation,
    provisional: row.latest_provisional,
    approval: row.latest_approval,
  }))
}

function standingOf(row: KpiSummaryRow) {
  const is_current = computeStanding(row).state === 'CURRENT'
  return { status: row.latest_status, critical: row.latest_critical, is_current }
}

/** Tells those who see the dashboard. */
export async function emitMeeting(
  tx: Tx,
  verb: 'created' | 'updated' | 'closed' | 'deleted' | 'noted',
  meeting: Pick<MeetingRow, 'id' | 'dashboard_id' | 'audience'>,
): Promise<void> {
  const payload = { dashboard_id: meeting.dashboard_id, meeting_id: meeting.id }
  await emit(tx, { type: `kpi.meeting.${verb}`, payload, audience: meeting.audience })
}
