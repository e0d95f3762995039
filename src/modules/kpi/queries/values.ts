// SQL of values: the hot path of the module.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Id, UserId } from '#kernel/ids.ts'
import type { Approval } from '../rules/closing.ts'
import type { Judgement } from '../rules/judgement.ts'
import type { Frequency, Period } from '../rules/period.ts'
import type { Status } from '../rules/status.ts'
import type { DashboardId } from './dashboards.ts'
import type { KpiId } from './kpis.ts'
import { isComputed, today } from './latest.ts'
import type { ThresholdId, ThresholdRow } from './thresholds.ts'

export type ValueId = Id<'value'>

/** The wire's value with its decimal as text. */
export interface ValueRow {
  readonly id: ValueId
  readonly kpi_id: KpiId
  readonly period_start: Day
  readonly period_end: Day
  readonly period_label: string
  readonly value: string
  readonly status: Status | null
  readonly critical: boolean
  readonly provisional: boolean
  readonly explanation: string
  readonly comment: string | null
  readonly threshold_version_id: ThresholdId
  /** Null where the dashboard asks for none, or asked for none when the number was written. */
  readonly approval: Approval | null
  /** Who wrote the number last. */
  readonly entered_by: UserId | null
  /** When he did. */
  readonly entered_at: string
  /** When the number was judged again since; null when it was not. */
  readonly judged_at: string | null
  readonly evidence_count: number
  readonly created_at: string
  readonly updated_at: string
}

export interface ValuePageRequest {
  readonly kpi_id: KpiId
  readonly from: Day | null
  readonly to: Day | null
  /** Start of the last period already shown. */
  readonly after: Day | null
  readonly limit: number
}

/** One page of a history, its rows already written as the wire's JSON. */
export interface ValuePageRow {
  /** A JSON array of values. */
  readonly items: string
  /** Start of the last period shown, when more follow. */
  readonly next_after: Day | null
}

/** An instant as the wire writes it; sessions run in UTC. */
const wireInstant = (column: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`replace(left(${column}::text, -3), ' ', 'T') || 'Z'`

/**
 * The history of a visible KPI, ascending; null when the KPI is not visible. PostgreSQL writes the JSON itself: reading
 * 60 rows of 14 columns into JavaScript to write them out again cost 0.5 ms a call, more than all the rest of it.
 */
export async function listValues(tx: Tx, request: ValuePageRequest): Promise<ValuePageRow | null> {
  const { rows } = await sql<ValuePageRow>`
    select '[' || coalesce(page.items, '') || ']' as items,
      case when exists (
        select 1 from kpi.value n
        where n.organization_id = k.organization_id and n.kpi_id = k.id
          and n.period_start > page.last_start and n.period_start <= ${request.to ?? 'infinity'}::date
      ) then page.last_start end as next_after
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    cross join lateral (
      select max(v.period_start) as last_start, string_agg(
        '{"id":"' || v.id || '","kpi_id":"' || v.kpi_id || '","period_start":"' || v.period_start || '","period_end":"'
        || v.period_end || '","period_label":"' || v.period_label || '","value":' || trim_scale(v.value) || ',"status":'
        || coalesce('"' || v.status || '"', 'null') || ',"critical":' || v.critical || ',"provisional":'
        || (v.period_end >= ${today}) || ',"explanation":' || to_json(v.explanation) || ',"comment":'
        || coalesce(to_json(v.comment)::text, 'null') || ',"threshold_version_id":"' || v.threshold_id
        || '","approval":' || coalesce('"' || case when d.approval_required then v.approval end || '"', 'null')
        || ',"entered_by":' || coalesce('"' || v.entered_by || '"', 'null')
        || ',"entered_at":"' || ${wireInstant(sql`v.entered_at`)} || '","judged_at":'
        || coalesce('"' || ${wireInstant(sql`v.judged_at`)} || '"', 'null') || ',"evidence_count":' || coalesce(shown.evidence_count, 0) || ',"created_at":"' || ${wireInstant(sql`v.created_at`)} || '","updated_at":"'
        || ${wireInstant(sql`v.updated_at`)} || '"}', ',' order by v.period_start) as items
      from (
        select h.id, h.kpi_id, h.period_start, h.period_end, h.period_label, h.value, h.status, h.critical,
          h.explanation, h.comment, h.threshold_id, h.approval, coalesce(h.corrected_by, h.created_by) as entered_by,
          h.entered_at, ${judgedAgain('h')} as judged_at,
          h.created_at, h.updated_at
        from kpi.value h
        where h.organization_id = k.organization_id and h.kpi_id = k.id
          and h.period_start >= ${request.from ?? '-infinity'}::date
          and h.period_start <= ${request.to ?? 'infinity'}::date
          and h.period_start > ${request.after ?? '-infinity'}::date
        order by h.period_start
        limit ${request.limit}::int
      ) v
      left join (
        select e.value_id, count(*) as evidence_count
        from kpi.evidence e
        where e.organization_id = k.organization_id and e.kpi_id = k.id
        group by e.value_id
      ) shown on shown.value_id = v.id
    ) page
    where k.id = ${request.kpi_id}`.execute(tx)
  return rows[0] ?? null
}

/** A KPI as a value is entered into it, one row per version of its thresholds in force at some day. */
export interface EntryTargetRow extends ThresholdRow {
  readonly kpi_id: KpiId
  readonly dashboard_id: DashboardId
  readonly frequency: Frequency
  readonly unit: string | null
  readonly is_active: boolean
  readonly is_computed: boolean
  /** Others are computed from it; none that it did not feed already, as long as it is held. */
  readonly feeds_formulas: boolean
  /** It was computed, and evidence of its values waits for others in their place. */
  readonly awaits_value: boolean
  readonly owner_id: UserId
  readonly dashboard_owner_id: UserId
  readonly audience: readonly UserId[] | null
  readonly today: Day
  readonly locked_through: Day | null
  readonly approval_required: boolean
}

/**
 * Holds a KPI against changes of its definition and reads it with its thresholds; none when it is not visible. Both
 * statements travel together; the second one sees what a concurrent change of thresholds left.
 */
export async function holdEntryTarget(tx: Tx, kpiId: KpiId): Promise<readonly EntryTargetRow[]> {
  const [, { rows }] = await Promise.all([
    sql`select 1 from kpi.kpi k where k.id = ${kpiId} for key share`.execute(tx),
    sql<EntryTargetRow>`
      select k.id as kpi_id, k.dashboard_id, k.frequency, k.unit, k.is_active, ${isComputed} as is_computed, k.owner_id,
        exists (select from kpi.formula_term f where f.organization_id = k.organization_id and f.input_id = k.id) as feeds_formulas,
        exists (
          select from kpi.evidence e
          where e.organization_id = k.organization_id and e.kpi_id = k.id and e.value_id is null) as awaits_value,
        d.owner_id as dashboard_owner_id, d.audience, ${today} as today, d.locked_through, d.approval_required, t.id,
        nullif(t.effective_from, '-infinity') as effective_from, t.direction,
        t.threshold_green, t.threshold_orange, t.threshold_red, t.green_min, t.green_max, t.orange_min, t.orange_max
      from kpi.kpi k
      join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
      join kpi.threshold t on t.organization_id = k.organization_id and t.kpi_id = k.id and t.superseded_at is null
      where k.id = ${kpiId}`.execute(tx),
  ])
  return rows
}

export interface NewValueRow {
  readonly id: ValueId
  readonly kpi_id: KpiId
  readonly frequency: Frequency
  readonly period: Period
  /** Canonical decimal text. */
  readonly value: string
  readonly judgement: Judgement
  readonly comment: string | null
  readonly approval: Approval | null
}

export interface Stamps {
  readonly entered_at: string
  readonly created_at: string
  readonly updated_at: string
}

/** Inserts a value; null when the period already has one, whoever came first. */
export async function insertValue(tx: Tx, row: NewValueRow): Promise<Stamps | null> {
  const { period, judgement } = row
  const { rows } = await sql<Stamps>`
    insert into kpi.value (organization_id, id, kpi_id, frequency, period_start, period_end, period_label, value, status,
      critical, explanation, threshold_id, comment, approval, created_by)
    values (${tx.scope.organization_id}, ${row.id}, ${row.kpi_id}, ${row.frequency}, ${period.start}::date, ${period.end}::date,
      ${period.label}, ${row.value}::numeric, ${judgement.status}::text, ${judgement.critical}, ${judgement.explanation},
      ${judgement.threshold_id}::uuid, ${row.comment}::text, ${row.approval}::text, ${tx.scope.user_id}::uuid)
    on conflict on constraint value_duplicate_period do nothing
    returning entered_at, created_at, updated_at`.execute(tx)
  return rows[0] ?? null
}

export async function findValueIdByPeriod(
  tx: Tx,
  { kpi_id, period_start }: { readonly kpi_id: KpiId; readonly period_start: Day },
): Promise<ValueId | null> {
  const { rows } = await sql<{ id: ValueId }>`
    select v.id from kpi.value v where v.kpi_id = ${kpi_id} and v.period_start = ${period_start}::date`.execute(tx)
  return rows[0]?.id ?? null
}

/** The latest values of a KPI, newest first. */
export async function listLatestValues(
  tx: Tx,
  kpiId: KpiId,
  limit: number,
): Promise<readonly Pick<ValueRow, 'id' | 'value'>[]> {
  const { rows } = await sql<Pick<ValueRow, 'id' | 'value'>>`
    select v.id, v.value
    from kpi.value v
    where v.kpi_id = ${kpiId}
    order by v.period_start desc
    limit ${limit}::int`.execute(tx)
  return rows
}

/** The KPI of a value, for holding it before the value itself: the order in which every writer locks. */
export async function findKpiOfValue(tx: Tx, id: ValueId): Promise<KpiId | null> {
  const { rows } = await sql<{ kpi_id: KpiId }>`select v.kpi_id from kpi.value v where v.id = ${id}`.execute(tx)
  return rows[0]?.kpi_id ?? null
}

/** A value that the person in scope may see. */
export async function findValue(tx: Tx, id: ValueId): Promise<ValueRow | null> {
  const { rows } = await sql<ValueRow>`
    select ${wireColumns}
    from kpi.value v
    join kpi.kpi k on k.organization_id = v.organization_id and k.id = v.kpi_id
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where v.id = ${id}`.execute(tx)
  return rows[0] ?? null
}

const wireColumns = sql`v.id, v.kpi_id, v.period_start, v.period_end, v.period_label, v.value, v.status, v.critical,
  v.period_end >= ${today} as provisional, v.explanation, v.comment, v.threshold_id as threshold_version_id,
  case when d.approval_required then v.approval end as approval, coalesce(v.corrected_by, v.created_by) as entered_by,
  v.entered_at, ${judgedAgain('v')} as judged_at,
  (select count(*)::int from kpi.evidence e where e.organization_id = v.organization_id and e.value_id = v.id) as evidence_count,
  v.created_at, v.updated_at`

/** Of a verdict given anew to a number that stayed; a number written since has a verdict of its own. */
function judgedAgain(alias: string): RawBuilder<string | null> {
  const [judged, entered] = [sql.ref(`${alias}.judged_at`), sql.ref(`${alias}.entered_at`)]
  return sql`case when ${judged} > ${entered} then ${judged} end`
}

/** Locks a value and reads it; null when it does not exist. Whether it is visible is its KPI's matter. */
export async function lockValue(tx: Tx, id: ValueId): Promise<ValueRow | null> {
  const { rows } = await sql<ValueRow>`
    select ${wireColumns}
    from kpi.value v
    join kpi.kpi k on k.organization_id = v.organization_id and k.id = v.kpi_id
    join kpi.dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where v.id = ${id}
    for update of v`.execute(tx)
  return rows[0] ?? null
}

export interface ValueCorrection {
  readonly id: ValueId
  readonly value: string
  readonly judgement: Judgement
  readonly comment: string | null
  /** What the new number is; undefined where the number stays. */
  readonly approval: Approval | null | undefined
}

/** Writes a corrected value and answers the instants of the change and of its number. */
export async function updateValueRow(
  tx: Tx,
  correction: ValueCorrection,
): Promise<Pick<ValueRow, 'entered_at' | 'judged_at' | 'updated_at'>> {
  const { id, value, judgement, comment, approval } = correction
  const isNew = approval !== undefined
  const { rows } = await sql<Pick<ValueRow, 'entered_at' | 'judged_at' | 'updated_at'>>`
    update kpi.value v
    set value = ${value}::numeric, status = ${judgement.status}::text, critical = ${judgement.critical},
      explanation = ${judgement.explanation}, threshold_id = ${judgement.threshold_id}::uuid, comment = ${comment}::text,
      corrected_by = case when ${isNew} then ${tx.scope.user_id}::uuid else corrected_by end,
      entered_at = case when ${isNew} then clock_timestamp() else entered_at end,
      approval = case when ${isNew} then ${approval ?? null}::text else approval end,
      approved_by = case when not ${isNew} then approved_by end,
      approved_at = case when not ${isNew} then approved_at end,
      updated_at = clock_timestamp()
    where id = ${id}
    returning entered_at, ${judgedAgain('v')} as judged_at, updated_at`.execute(tx)
  return rows[0] as Pick<ValueRow, 'entered_at' | 'judged_at' | 'updated_at'>
}

export async function deleteValueRow(tx: Tx, id: ValueId): Promise<void> {
  await sql`delete from kpi.value where id = ${id}`.execute(tx)
}

/** What a new judgement starts from. */
export interface JudgedValueRow {
  readonly id: ValueId
  readonly period_start: Day
  readonly value: string
  readonly status: Status | null
  readonly critical: boolean
  readonly explanation: string
  readonly threshold_id: string
}

/** Every value of a KPI whose period is not locked, oldest first. */
export async function listJudgedValues(tx: Tx, kpiId: KpiId): Promise<readonly JudgedValueRow[]> {
  const { rows } = await sql<JudgedValueRow>`
    select v.id, v.period_start, v.value, v.status, v.critical, v.explanation, v.threshold_id
    from kpi.value v
    join kpi.kpi k on k.organization_id = v.organization_id and k.id = v.kpi_id
    join kpi.dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where v.kpi_id = ${kpiId} and (d.locked_through is null or v.period_end > d.locked_through)
    order by v.period_start`.execute(tx)
  return rows
}

export interface NewJudgement extends Judgement {
  readonly id: ValueId
}

/** Writes many judgements in one statement. */
export async function updateJudgements(tx: Tx, judgements: readonly NewJudgement[]): Promise<void> {
  if (judgements.length === 0) return
  await sql`
    update kpi.value v
    set status = j.status, critical = j.critical, explanation = j.explanation, threshold_id = j.threshold_id,
      judged_at = clock_timestamp(), updated_at = clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(judgements)}::jsonb)
      as j (id uuid, status text, critical boolean, explanation text, threshold_id uuid)
    where v.id = j.id`.execute(tx)
}
