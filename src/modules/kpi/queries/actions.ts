// SQL of actions. An action is visible when the dashboard of its KPI is.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Id, UserId } from '#kernel/ids.ts'
import type { ActionPriority, ActionStep } from '../rules/action-step.ts'
import type { Action } from '../schemas.ts'
import type { KpiId } from './kpis.ts'
import { today } from './latest.ts'

export type ActionId = Id<'action'>

/** The wire's action, without what depends on who asks. */
export interface ActionRow {
  readonly id: ActionId
  readonly kpi_id: KpiId
  readonly kpi_name: string
  readonly kpi_owner_id: UserId
  readonly dashboard_id: string
  readonly dashboard_title: string
  readonly dashboard_owner_id: UserId
  readonly audience: readonly UserId[] | null
  readonly title: string
  readonly description: string | null
  readonly owner_id: UserId | null
  readonly owner_name: string | null
  readonly due_date: Day | null
  readonly progress: number
  readonly status: Action['status']
  readonly is_late: boolean
  readonly step: ActionStep
  readonly priority: ActionPriority
  readonly cause: string | null
  readonly accountable_id: UserId | null
  readonly accountable_name: string | null
  readonly consulted_ids: readonly UserId[]
  readonly informed_ids: readonly UserId[]
  readonly done_on: Day | null
  readonly effective_on: Day | null
  readonly created_at: string
  readonly updated_at: string
  /** Sort key: actions without due date come last. */
  readonly due_key: Day
}

export interface ActionPageRequest {
  readonly kpi_id: KpiId | null
  /** Only the actions of the person in scope. */
  readonly mine: boolean
  /** True: only late ones; false: only the others; null: both. */
  readonly late: boolean | null
  readonly status: Action['status'] | null
  readonly after: { readonly due: Day; readonly id: string } | null
  readonly limit: number
}

/** An action that the person in scope may see. */
export async function findAction(tx: Tx, id: ActionId): Promise<ActionRow | null> {
  const { rows } = await sql<ActionRow>`${actions} where a.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

/** An action that this transaction has just written. */
export async function selectWrittenAction(tx: Tx, id: ActionId): Promise<ActionRow> {
  return (await findAction(tx, id)) as ActionRow
}

/** Makes other writers of this action wait until the end of the transaction. */
export async function lockAction(tx: Tx, id: ActionId): Promise<void> {
  await sql`select 1 from kpi.action a where a.id = ${id} for update`.execute(tx)
}

/** Visible actions by due date; `limit` rows after a key. */
export async function listActions(tx: Tx, request: ActionPageRequest): Promise<readonly ActionRow[]> {
  const { kpi_id, mine, late, status, after, limit } = request
  const { rows } = await sql<ActionRow>`
    ${actions}
    where (${kpi_id}::uuid is null or a.kpi_id = ${kpi_id}::uuid)
      and (not ${mine}::boolean or a.owner_id = (select kernel.scope_user()))
      and (${late}::boolean is null or ${isLate} = ${late}::boolean)
      and (${status}::text is null or a.status = ${status}::text)
      and (${after?.id ?? null}::uuid is null
        or (coalesce(a.due_date, '9999-12-31'::date), a.id) > (${after?.due ?? null}::date, ${after?.id ?? null}::uuid))
    order by coalesce(a.due_date, '9999-12-31'::date), a.id
    limit ${limit}::int`.execute(tx)
  return rows
}

const isLate = sql`coalesce(a.due_date < ${today} and a.status in ('OPEN', 'IN_PROGRESS'), false)`

/** Every visible action, as ActionRow; a `where` follows. */
export const actions = sql`
  select a.id, a.kpi_id, k.name as kpi_name, k.owner_id as kpi_owner_id, d.id as dashboard_id, d.title as dashboard_title,
    d.owner_id as dashboard_owner_id, d.audience, a.title, a.description, a.owner_id, u.full_name as owner_name, a.due_date,
    a.progress, a.status, ${isLate} as is_late, a.step, a.priority, a.cause, a.accountable_id, r.full_name as accountable_name,
    ${peopleOf('CONSULTED')} as consulted_ids, ${peopleOf('INFORMED')} as informed_ids, a.done_on, a.effective_on,
    a.created_at, a.updated_at,
    coalesce(a.due_date, '9999-12-31'::date) as due_key
  from kpi.action a
  join kpi.kpi k on k.organization_id = a.organization_id and k.id = a.kpi_id
  join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
  left join kernel."user" u on u.organization_id = a.organization_id and u.id = a.owner_id
  left join kernel."user" r on r.organization_id = a.organization_id and r.id = a.accountable_id`

/** People in a role, in the order of their ids. A function: it is used above where it stands. */
function peopleOf(role: 'CONSULTED' | 'INFORMED'): RawBuilder<unknown> {
  return sql`array(
      select p.user_id::text from kpi.action_person p
      where p.organization_id = a.organization_id and p.action_id = a.id and p.role = ${sql.lit(role)}
      order by p.user_id)`
}

export interface ActionState {
  readonly title: string
  readonly description: string | null
  readonly owner_id: string | null
  readonly due_date: Day | null
  readonly progress: number
  readonly status: Action['status']
  readonly step: ActionStep
  readonly priority: ActionPriority
  readonly cause: string | null
  readonly accountable_id: string | null
  readonly consulted_ids: readonly string[]
  readonly informed_ids: readonly string[]
  readonly effective_on: Day | null
}

export async function insertAction(
  tx: Tx,
  { id, kpi_id, state }: { readonly id: ActionId; readonly kpi_id: KpiId; readonly state: ActionState },
): Promise<void> {
  await sql`
    insert into kpi.action (organization_id, id, kpi_id, title, description, owner_id, due_date, progress, status, step,
      priority, cause, accountable_id, done_on, effective_on, created_by)
    values (${tx.scope.organization_id}, ${id}, ${kpi_id}, ${state.title}, ${state.description}::text, ${state.owner_id}::uuid,
      ${state.due_date}::date, ${state.progress}::int, ${state.status}, ${state.step}, ${state.priority}, ${state.cause}::text,
      ${state.accountable_id}::uuid, case when ${state.status}::text = 'DONE' then ${today} end, ${state.effective_on}::date,
      ${tx.scope.user_id}::uuid)`.execute(tx)
}

export async function updateActionRow(tx: Tx, id: ActionId, state: ActionState): Promise<void> {
  await sql`
    update kpi.action
    set title = ${state.title}, description = ${state.description}::text, owner_id = ${state.owner_id}::uuid,
      due_date = ${state.due_date}::date, progress = ${state.progress}::int, status = ${state.status}, step = ${state.step},
      priority = ${state.priority}, cause = ${state.cause}::text, accountable_id = ${state.accountable_id}::uuid,
      -- done today, unless it was done before
      done_on = case when ${state.status}::text <> 'DONE' then null when status = 'DONE' then done_on else ${today} end,
      effective_on = ${state.effective_on}::date, updated_at = clock_timestamp()
    where id = ${id}`.execute(tx)
}

/** Writes who is consulted and informed, whoever was before. */
export async function replaceActionPeople(
  tx: Tx,
  id: ActionId,
  { consulted_ids, informed_ids }: Pick<ActionState, 'consulted_ids' | 'informed_ids'>,
): Promise<void> {
  const people = [
    ...consulted_ids.map((user_id) => ({ user_id, role: 'CONSULTED' })),
    ...informed_ids.map((user_id) => ({ user_id, role: 'INFORMED' })),
  ]
  await sql`delete from kpi.action_person where action_id = ${id}`.execute(tx)
  if (people.length === 0) return
  await sql`
    insert into kpi.action_person (organization_id, action_id, user_id, role)
    select ${tx.scope.organization_id}::uuid, ${id}::uuid, g.user_id, g.role
    from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as g (user_id uuid, role text)`.execute(tx)
}

/** Deletes an action with its comments and answers how many those were. Lock it first. */
export async function deleteActionRow(tx: Tx, id: ActionId): Promise<number> {
  const { rows } = await sql<{ comment_count: number }>`
    with gone as (delete from kpi.action a where a.id = ${id})
    select count(*)::int as comment_count from kpi.comment c where c.action_id = ${id}`.execute(tx)
  return (rows[0] as { comment_count: number }).comment_count
}
