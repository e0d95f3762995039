// SQL of how a KPI alerts and whom, as it is set and shown.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import { newId } from '#kernel/ids.ts'
import type { UserId } from '#kernel/ids.ts'
import type { AlertState } from '../rules/alert.ts'
import type { Frequency } from '../rules/period.ts'
import type { AlertSettings } from './alerts.ts'
import { alertSettings } from './alerts.ts'
import type { KpiId } from './kpis.ts'

export interface AlertRow extends AlertSettings {
  readonly frequency: Frequency
  readonly owner_id: UserId
  readonly dashboard_owner_id: UserId
  readonly audience: readonly UserId[] | null
  readonly state: AlertState
  readonly since: Day | null
  readonly users: readonly { readonly id: string; readonly full_name: string }[]
  readonly teams: readonly { readonly id: string; readonly name: string }[]
}

/** The alert of a visible KPI. */
export async function findAlert(tx: Tx, kpiId: KpiId): Promise<AlertRow | null> {
  const { rows } = await sql<AlertRow>`
    select k.frequency, k.owner_id, d.owner_id as dashboard_owner_id, d.audience, ${alertSettings},
      coalesce(s.state, 'OK') as state, s.since,
      coalesce((
        select json_agg(json_build_object('id', u.id, 'full_name', u.full_name) order by lower(u.full_name), u.id)
        from kpi.alert_recipient c
        join kernel."user" u on u.organization_id = c.organization_id and u.id = c.user_id and u.is_active
        where c.organization_id = k.organization_id and c.kpi_id = k.id), '[]'::json) as users,
      coalesce((
        select json_agg(json_build_object('id', t.id, 'name', t.name) order by lower(t.name), t.id)
        from kpi.alert_recipient c
        join kernel.team t on t.organization_id = c.organization_id and t.id = c.team_id
        where c.organization_id = k.organization_id and c.kpi_id = k.id), '[]'::json) as teams
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    left join kpi.alert_rule r on r.organization_id = k.organization_id and r.kpi_id = k.id
    left join kpi.alert_state s on s.organization_id = k.organization_id and s.kpi_id = k.id
    where k.id = ${kpiId}`.execute(tx)
  return rows[0] ?? null
}

export async function upsertAlertRule(tx: Tx, kpiId: KpiId, rule: AlertSettings): Promise<void> {
  await sql`
    insert into kpi.alert_rule (organization_id, kpi_id, is_on, level, raise_after, clear_after, tell_no_data)
    values (${tx.scope.organization_id}, ${kpiId}, ${rule.is_on}, ${rule.level}, ${rule.raise_after}, ${rule.clear_after},
      ${rule.tell_no_data})
    on conflict (organization_id, kpi_id) do update
    set is_on = excluded.is_on, level = excluded.level, raise_after = excluded.raise_after,
      clear_after = excluded.clear_after, tell_no_data = excluded.tell_no_data, updated_at = clock_timestamp()`.execute(
    tx,
  )
}

/** Lets copies of KPIs alert as their originals do. Who is told stays behind: nobody asked these people. */
export async function copyAlertRules(
  tx: Tx,
  copies: readonly { readonly source_id: string; readonly copy_id: string }[],
): Promise<void> {
  await sql`
    insert into kpi.alert_rule (organization_id, kpi_id, is_on, level, raise_after, clear_after, tell_no_data)
    select r.organization_id, n.copy_id, r.is_on, r.level, r.raise_after, r.clear_after, r.tell_no_data
    from jsonb_to_recordset(${JSON.stringify(copies)}::jsonb) as n (source_id uuid, copy_id uuid)
    join kpi.alert_rule r on r.kpi_id = n.source_id`.execute(tx)
}

export interface Recipients {
  readonly user_ids: readonly string[]
  readonly team_ids: readonly string[]
}

/** Writes who is told besides the owner, in place of those who were. */
export async function replaceAlertRecipients(tx: Tx, kpiId: KpiId, recipients: Recipients): Promise<void> {
  const rows = [
    ...recipients.user_ids.map((user_id) => ({ id: newId(), user_id, team_id: null })),
    ...recipients.team_ids.map((team_id) => ({ id: newId(), user_id: null, team_id })),
  ]
  await sql`delete from kpi.alert_recipient where kpi_id = ${kpiId}`.execute(tx)
  await sql`
    insert into kpi.alert_recipient (organization_id, id, kpi_id, user_id, team_id)
    select ${tx.scope.organization_id}, n.id, ${kpiId}, n.user_id, n.team_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n (id uuid, user_id uuid, team_id uuid)`.execute(tx)
}
