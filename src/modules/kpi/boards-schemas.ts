// Wire shapes of the bowling chart and of the month board.
import Type from 'typebox'
import type { Static } from 'typebox'
import { DayText, Nullable, OneOf, Shape, Uuid } from '#kernel/http/schemas.ts'
import { families } from './rules/sqcdp.ts'

/** KPIs on one board, in the order of their creation. */
export const boardKpisMax = 200

const Count = Type.Integer({ minimum: 0, examples: [3] })
const number = Nullable(Type.Number({ examples: [94.5] }))
const Status = OneOf(['GREEN', 'ORANGE', 'RED'])
const MonthLabel = Type.String({ examples: ['2025-03'] })
const Frequency = OneOf(['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'])
const Aggregation = OneOf(['SUM', 'AVERAGE', 'LAST', 'MIN', 'MAX'])
const Countermeasure = OneOf(['NONE', 'OPEN', 'DONE'])
const board = { dashboard_id: Uuid, title: Type.String(), today: DayText, has_more: Type.Boolean() }
const boardKpi = { kpi_id: Uuid, code: Nullable(Type.String()), name: Type.String(), unit: Nullable(Type.String()) }

// The bowling chart

export const BowlingQuery = Shape({
  year: Type.Optional(Type.Integer({ minimum: 1991, maximum: 2099, examples: ['2025'] })),
})
export const BowlingCell = Shape({
  month: MonthLabel,
  state: OneOf(['VALUE', 'MISSING', 'NONE', 'NO_PERIOD']),
  period_label: Nullable(Type.String()),
  value: number,
  status: Nullable(Status),
  critical: Type.Boolean(),
  target: number,
  provisional: Type.Boolean(),
  missing: Count,
})
export const BowlingRow = Shape({
  ...boardKpi,
  frequency: Frequency,
  aggregation: Aggregation,
  /** How values of several periods are put together: by the aggregation, or by the formula over the inputs. */
  totals: OneOf(['AGGREGATION', 'FORMULA']),
  cells: Type.Array(BowlingCell),
  ytd: Shape({
    actual: number,
    actual_missing: Count,
    target: number,
    target_missing: Count,
    /** A value of it belongs to a period that goes on. */
    provisional: Type.Boolean(),
    /** Null without a target, and while a part of an open period may still turn it. */
    goodness: Nullable(OneOf(['BETTER', 'EQUAL', 'WORSE'])),
  }),
  course: Type.Array(number),
})
export const Bowling = Shape({
  ...board,
  year: Type.Integer(),
  year_start: DayText,
  year_end: DayText,
  months: Type.Array(MonthLabel),
  rows: Type.Array(BowlingRow),
})

// The month board

export const SqcdpQuery = Shape({ month: Type.Optional(Type.String({ maxLength: 100, examples: ['2025-03'] })) })
export const SqcdpEntry = Shape({
  day: DayText,
  value_id: Uuid,
  value: Type.Number(),
  status: Nullable(Status),
  critical: Type.Boolean(),
  countermeasure: Countermeasure,
})
export const SqcdpKpi = Shape({
  ...boardKpi,
  can_enter: Type.Boolean(),
  can_answer: Type.Boolean(),
  entries: Type.Array(SqcdpEntry),
})
export const SqcdpDay = Shape({
  day: DayText,
  state: OneOf(['GREEN', 'ORANGE', 'RED', 'NO_THRESHOLD', 'NO_DATA', 'NOT_EXPECTED', 'FUTURE']),
  countermeasure: Nullable(Countermeasure),
})
export const SqcdpLetter = Shape({
  family: OneOf(families),
  kpis: Type.Array(SqcdpKpi),
  days: Type.Array(SqcdpDay),
})
export const Sqcdp = Shape({ ...board, month: MonthLabel, letters: Type.Array(SqcdpLetter) })

export type Bowling = Static<typeof Bowling>
export type BowlingRow = Static<typeof BowlingRow>
export type BowlingCell = Static<typeof BowlingCell>
export type Sqcdp = Static<typeof Sqcdp>
export type SqcdpLetter = Static<typeof SqcdpLetter>
export type SqcdpKpi = Static<typeof SqcdpKpi>
export type SqcdpEntry = Static<typeof SqcdpEntry>
export type SqcdpDay = Static<typeof SqcdpDay>
