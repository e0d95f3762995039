// The roll-up of the whole tree of groups and dashboards.
import { childrenOf } from './group-tree.ts'
import type { GroupPlace } from './group-tree.ts'
import { explainRollUp } from './roll-up-sentence.ts'
import { judgeChildren } from './roll-up.ts'
import type { Children, Judgement, NodeStatus, RollupRule, StatusCounts, StatusWeights } from './roll-up.ts'

export interface GroupInput extends GroupPlace {
  readonly name: string
  readonly rollup_rule: RollupRule
  readonly weight: number
}

/** A dashboard with its active KPIs by current status; `group_id` is null when it stands in no group. */
export interface DashboardInput {
  readonly id: string
  readonly title: string
  readonly group_id: string | null
  readonly weight: number
  readonly kpis: Children
}

export interface TreeNode extends Judgement {
  readonly kind: 'GROUP' | 'DASHBOARD'
  readonly id: string
  /** The group it stands in. */
  readonly parent_id: string | null
  readonly name: string
  readonly depth: number
  readonly weight: number
  /** A dashboard is judged by the rule of its group; in no group, by the worst. */
  readonly rule: RollupRule
  /** The KPIs below. */
  readonly counts: StatusCounts
  /** The dashboards below, or the dashboard itself. */
  readonly dashboard_count: number
  readonly explanation: string
}

/** Every node, each group before what stands in it: sub-groups in their order, then dashboards as given. */
export function rollUp(groups: readonly GroupInput[], dashboards: readonly DashboardInput[]): readonly TreeNode[] {
  const ruleOf = new Map(groups.map((group) => [group.id, group.rollup_rule]))
  const inGroup = Map.groupBy(dashboards, (dashboard) => dashboard.group_id)
  const leaves = (parentId: string | null): readonly TreeNode[] =>
    (inGroup.get(parentId) ?? []).map((dashboard) => {
      const rule = parentId === null ? 'WORST' : (ruleOf.get(parentId) ?? 'WORST')
      const depth = groups.find((group) => group.id === parentId)?.depth ?? 0
      return dashboardNode(dashboard, { rule, depth: depth + 1 })
    })
  const branch = (group: GroupInput): readonly TreeNode[] => {
    const subgroups = childrenOf(groups, group.id).map(branch)
    const own = leaves(group.id)
    const children = [...subgroups.flatMap(([top]) => top ?? []), ...own]
    return [groupNode(group, children), ...subgroups.flat(), ...own]
  }
  return [...childrenOf(groups, null).flatMap(branch), ...leaves(null)]
}

/** Why a dashboard stands where it stands: the one rule of the list, of its own page and of every report. */
export function judgeDashboard(
  rule: RollupRule,
  kpis: Children,
): Judgement & { readonly rule: RollupRule; readonly explanation: string } {
  const judgement = judgeChildren(rule, kpis)
  const { counts } = kpis
  const explanation = explainRollUp({ ...judgement, rule, noun: 'indicateur', children: counts, kpis: counts })
  return { rule, ...judgement, explanation }
}

function dashboardNode(
  { id, title, group_id, weight, kpis }: DashboardInput,
  { rule, depth }: { readonly rule: RollupRule; readonly depth: number },
): TreeNode {
  const place = { kind: 'DASHBOARD', id, parent_id: group_id, name: title, depth, weight } as const
  return { ...place, ...judgeDashboard(rule, kpis), counts: kpis.counts, dashboard_count: 1 }
}

function groupNode(group: GroupInput, nodes: readonly TreeNode[]): TreeNode {
  const { id, parent_id, name, depth, weight, rollup_rule: rule } = group
  const children = { counts: countStatuses(nodes), weights: weighStatuses(nodes) }
  const judgement = judgeChildren(rule, children)
  const counts = sumCounts(nodes.map((node) => node.counts))
  const explanation = explainRollUp({ ...judgement, rule, noun: 'élément', children: children.counts, kpis: counts })
  const dashboard_count = nodes.reduce((sum, node) => sum + node.dashboard_count, 0)
  return {
    kind: 'GROUP',
    id,
    parent_id,
    name,
    depth,
    weight,
    rule,
    ...judgement,
    counts,
    dashboard_count,
    explanation,
  }
}

function countStatuses(nodes: readonly TreeNode[]): StatusCounts {
  const count = (status: NodeStatus): number => nodes.filter((node) => node.status === status).length
  return {
    green: count('GREEN'),
    orange: count('ORANGE'),
    red: count('RED'),
    no_data: count('NO_DATA'),
    no_threshold: count('NO_THRESHOLD'),
  }
}

function weighStatuses(nodes: readonly TreeNode[]): StatusWeights {
  const weigh = (status: NodeStatus): number =>
    nodes.reduce((sum, node) => (node.status === status ? sum + node.weight : sum), 0)
  return { green: weigh('GREEN'), orange: weigh('ORANGE'), red: weigh('RED') }
}

function sumCounts(all: readonly StatusCounts[]): StatusCounts {
  const sum = (name: keyof StatusCounts): number => all.reduce((total, counts) => total + counts[name], 0)
  return {
    green: sum('green'),
    orange: sum('orange'),
    red: sum('red'),
    no_data: sum('no_data'),
    no_threshold: sum('no_threshold'),
  }
}
