// Targets, annotations and the analysed series, from rows to the wire.
import type { Scope } from '#kernel/database/database.ts'
import type { UserId } from '#kernel/ids.ts'
import { isAllowed } from '#kernel/tenancy/policy.ts'
import type { Annotation, Series, SeriesPoint, Target, ThresholdStep } from './analysis-schemas.ts'
import type { AnnotationRow } from './queries/annotations.ts'
import type { TargetRow } from './queries/targets.ts'
import type { ControlReport } from './rules/control-report.ts'
import type { Decimal } from './rules/decimal.ts'
import { forecastLevel } from './rules/forecast.ts'
import type { Outlook } from './rules/outlook.ts'
import type { Period } from './rules/period.ts'
import { type Frequency, periodOf } from './rules/period.ts'
import { policy } from './rules/policy.ts'
import { toJsonNumber } from './rules/rounding.ts'
import type { AnalysedPoint, AnalysedSeries, ThresholdStep as Step } from './rules/series.ts'

/** Whose KPI an annotation hangs on. */
interface AnnotatedKpi {
  readonly frequency: Frequency
  readonly owner_id: UserId
  readonly dashboard_owner_id: UserId
}

export function toTarget(row: TargetRow): Target {
  return { ...row, value: Number(row.value) }
}

export function toAnnotation(scope: Scope, kpi: AnnotatedKpi, row: AnnotationRow): Annotation {
  const owners = [row.author_id, kpi.dashboard_owner_id, kpi.owner_id]
  return {
    ...row,
    ...namesOf(periodOf(kpi.frequency, row.period_start)),
    can_delete: isAllowed(policy['annotation.delete'], scope, { owners }),
  }
}

/** The parts of a series that the rules computed. */
export function toAnalysis(analysed: AnalysedSeries): Omit<Series, 'forecast' | 'annotations' | KpiField> {
  return {
    points: analysed.points.map(toPoint),
    missing: [...analysed.missing],
    thresholds: analysed.steps.map(toStep),
    trend: analysed.trend,
    control: toControl(analysed.control),
  }
}

type KpiField = 'kpi_id' | 'unit' | 'frequency' | 'aggregation' | 'totals' | 'fiscal_year_start_month'

function toPoint({ period, entry, ...point }: AnalysedPoint): SeriesPoint {
  return {
    ...namesOf(period),
    value: numberOf(entry?.value ?? null),
    status: entry?.status ?? null,
    critical: entry?.critical ?? false,
    provisional: point.provisional,
    moving_range: numberOf(point.moving_range),
    target: numberOf(point.target),
    variance: numberOf(point.variance),
    variance_relative: numberOf(point.variance_relative),
    variance_goodness: point.variance_goodness,
    previous_period: numberOf(point.previous_period),
    previous_year: numberOf(point.previous_year),
    ytd: numberOf(point.ytd),
    ytd_missing: point.ytd_missing,
    rolling_3: numberOf(point.rolling_3),
    rolling_12: numberOf(point.rolling_12),
  }
}

function toStep({ first_period, last_period, version }: Step): ThresholdStep {
  const { direction, ...bounds } = version.thresholds
  return {
    first_period,
    last_period,
    threshold_version_id: version.id,
    direction,
    threshold_green: numberOf(bounds.threshold_green),
    threshold_orange: numberOf(bounds.threshold_orange),
    threshold_red: numberOf(bounds.threshold_red),
    green_min: numberOf(bounds.green_min),
    green_max: numberOf(bounds.green_max),
    orange_min: numberOf(bounds.orange_min),
    orange_max: numberOf(bounds.orange_max),
  }
}

function toControl({ limits, signals, ...report }: ControlReport): Series['control'] {
  return {
    ...report,
    mean: numberOf(limits?.mean ?? null),
    lower: numberOf(limits?.lower ?? null),
    upper: numberOf(limits?.upper ?? null),
    mean_moving_range: numberOf(limits?.mean_moving_range ?? null),
    range_limit: numberOf(limits?.range_limit ?? null),
    provisional: limits?.provisional ?? false,
    signals: signals.map((signal) => ({ ...signal, periods: [...signal.periods] })),
  }
}

export function toForecast({ points, ...outlook }: Outlook): Series['forecast'] {
  return {
    ...outlook,
    method: outlook.reason === null ? 'LINEAR_TREND' : null,
    level: forecastLevel,
    points: points.map(({ value, low, high, ...period }) => ({ ...namesOf(period), value, low, high })),
  }
}

function namesOf({ start, end, label }: Period): Pick<SeriesPoint, 'period_start' | 'period_end' | 'period_label'> {
  return { period_start: start, period_end: end, period_label: label }
}

function numberOf(decimal: Decimal | null): number | null {
  return decimal === null ? null : toJsonNumber(decimal)
}
