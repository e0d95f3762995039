// Shortcuts for tests of formulas: one person's KPIs on one dashboard.
import assert from 'node:assert/strict'
import type { Formula, FormulaExplanation } from '../../src/modules/kpi/formula-schemas.ts'
import type { Dashboard, Kpi, Value } from '../../src/modules/kpi/schemas.ts'
import type { Answer, Person, TestSocle } from './app.ts'
import { kpiShortcuts } from './kpi.ts'

type Fields = Readonly<Record<string, unknown>>

export interface FormulaShortcuts {
  readonly put: (kpiId: string, body: unknown, as?: Person) => Promise<Answer>
  readonly set: (kpiId: string, body: unknown, as?: Person) => Promise<Formula>
  /** A monthly KPI without unit, summed over time, unless the fields say otherwise. */
  readonly input: (fields?: Fields, as?: Person, dashboardId?: string) => Promise<Kpi>
  readonly enter: (kpiId: string, period: string, value: number) => Promise<Value>
  readonly valuesOf: (kpiId: string) => Promise<readonly Value[]>
  /** Label and number of every value. */
  readonly pairs: (kpiId: string) => Promise<unknown>
  readonly explain: (kpiId: string, period: string, as?: Person) => Promise<FormulaExplanation>
}

export function formulaShortcuts(socle: TestSocle, owner: Person, board: Dashboard): FormulaShortcuts {
  const { call } = socle
  const make = kpiShortcuts(socle)
  const put: FormulaShortcuts['put'] = (kpiId, body, as = owner) => call('PUT', `/kpis/${kpiId}/formula`, { as, body })
  const read = async <T>(path: string, as: Person): Promise<T> => {
    const answer = await call('GET', path, { as })
    assert.equal(answer.statusCode, 200, answer.body)
    return answer.json<T>()
  }
  const valuesOf = async (kpiId: string): Promise<readonly Value[]> =>
    (await read<{ items: readonly Value[] }>(`/kpis/${kpiId}/values?limit=500`, owner)).items
  return {
    put,
    set: async (kpiId, body, as) => {
      const answer = await put(kpiId, body, as)
      assert.equal(answer.statusCode, 200, answer.body)
      return answer.json<Formula>()
    },
    input: (fields = {}, as = owner, dashboardId = board.id) =>
      make.kpi(as, dashboardId, { aggregation: 'SUM', unit: null, ...fields }),
    enter: (kpiId, period, value) => make.value(owner, kpiId, { period, value }),
    valuesOf,
    pairs: async (kpiId) => (await valuesOf(kpiId)).map(({ period_label, value }) => [period_label, value]),
    explain: (kpiId, period, as = owner) => read(`/kpis/${kpiId}/formula/explanation?period=${period}`, as),
  }
}

/** The plain sum of these KPIs. */
export function sumOf(...kpis: readonly Kpi[]): object {
  return { kind: 'SUM', terms: kpis.map(({ id }) => ({ kpi_id: id, coefficient: 1 })) }
}

/** French spaces as plain ones. */
export function plain(text: string): string {
  return text.replaceAll(/[\u00A0\u202F]/g, ' ')
}
