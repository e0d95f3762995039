// SQL of threshold versions. A version is written once; a later decision for the same days supersedes it.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Id } from '#kernel/ids.ts'
import { toText } from '../rules/decimal.ts'
import type { Decimal } from '../rules/decimal.ts'
import { decimalFromSql } from '../rules/judgement.ts'
import type { ThresholdVersion } from '../rules/judgement.ts'
import type { Direction, Thresholds } from '../rules/status.ts'
import type { KpiId } from './kpis.ts'

export type ThresholdId = Id<'threshold'>

/** A version as SQL gives it; `effective_from` is null for the first one. */
export interface ThresholdRow {
  readonly id: ThresholdId
  readonly effective_from: Day | null
  readonly direction: Direction
  readonly threshold_green: string | null
  readonly threshold_orange: string | null
  readonly threshold_red: string | null
  readonly green_min: string | null
  readonly green_max: string | null
  readonly orange_min: string | null
  readonly orange_max: string | null
}

export interface ThresholdHistoryRow extends ThresholdRow {
  readonly effective_until: Day | null
  readonly superseded_at: string | null
  readonly created_by: string | null
  readonly created_at: string
}

/** The version of a row in exact decimals. */
export function toVersion(row: ThresholdRow): ThresholdVersion {
  return {
    id: row.id,
    effective_from: row.effective_from,
    thresholds: {
      direction: row.direction,
      threshold_green: decimalFromSql(row.threshold_green),
      threshold_orange: decimalFromSql(row.threshold_orange),
      threshold_red: decimalFromSql(row.threshold_red),
      green_min: decimalFromSql(row.green_min),
      green_max: decimalFromSql(row.green_max),
      orange_min: decimalFromSql(row.orange_min),
      orange_max: decimalFromSql(row.orange_max),
    },
  }
}

/** Every version of a KPI, the superseded ones included, oldest first. `effective_until` only where one is in force. */
export async function listThresholdHistory(tx: Tx, kpiId: KpiId): Promise<readonly ThresholdHistoryRow[]> {
  const { rows } = await sql<ThresholdHistoryRow>`
    select t.id, nullif(t.effective_from, '-infinity') as effective_from, t.direction, t.threshold_green, t.threshold_orange,
      t.threshold_red, t.green_min, t.green_max, t.orange_min, t.orange_max,
      case when t.superseded_at is null
        then lead(t.effective_from) over (partition by t.superseded_at is null order by t.effective_from) - 1
      end as effective_until,
      t.superseded_at, t.created_by, t.created_at
    from kpi.threshold t
    where t.kpi_id = ${kpiId}
    order by t.effective_from, t.created_at, t.id`.execute(tx)
  return rows
}

export interface NewThreshold {
  readonly id: ThresholdId
  readonly kpi_id: KpiId
  /** Null for the first version, which covers all the past. */
  readonly effective_from: Day | null
  readonly thresholds: Thresholds
}

export async function insertThreshold(tx: Tx, { id, kpi_id, effective_from, thresholds }: NewThreshold): Promise<void> {
  await sql`
    insert into kpi.threshold (organization_id, id, kpi_id, effective_from, direction, threshold_green, threshold_orange,
      threshold_red, green_min, green_max, orange_min, orange_max, created_by)
    values (${tx.scope.organization_id}, ${id}, ${kpi_id}, ${effective_from ?? '-infinity'}::date, ${thresholds.direction},
      ${numeric(thresholds.threshold_green)}::numeric, ${numeric(thresholds.threshold_orange)}::numeric,
      ${numeric(thresholds.threshold_red)}::numeric, ${numeric(thresholds.green_min)}::numeric,
      ${numeric(thresholds.green_max)}::numeric, ${numeric(thresholds.orange_min)}::numeric,
      ${numeric(thresholds.orange_max)}::numeric, ${tx.scope.user_id}::uuid)`.execute(tx)
}

/** Takes the versions that start in these days, both included, out of force. */
export async function supersedeThresholds(
  tx: Tx,
  { kpi_id, from, until }: { readonly kpi_id: KpiId; readonly from: Day; readonly until: Day },
): Promise<void> {
  await sql`
    update kpi.threshold
    set superseded_at = clock_timestamp()
    where kpi_id = ${kpi_id} and superseded_at is null and effective_from between ${from}::date and ${until}::date`.execute(
    tx,
  )
}

function numeric(value: Decimal | null): string | null {
  return value === null ? null : toText(value)
}
