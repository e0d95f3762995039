// SQL of values by the thousand. COPY is refused under row level security: rows travel as arrays, one statement per slice.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Approval } from '../rules/closing.ts'
import type { Judgement } from '../rules/judgement.ts'
import type { Frequency, Period } from '../rules/period.ts'
import type { Status } from '../rules/status.ts'
import type { ImportJobId } from './import-jobs.ts'

export interface PeriodKey {
  readonly kpi_id: string
  readonly period_start: string
}

export interface GivenValue extends PeriodKey {
  /** Canonical decimal text. */
  readonly value: string
  readonly comment: string | null
}

/** What a period already has, beside what is given for it. */
export interface StoredValueRow {
  /** Place of the given value in the list. */
  readonly place: number
  readonly value: string
  readonly status: Status | null
  readonly same_number: boolean
  readonly same_comment: boolean
}

/** The values that these periods already have. `keepComments`: none are given, so none differ. */
export async function findStoredValues(
  tx: Tx,
  given: readonly GivenValue[],
  keepComments: boolean,
): Promise<readonly StoredValueRow[]> {
  const { rows } = await sql<StoredValueRow>`
    select (g.place - 1)::int as place, v.value, v.status, v.value = g.value as same_number,
      ${keepComments} or v.comment is not distinct from g.comment as same_comment
    from unnest(${plainArray(given, (row) => row.kpi_id)}::uuid[], ${plainArray(given, (row) => row.period_start)}::date[],
      ${plainArray(given, (row) => row.value)}::numeric[], ${quotedArray(given, (row) => row.comment)}::text[])
      with ordinality as g (kpi_id, period_start, value, comment, place)
    join kpi.value v on v.organization_id = ${tx.scope.organization_id} and v.kpi_id = g.kpi_id and v.period_start = g.period_start
    order by g.place`.execute(tx)
  return rows
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

/**
 * Inserts values and answers how many; one whose period was taken meanwhile is not inserted. Those of a job are remembered,
 * so that it can be undone.
 */
export async function insertImportedValues(
  tx: Tx,
  rows: readonly ImportedValueRow[],
  jobId: ImportJobId | null = null,
): Promise<number> {
  if (rows.length === 0) return 0
  const outcome = await sql<{ readonly count: number }>`
    with written as (
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
      on conflict on constraint value_duplicate_period do nothing
      returning id, kpi_id, period_start, updated_at
    ), remembered as (
      insert into kpi.import_change (organization_id, job_id, value_id, kpi_id, period_start, action, written_at)
      select ${tx.scope.organization_id}, ${jobId}::uuid, w.id, w.kpi_id, w.period_start, 'INSERTED', w.updated_at
      from written w
      where ${jobId}::uuid is not null
    )
    select count(*)::int as count from written`.execute(tx)
  return outcome.rows[0]?.count ?? 0
}

/** A stored value that an import gives again: as it was, and as it is now. */
export interface FoundRow {
  /** Place of the given value in the list. */
  readonly place: number
  /** It already said the same and was left alone. */
  readonly is_same: boolean
  /** Null where nothing was written. */
  readonly overwritten: OverwrittenRow | null
}

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

export interface Overwriting {
  /** None are given: the stored ones stay. */
  readonly keepComments?: boolean
  /** What it writes over is remembered, so that it can be undone. */
  readonly jobId?: ImportJobId | null
}

/**
 * Writes over those values of these periods that differ, and answers all that are there. A number that does not change
 * keeps its verdict.
 */
export async function overwriteImportedValues(
  tx: Tx,
  rows: readonly ImportedValueRow[],
  { keepComments = false, jobId = null }: Overwriting,
): Promise<readonly FoundRow[]> {
  if (rows.length === 0) return []
  const outcome = await sql<FoundRow>`
    with given as (
      select (g.place - 1)::int as place, g.kpi_id, g.period_start, g.value, g.status, g.critical, g.explanation,
        g.threshold_id, g.comment, g.approval
      from unnest(${plainArray(rows, (row) => row.kpi_id)}::uuid[], ${plainArray(rows, (row) => row.period.start)}::date[],
        ${plainArray(rows, (row) => row.value)}::numeric[], ${plainArray(rows, (row) => row.judgement.status)}::text[],
        ${plainArray(rows, (row) => row.judgement.critical)}::boolean[], ${quotedArray(rows, (row) => row.judgement.explanation)}::text[],
        ${plainArray(rows, (row) => row.judgement.threshold_id)}::uuid[], ${quotedArray(rows, (row) => row.comment)}::text[],
        ${plainArray(rows, (row) => row.approval)}::text[])
        with ordinality as g (kpi_id, period_start, value, status, critical, explanation, threshold_id, comment, approval, place)
    ), found as (
      select v.id, g.place, v.value = g.value and (${keepComments} or v.comment is not distinct from g.comment) as is_same
      from given g
      join kpi.value v on v.organization_id = ${tx.scope.organization_id} and v.kpi_id = g.kpi_id and v.period_start = g.period_start
    ), old as (
      select v.organization_id, v.id, v.kpi_id, v.period_start, v.period_label, v.value, v.status, v.critical, v.explanation,
        v.threshold_id, v.comment, v.corrected_by, v.approval, v.approved_by, v.approved_at, v.entered_at, v.updated_at,
        v.value = g.value as same_number, g.value as new_value, g.status as given_status, g.critical as given_critical,
        g.explanation as given_explanation, g.threshold_id as given_threshold_id, g.approval as given_approval,
        case when ${keepComments} then v.comment else g.comment end as new_comment
      from given g
      join kpi.value v on v.organization_id = ${tx.scope.organization_id} and v.kpi_id = g.kpi_id and v.period_start = g.period_start
      where v.value <> g.value or not (${keepComments} or v.comment is not distinct from g.comment)
      order by v.id
      for update of v
    ), changed as (
      update kpi.value v
      set value = o.new_value, status = case when o.same_number then o.status else o.given_status end,
        critical = case when o.same_number then o.critical else o.given_critical end,
        explanation = case when o.same_number then o.explanation else o.given_explanation end,
        threshold_id = case when o.same_number then o.threshold_id else o.given_threshold_id end,
        corrected_by = case when o.same_number then o.corrected_by else ${tx.scope.user_id}::uuid end,
        entered_at = case when o.same_number then o.entered_at else clock_timestamp() end,
        approval = case when o.same_number then o.approval else o.given_approval end,
        approved_by = case when o.same_number then o.approved_by end,
        approved_at = case when o.same_number then o.approved_at end,
        comment = o.new_comment, updated_at = clock_timestamp()
      from old o
      where v.organization_id = o.organization_id and v.id = o.id
      returning v.id, v.status, v.updated_at
    ), remembered as (
      insert into kpi.import_change (organization_id, job_id, value_id, kpi_id, period_start, action, written_at, old_value,
        old_status, old_critical, old_explanation, old_threshold_id, old_comment, old_corrected_by, old_approval, old_approved_by,
        old_approved_at, old_entered_at, old_updated_at)
      select o.organization_id, ${jobId}::uuid, o.id, o.kpi_id, o.period_start, 'OVERWRITTEN', c.updated_at, o.value,
        o.status, o.critical, o.explanation, o.threshold_id, o.comment, o.corrected_by, o.approval, o.approved_by,
        o.approved_at, o.entered_at, o.updated_at
      from old o
      join changed c on c.id = o.id
      where ${jobId}::uuid is not null
    )
    select f.place, f.is_same,
      case when o.id is not null then jsonb_build_object('id', o.id, 'kpi_id', o.kpi_id, 'period_label', o.period_label,
        'value', o.value::text, 'status', o.status, 'new_value', o.new_value::text, 'new_status', c.status,
        'comment_changed', o.comment is distinct from o.new_comment) end as overwritten
    from found f
    left join old o on o.id = f.id
    left join changed c on c.id = f.id
    order by f.id`.execute(tx)
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
