// SQL of the groups of dashboards. Their names are known to the whole organisation; what stands in them is not.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Id } from '#kernel/ids.ts'
import { groupCountMax } from '../rules/group-tree.ts'
import type { RollupRule } from '../rules/roll-up.ts'

export type GroupId = Id<'group'>

/** The wire's group. */
export interface GroupRow {
  readonly id: GroupId
  readonly parent_id: GroupId | null
  readonly name: string
  readonly depth: number
  readonly position: number
  readonly rollup_rule: RollupRule
  readonly weight: number
  readonly created_at: string
  readonly updated_at: string
}

export type GroupState = Pick<GroupRow, 'parent_id' | 'name' | 'rollup_rule' | 'weight'>

/** Every group of the organisation, upper levels first. */
export async function listGroups(tx: Tx): Promise<readonly GroupRow[]> {
  const { rows } = await sql<GroupRow>`
    select g.id, g.parent_id, g.name, g.depth, g.position, g.rollup_rule, g.weight, g.created_at, g.updated_at
    from kpi.dashboard_group g
    order by g.depth, g.position, g.id
    limit ${groupCountMax}::int`.execute(tx)
  return rows
}

export async function selectGroup(tx: Tx, id: GroupId): Promise<GroupRow> {
  const groups = await listGroups(tx)
  return groups.find((group) => group.id === id) as GroupRow
}

/** Whether the organisation has this group; it stays until the end of the transaction. */
export async function holdGroup(tx: Tx, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from kpi.dashboard_group g where g.id = ${id} for key share`.execute(tx)
  return rows.length > 0
}

/** One change of the tree at a time in an organisation: depth, count and order depend on all groups. */
export async function lockGroups(tx: Tx): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended('kpi.dashboard_group ' || ${tx.scope.organization_id}, 0))`.execute(
    tx,
  )
}

export interface NewGroup {
  readonly id: GroupId
  readonly state: GroupState
  readonly depth: number
}

/** Writes a group; `orderGroups` gives it its rank. */
export async function insertGroup(tx: Tx, { id, state, depth }: NewGroup): Promise<void> {
  await sql`
    insert into kpi.dashboard_group (organization_id, id, parent_id, name, position, rollup_rule, weight, depth)
    values (${tx.scope.organization_id}, ${id}, ${state.parent_id}::uuid, ${state.name}, 0, ${state.rollup_rule},
      ${state.weight}, ${depth})`.execute(tx)
}

/** Writes a group and, when it moves, the depth of everything below in the same statement: the references hold at its end. */
export async function updateGroupRow(tx: Tx, { id, state, depth }: NewGroup): Promise<void> {
  await sql`
    with recursive branch as (
      select g.organization_id, g.id, ${depth}::int - g.depth as shift from kpi.dashboard_group g where g.id = ${id}
      union all
      select c.organization_id, c.id, b.shift
      from branch b
      join kpi.dashboard_group c on c.organization_id = b.organization_id and c.parent_id = b.id
    )
    update kpi.dashboard_group g
    set depth = g.depth + b.shift,
      parent_id = case when g.id = ${id} then ${state.parent_id}::uuid else g.parent_id end,
      name = case when g.id = ${id} then ${state.name} else g.name end,
      rollup_rule = case when g.id = ${id} then ${state.rollup_rule} else g.rollup_rule end,
      weight = case when g.id = ${id} then ${state.weight}::int else g.weight end,
      updated_at = case when g.id = ${id} then clock_timestamp() else g.updated_at end
    from branch b
    where g.organization_id = b.organization_id and g.id = b.id`.execute(tx)
}

/** Gives brothers their ranks, from 0. */
export async function orderGroups(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`
    update kpi.dashboard_group g
    set position = o.rank - 1
    from unnest(${`{${ids.join(',')}}`}::uuid[]) with ordinality as o (id, rank)
    where g.id = o.id and g.position <> o.rank - 1`.execute(tx)
}

/** How many dashboards stand in a group. */
export async function countDashboardsIn(tx: Tx, id: GroupId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from kpi.dashboard d where d.group_id = ${id}`.execute(tx)
  return rows[0]?.count ?? 0
}

/** Lets the dashboards of a group stand in another, or in none. */
export async function moveDashboards(tx: Tx, from: GroupId, to: GroupId | null): Promise<void> {
  await sql`update kpi.dashboard set group_id = ${to}::uuid where group_id = ${from}`.execute(tx)
}

export async function deleteGroupRow(tx: Tx, id: GroupId): Promise<void> {
  await sql`delete from kpi.dashboard_group g where g.id = ${id}`.execute(tx)
}
