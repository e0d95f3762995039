// The list of dashboards under the headings of their groups. Pure.
import type { Dashboard } from '../schemas.ts'
import type { Group, TreeNode } from '../structure-schemas.ts'

export type OutlineLine<Row> =
  | { readonly kind: 'group'; readonly node: TreeNode; readonly level: number; readonly folded: boolean }
  | { readonly kind: 'rest' }
  | { readonly kind: 'dashboard'; readonly row: Row; readonly level: number }

export interface OutlineInput<Row> {
  /** What was found, in the order to show. */
  readonly rows: readonly Row[]
  /** Each group before what stands in it. */
  readonly nodes: readonly TreeNode[]
  readonly folded: ReadonlySet<string>
  /** Only what was found and the way to it is shown, unfolded. */
  readonly searching: boolean
}

/** Groups with their dashboards below them, then the dashboards in no group. Without groups: the plain list. */
export function outlineOf<Row extends Pick<Dashboard, 'id' | 'group_id'>>(
  input: OutlineInput<Row>,
): readonly OutlineLine<Row>[] {
  const groups = input.nodes.filter((node) => node.kind === 'GROUP')
  const known = new Set(groups.map((group) => group.id))
  const placeOf = (row: Row): string | null => (row.group_id !== null && known.has(row.group_id) ? row.group_id : null)
  const rows = Map.groupBy(input.rows, placeOf)
  const rest = rows.get(null) ?? []
  if (groups.length === 0) return rest.map((row) => ({ kind: 'dashboard', row, level: 0 }))
  const branch = (group: TreeNode): readonly OutlineLine<Row>[] => {
    const subgroups = groups.filter((one) => one.parent_id === group.id).flatMap(branch)
    const own = (rows.get(group.id) ?? []).map((row) => ({ kind: 'dashboard', row, level: group.depth }) as const)
    const content = [...subgroups, ...own]
    if (input.searching && content.length === 0) return []
    const folded = !input.searching && input.folded.has(group.id)
    return [{ kind: 'group', node: group, level: group.depth - 1, folded }, ...(folded ? [] : content)]
  }
  const tree = groups.filter((group) => group.parent_id === null).flatMap(branch)
  if (rest.length === 0) return tree
  return [...tree, { kind: 'rest' }, ...rest.map((row) => ({ kind: 'dashboard', row, level: 1 }) as const)]
}

/** Groups as choices: « Opérations › Atelier », each after its parent. */
export function groupPaths(groups: readonly Group[]): readonly { readonly id: string; readonly path: string }[] {
  const below = (parentId: string | null, above: string): readonly { readonly id: string; readonly path: string }[] =>
    groups
      .filter((group) => group.parent_id === parentId)
      .toSorted((a, b) => a.position - b.position)
      .flatMap((group) => {
        const path = above === '' ? group.name : `${above} › ${group.name}`
        return [{ id: group.id, path }, ...below(group.id, path)]
      })
  return below(null, '')
}
