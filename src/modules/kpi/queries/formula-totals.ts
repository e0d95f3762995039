// SQL of what the totals of computed KPIs are made from: their inputs, put together within each of their periods.
import { sql } from 'kysely'
import type { Tx } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { InputPart, TotalBasis } from '../rules/formula-total.ts'
import type { FormulaKind } from '../rules/formula.ts'
import type { Frequency } from '../rules/period.ts'
import { type TermRow, toFormula } from './formulas.ts'

export interface TotalRequest {
  readonly kpi_ids: readonly string[]
  /** Both are for the first days of periods, included; null: no bound. */
  readonly from: Day | null
  readonly to: Day | null
  /** The newest periods of each KPI. */
  readonly limit: number
}

interface BasisRow extends TermRow {
  readonly kpi_id: string
  readonly kpi_frequency: Frequency
  readonly kind: FormulaKind
  readonly factor: string | null
  readonly decimals: number
  /** Start of the period, total in millionths, number of values, number of those that are expected. */
  readonly parts: readonly (readonly [Day, string, number, number])[]
}

/**
 * The ratios and weighted averages among these KPIs; others have no row, and cost a look into an index. Inputs are read
 * whether or not the person sees them: who sees a result sees what its totals come to.
 */
export async function listTotalBases(
  tx: Tx,
  { kpi_ids, from, to, limit }: TotalRequest,
): Promise<ReadonlyMap<string, TotalBasis>> {
  const { rows } = await sql<BasisRow>`
    select f.kpi_id, f.frequency as kpi_frequency, f.kind, f.factor, f.decimals, t.side, t.position, t.input_id, t.coefficient,
      i.frequency, i.aggregation, coalesce(found.parts, '[]') as parts
    from kpi.formula f
    join kpi.formula_term t on t.organization_id = f.organization_id and t.kpi_id = f.kpi_id
    join kpi.kpi i on i.organization_id = t.organization_id and i.id = t.input_id
    cross join lateral (
      select json_agg(json_build_array(c.period_start, trunc(p.total * 1000000)::text, p.count, p.expected_count)) as parts
      from (
        select v.period_start, v.period_end
        from kpi.value v
        where v.organization_id = f.organization_id and v.kpi_id = f.kpi_id
          and v.period_start between coalesce(${from}::date, '-infinity') and coalesce(${to}::date, 'infinity')
        order by v.period_start desc
        limit ${limit}::int
      ) c
      cross join lateral (
        select case i.aggregation
            when 'LAST' then (array_agg(v.value::numeric order by v.period_start desc))[1]
            when 'MIN' then min(v.value)
            when 'MAX' then max(v.value)
            else sum(v.value) end as total,
          count(*) as count,
          count(*) filter (where v.frequency <> 'DAILY' or extract(isodow from v.period_start) < 6) as expected_count
        from kpi.value v
        where v.organization_id = t.organization_id and v.kpi_id = t.input_id
          and v.period_start between c.period_start and c.period_end
      ) p
      where p.count > 0
    ) found
    where f.kpi_id = any(${`{${kpi_ids.join(',')}}`}::uuid[])
      and (f.kind = 'RATIO_OF_SUMS' or f.kind = 'WEIGHTED_AVERAGE' and exists (
        select 1 from kpi.formula_term w
        where w.organization_id = f.organization_id and w.kpi_id = f.kpi_id and w.side = 'WEIGHT'))
    order by f.kpi_id, t.side, t.position`.execute(tx)
  const byKpi = Map.groupBy(rows, (row) => row.kpi_id)
  return new Map(Array.from(byKpi, ([id, terms]) => [id, toBasis(terms as [BasisRow, ...BasisRow[]])]))
}

function toBasis(terms: readonly [BasisRow, ...BasisRow[]]): TotalBasis {
  const [{ kpi_frequency: frequency, ...first }] = terms
  const inputs = terms.map(
    ({ input_id, frequency: own, aggregation, parts }) =>
      [input_id, { frequency: own, aggregation, parts: new Map(parts.map(toPart)) }] as const,
  )
  return { frequency, formula: toFormula(first, terms), inputs: new Map(inputs) }
}

function toPart([start, total, count, expected_count]: BasisRow['parts'][number]): [Day, InputPart] {
  return [start, { total: BigInt(total), count, expected_count }]
}
