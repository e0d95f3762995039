// Creates a group of dashboards.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { newId } from '#kernel/ids.ts'
import { unprocessable } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import { insertGroup, listGroups, lockGroups, orderGroups } from '../queries/groups.ts'
import type { GroupId, GroupState } from '../queries/groups.ts'
import { childrenOf, groupCountMax, placedAt } from '../rules/group-tree.ts'
import { policy } from '../rules/policy.ts'
import type { NewGroup } from '../structure-schemas.ts'
import { groupFacts, namingGroupConflicts, requirePlace } from './group-checks.ts'

/** Creates a group, last among its brothers unless a rank is given. Throws TOO_MANY_GROUPS and what forbids the place. */
export async function createGroup(tx: Tx, input: NewGroup): Promise<GroupId> {
  authorize(policy['group.create'], tx.scope, { owners: [] })
  await lockGroups(tx)
  const groups = await listGroups(tx)
  if (groups.length >= groupCountMax) {
    const detail = `Une organisation a au plus ${groupCountMax} groupes.`
    throw unprocessable([{ pointer: '', code: 'TOO_MANY_GROUPS', detail }])
  }
  const parentId = (input.parent_id?.toLowerCase() ?? null) as GroupId | null
  const depth = requirePlace(groups, null, parentId)
  const state: GroupState = {
    parent_id: parentId,
    name: input.name.trim(),
    rollup_rule: input.rollup_rule ?? 'WORST',
    weight: input.weight ?? 1,
  }
  const id = newId<'group'>()
  await namingGroupConflicts(insertGroup(tx, { id, state, depth }))
  const brothers = childrenOf(groups, parentId).map((group) => group.id)
  await orderGroups(tx, placedAt(brothers, id, input.position ?? brothers.length))
  await emit(tx, { type: 'kpi.group.created', payload: { group_id: id }, audience: null })
  await recordAudit(tx, {
    action: 'group.created',
    entity: 'group',
    entity_id: id,
    summary: 'Groupe de tableaux de bord créé.',
    after: groupFacts(state),
  })
  return id
}
