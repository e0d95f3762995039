// Opens a meeting on a dashboard.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { newId } from '#kernel/ids.ts'
import { forbidden, notFound } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import type { NewMeeting } from '../meeting-schemas.ts'
import { findDashboard } from '../queries/dashboards.ts'
import type { DashboardId } from '../queries/dashboards.ts'
import { insertMeeting, replaceAttendees } from '../queries/meetings.ts'
import type { MeetingId } from '../queries/meetings.ts'
import { policy } from '../rules/policy.ts'
import { emitMeeting, readAttendees, readMeetingDay } from './meeting-checks.ts'

/** Opens a meeting, today, in the name of the dashboard and with who opens it, unless told otherwise. Throws NOT_FOUND, FORBIDDEN, UNKNOWN_USER, OWNER_CANNOT_SEE. */
export async function openMeeting(tx: Tx, dashboardId: DashboardId, input: NewMeeting): Promise<MeetingId> {
  const dashboard = await findDashboard(tx, dashboardId)
  if (dashboard === null) throw notFound()
  authorize(policy['meeting.create'], tx.scope, { owners: [dashboard.owner_id] })
  const createdBy = tx.scope.user_id
  // only people meet
  if (createdBy === null) throw forbidden()
  const { audience } = dashboard
  const attendees = await readAttendees(tx, input.attendee_ids ?? [createdBy], { before: [], audience })
  const id = newId<'meeting'>()
  await insertMeeting(tx, {
    id,
    dashboard_id: dashboardId,
    title: input.title ?? dashboard.title,
    held_on: input.held_on === undefined ? null : readMeetingDay(input.held_on),
    conclusion: null,
    created_by: createdBy,
  })
  await replaceAttendees(tx, id, attendees)
  await emitMeeting(tx, 'created', { id, dashboard_id: dashboardId, audience })
  await recordAudit(tx, {
    action: 'meeting.created',
    entity: 'meeting',
    entity_id: id,
    summary: 'Réunion ouverte.',
    after: { dashboard_id: dashboardId, attendees: attendees.join(' ') },
  })
  return id
}
