// Deletes a group; never a dashboard with it.
import { recordAudit } from '#kernel/audit/audit.ts'
import type { Tx } from '#kernel/database/database.ts'
import { emit } from '#kernel/events/emit.ts'
import { Problem } from '#kernel/problem.ts'
import { authorize } from '#kernel/tenancy/policy.ts'
import {
  countDashboardsIn,
  deleteGroupRow,
  listGroups,
  lockGroups,
  moveDashboards,
  orderGroups,
  updateGroupRow,
} from '../queries/groups.ts'
import type { GroupId, GroupRow } from '../queries/groups.ts'
import { childrenOf } from '../rules/group-tree.ts'
import { policy } from '../rules/policy.ts'
import { groupFacts, namingGroupConflicts, requireGroup } from './group-checks.ts'

export interface GroupDeletion {
  readonly id: GroupId
  /** What stands in the group moves one level up; without it a group must be empty. */
  readonly move_content_up: boolean
}

/** Deletes a group. Throws GROUP_NOT_EMPTY with the counts unless its content may move up, GROUP_NAME_TAKEN when that clashes. */
export async function deleteGroup(tx: Tx, { id, move_content_up }: GroupDeletion): Promise<void> {
  authorize(policy['group.delete'], tx.scope, { owners: [] })
  await lockGroups(tx)
  const groups = await listGroups(tx)
  const group = requireGroup(groups, id)
  const subgroups = childrenOf(groups, id)
  const dashboard_count = await countDashboardsIn(tx, id)
  if (!move_content_up && subgroups.length + dashboard_count > 0) {
    throw new Problem(409, 'GROUP_NOT_EMPTY', 'Ce groupe n’est pas vide.', {
      detail: 'Déplacez d’abord ce qu’il contient, ou demandez que son contenu remonte d’un niveau.',
      members: { group_count: subgroups.length, dashboard_count },
    })
  }
  await moveDashboards(tx, id, group.parent_id)
  // A sub-group may bear the name of the group it came from: that name is given up first.
  await updateGroupRow(tx, { id, state: { ...group, name: id }, depth: group.depth })
  for (const subgroup of subgroups) await moveUp(tx, subgroup, group)
  await deleteGroupRow(tx, id)
  await orderGroups(tx, brothersWithout(groups, group))
  await emit(tx, { type: 'kpi.group.deleted', payload: { group_id: id }, audience: null })
  await recordAudit(tx, {
    action: 'group.deleted',
    entity: 'group',
    entity_id: id,
    summary: `Groupe supprimé ; ${subgroups.length} sous-groupes et ${dashboard_count} tableaux de bord remontent d’un niveau.`,
    before: { ...groupFacts(group), group_count: subgroups.length, dashboard_count },
  })
}

function moveUp(tx: Tx, subgroup: GroupRow, { parent_id, depth }: GroupRow): Promise<void> {
  return namingGroupConflicts(updateGroupRow(tx, { id: subgroup.id, state: { ...subgroup, parent_id }, depth }))
}

/** The sub-groups take the place that the group had among its brothers. */
function brothersWithout(groups: readonly GroupRow[], group: GroupRow): readonly GroupId[] {
  return childrenOf(groups, group.parent_id).flatMap((brother) =>
    brother.id === group.id ? childrenOf(groups, group.id).map(({ id }) => id) : [brother.id],
  )
}
