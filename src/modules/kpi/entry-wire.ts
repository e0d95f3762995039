// From the rows of the grid and of the day to the wire.
import type { Scope } from '#kernel/database/database.ts'
import { daysBetween, type Day } from '#kernel/dates.ts'
import { mayEnter } from './actions/value-checks.ts'
import type { Grid, GridCell, MyDay, RedKpi, ToEnter } from './entry-schemas.ts'
import type { DashboardRow } from './queries/dashboards.ts'
import type { FrequencyCount, GridKpiRow, GridValueRow } from './queries/grid.ts'
import type { DayKpiRow } from './queries/my-day.ts'
import { cellRefusal, rowRefusal } from './rules/cell-refusal.ts'
import { frequencies as order, isProvisional, parsePeriodLabel, type Frequency, type Period } from './rules/period.ts'
import { computeStanding, dueSince } from './rules/standing.ts'

/** A cell with the value it has. */
export function toGridCell(
  { kpi, period }: { readonly kpi: { readonly id: string }; readonly period: Pick<Period, 'label'> },
  row: GridValueRow | null,
): GridCell {
  return {
    kpi_id: kpi.id,
    period: period.label,
    value_id: row?.id ?? null,
    value: row === null ? null : Number(row.value),
    status: row?.status ?? null,
    critical: row?.critical ?? false,
    explanation: row?.explanation ?? null,
    comment: row?.comment ?? null,
    updated_at: row?.updated_at ?? null,
  }
}

export interface GridParts {
  readonly dashboard: DashboardRow
  readonly frequency: Frequency
  readonly frequencies: readonly FrequencyCount[]
  readonly today: Day
  readonly periods: readonly Period[]
  readonly kpis: readonly GridKpiRow[]
  readonly values: readonly GridValueRow[]
}

/** The grid with what the person in scope may write in it. */
export function toGrid(scope: Scope, parts: GridParts): Grid {
  const { dashboard, frequency, frequencies, today, periods } = parts
  const kpis = parts.kpis.map((kpi) => ({ ...kpi, may_enter: mayEnter(scope, kpi) }))
  return {
    dashboard_id: dashboard.id,
    title: dashboard.title,
    frequency,
    frequencies: frequencies.toSorted((a, b) => order.indexOf(a.frequency) - order.indexOf(b.frequency)),
    today,
    periods: periods.map((period) => ({
      period: period.label,
      period_start: period.start,
      period_end: period.end,
      provisional: isProvisional(period, today),
    })),
    kpis: kpis.map((kpi) => ({ ...kpi, refusal: rowRefusal(kpi) })),
    cells: parts.values.map((row) => toGridCell({ kpi: { id: row.kpi_id }, period: { label: row.period_label } }, row)),
    refusals: kpis
      .filter((kpi) => rowRefusal(kpi) === null)
      .flatMap((kpi) =>
        periods.flatMap((period) => {
          const reason = cellRefusal(kpi, period, today)
          return reason === null ? [] : [{ kpi_id: kpi.id, period: period.label, reason }]
        }),
      ),
  }
}

/** A KPI of the day that waits for values; null when it waits for none. */
export function toToEnter(row: DayKpiRow): ToEnter | null {
  const { missing, missing_since } = computeStanding(row)
  if (missing_since === null) return null
  const since = parsePeriodLabel(row.frequency, missing_since)
  if (!since.ok) throw new Error(`${missing_since} is no ${row.frequency} period`)
  const due = dueSince(since.period)
  return {
    ...factsOf(row),
    missing: [...missing],
    missing_since,
    due_since: due,
    days_late: daysBetween(due, row.today),
  }
}

/** A KPI of the day that is red today; null when it is not. */
export function toRed(row: DayKpiRow): RedKpi | null {
  const isRed = row.latest_status === 'RED' && computeStanding(row).state === 'CURRENT'
  if (!isRed) return null
  const { latest_critical, latest_explanation, open_actions, late_actions } = row
  return {
    ...factsOf(row),
    critical: latest_critical ?? false,
    explanation: latest_explanation ?? '',
    open_actions,
    late_actions,
  }
}

type DayFacts = Omit<MyDay['red'][number], 'critical' | 'explanation' | 'open_actions' | 'late_actions'>

function factsOf(row: DayKpiRow): DayFacts {
  return { ...row, latest_value: row.latest_value === null ? null : Number(row.latest_value) }
}
