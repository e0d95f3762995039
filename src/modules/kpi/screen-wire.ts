// What a screen shows, read under the rights of its maker and narrowed to its dashboards. No person, no comment, no text
// of an action: whoever stands before the wall reads it.
import type { Tx } from '#kernel/database/database.ts'
import { addDays } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { boardKpisMax } from './boards-schemas.ts'
import { readBowling, readSqcdp } from './boards-wire.ts'
import type { DashboardId } from './queries/dashboards.ts'
import { listKpis } from './queries/kpis.ts'
import type { KpiSummaryRow } from './queries/kpis.ts'
import { listActionsDue } from './queries/reporting-actions.ts'
import { listRisks, selectDirection } from './queries/reporting.ts'
import type { StandingRow } from './queries/reporting.ts'
import type { ShownScreenRow } from './queries/screens.ts'
import { toVersion } from './queries/thresholds.ts'
import type { ThresholdId } from './queries/thresholds.ts'
import { fromNumber, fromSql, toNumber, type Decimal } from './rules/decimal.ts'
import { addsUp } from './rules/open-total.ts'
import { screenPlaces } from './rules/screen.ts'
import type { ScreenPlace } from './rules/screen.ts'
import { computeStanding } from './rules/standing.ts'
import { statusWindows } from './rules/status-window.ts'
import { computeTrend } from './rules/trend.ts'
import { verdictOf } from './rules/verdict.ts'
import { screenKpisMax, screenListMax } from './screen-schemas.ts'
import type { ScreenContent, ScreenDirection, ScreenKpi, ScreenSlide } from './screen-schemas.ts'

/** Everything the rotation needs, in its order. A view without anything to show is left out. */
export async function readContent(tx: Tx, screen: ShownScreenRow): Promise<ScreenContent> {
  const { name, organization_name, time_zone, seconds_per_view, as_of, today, dashboards } = screen
  const titles = new Map(dashboards.map((one) => [String(one.dashboard_id), one.title]))
  const slides: ScreenSlide[] = []
  for (const place of screenPlaces(screen.views, [...titles.keys()])) {
    const slide = await readSlide(tx, place, { today, titles: [...titles.values()] })
    if (slide !== null) slides.push({ ...slide, title: titles.get(place.dashboard_id ?? '') ?? null })
  }
  return { name, organization_name, time_zone, seconds_per_view, as_of, today, slides }
}

interface Surroundings {
  readonly today: Day
  readonly titles: readonly string[]
}

async function readSlide(
  tx: Tx,
  { view, dashboard_id }: ScreenPlace,
  around: Surroundings,
): Promise<ScreenSlide | null> {
  const empty = { view, dashboard_id, title: null, overview: null, bowling: null, sqcdp: null, direction: null }
  if (dashboard_id === null) return { ...empty, direction: await readDirection(tx, around) }
  const id = dashboard_id as DashboardId
  if (view === 'BOWLING') {
    const bowling = await readBowling(tx, id, null)
    return bowling.rows.length === 0 ? null : { ...empty, bowling }
  }
  if (view === 'SQCDP') {
    const { month, letters } = await readSqcdp(tx, id, null)
    if (letters.every(({ kpis }) => kpis.length === 0)) return null
    const shown = letters.map(({ family, days, kpis }) => ({ family, days, kpi_names: kpis.map((kpi) => kpi.name) }))
    return { ...empty, sqcdp: { month, letters: shown } }
  }
  const rows = await listKpis(tx, { dashboard_id: id, after: null, limit: boardKpisMax })
  const kpis = rows.filter((row) => row.is_active).slice(0, screenKpisMax)
  return { ...empty, overview: kpis.map((row) => toScreenKpi(row)) }
}

/** A status that has expired is none: the tile says that the data are old. */
function toScreenKpi(row: KpiSummaryRow): ScreenKpi {
  const isCurrent = computeStanding(row).state === 'CURRENT'
  const values = row.recent.map(({ value }) => value)
  // beside a part of an open period there is no change: it would be that of another number
  const compared = row.latest_provisional && addsUp(row) ? [] : values.slice(-2).map(toDecimal)
  const [previous, latest] = compared
  const { thresholds } = toVersion({ ...row, id: row.threshold_version_id as ThresholdId, effective_from: null })
  const trend = computeTrend({ values: compared, thresholds, unit: row.unit })
  return {
    kpi_id: row.id,
    name: row.name,
    unit: row.unit,
    value: row.latest_value === null ? null : toNumber(fromSql(row.latest_value)),
    period_label: row.latest_period_label,
    provisional: row.latest_provisional,
    approval: row.latest_approval,
    status: isCurrent ? (row.latest_status ?? 'NO_THRESHOLD') : 'NO_DATA',
    critical: isCurrent && row.latest_critical,
    change: previous === undefined || latest === undefined ? null : toNumber((latest - previous) as Decimal),
    goodness: trend.kind === 'improving' ? 'good' : trend.kind === 'worsening' ? 'bad' : 'neutral',
    recent: values,
  }
}

function toDecimal(value: number): Decimal {
  const result = fromNumber(value)
  if (!result.ok) throw new RangeError(`${result.code} in the database: ${value}`)
  return result.value
}

async function readDirection(tx: Tx, { today, titles }: Surroundings): Promise<ScreenDirection> {
  const windows = statusWindows(today)
  const [kpis, risks, late] = await Promise.all([
    selectDirection(tx, windows, screenListMax),
    listRisks(tx, windows, screenListMax),
    listActionsDue(tx, { from: null, until: addDays(today, -1), limit: 1 }),
  ])
  const { green, orange, red, no_data, no_threshold, missing_values } = kpis.counts
  const counts = { ...kpis.counts, late_actions: late.total, due_soon: 0 }
  return {
    dashboard_titles: [...titles],
    verdict: verdictOf(counts),
    green,
    orange,
    red,
    no_data,
    no_threshold,
    missing_values,
    late_actions: late.total,
    risks: risks.map(toScreenRisk),
    worsening: kpis.worsening.map(toScreenRisk),
  }
}

function toScreenRisk(row: StandingRow): ScreenDirection['risks'][number] {
  const { kpi_id, name, unit, value, period_label, provisional, approval, dashboard_title, status } = row
  const figure = { kpi_id, name, unit, value, period_label, provisional, approval }
  return { ...figure, dashboard_title, status, critical: row.critical ?? false }
}
