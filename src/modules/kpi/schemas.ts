// Wire shapes of KPI steering: names and codes are the contract's, OpenAPI comes from here.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { DayText, FreeText, Instant, Nullable, OneOf, Page, paging, Shape, Text, Uuid } from '#kernel/http/schemas.ts'
import { Attachment } from './attachment-schemas.ts'
import { actionPriorities, actionSteps } from './rules/action-step.ts'
import { families } from './rules/sqcdp.ts'

export const commentCharactersMax = 500
export const contentCharactersMax = 2000
/** Values shown in a sparkline. */
export const recentValueCountMax = 12

const Frequency = OneOf(['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'])
const Direction = OneOf(['UP_IS_BETTER', 'DOWN_IS_BETTER', 'RANGE_IS_BEST'])
const Aggregation = OneOf(['SUM', 'AVERAGE', 'LAST', 'MIN', 'MAX'])
/** The letter a daily KPI colours on the month board. */
const Family = OneOf(families)
const Visibility = OneOf(['ORGANIZATION', 'TEAM', 'PRIVATE'])
const Status = OneOf(['GREEN', 'ORANGE', 'RED'])
const ActionStatus = OneOf(['OPEN', 'IN_PROGRESS', 'DONE', 'CANCELLED'])
/** Null where nobody is asked to agree. */
export const Approval = OneOf(['PENDING', 'APPROVED'])
const Count = Type.Integer({ minimum: 0, examples: [3] })
/** How much something counts in a group judged by weighted mean. */
const Weight = Type.Integer({ minimum: 1, maximum: 100, examples: [1] })
const DecimalNumber = Type.Number({ examples: [94.5] })
const PeriodLabel = Type.String({ examples: ['2026-W01', '2025-12', '2025-T1'] })
/** Read by the period rules, which know what is wrong with it. */
const PeriodText = Type.String({ maxLength: 100, examples: ['2025-03'] })

// Dashboards

const dashboardFields = {
  description: Type.Optional(Nullable(FreeText(4000))),
  process_name: Type.Optional(Nullable(FreeText(120))),
  owner_id: Type.Optional(Uuid),
  visibility: Type.Optional(Visibility),
  team_id: Type.Optional(Nullable(Uuid)),
  group_id: Type.Optional(Nullable(Uuid)),
  weight: Type.Optional(Weight),
  approval_required: Type.Optional(Type.Boolean()),
}
export const NewDashboard = Shape({ title: Text(200, { examples: ['Production'] }), ...dashboardFields })
export const DashboardChange = Shape({ title: Type.Optional(Text(200)), ...dashboardFields })

export const RollupRule = OneOf(['WORST', 'WEIGHTED'])
export const NodeStatus = OneOf(['GREEN', 'ORANGE', 'RED', 'NO_DATA', 'NO_THRESHOLD'])
/** Where a dashboard stands by the rule of its group (in none: the worst), and the sentence that says why. */
export const rolledUp = { status: Nullable(NodeStatus), status_explanation: Type.String(), rollup_rule: RollupRule }

/** How many active KPIs stand where, by their latest value, and what is to be done. */
const tally = {
  kpi_count: Count,
  green: Count,
  orange: Count,
  red: Count,
  no_data: Count,
  no_threshold: Count,
  open_actions: Count,
  late_actions: Count,
  worst_status: Nullable(Status),
}
export const Dashboard = Shape({
  id: Uuid,
  title: Type.String(),
  description: Nullable(Type.String()),
  process_name: Nullable(Type.String()),
  owner_id: Uuid,
  owner_name: Type.String(),
  visibility: Visibility,
  team_id: Nullable(Uuid),
  team_name: Nullable(Type.String()),
  group_id: Nullable(Uuid),
  weight: Weight,
  /** The template it was made from, as it was then. */
  template_id: Nullable(Type.String()),
  template_version: Nullable(Type.Integer()),
  template_title: Nullable(Type.String()),
  ...rolledUp,
  ...tally,
  approval_required: Type.Boolean(),
  locked_through: Nullable(DayText),
  pending_values: Count,
  can_edit: Type.Boolean(),
  created_at: Instant,
  updated_at: Instant,
})
export const DashboardPage = Page(Dashboard)
export const DashboardQuery = Shape({ process_name: Type.Optional(Type.String({ maxLength: 120 })), ...paging })
export const ProcessList = Shape({ items: Type.Array(Type.String({ examples: ['Logistique'] })) })

// KPIs

const thresholdFields = {
  threshold_green: Type.Optional(Nullable(DecimalNumber)),
  threshold_orange: Type.Optional(Nullable(DecimalNumber)),
  threshold_red: Type.Optional(Nullable(DecimalNumber)),
  green_min: Type.Optional(Nullable(DecimalNumber)),
  green_max: Type.Optional(Nullable(DecimalNumber)),
  orange_min: Type.Optional(Nullable(DecimalNumber)),
  orange_max: Type.Optional(Nullable(DecimalNumber)),
}
const kpiOptions = {
  code: Type.Optional(Nullable(Text(40, { examples: ['QUAL-01'] }))),
  unit: Type.Optional(Nullable(FreeText(30))),
  ...thresholdFields,
  aggregation: Type.Optional(Aggregation),
  family: Type.Optional(Nullable(Family)),
  owner_id: Type.Optional(Uuid),
  is_active: Type.Optional(Type.Boolean()),
  weight: Type.Optional(Weight),
}
export const NewKpi = Shape({
  name: Text(200, { examples: ['Taux de service'] }),
  frequency: Frequency,
  direction: Direction,
  ...kpiOptions,
})
export const KpiChange = Shape({
  name: Type.Optional(Text(200)),
  frequency: Type.Optional(Frequency),
  direction: Type.Optional(Direction),
  ...kpiOptions,
  effective_from: Type.Optional(DayText),
  recompute: Type.Optional(Type.Boolean()),
})

const thresholdValues = {
  direction: Direction,
  threshold_green: Nullable(DecimalNumber),
  threshold_orange: Nullable(DecimalNumber),
  threshold_red: Nullable(DecimalNumber),
  green_min: Nullable(DecimalNumber),
  green_max: Nullable(DecimalNumber),
  orange_min: Nullable(DecimalNumber),
  orange_max: Nullable(DecimalNumber),
}
const kpiProperties = {
  id: Uuid,
  dashboard_id: Uuid,
  dashboard_title: Type.String(),
  code: Nullable(Type.String()),
  name: Type.String(),
  unit: Nullable(Type.String()),
  frequency: Frequency,
  ...thresholdValues,
  threshold_version_id: Uuid,
  thresholds_from: Nullable(DayText),
  aggregation: Aggregation,
  family: Nullable(Family),
  owner_id: Uuid,
  owner_name: Type.String(),
  is_active: Type.Boolean(),
  weight: Weight,
  is_computed: Type.Boolean(),
  value_count: Count,
  latest_value: Nullable(DecimalNumber),
  latest_status: Nullable(Status),
  latest_critical: Type.Boolean(),
  latest_period_start: Nullable(DayText),
  latest_period_end: Nullable(DayText),
  latest_period_label: Nullable(PeriodLabel),
  latest_explanation: Nullable(Type.String()),
  latest_provisional: Type.Boolean(),
  latest_approval: Nullable(Approval),
  recent: Type.Array(Shape({ period_label: PeriodLabel, value: DecimalNumber, status: Nullable(Status) })),
  latest_entered_late: Type.Boolean(),
  standing: OneOf(['CURRENT', 'EXPIRED', 'NO_DATA']),
  expired_since: Nullable(DayText),
  expected_period_label: PeriodLabel,
  missing: Type.Array(PeriodLabel),
  missing_since: Nullable(PeriodLabel),
  open_actions: Count,
  late_actions: Count,
  locked_through: Nullable(DayText),
  can_edit: Type.Boolean(),
  /** A computed KPI takes no values, but actions and annotations: can_answer. */
  can_enter: Type.Boolean(),
  can_answer: Type.Boolean(),
  can_approve: Type.Boolean(),
  created_at: Instant,
  updated_at: Instant,
}
export const Kpi = Shape(kpiProperties)
export const KpiChanged = Shape({ ...kpiProperties, statuses_changed: Count })
export const KpiPage = Page(Kpi)
export const KpiHitPage = Page(
  Shape({
    id: Uuid,
    name: Type.String(),
    code: Nullable(Type.String()),
    dashboard_id: Uuid,
    dashboard_title: Type.String(),
  }),
)
export const KpiSearch = Shape({ search: Text(100, { examples: ['absence'] }), ...paging })
export const ListQuery = Shape({ ...paging })
export const ThresholdVersion = Shape({
  id: Uuid,
  ...thresholdValues,
  effective_from: Nullable(DayText),
  effective_until: Nullable(DayText),
  superseded_at: Nullable(Instant),
  created_by: Nullable(Uuid),
  created_at: Instant,
})
export const ThresholdList = Shape({ items: Type.Array(ThresholdVersion) })

// Values

export const NewValue = Shape({
  period: Type.Optional(PeriodText),
  period_start: Type.Optional(PeriodText),
  period_end: Type.Optional(PeriodText),
  value: DecimalNumber,
  comment: Type.Optional(Nullable(FreeText(commentCharactersMax))),
})
export const ValueChange = Shape({
  value: Type.Optional(DecimalNumber),
  comment: Type.Optional(Nullable(FreeText(commentCharactersMax))),
})
export const Value = Shape({
  id: Uuid,
  kpi_id: Uuid,
  period_start: DayText,
  period_end: DayText,
  period_label: PeriodLabel,
  value: DecimalNumber,
  status: Nullable(Status),
  critical: Type.Boolean(),
  provisional: Type.Boolean(),
  explanation: Type.String({ examples: ['92 % < 95 % et ≥ 90 % → orange, seuils du 01/01/2025'] }),
  comment: Nullable(Type.String()),
  threshold_version_id: Uuid,
  approval: Nullable(Approval),
  entered_by: Nullable(Uuid),
  /** When the number was written, by entry or correction. */
  entered_at: Instant,
  /** When it was judged again since; null when its verdict is that of its writing. */
  judged_at: Nullable(Instant),
  evidence_count: Count,
  created_at: Instant,
  updated_at: Instant,
})
export const ValuePage = Page(Value)
/** The values of all KPIs of a dashboard: what an import writes, with what a reader needs to know the KPI. */
export const DashboardValuePage = Page(
  Shape({
    kpi_id: Uuid,
    kpi_code: Nullable(Type.String()),
    kpi_name: Type.String(),
    unit: Nullable(Type.String()),
    period_start: DayText,
    period_end: DayText,
    period_label: PeriodLabel,
    value: DecimalNumber,
    status: Nullable(Status),
    critical: Type.Boolean(),
    explanation: Type.String(),
    comment: Nullable(Type.String()),
  }),
)
export const ValueQuery = Shape({ from: Type.Optional(DayText), to: Type.Optional(DayText), ...paging })
/** Without it, a value that has evidence is not deleted. */
export const ValueDeletionQuery = Shape({ with_evidence: Type.Optional(Type.Boolean()) })

// Actions

const ActionPeople = Type.Array(Uuid, { maxItems: 50, uniqueItems: true })
const actionFields = {
  description: Type.Optional(Nullable(FreeText(4000))),
  owner_id: Type.Optional(Nullable(Uuid)),
  due_date: Type.Optional(Nullable(DayText)),
  progress: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  status: Type.Optional(ActionStatus),
  step: Type.Optional(OneOf(actionSteps)),
  priority: Type.Optional(OneOf(actionPriorities)),
  cause: Type.Optional(Nullable(FreeText(4000))),
  accountable_id: Type.Optional(Nullable(Uuid)),
  consulted_ids: Type.Optional(ActionPeople),
  informed_ids: Type.Optional(ActionPeople),
  effective_on: Type.Optional(Nullable(DayText)),
}
export const NewAction = Shape({ title: Text(200, { examples: ['Former les deux équipes'] }), ...actionFields })
export const ActionChange = Shape({ title: Type.Optional(Text(200)), ...actionFields })
export const Action = Shape({
  id: Uuid,
  kpi_id: Uuid,
  kpi_name: Type.String(),
  dashboard_id: Uuid,
  dashboard_title: Type.String(),
  title: Type.String(),
  description: Nullable(Type.String()),
  owner_id: Nullable(Uuid),
  owner_name: Nullable(Type.String()),
  due_date: Nullable(DayText),
  progress: Type.Integer(),
  status: ActionStatus,
  is_late: Type.Boolean(),
  step: OneOf(actionSteps),
  priority: OneOf(actionPriorities),
  cause: Nullable(Type.String()),
  accountable_id: Nullable(Uuid),
  accountable_name: Nullable(Type.String()),
  consulted_ids: Type.Array(Uuid),
  informed_ids: Type.Array(Uuid),
  done_on: Nullable(DayText),
  effective_on: Nullable(DayText),
  can_edit: Type.Boolean(),
  can_report: Type.Boolean(),
  created_at: Instant,
  updated_at: Instant,
})
export const ActionPage = Page(Action)
export const ActionQuery = Shape({
  mine: Type.Optional(Type.Boolean()),
  late: Type.Optional(Type.Boolean()),
  status: Type.Optional(ActionStatus),
  ...paging,
})
const EffectSide = Shape({
  first_period: Type.String(),
  last_period: Type.String(),
  value_count: Type.Integer(),
  mean: Type.Number(),
})
export const ActionEffect = Shape({
  action_id: Uuid,
  effective_on: Nullable(DayText),
  verdict: OneOf(['IMPROVED', 'WORSENED', 'UNDECIDED', 'TOO_EARLY', 'NOT_DONE', 'NO_DIRECTION']),
  sentence: Type.String(),
  before: Nullable(EffectSide),
  after: Nullable(EffectSide),
  shift: Nullable(Shape({ value: Type.Number(), low: Type.Number(), high: Type.Number() })),
})

// Comments

export const mentionCountMax = 20
export const NewComment = Shape({
  content: Text(contentCharactersMax),
  mentions: Type.Optional(Type.Array(Uuid, { maxItems: mentionCountMax })),
})
export const Comment = Shape({
  id: Uuid,
  kpi_id: Nullable(Uuid),
  action_id: Nullable(Uuid),
  author_id: Uuid,
  author_name: Type.String(),
  content: Type.String(),
  mentions: Type.Array(Shape({ user_id: Uuid, full_name: Type.String() })),
  attachments: Type.Array(Attachment),
  can_attach: Type.Boolean(),
  can_delete: Type.Boolean(),
  created_at: Instant,
})
export const CommentPage = Page(Comment)

export type NewDashboard = Static<typeof NewDashboard>
export type DashboardChange = Static<typeof DashboardChange>
export type Dashboard = Static<typeof Dashboard>
export type NewKpi = Static<typeof NewKpi>
export type KpiChange = Static<typeof KpiChange>
export type Kpi = Static<typeof Kpi>
export type KpiChanged = Static<typeof KpiChanged>
export type ThresholdVersion = Static<typeof ThresholdVersion>
export type NewValue = Static<typeof NewValue>
export type ValueChange = Static<typeof ValueChange>
export type Value = Static<typeof Value>
export type NewAction = Static<typeof NewAction>
export type ActionChange = Static<typeof ActionChange>
export type Action = Static<typeof Action>
export type ActionEffect = Static<typeof ActionEffect>
export type NewComment = Static<typeof NewComment>
export type Comment = Static<typeof Comment>
