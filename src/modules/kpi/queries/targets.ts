// SQL of targets: one number per KPI and period.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Frequency, Period } from '../rules/period.ts'
import type { KpiId } from './kpis.ts'

/** The wire's target with its decimal as text. */
export interface TargetRow {
  readonly period_start: Day
  readonly period_end: Day
  readonly period_label: string
  readonly value: string
  readonly updated_at: string
}

export interface TargetPageRequest {
  readonly kpi_id: KpiId
  readonly from: Day | null
  readonly to: Day | null
  /** Start of the last period already shown. */
  readonly after: Day | null
  readonly limit: number
}

/** The targets of a KPI, ascending; whether it is visible is asked before. */
export async function listTargets(tx: Tx, request: TargetPageRequest): Promise<readonly TargetRow[]> {
  const { rows } = await sql<TargetRow>`
    ${targets}
    where t.kpi_id = ${request.kpi_id}
      and t.period_start >= ${request.from ?? '-infinity'}::date
      and t.period_start <= ${request.to ?? 'infinity'}::date
      and t.period_start > ${request.after ?? '-infinity'}::date
    order by t.period_start
    limit ${request.limit}::int`.execute(tx)
  return rows
}

/** The targets of these periods, ascending. */
export async function listTargetsOf(
  tx: Tx,
  { kpi_id, starts }: { readonly kpi_id: KpiId; readonly starts: readonly Day[] },
): Promise<readonly TargetRow[]> {
  const { rows } = await sql<TargetRow>`
    ${targets}
    where t.kpi_id = ${kpi_id} and t.period_start = any (${array(starts)}::date[])
    order by t.period_start`.execute(tx)
  return rows
}

const targets = sql`
  select t.period_start, t.period_end, t.period_label, t.value, t.updated_at
  from kpi.target t`

export interface NewTarget {
  readonly period: Period
  /** Canonical decimal text. */
  readonly value: string
}

/** Writes targets, over those that were there. */
export async function upsertTargets(
  tx: Tx,
  {
    kpi_id,
    frequency,
    rows,
  }: { readonly kpi_id: KpiId; readonly frequency: Frequency; readonly rows: readonly NewTarget[] },
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into kpi.target (organization_id, kpi_id, frequency, period_start, period_end, period_label, value, updated_by)
    select ${tx.scope.organization_id}, ${kpi_id}, ${frequency}, g.period_start, g.period_end, g.period_label, g.value,
      ${tx.scope.user_id}::uuid
    from unnest(${array(rows.map((row) => row.period.start))}::date[], ${array(rows.map((row) => row.period.end))}::date[],
      ${array(rows.map((row) => row.period.label))}::text[], ${array(rows.map((row) => row.value))}::numeric[])
      as g (period_start, period_end, period_label, value)
    on conflict (organization_id, kpi_id, period_start) do update
    set value = excluded.value, updated_by = excluded.updated_by, updated_at = clock_timestamp()`.execute(tx)
}

export async function deleteTargets(
  tx: Tx,
  { kpi_id, starts }: { readonly kpi_id: KpiId; readonly starts: readonly Day[] },
): Promise<void> {
  if (starts.length === 0) return
  await sql`
    delete from kpi.target
    where kpi_id = ${kpi_id} and period_start = any (${array(starts)}::date[])`.execute(tx)
}

/** Days, labels and numbers have no character that an array's text would have to quote. */
function array(items: readonly string[]): string {
  return `{${items.join(',')}}`
}

/** Gives copies of KPIs the targets of their originals. */
export async function copyTargets(
  tx: Tx,
  copies: readonly { readonly source_id: KpiId; readonly copy_id: KpiId }[],
): Promise<void> {
  await sql`
    insert into kpi.target (organization_id, kpi_id, frequency, period_start, period_end, period_label, value, updated_by)
    select t.organization_id, c.copy_id, t.frequency, t.period_start, t.period_end, t.period_label, t.value,
      ${tx.scope.user_id}::uuid
    from unnest(${array(copies.map((copy) => copy.source_id))}::uuid[], ${array(copies.map((copy) => copy.copy_id))}::uuid[])
      as c (source_id, copy_id)
    join kpi.target t on t.kpi_id = c.source_id`.execute(tx)
}
