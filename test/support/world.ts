// An organisation that owns one of everything, made through the API as far as the API makes it.
import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import type { Person, TestSocle } from './app.ts'
import { formOf } from './imports.ts'
import { kpiShortcuts } from './kpi.ts'

export interface World {
  readonly admin: Person
  readonly user: Person
  /** By the name of the path parameter, or by the route that has an `id`. */
  readonly ids: Readonly<Record<string, string>>
}

/** Signs up an organisation with an ADMIN and a USER, and makes one thing of each kind, the ADMIN's own. */
export async function makeWorld(socle: TestSocle): Promise<World> {
  const { call } = socle
  const make = kpiShortcuts(socle)
  const admin = await socle.signUp()
  const user = await socle.addUser(admin)
  const send = async (method: 'POST' | 'PUT', path: string, body?: unknown): Promise<Record<string, string>> => {
    const headers = { 'idempotency-key': randomUUID() }
    const answer = await call(method, path, { as: admin, body, headers })
    assert.ok(answer.statusCode < 300, `${method} ${path}: ${answer.body}`)
    return answer.body === '' ? {} : answer.json<Record<string, string>>()
  }
  const team = await send('POST', '/teams', { name: 'Atelier' })
  await send('PUT', `/teams/${team['id']}/members/${user.user_id}`)
  const group = await send('POST', '/groups', { name: 'Site de Lyon' })
  const dashboard = await make.dashboard(admin, { process_name: 'Fabrication', approval_required: true })
  const kpi = await make.kpi(admin, dashboard.id, { code: 'A-1' })
  const value = await make.value(admin, kpi.id, { period: '2024-03', value: 96 })
  const told = { informed_ids: [user.user_id] }
  const action = await make.action(admin, kpi.id, { owner_id: user.user_id, due_date: '2024-04-30', ...told })
  const evidenceId = await upload(socle, admin, `/values/${value.id}/evidence`)
  const comment = await send('POST', `/kpis/${kpi.id}/comments`, { content: 'À suivre.' })
  const attachmentId = await upload(socle, admin, `/comments/${comment['id']}/attachments`)
  await send('PUT', `/kpis/${kpi.id}/targets`, { items: [{ period: '2024-03', value: 97 }] })
  await send('POST', `/actions/${action.id}/comments`, { content: '@Bruno Petit, vu ?', mentions: [user.user_id] })
  const alert = { is_on: true, level: 'RED', raise_after: 1, clear_after: 2, tell_no_data: true }
  await send('PUT', `/kpis/${kpi.id}/alert`, { ...alert, user_ids: [user.user_id], team_ids: [team['id']] })
  await send('PUT', '/settings/reminders', reminderSettings)
  await send('PUT', '/notifications/preferences', preferences('NONE'))
  const note = { period: '2024-03', text: 'Nouvelle ligne.' }
  const annotation = await send('POST', `/kpis/${kpi.id}/annotations`, note)
  const meeting = await send('POST', `/dashboards/${dashboard.id}/meetings`, { attendee_ids: [user.user_id] })
  const minute = await send('POST', `/meetings/${meeting['id']}/notes`, { kpi_id: kpi.id, content: 'Noté.' })
  await makeClosedMeeting(send, dashboard.id)
  const computed = await makeComputed(socle, admin, dashboard.id)
  const rows = [{ kpi_id: kpi.id, period: '2024-02', value: 91 }]
  const job = await send('POST', '/imports/kpi-values', { rows })
  const screenBody = { name: 'Atelier', dashboard_ids: [dashboard.id], views: ['OVERVIEW'], seconds_per_view: 20 }
  const screen = await send('POST', '/screens', screenBody)
  const mapping = await send('POST', '/imports/mappings', { name: 'Export', mapping: {}, headers: ['Réf', 'Total'] })
  const sessions = await call('GET', '/auth/sessions', { as: admin })
  await makeWhatNoRouteMakes(socle, admin)
  return {
    admin,
    user,
    ids: {
      '/auth/sessions/{id}': sessions.json<{ items: readonly { id: string }[] }>().items[0]?.id ?? '',
      '/users/{id}': user.user_id,
      '/teams/{id}': team['id'] ?? '',
      user_id: user.user_id,
      group_id: group['id'] ?? '',
      template_id: 'mairie',
      dashboard_id: dashboard.id,
      kpi_id: kpi.id,
      ...computed,
      value_id: value.id,
      evidence_id: evidenceId,
      action_id: action.id,
      comment_id: comment['id'] ?? '',
      attachment_id: attachmentId,
      annotation_id: annotation['id'] ?? '',
      meeting_id: meeting['id'] ?? '',
      note_id: minute['id'] ?? '',
      job_id: job['id'] ?? '',
      mapping_id: mapping['id'] ?? '',
      source_id: (await send('POST', '/imports/sources', watchedSource))['id'] ?? '',
      screen_id: screen['id'] ?? '',
      screen_token: screen['token'] ?? '',
    },
  }
}

/** Adds a small file where one is taken; answers the id of what it became. */
async function upload({ call }: TestSocle, as: Person, path: string): Promise<string> {
  const { payload, contentType } = formOf({ file: 'ligne;pièces\nA;96\n', name: 'relevé.csv' })
  const answer = await call('POST', path, { as, payload, headers: { 'content-type': contentType } })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<{ id: string }>().id
}

/** A KPI with a formula, and the one it is computed from. */
async function makeComputed(
  socle: TestSocle,
  admin: Person,
  dashboardId: string,
): Promise<{ readonly input_kpi_id: string; readonly computed_kpi_id: string }> {
  const make = kpiShortcuts(socle)
  const [input, computed] = [await make.kpi(admin, dashboardId), await make.kpi(admin, dashboardId)]
  const body = { kind: 'SUM', terms: [{ kpi_id: input.id, coefficient: 1 }] }
  const answer = await socle.call('PUT', `/kpis/${computed.id}/formula`, { as: admin, body })
  assert.equal(answer.statusCode, 200, answer.body)
  return { input_kpi_id: input.id, computed_kpi_id: computed.id }
}

/** Only a closed meeting keeps what its KPIs showed. */
async function makeClosedMeeting(
  send: (method: 'POST', path: string, body?: unknown) => Promise<Record<string, string>>,
  dashboardId: string,
): Promise<void> {
  const meeting = await send('POST', `/dashboards/${dashboardId}/meetings`, {})
  await send('POST', `/meetings/${meeting['id']}/closing`)
}

/** Grants belong to later modules; links to accounts are only made where a mail server is configured. */
/** Reminders as they are without any setting. */
export const reminderSettings = {
  is_on: true,
  hour: 7,
  remind_after: 2,
  repeat_after: 3,
  tell_dashboard_owner_after: 7,
  tell_admins_after: 14,
} as const

/** Nothing is ever sent to it: a name under .invalid is nobody’s. */
export const watchedSource = {
  name: 'Export',
  url: 'https://export.invalid/valeurs.csv',
  credentials: 'BASIC',
  user_name: 'socle',
  secret: 'un-secret-de-source',
  is_active: false,
} as const

/** Everything told both ways. */
export function preferences(digest: 'NONE' | 'DAILY' | 'WEEKLY', change: Readonly<Record<string, unknown>> = {}) {
  const both = { app: true, email: true }
  const topics = {
    ALERT: both,
    REMINDER: both,
    MENTION: both,
    ASSIGNMENT: both,
    APPROVAL: both,
    IMPORT: both,
    OTHER: both,
  }
  return { digest, weekday: 1, hour: 7, topics: { ...topics, ...change } }
}

/** Grants belong to later modules; links to accounts are only made where a mail server is configured;
 * reminders and digests are made in the morning. */
async function makeWhatNoRouteMakes({ asOwner }: TestSocle, { organization_id, user_id }: Person): Promise<void> {
  await asOwner(
    `insert into kernel.access_grant (organization_id, id, user_id, role, scope_kind) values ($1, $2, $3, 'READER', 'dossier')`,
    [organization_id, randomUUID(), user_id],
  )
  await asOwner(
    `insert into kernel.account_token (organization_id, token_hash, user_id, purpose, expires_at)
     values ($1, $2, $3, 'INVITATION', now() + interval '1 day')`,
    [organization_id, randomBytes(32), user_id],
  )
  await asOwner(
    `with morning as (insert into kpi.morning_round (organization_id, day) values ($1, '2024-04-03')),
       digest as (insert into kpi.digest (organization_id, user_id, day, told_from, told_until, claimed_at)
         values ($1, $2, '2024-04-03', now(), now(), now())),
       notice as (insert into kpi.approval_notice (organization_id, dashboard_id, user_id, day)
         select $1, d.id, $2, '2024-04-03' from kpi.dashboard d where d.organization_id = $1 limit 1)
     insert into kpi.reminder (organization_id, user_id, day, kpi_ids) values ($1, $2, '2024-04-03', array[$2]::uuid[])`,
    [organization_id, user_id],
  )
}
