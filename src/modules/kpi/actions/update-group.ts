// Renames, moves or reweighs a group, or changes its rule.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { requireMatch } from '#kernel/http/endpoint.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { listGroups, lockGroups, orderGroups, updateGroupRow } from '../queries/groups.ts'
import type { GroupId, GroupRow, GroupState } from '../queries/groups.ts'
import { childrenOf, placedAt } from '../rules/group-tree.ts'
import { policy } from '../rules/policy.ts'
import type { GroupChange } from '../structure-schemas.ts'
import { groupFacts, namingGroupConflicts, requireGroup, requirePlace } from './group-checks.ts'

export interface GroupUpdate {
  readonly id: GroupId
  readonly change: GroupChange
  readonly if_match: string | null
}

/** Merges a change into a group; what stands in it moves with it. Throws STALE, GROUP_NAME_TAKEN and what forbids the place. */
export async function updateGroup(tx: Tx, { id, change, if_match }: GroupUpdate): Promise<void> {
  authorize(policy['group.update'], tx.scope, { owners: [] })
  await lockGroups(tx)
  const groups = await listGroups(tx)
  const current = requireGroup(groups, id)
  requireMatch(if_match, current)
  const state = mergeState(current, change)
  const depth = requirePlace(groups, id, state.parent_id)
  await namingGroupConflicts(updateGroupRow(tx, { id, state, depth }))
  await order(tx, groups, { current, parentId: state.parent_id, rank: change.position })
  await emit(tx, { type: 'kpi.group.updated', payload: { group_id: id }, audience: null })
  await recordAudit(tx, {
    action: 'group.updated',
    entity: 'group',
    entity_id: id,
    summary: 'Groupe de tableaux de bord modifié.',
    before: groupFacts(current),
    after: groupFacts(state),
  })
}

function mergeState(current: GroupRow, change: GroupChange): GroupState {
  return {
    parent_id: (change.parent_id === undefined
      ? current.parent_id
      : (change.parent_id?.toLowerCase() ?? null)) as GroupId | null,
    name: change.name?.trim() ?? current.name,
    rollup_rule: change.rollup_rule ?? current.rollup_rule,
    weight: change.weight ?? current.weight,
  }
}

interface Ordering {
  readonly current: GroupRow
  readonly parentId: GroupId | null
  readonly rank: number | undefined
}

/** A group that moved comes last among its new brothers unless a rank is named; those it left close up. */
async function order(tx: Tx, groups: readonly GroupRow[], { current, parentId, rank }: Ordering): Promise<void> {
  const hasMoved = parentId !== current.parent_id
  if (!hasMoved && rank === undefined) return
  const brothers = childrenOf(groups, parentId).map((group) => group.id)
  await orderGroups(tx, placedAt(brothers, current.id, rank ?? brothers.length))
  if (!hasMoved) return
  const left = childrenOf(groups, current.parent_id).map((group) => group.id)
  await orderGroups(
    tx,
    left.filter((id) => id !== current.id),
  )
}
