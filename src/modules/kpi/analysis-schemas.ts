// Wire shapes of targets, annotations and the analysed series.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { DayText, Instant, Nullable, OneOf, Page, paging, Shape, Text, Uuid } from '#kernel/http/schemas.ts'

/** Targets in one request: as many as a series has points. */
export const targetItemsMax = 400
export const annotationCharactersMax = 500
/** Annotations beside one series: the latest. */
export const seriesAnnotationsMax = 400

const DecimalNumber = Type.Number({ examples: [94.5] })
const PeriodLabel = Type.String({ examples: ['2026-W01', '2025-12', '2025-T1'] })
const PeriodText = Type.String({ maxLength: 100, examples: ['2025-03'] })
const Count = Type.Integer({ minimum: 0, examples: [3] })
const Frequency = OneOf(['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'])
const Direction = OneOf(['UP_IS_BETTER', 'DOWN_IS_BETTER', 'RANGE_IS_BEST'])
const Aggregation = OneOf(['SUM', 'AVERAGE', 'LAST', 'MIN', 'MAX'])
const Status = OneOf(['GREEN', 'ORANGE', 'RED'])
const period = { period_start: DayText, period_end: DayText, period_label: PeriodLabel }

// Targets

export const TargetsChange = Shape({
  items: Type.Array(Shape({ period: PeriodText, value: Nullable(DecimalNumber) }), {
    minItems: 1,
    maxItems: targetItemsMax,
  }),
})
export const Target = Shape({ ...period, value: DecimalNumber, updated_at: Instant })
export const TargetList = Shape({ items: Type.Array(Target) })
export const TargetPage = Page(Target)
export const TargetQuery = Shape({ from: Type.Optional(DayText), to: Type.Optional(DayText), ...paging })

// Annotations

export const NewAnnotation = Shape({
  period: PeriodText,
  text: Text(annotationCharactersMax, { examples: ['Nouvelle ligne de montage'] }),
})
export const Annotation = Shape({
  id: Uuid,
  kpi_id: Uuid,
  ...period,
  text: Type.String(),
  author_id: Uuid,
  author_name: Type.String(),
  can_delete: Type.Boolean(),
  created_at: Instant,
})
export const AnnotationPage = Page(Annotation)
export const AnnotationQuery = Shape({ ...paging })

// The series

/** `rules` is a list such as `N1,N2`; the rule that reads it knows what is wrong with it. */
export const SeriesQuery = Shape({
  from: Type.Optional(DayText),
  to: Type.Optional(DayText),
  rules: Type.Optional(Type.String({ maxLength: 40, examples: ['N1,N2,N3,N5'] })),
  run_length: Type.Optional(Type.Integer({ minimum: 7, maximum: 9, default: 8 })),
  baseline_from: Type.Optional(DayText),
  baseline_to: Type.Optional(DayText),
})

const number = Nullable(DecimalNumber)

export const SeriesPoint = Shape({
  ...period,
  value: number,
  status: Nullable(Status),
  critical: Type.Boolean(),
  provisional: Type.Boolean(),
  moving_range: number,
  target: number,
  variance: number,
  variance_relative: number,
  /** Null too while a part of an open period may still turn it. */
  variance_goodness: Nullable(OneOf(['BETTER', 'EQUAL', 'WORSE'])),
  previous_period: number,
  previous_year: number,
  ytd: number,
  ytd_missing: Nullable(Count),
  rolling_3: number,
  rolling_12: number,
})
export const ThresholdStep = Shape({
  first_period: PeriodLabel,
  last_period: PeriodLabel,
  threshold_version_id: Uuid,
  direction: Direction,
  threshold_green: number,
  threshold_orange: number,
  threshold_red: number,
  green_min: number,
  green_max: number,
  orange_min: number,
  orange_max: number,
})
const Signal = Shape({
  rule: OneOf(['N1', 'N2', 'N3', 'N4', 'N5', 'N6', 'N7', 'N8']),
  sentence: Type.String({ examples: ['Un point hors des limites : févr. 2025, au-dessus.'] }),
  side: Nullable(OneOf(['ABOVE', 'BELOW', 'UP', 'DOWN'])),
  periods: Type.Array(PeriodLabel),
})
const Control = Shape({
  mean: number,
  lower: number,
  upper: number,
  mean_moving_range: number,
  range_limit: number,
  point_count: Count,
  provisional: Type.Boolean(),
  /** The periods that the limits come from, and from which on they judge. */
  baseline_from: Nullable(PeriodLabel),
  baseline_to: Nullable(PeriodLabel),
  reason: Nullable(OneOf(['TOO_FEW_POINTS', 'NO_NEIGHBOURS'])),
  sentence: Type.String(),
  signals: Type.Array(Signal),
})
const Pace = Shape({ first_day: DayText, last_day: DayText, value: DecimalNumber, sentence: Type.String() })
const ForecastShape = Shape({
  method: Nullable(OneOf(['LINEAR_TREND'])),
  level: DecimalNumber,
  point_count: Count,
  points: Type.Array(Shape({ ...period, value: DecimalNumber, low: DecimalNumber, high: DecimalNumber })),
  sentence: Type.String(),
  reason: Nullable(OneOf(['TOO_FEW_POINTS', 'LAST_VALUE_TOO_OLD', 'OUT_OF_RANGE', 'WINDOW_IN_PAST'])),
  period_pace: Nullable(Pace),
  year_pace: Nullable(Pace),
})
export const Series = Shape({
  kpi_id: Uuid,
  unit: Nullable(Type.String()),
  frequency: Frequency,
  aggregation: Aggregation,
  /** How values of several periods are put together: by the aggregation, or by the formula over the inputs. */
  totals: OneOf(['AGGREGATION', 'FORMULA']),
  fiscal_year_start_month: Type.Integer(),
  points: Type.Array(SeriesPoint),
  missing: Type.Array(PeriodLabel),
  thresholds: Type.Array(ThresholdStep),
  trend: Shape({
    kind: OneOf(['improving', 'worsening', 'stable', 'unknown']),
    relative_change: number,
    sentence: Type.String(),
  }),
  control: Control,
  forecast: ForecastShape,
  annotations: Type.Array(Annotation),
})

export type Target = Static<typeof Target>
export type Annotation = Static<typeof Annotation>
export type SeriesQuery = Static<typeof SeriesQuery>
export type SeriesPoint = Static<typeof SeriesPoint>
export type ThresholdStep = Static<typeof ThresholdStep>
export type Series = Static<typeof Series>
