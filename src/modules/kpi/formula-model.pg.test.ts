// Random formulas and random writes against a plain model: what is stored equals what the model computes, no more, no less.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { Value } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const owner = await socle.signUp()

const monthlyCount = 3
const quarterlyCount = 3
const months = ['2024-01', '2024-02', '2024-03', '2024-04', '2024-05', '2024-06'] as const
const quarters = ['2024-T1', '2024-T2'] as const

interface Term {
  readonly input: number
  readonly coefficient: number
}

type Act =
  | { readonly kind: 'formula'; readonly kpi: number; readonly over: readonly Term[]; readonly under: readonly Term[] }
  | { readonly kind: 'write'; readonly kpi: number; readonly month: number; readonly value: number | null }

const kpiCount = monthlyCount + quarterlyCount
const term = fc.record({ input: fc.nat(kpiCount - 1), coefficient: fc.constantFrom(-2, -0.5, 1, 1, 3) })
const terms = fc.array(term, { minLength: 1, maxLength: 3 })
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('formula' as const),
      kpi: fc.nat(kpiCount - 1),
      over: terms,
      under: fc.oneof(fc.constant([]), terms),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      kpi: fc.nat(monthlyCount - 1),
      month: fc.nat(months.length - 1),
      value: fc.option(
        fc.integer({ min: -500, max: 500 }).map((number) => number / 4),
        { nil: null, freq: 4 },
      ),
    }),
  },
)

/** A model in fractions of bigints: millionths over a divisor. */
interface Ratio {
  readonly over: bigint
  readonly under: bigint
}

class Model {
  readonly formulas = new Map<number, Act & { kind: 'formula' }>()
  /** By KPI and month or quarter. */
  readonly entered = new Map<string, bigint>()

  isCyclic(kpi: number, inputs: readonly number[]): boolean {
    return inputs.some((input) => input === kpi || this.isCyclic(kpi, this.inputsOf(input)))
  }

  inputsOf(kpi: number): readonly number[] {
    const formula = this.formulas.get(kpi)
    return formula === undefined ? [] : [...formula.over, ...formula.under].map(({ input }) => input)
  }

  /** The value of a KPI for one of its own periods. */
  value(kpi: number, period: string): bigint | null {
    const formula = this.formulas.get(kpi)
    if (formula === undefined) return this.entered.get(`${kpi} ${period}`) ?? null
    const over = this.sum(formula.over, kpi, period)
    if (formula.under.length === 0) return over === null ? null : roundHalfAway(over.over, over.under)
    const under = this.sum(formula.under, kpi, period)
    if (over === null || under === null || under.over === 0n) return null
    const sign = under.over < 0n ? -1n : 1n
    return roundHalfAway(over.over * under.under * 1_000_000n * sign, over.under * under.over * sign)
  }

  private sum(terms: readonly Term[], kpi: number, period: string): Ratio | null {
    let total = 0n
    for (const { input, coefficient } of terms) {
      const value = this.whole(input, kpi, period)
      if (value === null) return null
      total += value * BigInt(coefficient * 2)
    }
    return { over: total, under: 2n }
  }

  /** Months add up to quarters; a month has no quarter's value. */
  private whole(input: number, kpi: number, period: string): bigint | null {
    if (isMonthly(input) === isMonthly(kpi)) return this.value(input, period)
    const first = (Number(period.at(-1)) - 1) * 3
    let total = 0n
    for (const month of months.slice(first, first + 3)) {
      const value = this.value(input, month)
      if (value === null) return null
      total += value
    }
    return total
  }
}

function isMonthly(kpi: number): boolean {
  return kpi < monthlyCount + 1
}

function roundHalfAway(over: bigint, under: bigint): bigint {
  const size = over < 0n ? -over : over
  const rounded = (2n * size + under) / (2n * under)
  return over < 0n ? -rounded : rounded
}

describe('formulas against a model', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('after any formulas and writes the stored results are those of the model, and no circle was accepted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 24 }), async (acts) => {
        const board = await make.dashboard(owner)
        const ids: string[] = []
        for (let kpi = 0; kpi < kpiCount; kpi += 1) {
          const frequency = isMonthly(kpi) ? 'MONTHLY' : 'QUARTERLY'
          ids.push((await make.kpi(owner, board.id, { frequency, aggregation: 'SUM', unit: null })).id)
        }
        const model = new Model()
        for (const one of acts) await play(one, model, ids)
        for (const [kpi, id] of ids.entries()) {
          const expected = (isMonthly(kpi) ? months : quarters).flatMap((period) => {
            const value = model.value(kpi, period)
            return value === null ? [] : [[period, Number(value) / 1e6]]
          })
          const stored = await call('GET', `/kpis/${id}/values`, { as: owner })
          const { items } = stored.json<{ items: readonly Value[] }>()
          assert.deepEqual(
            items.map(({ period_label, value }) => [period_label, value]),
            expected,
          )
        }
      }),
      { numRuns: 12, seed: 20_261_121 },
    )
  })

  test('sums and ratios rolled up agree with SQL that knows nothing of the code', async () => {
    const board = await make.dashboard(owner)
    const daily = await make.kpi(owner, board.id, { frequency: 'DAILY', aggregation: 'SUM', unit: null })
    const other = await make.kpi(owner, board.id, { frequency: 'MONTHLY', aggregation: 'SUM', unit: null })
    const yearly = await make.kpi(owner, board.id, { frequency: 'QUARTERLY', unit: null })
    const rows = Array.from({ length: 91 + 50 }, (_, index) => {
      const day = new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10)
      return { kpi_id: daily.id, period: day, value: ((index * 7919) % 1000) / 8 }
    })
    const monthly = ['2024-01', '2024-02', '2024-03', '2024-04'].map((period, index) => ({
      kpi_id: other.id,
      period,
      value: index + 7,
    }))
    const body = {
      kind: 'RATIO_OF_SUMS',
      numerator: [{ kpi_id: daily.id, coefficient: 1 }],
      denominator: [{ kpi_id: other.id, coefficient: 3 }],
      factor: 100,
    }
    assert.equal(outcome(await call('PUT', `/kpis/${yearly.id}/formula`, { as: owner, body })), '200')
    const job = await call('POST', '/imports/kpi-values', { as: owner, body: { rows: [...rows, ...monthly] } })
    assert.equal(job.json<{ status: string }>().status, 'SUCCESS', job.body)
    const independent = await socle.asOwner(
      `select q.label, round(d.total / (m.total * 3) * 100, 6)::float8 as value
       from (values ('2024-T1', date '2024-01-01', 91, 3), ('2024-T2', date '2024-04-01', 91, 3)) as q(label, start, days, months)
       join lateral (select sum(value) as total, count(*) as n from kpi.value where kpi_id = $1
         and period_start >= q.start and period_start < q.start + interval '3 months') d on d.n = q.days
       join lateral (select sum(value) as total, count(*) as n from kpi.value where kpi_id = $2
         and period_start >= q.start and period_start < q.start + interval '3 months') m on m.n = q.months
       order by q.label`,
      [daily.id, other.id],
    )
    const stored = await call('GET', `/kpis/${yearly.id}/values`, { as: owner })
    const { items } = stored.json<{ items: readonly Value[] }>()
    assert.equal(items.length, 1)
    assert.deepEqual(
      items.map(({ period_label, value }) => ({ label: period_label, value })),
      independent,
    )
  })
})

/** One act on both sides: refused by both or done by both. */
async function play(one: Act, model: Model, ids: readonly string[]): Promise<void> {
  if (one.kind === 'formula') {
    const isNested = [...one.over, ...one.under].every(({ input }) => isMonthly(input) || !isMonthly(one.kpi))
    const isCyclic = model.isCyclic(
      one.kpi,
      [...one.over, ...one.under].map(({ input }) => input),
    )
    const expected = !isNested ? '422 FREQUENCY_NOT_NESTED' : isCyclic ? '422 FORMULA_CYCLE' : '200'
    const wire = (list: readonly Term[]) => list.map(({ input, coefficient }) => ({ kpi_id: ids[input], coefficient }))
    const body =
      one.under.length === 0
        ? { kind: 'SUM', terms: wire(one.over), replace_values: true }
        : { kind: 'RATIO_OF_SUMS', numerator: wire(one.over), denominator: wire(one.under), replace_values: true }
    const answer = await call('PUT', `/kpis/${ids[one.kpi]}/formula`, { as: owner, body })
    assert.equal(outcome(answer), expected, answer.body)
    if (expected === '200') model.formulas.set(one.kpi, one)
    return
  }
  const month = months[one.month] ?? months[0]
  const key = `${one.kpi} ${month}`
  const isComputed = model.formulas.has(one.kpi)
  const found = await call('GET', `/kpis/${ids[one.kpi]}/values`, { as: owner })
  const existing = found.json<{ items: readonly Value[] }>().items.find(({ period_label }) => period_label === month)
  if (one.value === null && existing === undefined) return
  const answer =
    one.value === null
      ? await call('DELETE', `/values/${existing?.id}`, { as: owner })
      : existing === undefined
        ? await call('POST', `/kpis/${ids[one.kpi]}/values`, { as: owner, body: { period: month, value: one.value } })
        : await call('PATCH', `/values/${existing.id}`, { as: owner, body: { value: one.value } })
  if (isComputed) return assert.equal(outcome(answer), '422 KPI_IS_COMPUTED')
  assert.ok(answer.statusCode < 300, answer.body)
  if (one.value === null) model.entered.delete(key)
  else model.entered.set(key, BigInt(one.value * 1e6))
}
