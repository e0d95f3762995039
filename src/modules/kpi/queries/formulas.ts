// SQL of formulas: their rows, what depends on what, and the locks that keep both true.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Aggregation } from '../rules/cumulative.ts'
import { toText } from '../rules/decimal.ts'
import type { CoefficientTerm, Formula, FormulaKind } from '../rules/formula.ts'
import { decimalFromSql } from '../rules/judgement.ts'
import type { Frequency } from '../rules/period.ts'
import type { DashboardId } from './dashboards.ts'
import type { AudienceRow } from './import-kpis.ts'
import type { KpiId } from './kpis.ts'

/** A term as SQL keeps it; a WEIGHT belongs to the TERM at its place. */
export interface TermRow {
  readonly side: 'TERM' | 'WEIGHT' | 'NUMERATOR' | 'DENOMINATOR'
  readonly position: number
  readonly input_id: string
  readonly coefficient: string | null
  readonly frequency: Frequency
  readonly aggregation: Aggregation
}

interface FormulaRow {
  readonly kpi_id: KpiId
  readonly dashboard_id: DashboardId
  readonly unit: string | null
  readonly frequency: Frequency
  readonly locked_through: Day | null
  readonly kind: FormulaKind
  readonly factor: string | null
  readonly decimals: number
  readonly updated_at: string
  readonly terms: readonly TermRow[]
}

/** A computed KPI with its formula, and the calendar of each input. */
export interface ComputedKpi extends Pick<
  FormulaRow,
  'kpi_id' | 'dashboard_id' | 'unit' | 'frequency' | 'locked_through' | 'updated_at'
> {
  readonly formula: Formula
  readonly inputs: ReadonlyMap<string, { readonly frequency: Frequency; readonly aggregation: Aggregation }>
}

/** The computed ones among these KPIs. */
export async function listComputedKpis(tx: Tx, ids: readonly string[]): Promise<readonly ComputedKpi[]> {
  const { rows } = await sql<FormulaRow>`
    select f.kpi_id, k.dashboard_id, k.unit, k.frequency, d.locked_through, f.kind, f.factor, f.decimals, f.updated_at, listed.terms
    from kpi.formula f
    join kpi.kpi k on k.organization_id = f.organization_id and k.id = f.kpi_id
    join kpi.dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    cross join lateral (
      select json_agg(json_build_object('side', t.side, 'position', t.position, 'input_id', t.input_id,
        'coefficient', t.coefficient::text, 'frequency', i.frequency, 'aggregation', i.aggregation)
        order by t.side, t.position) as terms
      from kpi.formula_term t
      join kpi.kpi i on i.organization_id = t.organization_id and i.id = t.input_id
      where t.organization_id = f.organization_id and t.kpi_id = f.kpi_id
    ) listed
    where f.kpi_id = any(${idArray(ids)}::uuid[])
    order by f.kpi_id`.execute(tx)
  return rows.map(toComputedKpi)
}

function toComputedKpi({ kind, factor, decimals, terms, ...kpi }: FormulaRow): ComputedKpi {
  const inputs = new Map(
    terms.map(({ input_id, frequency, aggregation }) => [input_id, { frequency, aggregation }] as const),
  )
  return { ...kpi, formula: toFormula({ kind, factor, decimals }, terms), inputs }
}

/** A formula from its rows. */
export function toFormula(
  { kind, factor, decimals }: Pick<FormulaRow, 'kind' | 'factor' | 'decimals'>,
  terms: readonly TermRow[],
): Formula {
  const on = (side: TermRow['side']): readonly TermRow[] => terms.filter((term) => term.side === side)
  const coefficients = (side: TermRow['side']) =>
    on(side).map(({ input_id, coefficient }) => ({ kpi_id: input_id, coefficient: decimalFromSql(coefficient ?? '1') }))
  if (kind === 'SUM') return { kind, terms: coefficients('TERM'), decimals }
  if (kind === 'RATIO_OF_SUMS') {
    const [numerator, denominator] = [coefficients('NUMERATOR'), coefficients('DENOMINATOR')]
    return { kind, numerator, denominator, factor: decimalFromSql(factor ?? '1'), decimals }
  }
  const weights = new Map(on('WEIGHT').map((weight) => [weight.position, weight.input_id]))
  const weighted = on('TERM').map(({ input_id, position, coefficient }) => {
    const weightKpi = weights.get(position)
    return weightKpi === undefined
      ? { kpi_id: input_id, weight: decimalFromSql(coefficient ?? '1'), weight_kpi_id: null }
      : { kpi_id: input_id, weight: null, weight_kpi_id: weightKpi }
  })
  return { kind, terms: weighted, decimals }
}

/** Writes the formula of a KPI over the one it had. */
export async function replaceFormulaRow(
  tx: Tx,
  { kpi_id, frequency, formula }: { readonly kpi_id: KpiId; readonly frequency: Frequency; readonly formula: Formula },
): Promise<void> {
  const factor = formula.kind === 'RATIO_OF_SUMS' ? toText(formula.factor) : null
  await sql`
    insert into kpi.formula (organization_id, kpi_id, frequency, kind, factor, decimals, updated_by)
    values (${tx.scope.organization_id}, ${kpi_id}, ${frequency}, ${formula.kind}, ${factor}::numeric,
      ${formula.decimals}::smallint, ${tx.scope.user_id}::uuid)
    on conflict (organization_id, kpi_id) do update
    set kind = excluded.kind, factor = excluded.factor, decimals = excluded.decimals, updated_by = excluded.updated_by, updated_at = clock_timestamp()`.execute(
    tx,
  )
  await sql`delete from kpi.formula_term where kpi_id = ${kpi_id}`.execute(tx)
  await sql`
    insert into kpi.formula_term (organization_id, kpi_id, side, position, input_id, input_frequency, coefficient)
    select ${tx.scope.organization_id}, ${kpi_id}, g.side, g.position, g.input_id, k.frequency, g.coefficient
    from jsonb_to_recordset(${JSON.stringify(termRows(formula))}::jsonb)
      as g (side text, position smallint, input_id uuid, coefficient numeric)
    join kpi.kpi k on k.id = g.input_id`.execute(tx)
}

function termRows(formula: Formula): readonly Pick<TermRow, 'side' | 'position' | 'input_id' | 'coefficient'>[] {
  const coefficients = (side: TermRow['side'], terms: readonly CoefficientTerm[]) =>
    terms.map(({ kpi_id, coefficient }, position) => ({
      side,
      position,
      input_id: kpi_id,
      coefficient: toText(coefficient),
    }))
  switch (formula.kind) {
    case 'SUM':
      return coefficients('TERM', formula.terms)
    case 'RATIO_OF_SUMS':
      return [...coefficients('NUMERATOR', formula.numerator), ...coefficients('DENOMINATOR', formula.denominator)]
    case 'WEIGHTED_AVERAGE':
      return formula.terms.flatMap(({ kpi_id, weight, weight_kpi_id }, position) => {
        const coefficient = weight === null ? null : toText(weight)
        const term = { side: 'TERM' as const, position, input_id: kpi_id, coefficient }
        if (weight_kpi_id === null) return [term]
        return [term, { side: 'WEIGHT' as const, position, input_id: weight_kpi_id, coefficient: null }]
      })
  }
}

/** Takes the formulas of these KPIs away and answers how many there were; their values stay. */
export async function deleteFormulaRows(tx: Tx, kpiIds: readonly string[]): Promise<number> {
  const outcome = await sql`delete from kpi.formula where kpi_id = any(${idArray(kpiIds)}::uuid[])`.execute(tx)
  return Number(outcome.numAffectedRows ?? 0n)
}

/** One change of formulas at a time in an organisation: two that each look harmless could close a circle together. */
export async function lockFormulas(tx: Tx): Promise<void> {
  const key = `kpi.formula ${tx.scope.organization_id}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx)
}

/** Makes every writer of these KPIs and of their values wait until the end of the transaction. */
export async function lockInputs(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`select 1 from kpi.kpi k where k.id = any(${idArray(ids)}::uuid[]) order by k.id for update`.execute(tx)
}

/** Makes every other recomputation of these KPIs wait; who only refers to them goes on. */
export async function lockComputedKpis(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`select 1 from kpi.kpi k where k.id = any(${idArray(ids)}::uuid[]) order by k.id for no key update`.execute(
    tx,
  )
}

/** Everything computed from these KPIs, however far. */
export async function listDependentIds(tx: Tx, ids: readonly string[]): Promise<readonly KpiId[]> {
  const { rows } = await sql<{ kpi_id: KpiId }>`
    with recursive dependent as (
      select t.kpi_id from kpi.formula_term t where t.input_id = any(${idArray(ids)}::uuid[])
      union
      select t.kpi_id from dependent d join kpi.formula_term t on t.input_id = d.kpi_id
    )
    select d.kpi_id from dependent d order by d.kpi_id`.execute(tx)
  return rows.map((row) => row.kpi_id)
}

/** What these KPIs are computed from, however far: one entry per computed KPI. */
export async function listInputsBelow(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ kpi_id: string; input_id: string }>`
    with recursive link as (
      select t.kpi_id, t.input_id from kpi.formula_term t where t.kpi_id = any(${idArray(ids)}::uuid[])
      union
      select t.kpi_id, t.input_id from link l join kpi.formula_term t on t.kpi_id = l.input_id
    )
    select l.kpi_id, l.input_id from link l`.execute(tx)
  const inputs = new Map<string, string[]>()
  for (const { kpi_id, input_id } of rows) inputs.set(kpi_id, [...(inputs.get(kpi_id) ?? []), input_id])
  return inputs
}

/** A KPI as a formula speaks of it. */
export interface InputKpiRow {
  readonly id: string
  readonly name: string
  readonly unit: string | null
  readonly frequency: Frequency
  readonly aggregation: Aggregation
  readonly is_active: boolean
  readonly is_visible: boolean
}

/** These KPIs, each with whether the person in scope sees it. */
export async function listInputKpis(tx: Tx, ids: readonly string[]): Promise<readonly InputKpiRow[]> {
  const { rows } = await sql<InputKpiRow>`
    select k.id, k.name, k.unit, k.frequency, k.aggregation, k.is_active, d.id is not null as is_visible
    from kpi.kpi k
    left join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where k.id = any(${idArray(ids)}::uuid[])`.execute(tx)
  return rows
}

export interface DependentRow {
  readonly id: KpiId
  readonly name: string
  readonly is_visible: boolean
}

/** The KPIs computed directly from these, themselves apart. */
export async function listDirectDependents(tx: Tx, ids: readonly string[]): Promise<readonly DependentRow[]> {
  const { rows } = await sql<DependentRow>`
    select k.id, k.name, d.id is not null as is_visible
    from kpi.kpi k
    left join kpi.visible_dashboard d on d.organization_id = k.organization_id and d.id = k.dashboard_id
    where k.id <> all(${idArray(ids)}::uuid[])
      and k.id in (select t.kpi_id from kpi.formula_term t where t.input_id = any(${idArray(ids)}::uuid[]))
    order by k.name, k.id`.execute(tx)
  return rows
}

/** Days of a KPI, both included. */
export interface ValueSpan {
  readonly kpi_id: string
  readonly from: Day
  readonly through: Day
}

export interface SpannedValueRow {
  readonly kpi_id: string
  readonly period_start: Day
  readonly value: string
}

/** The values whose periods start in these spans. */
export async function listValuesIn(tx: Tx, spans: readonly ValueSpan[]): Promise<readonly SpannedValueRow[]> {
  const { rows } = await sql<SpannedValueRow>`
    select v.kpi_id, v.period_start, v.value
    from unnest(${idArray(spans.map((span) => span.kpi_id))}::uuid[], ${idArray(spans.map((span) => span.from))}::date[],
      ${idArray(spans.map((span) => span.through))}::date[]) as g (kpi_id, first, last)
    join kpi.value v on v.organization_id = ${tx.scope.organization_id} and v.kpi_id = g.kpi_id
      and v.period_start between g.first and g.last`.execute(tx)
  return rows
}

/** Deletes the values of these periods. */
export async function deleteValuesOf(
  tx: Tx,
  places: readonly { readonly kpi_id: string; readonly period_start: Day }[],
): Promise<void> {
  if (places.length === 0) return
  await sql`
    delete from kpi.value v
    using unnest(${idArray(places.map((place) => place.kpi_id))}::uuid[],
      ${idArray(places.map((place) => place.period_start))}::date[]) as g (kpi_id, period_start)
    where v.organization_id = ${tx.scope.organization_id} and v.kpi_id = g.kpi_id and v.period_start = g.period_start`.execute(
    tx,
  )
}

/** Deletes every value of a KPI and answers how many there were. */
export async function deleteAllValues(tx: Tx, kpiId: KpiId): Promise<number> {
  const outcome = await sql`delete from kpi.value where kpi_id = ${kpiId}`.execute(tx)
  return Number(outcome.numAffectedRows ?? 0n)
}

export async function countValues(tx: Tx, kpiId: KpiId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from kpi.value v where v.kpi_id = ${kpiId}`.execute(tx)
  return rows[0]?.count ?? 0
}

/**
 * The KPIs of a dashboard, locked in the order of their ids: waits for all who write values there, and lets the next ones
 * wait until the end of the transaction.
 */
export async function lockKpisOfDashboard(tx: Tx, id: DashboardId): Promise<readonly KpiId[]> {
  const { rows } = await sql<{ id: KpiId }>`
    select k.id from kpi.kpi k where k.dashboard_id = ${id} order by k.id for update`.execute(tx)
  return rows.map((row) => row.id)
}

/** Who may know of changes in these dashboards, whether or not the writer is among them. */
export async function listAllAudiences(tx: Tx, ids: readonly DashboardId[]): Promise<readonly AudienceRow[]> {
  const { rows } = await sql<AudienceRow>`
    select d.id, d.audience
    from kpi.dashboard_access d
    where d.id = any(${idArray(ids)}::uuid[])
    order by d.id`.execute(tx)
  return rows
}

/** Ids and days have no character that an array's text would have to quote. */
function idArray(items: readonly string[]): string {
  return `{${items.join(',')}}`
}
