// SQL of the analysed series: five statements that travel together.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { UserId } from '#kernel/ids.ts'
import type { Aggregation } from '../rules/cumulative.ts'
import type { TotalBasis } from '../rules/formula-total.ts'
import type { Frequency } from '../rules/period.ts'
import { seriesPointsMax } from '../rules/series-window.ts'
import type { Status } from '../rules/status.ts'
import { listAnnotationsWithin } from './annotations.ts'
import type { AnnotationRow } from './annotations.ts'
import { listTotalBases } from './formula-totals.ts'
import type { KpiId } from './kpis.ts'
import { dayAt, today } from './latest.ts'
import type { ThresholdRow } from './thresholds.ts'

/** A KPI as its series is analysed, one row per version of its thresholds that is in force or judged a value. */
export interface SeriesKpiRow extends ThresholdRow {
  readonly in_force: boolean
  readonly kpi_id: KpiId
  readonly unit: string | null
  readonly frequency: Frequency
  readonly aggregation: Aggregation
  readonly owner_id: UserId
  readonly dashboard_owner_id: UserId
  readonly fiscal_year_start_month: number
  readonly today: Day
  readonly created_on: Day
  readonly first_value_on: Day | null
}

export interface SeriesValueRow {
  readonly period_start: Day
  readonly value: string
  readonly status: Status | null
  readonly critical: boolean
  readonly threshold_id: string
  /** The day of the last change, for a value of an open period only. */
  readonly open_value_on: Day | null
}

export interface SeriesTargetRow {
  readonly period_start: Day
  readonly value: string
}

export interface SeriesRows {
  readonly kpi: readonly [SeriesKpiRow, ...(readonly SeriesKpiRow[])]
  /** Newest first. */
  readonly values: readonly SeriesValueRow[]
  readonly targets: readonly SeriesTargetRow[]
  readonly annotations: readonly AnnotationRow[]
  /** Null unless totals are made by a formula. */
  readonly basis: TotalBasis | null
}

/** What is shown, and for totals a year of days before it. */
const valuesMax = 2 * seriesPointsMax

export interface SeriesRequest {
  readonly kpi_id: KpiId
  readonly from: Day | null
  readonly to: Day | null
  readonly annotations_max: number
}

/** Everything a series is analysed from; null when the KPI is not visible. */
export async function findSeries(tx: Tx, request: SeriesRequest): Promise<SeriesRows | null> {
  const { kpi_id, from, to, annotations_max: limit } = request
  const [kpi, values, targets, annotations, bases] = await Promise.all([
    listKpiVersions(tx, kpi_id),
    listLatestValues(tx, kpi_id, to),
    listLatestTargets(tx, kpi_id, to),
    listAnnotationsWithin(tx, { kpi_id, from, to, limit }),
    listTotalBases(tx, { kpi_ids: [kpi_id], from: null, to, limit: valuesMax }),
  ])
  const [first, ...others] = kpi
  if (first === undefined) return null
  return { kpi: [first, ...others], values, targets, annotations, basis: bases.get(kpi_id) ?? null }
}

async function listKpiVersions(tx: Tx, kpiId: KpiId): Promise<readonly SeriesKpiRow[]> {
  const { rows } = await sql<SeriesKpiRow>`
    select k.id as kpi_id, k.unit, k.frequency, k.aggregation, k.owner_id, d.owner_id as dashboard_owner_id,
      (select o.fiscal_year_start_month from kernel.organization o) as fiscal_year_start_month,
      ${today} as today, ${dayAt(sql`k.created_at`)} as created_on,
      (select min(f.period_start) from kpi.value f where f.kpi_id = ${kpiId}) as first_value_on,
      t.superseded_at is null as in_force, t.id, nullif(t.effective_from, '-infinity') as effective_from, t.direction,
      t.threshold_green, t.threshold_orange, t.threshold_red, t.green_min, t.green_max, t.orange_min, t.orange_max
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    join kpi.threshold t on t.organization_id = k.organization_id and t.kpi_id = k.id
    where k.id = ${kpiId}
      and (t.superseded_at is null or t.id in (select j.threshold_id from kpi.value j where j.kpi_id = ${kpiId}))`.execute(
    tx,
  )
  return rows
}

async function listLatestValues(tx: Tx, kpiId: KpiId, to: Day | null): Promise<readonly SeriesValueRow[]> {
  const { rows } = await sql<SeriesValueRow>`
    select v.period_start, v.value, v.status, v.critical, v.threshold_id,
      case when v.period_end >= ${today} then ${dayAt(sql`v.updated_at`)} end as open_value_on
    from kpi.value v
    where v.kpi_id = ${kpiId} and v.period_start <= ${to ?? 'infinity'}::date
    order by v.period_start desc
    limit ${valuesMax}::int`.execute(tx)
  return rows
}

async function listLatestTargets(tx: Tx, kpiId: KpiId, to: Day | null): Promise<readonly SeriesTargetRow[]> {
  const { rows } = await sql<SeriesTargetRow>`
    select t.period_start, t.value
    from kpi.target t
    where t.kpi_id = ${kpiId} and t.period_start <= coalesce(${to}::date, ${today})
    order by t.period_start desc
    limit ${seriesPointsMax}::int`.execute(tx)
  return rows
}
