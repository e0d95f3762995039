// Wire shapes of the entry grid and of “Ma journée”.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { DayText, FreeText, Instant, Nullable, OneOf, Shape, Uuid } from '#kernel/http/schemas.ts'
import { cellRefusals } from './rules/cell-refusal.ts'
import { Action, Approval, commentCharactersMax } from './schemas.ts'

/** Cells in one request: a year of eighty monthly KPIs. */
export const gridCellsMax = 1000
/** Items of each list of a day; counts are always true. */
export const dayListMax = 100

const Frequency = OneOf(['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'])
const Status = OneOf(['GREEN', 'ORANGE', 'RED'])
const DecimalNumber = Type.Number({ examples: [94.5] })
const PeriodLabel = Type.String({ examples: ['2026-W01', '2025-12', '2025-T1'] })
const PeriodText = Type.String({ maxLength: 100, examples: ['2025-03'] })
const Count = Type.Integer({ minimum: 0, examples: [3] })

// The grid

export const GridQuery = Shape({
  frequency: Type.Optional(Frequency),
  from: Type.Optional(DayText),
  to: Type.Optional(DayText),
})
const Refusal = OneOf(cellRefusals)
/** A cell with a value, or what a saved cell has become: without a value everything is null. */
export const GridCell = Shape({
  kpi_id: Uuid,
  period: PeriodLabel,
  value_id: Nullable(Uuid),
  value: Nullable(DecimalNumber),
  status: Nullable(Status),
  critical: Type.Boolean(),
  explanation: Nullable(Type.String()),
  comment: Nullable(Type.String()),
  updated_at: Nullable(Instant),
})
export const Grid = Shape({
  dashboard_id: Uuid,
  title: Type.String(),
  frequency: Frequency,
  frequencies: Type.Array(Shape({ frequency: Frequency, kpi_count: Count })),
  today: DayText,
  periods: Type.Array(
    Shape({ period: PeriodLabel, period_start: DayText, period_end: DayText, provisional: Type.Boolean() }),
  ),
  kpis: Type.Array(
    Shape({
      id: Uuid,
      code: Nullable(Type.String()),
      name: Type.String(),
      unit: Nullable(Type.String()),
      /** Why no cell of the row may be written; null when cells decide. */
      refusal: Nullable(Refusal),
    }),
  ),
  cells: Type.Array(GridCell),
  /** Cells that may not be written although their row may. */
  refusals: Type.Array(Shape({ kpi_id: Uuid, period: PeriodLabel, reason: Refusal })),
})
export const GridChange = Shape({
  cells: Type.Array(
    Shape({
      kpi_id: Uuid,
      period: PeriodText,
      value: Nullable(DecimalNumber),
      comment: Type.Optional(Nullable(FreeText(commentCharactersMax))),
      expected_updated_at: Type.Optional(Nullable(Type.String({ maxLength: 40 }))),
    }),
    { minItems: 1, maxItems: gridCellsMax },
  ),
})
export const GridSaved = Shape({ items: Type.Array(GridCell), changed: Count })

// The day

const dayKpi = {
  kpi_id: Uuid,
  code: Nullable(Type.String()),
  name: Type.String(),
  unit: Nullable(Type.String()),
  frequency: Frequency,
  dashboard_id: Uuid,
  dashboard_title: Type.String(),
  owner_id: Uuid,
  owner_name: Type.String(),
  /** The KPI is the person's own, not only its dashboard. */
  is_mine: Type.Boolean(),
  latest_value: Nullable(DecimalNumber),
  latest_period_label: Nullable(PeriodLabel),
  latest_provisional: Type.Boolean(),
  latest_approval: Nullable(Approval),
}
export const ToEnter = Shape({
  ...dayKpi,
  missing: Type.Array(PeriodLabel),
  missing_since: PeriodLabel,
  due_since: DayText,
  days_late: Count,
})
export const RedKpi = Shape({
  ...dayKpi,
  critical: Type.Boolean(),
  explanation: Type.String(),
  open_actions: Count,
  late_actions: Count,
})
/** A dashboard of the person's own with values that wait for his approval. */
export const ToApprove = Shape({
  dashboard_id: Uuid,
  dashboard_title: Type.String(),
  pending_values: Count,
  oldest_period_label: PeriodLabel,
})
export const MyDay = Shape({
  today: DayText,
  verdict: Type.String({ examples: ['2 valeurs à saisir, 1 indicateur dans le rouge.'] }),
  counts: Shape({
    kpis: Count,
    to_enter: Count,
    missing_values: Count,
    red: Count,
    late_actions: Count,
    due_soon: Count,
    other_actions: Count,
    to_approve: Count,
  }),
  to_enter: Type.Array(ToEnter),
  to_approve: Type.Array(ToApprove),
  red: Type.Array(RedKpi),
  late_actions: Type.Array(Action),
  due_soon: Type.Array(Action),
})

export type Grid = Static<typeof Grid>
export type GridCell = Static<typeof GridCell>
export type GridChange = Static<typeof GridChange>
export type GridSaved = Static<typeof GridSaved>
export type ToEnter = Static<typeof ToEnter>
export type ToApprove = Static<typeof ToApprove>
export type RedKpi = Static<typeof RedKpi>
export type MyDay = Static<typeof MyDay>
