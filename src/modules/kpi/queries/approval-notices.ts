// SQL of telling approvers: whom to tell of values that wait, each once per dashboard and day.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'
import type { DashboardId } from './dashboards.ts'
import type { ValueSpan } from './formulas.ts'
import { today } from './latest.ts'

export interface ApprovalNoticeRow {
  readonly user_id: UserId
  readonly dashboard_id: DashboardId
  readonly dashboard_title: string
}

/**
 * Claims the telling of today: the owners of dashboards where one of these values waits, for an owner without an active
 * account the ADMINs; without their `writer` and without who was told today. The rows are taken in order, so that two
 * writers never wait for each other in a circle.
 */
export async function claimApprovalNotices(
  tx: Tx,
  spans: readonly ValueSpan[],
  writer: UserId | null,
): Promise<readonly ApprovalNoticeRow[]> {
  const { rows } = await sql<ApprovalNoticeRow>`
    with waiting as (
      select distinct d.organization_id, d.id, u.id as user_id, d.title
      from unnest(${spans.map(({ kpi_id }) => kpi_id)}::uuid[], ${spans.map(({ from }) => from)}::date[],
        ${spans.map(({ through }) => through)}::date[]) as g (kpi_id, first, last)
      join kpi.kpi k on k.organization_id = ${tx.scope.organization_id} and k.id = g.kpi_id
      join kpi.dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
      join kernel."user" o on o.organization_id = d.organization_id and o.id = d.owner_id
      join kernel."user" u on u.organization_id = d.organization_id and u.is_active
        and (u.id = o.id or (not o.is_active and u.role = 'ADMIN'))
      where d.approval_required and u.id is distinct from ${writer}::uuid
        and exists (
          select from kpi.value v
          where v.organization_id = k.organization_id and v.kpi_id = k.id and v.approval = 'PENDING'
            and v.period_start between g.first and g.last)
    ), claimed as (
      insert into kpi.approval_notice (organization_id, dashboard_id, user_id, day)
      select w.organization_id, w.id, w.user_id, ${today} from waiting w order by w.id, w.user_id
      on conflict do nothing
      returning dashboard_id, user_id
    )
    select w.user_id, w.id as dashboard_id, w.title as dashboard_title
    from claimed c
    join waiting w on w.id = c.dashboard_id and w.user_id = c.user_id`.execute(tx)
  return rows
}
