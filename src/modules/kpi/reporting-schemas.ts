// Wire shapes of reporting: overview, risks, direction view.
import Type from 'typebox'
import type { Static } from 'typebox'
import { DayText, Nullable, OneOf, Shape, Uuid } from '#kernel/http/schemas.ts'
import { Action, Approval, rolledUp } from './schemas.ts'

export const riskLimitDefault = 5
export const riskLimitMax = 50
/** Rows of each list of the direction view; `counts` tells how many there are in all. */
export const directionListMax = 50
/** Dashboards listed in the overview; its totals count them all. */
export const overviewDashboardsMax = 1000
/** An action is “due soon” today and in the days that follow. */
export const dueSoonDays = 7

const Frequency = OneOf(['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'])
const Status = OneOf(['GREEN', 'ORANGE', 'RED'])
const Count = Type.Integer({ minimum: 0, examples: [3] })
const PeriodLabel = Type.String({ examples: ['2025-12'] })
const DecimalNumber = Type.Number({ examples: [94.5] })

const tally = { green: Count, orange: Count, red: Count, no_data: Count, no_threshold: Count }
const todo = { open_actions: Count, late_actions: Count }

export const OverviewQuery = Shape({
  process_name: Type.Optional(Type.String({ maxLength: 120 })),
  dashboard_id: Type.Optional(Uuid),
})
export const OverviewItem = Shape({
  dashboard_id: Uuid,
  title: Type.String(),
  process_name: Nullable(Type.String()),
  kpi_count: Count,
  ...rolledUp,
  ...tally,
  ...todo,
  worst_status: Nullable(Status),
})
export const OverviewTotals = Shape({
  dashboards: Count,
  kpi_count: Count,
  ...tally,
  ...todo,
  worst_status: Nullable(Status),
})
export const Overview = Shape({ items: Type.Array(OverviewItem), totals: OverviewTotals })

const kpiFields = {
  kpi_id: Uuid,
  code: Nullable(Type.String()),
  name: Type.String(),
  unit: Nullable(Type.String()),
  dashboard_id: Uuid,
  dashboard_title: Type.String(),
  process_name: Nullable(Type.String()),
  owner_id: Uuid,
  owner_name: Type.String(),
}
const TrendKind = OneOf(['improving', 'worsening', 'stable', 'unknown'])
export const StandingTrend = Shape({
  kind: TrendKind,
  relative_change: Nullable(DecimalNumber),
  sentence: Type.String({
    examples: ['En dégradation : 92 % contre 95 % auparavant, soit -3,2 % en valeur relative.'],
  }),
})
/** A KPI with the value that counts today and where it comes from. */
export const Risk = Shape({
  ...kpiFields,
  status: Nullable(Status),
  critical: Type.Boolean(),
  value: DecimalNumber,
  period_label: PeriodLabel,
  /** Null beside a part of an open period, which is not compared with a whole one. */
  previous_value: Nullable(DecimalNumber),
  previous_period_label: Nullable(PeriodLabel),
  explanation: Type.String(),
  /** Its period is not over. */
  provisional: Type.Boolean(),
  approval: Nullable(Approval),
  trend: StandingTrend,
  ...todo,
})
export const RiskQuery = Shape({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: riskLimitMax, default: riskLimitDefault })),
})
export const RiskList = Shape({ items: Type.Array(Risk) })

/** A KPI with closed periods that have no value, holes included. `last_status` is what it was, not what it is. */
export const MissingValue = Shape({
  ...kpiFields,
  frequency: Frequency,
  expected_period_label: PeriodLabel,
  missing_since: PeriodLabel,
  missing_count: Count,
  last_period_label: Nullable(PeriodLabel),
  last_status: Nullable(Status),
})
export const Direction = Shape({
  today: DayText,
  verdict: Type.String({ examples: ['3 indicateurs dans le rouge, 2 saisies en retard, 1 action en retard.'] }),
  counts: Shape({
    ...tally,
    improving: Count,
    worsening: Count,
    late_actions: Count,
    due_soon: Count,
    missing_values: Count,
  }),
  red: Type.Array(Risk),
  improving: Type.Array(Risk),
  worsening: Type.Array(Risk),
  late_actions: Type.Array(Action),
  due_soon: Type.Array(Action),
  missing_values: Type.Array(MissingValue),
})

export type Overview = Static<typeof Overview>
export type OverviewItem = Static<typeof OverviewItem>
export type Risk = Static<typeof Risk>
export type MissingValue = Static<typeof MissingValue>
export type Direction = Static<typeof Direction>
