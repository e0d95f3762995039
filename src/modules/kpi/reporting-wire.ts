// From the rows of reporting to the wire: trends, missing periods and totals come from the rules.
import type { Day } from '#kernel/dates.ts'
import type { OverviewRow, StandingRow } from './queries/reporting.ts'
import { fromNumber } from './rules/decimal.ts'
import type { Decimal } from './rules/decimal.ts'
import { addsUp } from './rules/open-total.ts'
import { judgeDashboard } from './rules/roll-up-tree.ts'
import type { NodeStatus, RollupRule, StatusCounts, StatusWeights } from './rules/roll-up.ts'
import { computeStanding } from './rules/standing.ts'
import { noThresholds } from './rules/status.ts'
import type { Status, Thresholds } from './rules/status.ts'
import { computeTrend, partTrend } from './rules/trend.ts'
import type { Trend } from './rules/trend.ts'
import { overviewDashboardsMax } from './reporting-schemas.ts'
import type { MissingValue, Overview, OverviewItem, Risk } from './reporting-schemas.ts'

type Filled<Row, Field extends keyof Row> = Row & { readonly [Name in Field]: NonNullable<Row[Name]> }
type ValuedRow = Filled<StandingRow, 'value' | 'period_label' | 'explanation' | 'critical' | 'direction'>

/** A KPI that has a value; the response schema leaves out what only the rules need. */
export function toRisk(row: StandingRow): Risk {
  if (!hasValue(row)) throw new Error('a risk without a value')
  return { ...row, trend: trendOf(row) }
}

/** A KPI that waits for a value. A value of the open period does not stand for the one that is missing. */
export function toMissingValue(row: StandingRow, today: Day): MissingValue {
  const { missing, missing_since, expected_period_label } = computeStanding({
    ...row,
    today,
    latest_period_start: row.period_start,
  })
  if (missing_since === null) throw new Error('SQL and rule disagree on what is missing')
  return {
    ...row,
    expected_period_label,
    missing_since,
    missing_count: missing.length,
    last_period_label: row.period_label,
    last_status: row.status,
  }
}

export function toOverview(rows: readonly OverviewRow[]): Overview {
  const items = rows.map((row): OverviewItem => ({ ...row, ...rolledUpOf(row), worst_status: worstOf(row) }))
  const sum = (field: keyof typeof zero): number => rows.reduce((total, row) => total + row[field], 0)
  const totals = Object.fromEntries(
    Object.keys(zero).map((field) => [field, sum(field as keyof typeof zero)]),
  ) as typeof zero
  return {
    items: items.slice(0, overviewDashboardsMax),
    totals: { dashboards: rows.length, ...totals, worst_status: worstOf(totals) },
  }
}

/** Where a dashboard stands, by the rule that every page shows it by. */
export function rolledUpOf(row: StatusCounts & { readonly rollup_rule: RollupRule; readonly weights: StatusWeights }): {
  readonly status: NodeStatus | null
  readonly status_explanation: string
} {
  const { green, orange, red, no_data, no_threshold, weights, rollup_rule } = row
  const judged = judgeDashboard(rollup_rule, { counts: { green, orange, red, no_data, no_threshold }, weights })
  return { status: judged.status, status_explanation: judged.explanation }
}

const zero = {
  kpi_count: 0,
  green: 0,
  orange: 0,
  red: 0,
  no_data: 0,
  no_threshold: 0,
  open_actions: 0,
  late_actions: 0,
}

function worstOf({ red, orange, green }: Pick<typeof zero, 'red' | 'orange' | 'green'>): Status | null {
  if (red > 0) return 'RED'
  if (orange > 0) return 'ORANGE'
  return green > 0 ? 'GREEN' : null
}

function hasValue(row: StandingRow): row is ValuedRow {
  return row.value !== null && row.direction !== null
}

function trendOf(row: ValuedRow): Trend {
  if (row.provisional && addsUp(row)) return partTrend
  const values = row.previous_value === null ? [row.value] : [row.previous_value, row.value]
  return computeTrend({ values: values.map(toDecimal), thresholds: thresholdsOf(row), unit: row.unit })
}

/** As far as a trend asks: direction, and the green range. */
function thresholdsOf({ direction, green_min, green_max, orange_min, orange_max }: ValuedRow): Thresholds {
  const bound = (value: number | null): Decimal | null => (value === null ? null : toDecimal(value))
  return {
    ...noThresholds(direction),
    green_min: bound(green_min),
    green_max: bound(green_max),
    orange_min: bound(orange_min),
    orange_max: bound(orange_max),
  }
}

function toDecimal(value: number): Decimal {
  const result = fromNumber(value)
  if (!result.ok) throw new RangeError(`${result.code} in the database: ${value}`)
  return result.value
}
