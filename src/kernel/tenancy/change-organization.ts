// An ADMIN changes the organisation: its name, its time zone, the month its year begins.
import { recordAudit } from '../audit/audit.ts'
import type { Tx } from '../database/database.ts'
import { isTimeZone } from '../dates.ts'
import { emit } from '../events/emit.ts'
import { requireMatch } from '../http/endpoint.ts'
import { unprocessable } from '../problem.ts'
import { selectOrganizationForUpdate, updateOrganization } from './queries/organization.ts'
import type { OrganizationChange, OrganizationRow } from './queries/organization.ts'

/** Area and city, or UTC: offsets such as +02:00 have no summer time and make no calendar. */
const timeZonePattern = /^(?:UTC|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+)$/

/** Throws 422 TIME_ZONE_UNKNOWN, 412 for a stale If-Match. */
export async function changeOrganization(
  tx: Tx,
  change: OrganizationChange,
  ifMatch: string | null,
): Promise<OrganizationRow> {
  requireTimeZone(change.time_zone)
  const before = await selectOrganizationForUpdate(tx)
  requireMatch(ifMatch, before)
  const after = await updateOrganization(
    tx,
    change.name === undefined ? change : { ...change, name: change.name.trim() },
  )
  await emit(tx, { type: 'kernel.organization.updated', payload: { entity: 'organization', entity_id: after.id } })
  await recordAudit(tx, {
    action: 'organization.updated',
    entity: 'organization',
    entity_id: after.id,
    summary:
      before.name === after.name ? 'Réglages de l’organisation changés.' : 'Organisation renommée ou réglée autrement.',
    before: settingsOf(before),
    after: settingsOf(after),
  })
  return after
}

/** The name may be a person's: it stays out of the audit. */
function settingsOf({ time_zone, fiscal_year_start_month }: OrganizationRow) {
  return { time_zone, fiscal_year_start_month }
}

function requireTimeZone(timeZone: string | undefined): void {
  if (timeZone === undefined || (timeZonePattern.test(timeZone) && isTimeZone(timeZone))) return
  const detail = 'Ce fuseau horaire est inconnu : écrivez par exemple Europe/Paris.'
  throw unprocessable([{ pointer: '/time_zone', code: 'TIME_ZONE_UNKNOWN', detail }])
}
