// SQL of what an import needs to know of KPIs: all that a person sees, and the thresholds of those he imports into.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { UserId } from '#kernel/ids.ts'
import type { Frequency } from '../rules/period.ts'
import { isComputed, today } from './latest.ts'
import type { ThresholdRow } from './thresholds.ts'

export interface ImportKpiRow {
  readonly id: string
  readonly dashboard_id: string
  readonly code: string | null
  readonly name: string
  readonly unit: string | null
  readonly frequency: Frequency
  readonly is_active: boolean
  readonly is_computed: boolean
  readonly owner_id: UserId
  readonly dashboard_owner_id: UserId
  readonly locked_through: Day | null
}

/** More KPIs than this in one organisation and imports refuse to work rather than to look up in a part of them. */
const kpiCountMax = 200_000

/** Every KPI that the person in scope may see. */
export async function listImportKpis(tx: Tx): Promise<readonly ImportKpiRow[]> {
  const { rows } = await sql<ImportKpiRow>`
    select k.id, k.dashboard_id, k.code, k.name, k.unit, k.frequency, k.is_active,
      ${isComputed} as is_computed, k.owner_id, d.owner_id as dashboard_owner_id,
      d.locked_through
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    order by k.dashboard_id, k.id
    limit ${kpiCountMax + 1}::int`.execute(tx)
  if (rows.length > kpiCountMax) throw new Error(`more than ${kpiCountMax} KPIs in one organisation`)
  return rows
}

/** The day it is in the organisation's time zone. */
export async function selectToday(tx: Tx): Promise<Day> {
  const { rows } = await sql<{ today: Day }>`select ${today} as today`.execute(tx)
  return (rows[0] as { today: Day }).today
}

/** What decides whether a value of a KPI may be written; `heldKpiColumns` reads it. */
export interface HeldKpiRow {
  readonly id: string
  readonly dashboard_id: string
  readonly frequency: Frequency
  readonly unit: string | null
  readonly is_active: boolean
  readonly is_computed: boolean
  readonly owner_id: UserId
  readonly dashboard_owner_id: UserId
  readonly locked_through: Day | null
  readonly approval_required: boolean
}

/** The columns of HeldKpiRow, of a KPI `k` in its visible dashboard `d`. */
export const heldKpiColumns = sql`k.id, k.dashboard_id, k.frequency, k.unit, k.is_active, ${isComputed} as is_computed,
  k.owner_id, d.owner_id as dashboard_owner_id, d.locked_through, d.approval_required`

/**
 * Holds KPIs against changes of their definition, as a single entry does, and reads what may have changed meanwhile;
 * those that the person sees no more are missing. Two statements: the second sees what the wait for the first let through.
 */
export async function holdImportKpis(tx: Tx, ids: readonly string[]): Promise<readonly HeldKpiRow[]> {
  await sql`select 1 from kpi.kpi k where k.id = any(${ids}::uuid[]) order by k.id for key share`.execute(tx)
  const { rows } = await sql<HeldKpiRow>`
    select ${heldKpiColumns}
    from kpi.kpi k
    join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where k.id = any(${ids}::uuid[])`.execute(tx)
  return rows
}

/** The versions of thresholds in force at some day, of many KPIs. */
export async function listVersionsInForce(
  tx: Tx,
  ids: readonly string[],
): Promise<readonly (ThresholdRow & { readonly kpi_id: string })[]> {
  const { rows } = await sql<ThresholdRow & { readonly kpi_id: string }>`
    select t.kpi_id, t.id, nullif(t.effective_from, '-infinity') as effective_from, t.direction, t.threshold_green,
      t.threshold_orange, t.threshold_red, t.green_min, t.green_max, t.orange_min, t.orange_max
    from kpi.threshold t
    where t.kpi_id = any(${ids}::uuid[]) and t.superseded_at is null`.execute(tx)
  return rows
}

export interface AudienceRow {
  readonly id: string
  readonly audience: readonly UserId[] | null
}

/** Who may know of changes in these dashboards. */
export async function listAudiences(tx: Tx, dashboardIds: readonly string[]): Promise<readonly AudienceRow[]> {
  const { rows } = await sql<AudienceRow>`
    select d.id, d.audience
    from kpi.visible_dashboard d
    where d.id = any(${dashboardIds}::uuid[])
    order by d.id`.execute(tx)
  return rows
}
