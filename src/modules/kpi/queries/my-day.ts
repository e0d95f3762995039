// SQL of “Ma journée”: the KPIs a person answers for, and his actions that are late or soon due.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Approval } from '../rules/closing.ts'
import type { Frequency } from '../rules/period.ts'
import type { Status } from '../rules/status.ts'
import { actions } from './actions.ts'
import type { ActionRow } from './actions.ts'
import { dayAt, enteredPeriods, isComputed, latestMarks, latestValue, today } from './latest.ts'

/** A KPI with what its standing comes from. */
export interface DayKpiRow {
  readonly kpi_id: string
  readonly code: string | null
  readonly name: string
  readonly unit: string | null
  readonly frequency: Frequency
  readonly dashboard_id: string
  readonly dashboard_title: string
  readonly owner_id: string
  readonly owner_name: string
  readonly is_mine: boolean
  readonly is_computed: boolean
  readonly created_on: Day
  readonly locked_through: Day | null
  readonly today: Day
  readonly entered: readonly Day[]
  readonly latest_period_start: Day | null
  readonly latest_period_label: string | null
  readonly latest_entered_on: Day | null
  readonly latest_value: string | null
  readonly latest_status: Status | null
  readonly latest_critical: boolean | null
  readonly latest_explanation: string | null
  readonly latest_provisional: boolean
  readonly latest_approval: Approval | null
  readonly open_actions: number
  readonly late_actions: number
}

/** Beyond, the page of a day is no list of a day any more. */
const kpiCountMax = 5000

/** Active KPIs that the person in scope owns, or whose dashboard he owns; his own first. */
export async function listDayKpis(tx: Tx): Promise<readonly DayKpiRow[]> {
  const { rows } = await sql<DayKpiRow>`
    select k.id as kpi_id, k.code, k.name, k.unit, k.frequency, k.dashboard_id, d.title as dashboard_title, k.owner_id,
      u.full_name as owner_name, k.owner_id = (select kernel.scope_user()) as is_mine, ${isComputed} as is_computed, ${dayAt(sql`k.created_at`)} as created_on,
      d.locked_through, ${today} as today, known.entered, latest.period_start as latest_period_start, latest.period_label as latest_period_label,
      ${dayAt(sql`latest.created_at`)} as latest_entered_on, latest.value as latest_value, latest.status as latest_status,
      latest.critical as latest_critical, latest.explanation as latest_explanation, ${latestMarks}, todo.open_actions, todo.late_actions
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    join kernel."user" u on u.organization_id = k.organization_id and u.id = k.owner_id
    ${latestValue}
    ${enteredPeriods}
    cross join lateral (
      select count(*)::int as open_actions, count(*) filter (where a.due_date < ${today})::int as late_actions
      from kpi.action a
      where a.organization_id = k.organization_id and a.kpi_id = k.id and a.status in ('OPEN', 'IN_PROGRESS')
    ) todo
    where k.is_active and (k.owner_id = (select kernel.scope_user()) or d.owner_id = (select kernel.scope_user()))
    order by (k.owner_id = (select kernel.scope_user())) desc, d.title, k.id
    limit ${kpiCountMax}::int`.execute(tx)
  return rows
}

/** The open actions of the person in scope that are due in the next `days` days or late already, by due date. */
export async function listDayActions(tx: Tx, days: number): Promise<readonly ActionRow[]> {
  const { rows } = await sql<ActionRow>`
    ${actions}
    where a.owner_id = (select kernel.scope_user()) and a.status in ('OPEN', 'IN_PROGRESS')
      and a.due_date <= ${today} + ${days}::int
    order by a.due_date, a.id
    limit ${actionCountMax}::int`.execute(tx)
  return rows
}

const actionCountMax = 1000

/** How many open actions of the person in scope are due after the next `days` days, or on no day. */
export async function countOtherActions(tx: Tx, days: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count
    from kpi.action a
    join kpi.kpi k on k.organization_id = a.organization_id and k.id = a.kpi_id
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where a.owner_id = (select kernel.scope_user()) and a.status in ('OPEN', 'IN_PROGRESS')
      and (a.due_date is null or a.due_date > ${today} + ${days}::int)`.execute(tx)
  return rows[0]?.count ?? 0
}

export interface ToApproveRow {
  readonly dashboard_id: string
  readonly dashboard_title: string
  readonly pending_values: number
  readonly oldest_period_label: string
}

/**
 * The dashboards of the person in scope with values that wait for approval, the longest waiting period first; for an ADMIN
 * also those whose owner has no active account.
 */
export async function listToApprove(tx: Tx): Promise<readonly ToApproveRow[]> {
  const { rows } = await sql<ToApproveRow>`
    select d.id as dashboard_id, d.title as dashboard_title, count(*)::int as pending_values,
      (array_agg(v.period_label order by v.period_end, v.id))[1] as oldest_period_label
    from kpi.visible_dashboard d
    join kpi.kpi k on k.organization_id = d.organization_id and k.dashboard_id = d.id
    join kpi.value v on v.organization_id = k.organization_id and v.kpi_id = k.id
    join kernel."user" o on o.organization_id = d.organization_id and o.id = d.owner_id
    where (o.id = (select kernel.scope_user()) or (not o.is_active and (select kernel.scope_role()) = 'ADMIN'))
      and d.approval_required and v.approval = 'PENDING'
    group by d.id, d.title
    order by min(v.period_end), d.id
    limit ${dashboardCountMax}::int`.execute(tx)
  return rows
}

const dashboardCountMax = 1000
