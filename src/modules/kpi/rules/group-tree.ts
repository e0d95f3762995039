// The tree of groups: at most three levels, never a circle, brothers in one order.

export const groupDepthMax = 3
export const groupCountMax = 500

/** What the shape of the tree depends on. */
export interface GroupPlace {
  readonly id: string
  readonly parent_id: string | null
  readonly depth: number
  readonly position: number
}

export interface GroupViolation {
  readonly pointer: '/parent_id' | '/group_id'
  readonly code: 'UNKNOWN_GROUP' | 'GROUP_CYCLE' | 'GROUP_TOO_DEEP'
  readonly detail: string
}

/** Why a group (null: a new one) cannot stand under that parent; null when it can. */
export function checkParent(
  groups: readonly GroupPlace[],
  id: string | null,
  parentId: string | null,
): GroupViolation | null {
  if (parentId === null) return null
  const parent = groups.find((group) => group.id === parentId)
  if (parent === undefined) return violation('UNKNOWN_GROUP', 'Ce groupe n’existe pas ici.')
  const branch = id === null ? [] : branchOf(groups, id)
  if (branch.some((group) => group.id === parentId)) {
    return violation('GROUP_CYCLE', 'Un groupe ne peut pas être placé dans lui-même ni dans un de ses sous-groupes.')
  }
  if (parent.depth + heightOf(branch) <= groupDepthMax) return null
  return violation('GROUP_TOO_DEEP', `Les groupes ont au plus ${groupDepthMax} niveaux.`)
}

/** A group and everything below it. */
export function branchOf<Group extends GroupPlace>(groups: readonly Group[], id: string): readonly Group[] {
  const below = groups.filter((group) => group.parent_id === id)
  return [...groups.filter((group) => group.id === id), ...below.flatMap((group) => branchOf(groups, group.id))]
}

/** The children of a parent (null: the top), in their order. */
export function childrenOf<Group extends GroupPlace>(
  groups: readonly Group[],
  parentId: string | null,
): readonly Group[] {
  return groups.filter((group) => group.parent_id === parentId).toSorted((a, b) => a.position - b.position)
}

/** The ids of brothers with one of them at a rank counted from 0; beyond the end it comes last. */
export function placedAt(brothers: readonly string[], id: string, rank: number): readonly string[] {
  const others = brothers.filter((brother) => brother !== id)
  return others.toSpliced(Math.min(rank, others.length), 0, id)
}

/** Levels of a branch: 1 for a group without sub-groups, or for a new one. */
function heightOf(branch: readonly GroupPlace[]): number {
  if (branch.length === 0) return 1
  const depths = branch.map((group) => group.depth)
  return Math.max(...depths) - Math.min(...depths) + 1
}

function violation(code: GroupViolation['code'], detail: string): GroupViolation {
  return { pointer: '/parent_id', code, detail }
}
