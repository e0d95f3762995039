// Formulas under concurrency: no circle, no lost result, no deadlock.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { Kpi, Value } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const owner = await socle.signUp()
const board = await make.dashboard(owner)

const input = (): Promise<Kpi> => make.kpi(owner, board.id, { unit: null, aggregation: 'SUM' })
const sumOf = (kpiId: string, ...inputs: readonly string[]): Promise<Answer> => {
  const terms = inputs.map((id) => ({ kpi_id: id, coefficient: 1 }))
  return call('PUT', `/kpis/${kpiId}/formula`, { as: owner, body: { kind: 'SUM', terms, replace_values: true } })
}
const enter = (kpiId: string, period: string, value: number): Promise<Answer> =>
  call('POST', `/kpis/${kpiId}/values`, { as: owner, body: { period, value } })
const valuesOf = async (kpiId: string): Promise<ReadonlyMap<string, number>> => {
  const answer = await call('GET', `/kpis/${kpiId}/values?limit=500`, { as: owner })
  const { items } = answer.json<{ items: readonly Value[] }>()
  return new Map(items.map(({ period_label, value }) => [period_label, value]))
}
const deadlocks = async (): Promise<unknown> =>
  (await socle.asOwner('select deadlocks from pg_stat_database where datname = current_database()'))[0]?.['deadlocks']
const months = Array.from({ length: 12 }, (_, index) => `2024-${String(index + 1).padStart(2, '0')}`)

describe('formulas under concurrency', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('two inputs entered at the same moment: both are kept, the result has both, nobody is a victim', async () => {
    const [a, b, first, second] = [await input(), await input(), await input(), await input()]
    assert.equal(outcome(await sumOf(first.id, a.id, b.id)), '200')
    assert.equal(outcome(await sumOf(second.id, b.id, a.id, first.id)), '200')
    const before = await deadlocks()
    for (const month of months) {
      const answers = await Promise.all([enter(a.id, month, 1), enter(b.id, month, 10)])
      assert.deepEqual(answers.map(outcome), ['201', '201'])
    }
    assert.deepEqual(
      Array.from((await valuesOf(first.id)).values()),
      months.map(() => 11),
    )
    assert.deepEqual(
      Array.from((await valuesOf(second.id)).values()),
      months.map(() => 22),
    )
    assert.equal(await deadlocks(), before)
  })

  test('of two formulas that would close a circle together, one is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b, c, d] = [await input(), await input(), await input(), await input()]
      // b over c and d over a are there: a over b, and c over d, close the circle between them
      assert.equal(outcome(await sumOf(b.id, c.id)), '200')
      assert.equal(outcome(await sumOf(d.id, a.id)), '200')
      const answers = await Promise.all([sumOf(a.id, b.id), sumOf(c.id, d.id)])
      assert.deepEqual(answers.map(outcome).toSorted(), ['200', '422 FORMULA_CYCLE'])
    }
  })

  test('a formula written while its inputs are entered misses none of them', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, sum, top] = [await input(), await input(), await input()]
      const answers = await Promise.all([
        ...months.map((month, index) => enter(a.id, month, index)),
        sumOf(sum.id, a.id),
        sumOf(top.id, sum.id),
      ])
      assert.deepEqual(new Set(answers.map(outcome)), new Set(['200', '201']))
      const entered = await valuesOf(a.id)
      assert.equal(entered.size, 12)
      assert.deepEqual(await valuesOf(sum.id), entered)
      assert.deepEqual(await valuesOf(top.id), entered)
    }
  })

  test('an input deleted while a formula over it is written: one of the two is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, sum] = [await input(), await input()]
      const [written, deleted] = await Promise.all([
        sumOf(sum.id, a.id),
        call('DELETE', `/kpis/${a.id}`, { as: owner }),
      ])
      const seen = `${outcome(written)}, ${outcome(deleted)}`
      assert.ok(['200, 409 KPI_IS_INPUT', '422 UNKNOWN_KPI, 204'].includes(seen), seen)
    }
  })

  test('an entry meets the formula that makes its KPI a computed one: it comes before, or is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, sum] = [await input(), await input()]
      assert.equal(outcome(await enter(a.id, '2024-01', 7)), '201')
      const [entered, written] = await Promise.all([enter(sum.id, '2024-02', 1), sumOf(sum.id, a.id)])
      assert.equal(outcome(written), '200')
      assert.ok(['201', '422 KPI_IS_COMPUTED'].includes(outcome(entered)))
      assert.deepEqual(Array.from(await valuesOf(sum.id)), [['2024-01', 7]])
    }
  })
})
