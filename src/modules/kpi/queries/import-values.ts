// SQL of values by the thousand. COPY is refused under row level security: rows travel as arrays, one statement per slice.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Approval } from '../rules/closing.ts'
import type { Judgement } from '../rules/judgement.ts'
import type { Frequency, Period } from '../rules/period.ts'
import type { Status } from '../rules/status.ts'

export interface PeriodKey {
  readonly kpi_id: string
  readonly period_start: string
}

/** Which of these periods already have a value, by their place in the list. */
export async function findTakenPeriods(tx: Tx, keys: readonly PeriodKey[]): Promise<readonly number[]> {
  const { rows } = await sql<{ place: number }>`
    select (g.place - 1)::int as place
    from unnest(${plainArray(keys, (key) => key.kpi_id)}::uuid[], ${plainArray(keys, (key) => key.period_start)}::date[])
      with ordinality as g (kpi_id, period_start, place)
    join kpi.value v on v.organization_id = ${tx.scope.organization_id} and v.kpi_id = g.kpi_id and v.period_start = g.period_start
    order by g.place`.execute(tx)
  return rows.map((row) => row.place)
}

export interface ImportedValueRow {
  readonly id: string
  readonly kpi_id: string
  readonly frequency: Frequency
  readonly period: Period
  /** Canonical decimal text. */
  readonly value: string
  readonly judgement: Judgement
  readonly comment: string | null
  readonly approval: Approval | null
}

/** Inserts values and answers how many; one whose period was taken meanwhile is not inserted. */
export async function insertImportedValues(tx: Tx, rows: readonly ImportedValueRow[]): Promise<number> {
  if (rows.length === 0) return 0
  const outcome = await sql`
    insert into kpi.value (organization_id, id, kpi_id, frequency, period_start, period_end, period_label, value, status,
      critical, explanation, threshold_id, comment, approval, created_by)
    select ${tx.scope.organization_id}, g.id, g.kpi_id, g.frequency, g.period_start, g.period_end, g.period_label, g.value,
      g.status, g.critical, g.explanation, g.threshold_id, g.comment, g.approval, ${tx.scope.user_id}::uuid
    from unnest(${plainArray(rows, (row) => row.id)}::uuid[], ${plainArray(rows, (row) => row.kpi_id)}::uuid[],
      ${plainArray(rows, (row) => row.frequency)}::text[], ${plainArray(rows, (row) => row.period.start)}::date[],
      ${plainArray(rows, (row) => row.period.end)}::date[], ${plainArray(rows, (row) => row.period.label)}::text[],
      ${plainArray(rows, (row) => row.value)}::numeric[], ${plainArray(rows, (row) => row.judgement.status)}::text[],
      ${plainArray(rows, (row) => row.judgement.critical)}::boolean[], ${quotedArray(rows, (row) => row.judgement.explanation)}::text[],
      ${plainArray(rows, (row) => row.judgement.threshold_id)}::uuid[], ${quotedArray(rows, (row) => row.comment)}::text[],
      ${plainArray(rows, (row) => row.approval)}::text[])
      as g (id, kpi_id, frequency, period_start, period_end, period_label, value, status, critical, explanation, threshold_id,
        comment, approval)
    on conflict on constraint value_duplicate_period do nothing`.execute(tx)
  return Number(outcome.numAffectedRows ?? 0n)
}

/** A value as it was before an import wrote over it. */
export interface OverwrittenRow {
  readonly id: string
  readonly kpi_id: string
  readonly period_label: string
  readonly value: string
  readonly status: Status | null
  readonly new_value: string
  readonly new_status: Status | null
  readonly comment_changed: boolean
}

/** Writes over the values of these periods and answers what they were. `keepComments`: the file has no column for them. */
export async function overwriteImportedValues(
  tx: Tx,
  rows: readonly ImportedValueRow[],
  keepComments: boolean,
): Promise<readonly OverwrittenRow[]> {
  if (rows.length === 0) return []
  const outcome = await sql<OverwrittenRow>`
    with given as (
      select g.kpi_id, g.period_start, g.value, g.status, g.critical, g.explanation, g.threshold_id, g.comment, g.approval
      from unnest(${plainArray(rows, (row) => row.kpi_id)}::uuid[], ${plainArray(rows, (row) => row.period.start)}::date[],
        ${plainArray(rows, (row) => row.value)}::numeric[], ${plainArray(rows, (row) => row.judgement.status)}::text[],
        ${plainArray(rows, (row) => row.judgement.critical)}::boolean[], ${quotedArray(rows, (row) => row.judgement.explanation)}::text[],
        ${plainArray(rows, (row) => row.judgement.threshold_id)}::uuid[], ${quotedArray(rows, (row) => row.comment)}::text[],
        ${plainArray(rows, (row) => row.approval)}::text[])
        as g (kpi_id, period_start, value, status, critical, explanation, threshold_id, comment, approval)
    ), old as (
      select v.organization_id, v.id, v.kpi_id, v.period_label, v.value, v.status, v.comment, g.value as new_value,
        g.status as new_status, g.critical, g.explanation, g.threshold_id, g.approval, g.value <> v.value as is_new,
        case when ${keepComments} then v.comment else g.comment end as new_comment
      from given g
      join kpi.value v on v.organization_id = ${tx.scope.organization_id} and v.kpi_id = g.kpi_id and v.period_start = g.period_start
      order by v.id
      for update of v
    ), changed as (
      update kpi.value v
      set value = o.new_value, status = o.new_status, critical = o.critical, explanation = o.explanation,
        threshold_id = o.threshold_id, comment = o.new_comment,
        corrected_by = case when o.is_new then ${tx.scope.user_id}::uuid else v.corrected_by end,
        approval = case when o.is_new then o.approval else v.approval end,
        approved_by = case when not o.is_new then v.approved_by end,
        approved_at = case when not o.is_new then v.approved_at end, updated_at = clock_timestamp()
      from old o
      where v.organization_id = o.organization_id and v.id = o.id
    )
    select o.id, o.kpi_id, o.period_label, o.value, o.status, o.new_value, o.new_status,
      o.comment is distinct from o.new_comment as comment_changed
    from old o
    order by o.id`.execute(tx)
  return outcome.rows
}

/**
 * An array as PostgreSQL writes it, of texts that never need quotes: ids, days, labels, decimals, words. The driver's own
 * arrays are escaped element by element: that was ten kilobytes of garbage for each row of an import.
 */
export function plainArray<Row>(rows: readonly Row[], textOf: (row: Row) => string | boolean | null): string {
  return `{${rows.map((row) => textOf(row) ?? 'NULL').join(',')}}`
}

/** An array of any texts. */
export function quotedArray<Row>(rows: readonly Row[], textOf: (row: Row) => string | null): string {
  const quoted = rows.map((row) => {
    const text = textOf(row)
    return text === null ? 'NULL' : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
  })
  return `{${quoted.join(',')}}`
}
