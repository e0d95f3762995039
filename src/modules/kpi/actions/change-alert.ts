// Sets how a KPI alerts and who is told besides its owner.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import type { Violation } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { findAlert, replaceAlertRecipients, upsertAlertRule } from '../queries/alert-rules.ts'
import type { AlertRow, Recipients } from '../queries/alert-rules.ts'
import { findKpi, lockKpi } from '../queries/kpis.ts'
import type { KpiId } from '../queries/kpis.ts'
import { listActivePeople, listKnownTeams, sees } from '../queries/people-seen.ts'
import { policy } from '../rules/policy.ts'
import type { AlertChange } from '../rhythm-schemas.ts'
import { settleQuietly } from './settle-alerts.ts'

/**
 * Changes the alert of a KPI; its state follows at once and nobody is told. Throws NOT_FOUND, FORBIDDEN, UNKNOWN_USER,
 * UNKNOWN_TEAM, RECIPIENT_CANNOT_SEE.
 */
export async function changeAlert(tx: Tx, kpiId: KpiId, change: AlertChange): Promise<AlertRow> {
  await lockKpi(tx, kpiId)
  const kpi = await findKpi(tx, kpiId)
  const before = await findAlert(tx, kpiId)
  if (kpi === null || before === null) throw notFound()
  authorize(policy['alert.update'], tx.scope, { owners: [kpi.dashboard_owner_id, kpi.owner_id] })
  const recipients = { user_ids: unique(change.user_ids), team_ids: unique(change.team_ids) }
  await requireRecipients(tx, recipients, kpi.audience)
  await upsertAlertRule(tx, kpiId, change)
  await replaceAlertRecipients(tx, kpiId, recipients)
  await settleQuietly(tx, [kpiId])
  await emit(tx, {
    type: 'kpi.alert.changed',
    payload: { dashboard_id: kpi.dashboard_id, kpi_id: kpiId },
    audience: kpi.audience,
  })
  await recordAudit(tx, {
    action: 'alert.changed',
    entity: 'kpi',
    entity_id: kpiId,
    summary: 'Alerte réglée.',
    before: { ...ruleFacts(before), user_ids: idsOf(before.users), team_ids: idsOf(before.teams) },
    after: { ...ruleFacts(change), ...recipients },
  })
  return (await findAlert(tx, kpiId)) as AlertRow
}

async function requireRecipients(tx: Tx, recipients: Recipients, audience: AlertRow['audience']): Promise<void> {
  const [people, teams] = [
    await listActivePeople(tx, recipients.user_ids),
    await listKnownTeams(tx, recipients.team_ids),
  ]
  const violations = [
    ...recipients.user_ids.flatMap((id, index): readonly Violation[] => {
      const pointer = `/user_ids/${index}`
      const person = people.get(id)
      if (person === undefined) return [{ pointer, code: 'UNKNOWN_USER', detail: 'Cette personne n’existe pas ici.' }]
      if (sees(person, audience)) return []
      const detail = `${person.full_name} ne voit pas ce tableau de bord : partagez-le d’abord.`
      return [{ pointer, code: 'RECIPIENT_CANNOT_SEE', detail }]
    }),
    ...recipients.team_ids.flatMap((id, index): readonly Violation[] =>
      teams.has(id)
        ? []
        : [{ pointer: `/team_ids/${index}`, code: 'UNKNOWN_TEAM', detail: 'Cette équipe n’existe pas ici.' }],
    ),
  ]
  if (violations.length > 0) throw unprocessable(violations)
}

function ruleFacts({ is_on, level, raise_after, clear_after, tell_no_data }: AlertChange | AlertRow) {
  return { is_on, level, raise_after, clear_after, tell_no_data }
}

function idsOf(things: readonly { readonly id: string }[]): readonly string[] {
  return things.map(({ id }) => id)
}

function unique(ids: readonly string[]): readonly string[] {
  return Array.from(new Set(ids.map((id) => id.toLowerCase())))
}
