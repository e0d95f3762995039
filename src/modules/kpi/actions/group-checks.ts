// What the actions on groups share: finding, checking the place, naming conflicts, telling the audit.
import { notFound, Problem, sqlFailure, unprocessable } from '#kernel/problem.ts'
import type { GroupId, GroupRow, GroupState } from '../queries/groups.ts'
import { checkParent } from '../rules/group-tree.ts'

/** A group among all. Throws NOT_FOUND. */
export function requireGroup(groups: readonly GroupRow[], id: GroupId): GroupRow {
  const group = groups.find((one) => one.id === id)
  if (group === undefined) throw notFound()
  return group
}

/** The depth under a parent. Throws UNKNOWN_GROUP, GROUP_CYCLE, GROUP_TOO_DEEP. */
export function requirePlace(groups: readonly GroupRow[], id: GroupId | null, parentId: string | null): number {
  const violation = checkParent(groups, id, parentId)
  if (violation !== null) throw unprocessable([violation])
  return (groups.find((group) => group.id === parentId)?.depth ?? 0) + 1
}

/** Runs a write of a group and names its conflict: two brothers cannot have one name. */
export async function namingGroupConflicts(write: Promise<void>): Promise<void> {
  try {
    await write
  } catch (error) {
    if (sqlFailure(error)?.constraint !== 'group_name_taken') throw error
    const detail = 'Un groupe du même nom se trouve déjà à cet endroit.'
    throw new Problem(409, 'GROUP_NAME_TAKEN', detail, {
      errors: [{ pointer: '/name', code: 'GROUP_NAME_TAKEN', detail }],
    })
  }
}

/** What the audit keeps of a group: no text that people wrote. */
export function groupFacts({ parent_id, rollup_rule, weight }: GroupState): Record<string, string | number | null> {
  return { parent_id, rollup_rule, weight }
}
