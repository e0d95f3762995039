// SQL of annotations: what happened in a period of a KPI.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Id, UserId } from '#kernel/ids.ts'
import type { KpiId } from './kpis.ts'

export type AnnotationId = Id<'annotation'>

export interface AnnotationRow {
  readonly id: AnnotationId
  readonly kpi_id: KpiId
  readonly period_start: Day
  readonly text: string
  readonly author_id: UserId
  readonly author_name: string
  readonly created_at: string
}

export interface AnnotationPageRequest {
  readonly kpi_id: KpiId
  /** Period and id of the last one already shown. */
  readonly after: readonly [Day, string] | null
  readonly limit: number
}

/** The annotations of a KPI by period; whether it is visible is asked before. */
export async function listAnnotations(
  tx: Tx,
  { kpi_id, after, limit }: AnnotationPageRequest,
): Promise<readonly AnnotationRow[]> {
  const [day, id] = after ?? [null, null]
  const { rows } = await sql<AnnotationRow>`
    ${annotations}
    where a.kpi_id = ${kpi_id} and (${day}::date is null or (a.period_start, a.id) > (${day}::date, ${id}::uuid))
    order by a.period_start, a.id
    limit ${limit}::int`.execute(tx)
  return rows
}

/** The latest annotations of these days, both included, oldest first. */
export async function listAnnotationsWithin(
  tx: Tx,
  {
    kpi_id,
    from,
    to,
    limit,
  }: { readonly kpi_id: KpiId; readonly from: Day | null; readonly to: Day | null; readonly limit: number },
): Promise<readonly AnnotationRow[]> {
  const { rows } = await sql<AnnotationRow>`
    ${annotations}
    where a.kpi_id = ${kpi_id} and a.period_start >= ${from ?? '-infinity'}::date
      and a.period_start <= ${to ?? 'infinity'}::date
    order by a.period_start desc, a.id desc
    limit ${limit}::int`.execute(tx)
  return rows.toReversed()
}

const annotations = sql`
  select a.id, a.kpi_id, a.period_start, a.text, a.author_id, u.full_name as author_name, a.created_at
  from kpi.annotation a
  join kernel."user" u on u.organization_id = a.organization_id and u.id = a.author_id`

export async function selectAnnotation(tx: Tx, id: AnnotationId): Promise<AnnotationRow> {
  const { rows } = await sql<AnnotationRow>`${annotations} where a.id = ${id}`.execute(tx)
  return rows[0] as AnnotationRow
}

/** An annotation of a visible KPI, with what rights and events need. */
export interface AnnotationContext {
  readonly author_id: UserId
  readonly kpi_id: KpiId
  readonly period_start: Day
  readonly kpi_owner_id: UserId
  readonly dashboard_id: string
  readonly dashboard_owner_id: UserId
  readonly audience: readonly UserId[] | null
}

export async function findAnnotationContext(tx: Tx, id: AnnotationId): Promise<AnnotationContext | null> {
  const { rows } = await sql<AnnotationContext>`
    select a.author_id, a.kpi_id, a.period_start, k.owner_id as kpi_owner_id, d.id as dashboard_id,
      d.owner_id as dashboard_owner_id, d.audience
    from kpi.annotation a
    join kpi.kpi k on k.organization_id = a.organization_id and k.id = a.kpi_id
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where a.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

export interface NewAnnotationRow {
  readonly id: AnnotationId
  readonly kpi_id: KpiId
  readonly period_start: Day
  readonly text: string
  readonly author_id: UserId
}

export async function insertAnnotation(tx: Tx, row: NewAnnotationRow): Promise<void> {
  await sql`
    insert into kpi.annotation (organization_id, id, kpi_id, period_start, text, author_id)
    values (${tx.scope.organization_id}, ${row.id}, ${row.kpi_id}, ${row.period_start}::date, ${row.text}, ${row.author_id})`.execute(
    tx,
  )
}

/** Answers false when somebody was faster. */
export async function deleteAnnotationRow(tx: Tx, id: AnnotationId): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from kpi.annotation where id = ${id}`.execute(tx)
  return numAffectedRows === 1n
}
