// Wire shapes of the structure: groups, roll-up, copies, templates.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { FreeText, Instant, Nullable, OneOf, Shape, Text, Uuid } from '#kernel/http/schemas.ts'
import { formulaOver, termNumbers } from './formula-schemas.ts'
import { families } from './rules/sqcdp.ts'
import { templateKpiCountMax } from './rules/template.ts'
import { Dashboard, NodeStatus, RollupRule } from './schemas.ts'

const Count = Type.Integer({ minimum: 0, examples: [3] })
const Weight = Type.Integer({ minimum: 1, maximum: 100, examples: [1] })
const Rank = Type.Integer({ minimum: 0, maximum: 10_000 })
const DecimalNumber = Type.Number({ examples: [94.5] })

// Groups

const groupOptions = {
  parent_id: Type.Optional(Nullable(Uuid)),
  position: Type.Optional(Rank),
  rollup_rule: Type.Optional(RollupRule),
  weight: Type.Optional(Weight),
}
export const NewGroup = Shape({ name: Text(120, { examples: ['Production'] }), ...groupOptions })
export const GroupChange = Shape({ name: Type.Optional(Text(120)), ...groupOptions })
export const Group = Shape({
  id: Uuid,
  parent_id: Nullable(Uuid),
  name: Type.String(),
  depth: Type.Integer({ minimum: 1, maximum: 3 }),
  position: Type.Integer({ minimum: 0 }),
  rollup_rule: RollupRule,
  weight: Weight,
  created_at: Instant,
  updated_at: Instant,
})
export const GroupList = Shape({ items: Type.Array(Group) })
export const GroupDeletionQuery = Shape({ move_content_up: Type.Optional(Type.Boolean()) })

// Roll-up

export const TreeNode = Shape({
  kind: OneOf(['GROUP', 'DASHBOARD']),
  id: Uuid,
  parent_id: Nullable(Uuid),
  name: Type.String(),
  depth: Type.Integer({ minimum: 1, maximum: 4 }),
  weight: Weight,
  rule: RollupRule,
  status: Nullable(NodeStatus),
  score_percent: Nullable(Type.Number({ examples: [66.6] })),
  kpi_count: Count,
  green: Count,
  orange: Count,
  red: Count,
  no_data: Count,
  no_threshold: Count,
  dashboard_count: Count,
  explanation: Type.String({ examples: ['Rouge : 1 indicateur rouge sur 12 (règle : le pire).'] }),
})
export const Tree = Shape({ nodes: Type.Array(TreeNode), dashboard_count: Count })

// Copies

export const NewCopy = Shape({
  title: Text(200, { examples: ['Production, site de Lyon'] }),
  group_id: Type.Optional(Nullable(Uuid)),
  with_targets: Type.Optional(Type.Boolean()),
})
export const Copied = Shape({
  dashboard: Dashboard,
  kpi_count: Count,
  /** Codes of the original that the copies go without: a code belongs to one KPI. */
  codes_left_empty: Type.Array(Type.String()),
})

// Templates

const Key = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 60, examples: ['panier-moyen'] })
const Bound = Type.Optional(Nullable(DecimalNumber))

/** A formula over KPIs of the same template, by their keys. */
const TemplateFormula = Shape(formulaOver(Shape({ key: Key, ...termNumbers, weight_key: Type.Optional(Key) })))

/** One KPI of a template: a definition without owner, code or values. */
export const TemplateKpi = Shape({
  key: Key,
  name: Text(200, { examples: ['Panier moyen'] }),
  unit: Type.Optional(Nullable(FreeText(30))),
  frequency: OneOf(['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY']),
  direction: OneOf(['UP_IS_BETTER', 'DOWN_IS_BETTER', 'RANGE_IS_BEST']),
  threshold_green: Bound,
  threshold_orange: Bound,
  threshold_red: Bound,
  green_min: Bound,
  green_max: Bound,
  orange_min: Bound,
  orange_max: Bound,
  aggregation: OneOf(['SUM', 'AVERAGE', 'LAST', 'MIN', 'MAX']),
  family: Type.Optional(Nullable(OneOf(families))),
  weight: Type.Optional(Weight),
  /** Why it is worth following, and where its thresholds come from. */
  why: Type.Optional(FreeText(500)),
  /** Left out where people enter the values. */
  formula: Type.Optional(TemplateFormula),
})
/** A template as it stands in a file and on the wire. */
export const Template = Shape({
  id: Key,
  version: Type.Integer({ minimum: 1, maximum: 1_000_000, examples: [1] }),
  licence: Nullable(Text(60, { examples: ['CC0-1.0'] })),
  trade: FreeText(120),
  title: Text(200, { examples: ['Commerce de détail'] }),
  summary: FreeText(1000),
  kpis: Type.Array(TemplateKpi, { minItems: 1, maxItems: templateKpiCountMax }),
  /** What the dashboard had and the template has not, in sentences for whoever takes it in. */
  notes: Type.Optional(Type.Array(FreeText(500), { maxItems: templateKpiCountMax })),
})
export const TemplateSummary = Shape({
  id: Type.String(),
  version: Type.Integer(),
  licence: Nullable(Type.String()),
  trade: Type.String(),
  title: Type.String(),
  summary: Type.String(),
  kpi_count: Count,
})
export const TemplateList = Shape({ items: Type.Array(TemplateSummary) })

const fromTemplate = {
  title: Type.Optional(Text(200)),
  group_id: Type.Optional(Nullable(Uuid)),
  /** Keys of the KPIs that are wanted; left out, all of them. */
  kpis: Type.Optional(Type.Array(Key, { minItems: 1, maxItems: templateKpiCountMax })),
}
export const DashboardFromTemplate = Shape(fromTemplate)
export const DashboardFromFile = Shape({ template: Template, ...fromTemplate })

export type NewGroup = Static<typeof NewGroup>
export type GroupChange = Static<typeof GroupChange>
export type Group = Static<typeof Group>
export type TreeNode = Static<typeof TreeNode>
export type Tree = Static<typeof Tree>
export type NewCopy = Static<typeof NewCopy>
export type Copied = Static<typeof Copied>
export type Template = Static<typeof Template>
export type TemplateKpi = Static<typeof TemplateKpi>
export type TemplateFormula = Static<typeof TemplateFormula>
export type TemplateSummary = Static<typeof TemplateSummary>
export type DashboardFromTemplate = Static<typeof DashboardFromTemplate>
