// Wire shapes of formulas and of recomputations.
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { DayText, Instant, Nullable, OneOf, Shape, Uuid } from '#kernel/http/schemas.ts'

/** Terms in one list of a formula. */
export const formulaTermsMax = 50

const DecimalNumber = Type.Number({ examples: [94.5] })
const number = Nullable(DecimalNumber)
const Count = Type.Integer({ minimum: 0, examples: [3] })
const PeriodLabel = Type.String({ examples: ['2026-W01', '2025-12', '2025-T1'] })
const Decimals = Type.Integer({ minimum: 0, maximum: 6, default: 6, examples: [2] })
const Kind = OneOf(['SUM', 'RATIO_OF_SUMS', 'WEIGHTED_AVERAGE'])
const Frequency = OneOf(['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'])
const Aggregation = OneOf(['SUM', 'AVERAGE', 'LAST', 'MIN', 'MAX'])
const Reason = OneOf(['INPUT_MISSING', 'ZERO_DENOMINATOR', 'TOO_MANY_DIGITS'])

/** The numbers of a term; which fields go with which kind is for the rule that reads them. */
export const termNumbers = { coefficient: Type.Optional(DecimalNumber), weight: Type.Optional(DecimalNumber) }

/** The fields of a formula whose terms name their KPIs in one way or another. */
export function formulaOver<Term extends TSchema>(term: Term) {
  const terms = Type.Optional(Type.Array(term, { minItems: 1, maxItems: formulaTermsMax }))
  return {
    kind: Kind,
    terms,
    numerator: terms,
    denominator: terms,
    factor: Type.Optional(Type.Number({ examples: [100] })),
    /** The result is rounded to them. */
    decimals: Type.Optional(Decimals),
  }
}

const newFormula = formulaOver(Shape({ kpi_id: Uuid, ...termNumbers, weight_kpi_id: Type.Optional(Uuid) }))
export const NewFormula = Shape({ ...newFormula, replace_values: Type.Optional(Type.Boolean()) })
export const FormulaDraft = Shape(newFormula)

const Term = Shape({
  /** Null where the reader does not see the KPI. */
  kpi_id: Nullable(Uuid),
  name: Type.String(),
  coefficient: number,
  weight: number,
  weight_kpi_id: Nullable(Uuid),
  weight_name: Nullable(Type.String()),
})
const Terms = Nullable(Type.Array(Term))
const Piece = Shape({ text: Type.String(), kpi_id: Nullable(Uuid) })
export const Formula = Shape({
  kpi_id: Uuid,
  kind: Kind,
  terms: Terms,
  numerator: Terms,
  denominator: Terms,
  factor: number,
  decimals: Decimals,
  sentence: Type.String({ examples: ['(Ventes Nord + Ventes Sud) ÷ Heures × 100'] }),
  /** The sentence in pieces: names of visible KPIs carry their id. */
  pieces: Type.Array(Piece),
  can_edit: Type.Boolean(),
  updated_at: Instant,
})
export const FormulaCheck = Shape({
  sentence: Type.String(),
  /** Values entered by people that the formula would replace. */
  values_lost: Count,
  /** Files that go with these values. */
  evidence_lost: Count,
  /** Periods that would have a result, and those that would not. */
  computed_count: Count,
  missing_count: Count,
  latest_period_label: Nullable(PeriodLabel),
  latest_value: number,
})
const Input = Shape({
  kpi_id: Nullable(Uuid),
  name: Type.String(),
  frequency: Nullable(Frequency),
  aggregation: Nullable(Aggregation),
  unit: Nullable(Type.String()),
  value: number,
  missing: Type.Array(PeriodLabel),
  parts: Type.Array(Shape({ period_label: PeriodLabel, value: number })),
  sentence: Nullable(Type.String()),
})
export const FormulaExplanation = Shape({
  kpi_id: Uuid,
  period_start: DayText,
  period_end: DayText,
  period_label: PeriodLabel,
  value: number,
  reason: Nullable(Reason),
  /** What the period has: another value only where it was closed before inputs or formula changed. */
  stored_value: number,
  is_closed: Type.Boolean(),
  sentence: Type.String({ examples: ['(120 + 80) ÷ 400 h × 100 = 50 %'] }),
  inputs: Type.Array(Input),
})
export const ExplanationQuery = Shape({ period: Type.String({ maxLength: 100, examples: ['2024-03'] }) })

export const Recomputation = Shape({ kpi_count: Count, value_count: Count, statuses_changed: Count })

export type NewFormula = Static<typeof NewFormula>
export type Formula = Static<typeof Formula>
export type FormulaTerm = Static<typeof Term>
export type FormulaCheck = Static<typeof FormulaCheck>
export type FormulaExplanation = Static<typeof FormulaExplanation>
export type Recomputation = Static<typeof Recomputation>
