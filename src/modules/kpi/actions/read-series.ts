// A series and its analysis, as they are shown in the browser, on paper and in letters.
import type { Scope, Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import { notFound, unprocessable } from '#kernel/problem.ts'
import { Series, seriesAnnotationsMax, SeriesQuery } from '../analysis-schemas.ts'
import { toAnalysis, toAnnotation, toForecast } from '../analysis-wire.ts'
import type { KpiId } from '../queries/kpis.ts'
import { findSeries } from '../queries/series.ts'
import type { SeriesRows } from '../queries/series.ts'
import { toVersion } from '../queries/thresholds.ts'
import { readDay } from '../query-day.ts'
import { readRules } from '../rules/control-report.ts'
import type { ControlChoice } from '../rules/control-report.ts'
import { runLengthDefault } from '../rules/control-signals.ts'
import { fromSql } from '../rules/decimal.ts'
import { outlook } from '../rules/outlook.ts'
import { periodStartMin } from '../rules/period.ts'
import type { Period } from '../rules/period.ts'
import { analyseSeries } from '../rules/series.ts'
import { seriesPointsMax, seriesWindow } from '../rules/series-window.ts'
import { laterDay } from '../rules/threshold-change.ts'

/** A series with its analysis. Throws NOT_FOUND and RANGE_TOO_LONG. */
export async function readSeries(tx: Tx, kpiId: KpiId, choice: SeriesChoice): Promise<Series> {
  const request = { kpi_id: kpiId, from: choice.from, to: choice.to, annotations_max: seriesAnnotationsMax }
  const rows = await findSeries(tx, request)
  if (rows === null) throw notFound()
  return toSeries(tx.scope, rows, choice)
}

export interface SeriesChoice {
  readonly from: Day | null
  readonly to: Day | null
  readonly control: ControlChoice
}

/** What a query asks of a series. Throws VALUE_INVALID. */
export function readChoice(query: SeriesQuery): SeriesChoice {
  const rules = readRules(query.rules)
  if (rules === null) {
    const detail = 'Les règles sont N1 à N8, séparées par des virgules, chacune une seule fois.'
    throw unprocessable([{ pointer: '/rules', code: 'VALUE_INVALID', detail }])
  }
  return {
    from: readDay('/from', query.from),
    to: readDay('/to', query.to),
    control: {
      rules,
      run_length: query.run_length ?? runLengthDefault,
      baseline_from: readBaselineStart(query),
      baseline_to: readDay('/baseline_to', query.baseline_to),
    },
  }
}

/** No value is older than the first period there can be. */
function readBaselineStart(query: SeriesQuery): Day | null {
  const day = readDay('/baseline_from', query.baseline_from)
  return day === null ? null : laterDay(day, periodStartMin)
}

function toSeries(scope: Scope, rows: SeriesRows, { from, to, control }: SeriesChoice): Series {
  const [kpi] = rows.kpi
  const { frequency, today, created_on, first_value_on } = kpi
  const context = { frequency, today, created_on, first_value_on, last_value_on: rows.values[0]?.period_start ?? null }
  const periods = requireWindow(seriesWindow({ ...context, from, to }), '/from')
  if (control.baseline_from !== null)
    requireWindow(seriesWindow({ ...context, from: control.baseline_from, to }), '/baseline_from')
  const values = new Map(rows.values.map((row) => [row.period_start, { ...row, value: fromSql(row.value) }]))
  const analysed = analyseSeries({
    calendar: kpi,
    basis: rows.basis,
    unit: kpi.unit,
    today,
    expected_from: first_value_on !== null && first_value_on < created_on ? first_value_on : created_on,
    periods,
    values,
    targets: new Map(rows.targets.map((row) => [row.period_start, fromSql(row.value)])),
    versions: rows.kpi.map((row) => ({ ...toVersion(row), in_force: row.in_force })),
    control,
  })
  const ahead = outlook({
    calendar: kpi,
    adds_up: kpi.aggregation === 'SUM' && rows.basis === null,
    unit: kpi.unit,
    today,
    values: new Map([...values].map(([start, { value }]) => [start, value])),
    until: to,
    open_value_on: rows.values.find((row) => row.open_value_on !== null)?.open_value_on ?? null,
  })
  const shownFrom = periods[0]?.start ?? null
  const shown = rows.annotations.filter((row) => from !== null || shownFrom === null || row.period_start >= shownFrom)
  return {
    kpi_id: kpi.kpi_id,
    unit: kpi.unit,
    frequency,
    aggregation: kpi.aggregation,
    totals: rows.basis === null ? 'AGGREGATION' : 'FORMULA',
    fiscal_year_start_month: kpi.fiscal_year_start_month,
    ...toAnalysis(analysed),
    forecast: toForecast(ahead),
    annotations: shown.map((row) => toAnnotation(scope, kpi, row)),
  }
}

/** Throws RANGE_TOO_LONG. */
function requireWindow(window: ReturnType<typeof seriesWindow>, pointer: string): readonly Period[] {
  if (window.ok) return window.periods
  const detail = `Au plus ${seriesPointsMax} périodes à la fois : rapprochez le début de la fin.`
  throw unprocessable([{ pointer, code: window.code, detail }])
}
