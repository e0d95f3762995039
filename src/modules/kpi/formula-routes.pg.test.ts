import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { formulaShortcuts, plain, sumOf } from '../../../test/support/formula.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { Kpi } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const board = await make.dashboard(owner)
const { put, set, input, enter, valuesOf, pairs, explain } = formulaShortcuts(socle, owner, board)

describe('formulas', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('a ratio of sums is computed for every period, judged, and follows each entry, correction and deletion', async () => {
    const [north, south, hours] = await Promise.all([
      input({ name: 'Ventes Nord', unit: '€' }),
      input({ name: 'Ventes Sud', unit: '€' }),
      input({ name: 'Heures', unit: 'h' }),
    ])
    const rate = await input({ name: 'Rendement', unit: '%' })
    await enter(north.id, '2025-01', 30)
    await enter(south.id, '2025-01', 63)
    await enter(hours.id, '2025-01', 100)
    await enter(north.id, '2025-02', 1)
    const formula = await set(rate.id, {
      kind: 'RATIO_OF_SUMS',
      numerator: [
        { kpi_id: north.id, coefficient: 1 },
        { kpi_id: south.id, coefficient: 1 },
      ],
      denominator: [{ kpi_id: hours.id, coefficient: 1 }],
      factor: 100,
    })
    assert.equal(formula.sentence, '(Ventes Nord + Ventes Sud) ÷ Heures × 100')
    assert.deepEqual(
      formula.pieces.map((piece) => piece.kpi_id),
      [null, north.id, null, south.id, null, hours.id, null],
    )
    const [first] = await valuesOf(rate.id)
    assert.deepEqual([first?.period_label, first?.value, first?.status], ['2025-01', 93, 'ORANGE'])
    assert.match(plain(first?.explanation ?? ''), /^93 % < 95 % et ≥ 90 % → orange/)
    const said = await explain(rate.id, '2025-01')
    assert.equal(plain(said.sentence), '(30 € + 63 €) ÷ 100 h × 100 = 93 %')
    assert.deepEqual(
      said.inputs.map(({ name, value }) => [name, value]),
      [
        ['Ventes Nord', 30],
        ['Ventes Sud', 63],
        ['Heures', 100],
      ],
    )
    const missing = await explain(rate.id, '2025-02')
    assert.deepEqual([missing.value, missing.reason], [null, 'INPUT_MISSING'])
    assert.equal(missing.sentence, 'Pas de résultat : il manque Ventes Sud (févr. 2025), Heures (févr. 2025).')

    const late = await enter(south.id, '2025-02', 9)
    const divisor = await enter(hours.id, '2025-02', 0)
    assert.deepEqual(await pairs(rate.id), [['2025-01', 93]])
    assert.equal((await explain(rate.id, '2025-02')).reason, 'ZERO_DENOMINATOR')
    await call('PATCH', `/values/${divisor.id}`, { as: owner, body: { value: 3 } })
    assert.deepEqual(await pairs(rate.id), [
      ['2025-01', 93],
      ['2025-02', 333.333333],
    ])
    assert.equal(outcome(await call('DELETE', `/values/${late.id}`, { as: owner })), '204')
    assert.deepEqual(await pairs(rate.id), [['2025-01', 93]])
  })

  test('what does not change is not written: no new instant, no event, no audit entry', async () => {
    const [a, b] = await Promise.all([input(), input()])
    const lowest = await input()
    await enter(a.id, '2025-01', 1)
    await enter(b.id, '2025-01', 2)
    await set(lowest.id, {
      kind: 'SUM',
      terms: [
        { kpi_id: a.id, coefficient: 2 },
        { kpi_id: b.id, coefficient: -1 },
      ],
    })
    const traces = () =>
      socle.asOwner(
        `select (select max(updated_at)::text from kpi.value where kpi_id = $1) as changed,
           (select count(*)::int from kernel.event where payload ->> 'kpi_id' = $1::text) as events,
           (select count(*)::int from kernel.audit_entry where entity_id = $1) as audits`,
        [lowest.id],
      )
    const [value] = await valuesOf(lowest.id)
    assert.equal(value?.value, 0)
    const before = await traces()
    await enter(a.id, '2025-02', 5)
    const [touched] = await valuesOf(a.id)
    await call('PATCH', `/values/${touched?.id}`, { as: owner, body: { comment: 'Vu.' } })
    await set(lowest.id, {
      kind: 'SUM',
      terms: [
        { kpi_id: a.id, coefficient: 2 },
        { kpi_id: b.id, coefficient: -1 },
      ],
    })
    assert.deepEqual(await traces(), before)
    await call('PATCH', `/values/${touched?.id}`, { as: owner, body: { value: 4 } })
    const [corrected] = await valuesOf(lowest.id)
    assert.deepEqual([corrected?.id, corrected?.value], [value?.id, 6])
    assert.notDeepEqual(await traces(), before)
  })

  test('finer inputs are rolled up by their own aggregation, only when whole', async () => {
    const months = ['2025-01', '2025-02', '2025-03']
    const aggregations = ['SUM', 'AVERAGE', 'LAST', 'MIN', 'MAX'] as const
    const expected = { SUM: 7, AVERAGE: 2.333333, LAST: 4, MIN: 1, MAX: 4 }
    for (const aggregation of aggregations) {
      const monthly = await input({ aggregation, name: `Mois ${aggregation}` })
      const quarterly = await input({ frequency: 'QUARTERLY' })
      await set(quarterly.id, sumOf(monthly))
      await enter(monthly.id, '2025-01', 1)
      await enter(monthly.id, '2025-02', 2)
      assert.deepEqual(await pairs(quarterly.id), [], aggregation)
      await enter(monthly.id, '2025-03', 4)
      assert.deepEqual(await pairs(quarterly.id), [['2025-T1', expected[aggregation]]], aggregation)
      const { inputs } = await explain(quarterly.id, '2025-T1')
      assert.deepEqual(
        inputs[0]?.parts.map((part) => part.period_label),
        months,
      )
      if (aggregation === 'AVERAGE')
        assert.equal(plain(inputs[0]?.sentence ?? ''), 'Mois AVERAGE : moyenne de 3 mois (1 ; 2 ; 4) ≈ 2,333333')
      if (aggregation === 'SUM') {
        const change = { aggregation: 'MAX' }
        assert.equal(outcome(await call('PATCH', `/kpis/${monthly.id}`, { as: owner, body: change })), '200')
        assert.deepEqual(await pairs(quarterly.id), [['2025-T1', 4]])
      }
    }
  })

  test('an average is weighed by constants or by other KPIs, and chains follow to their end', async () => {
    const [a, b, size] = await Promise.all([input({ name: 'A' }), input({ name: 'B' }), input({ name: 'Effectif B' })])
    const [mean, twice] = [await input({ name: 'Moyenne' }), await input()]
    const formula = await set(mean.id, {
      kind: 'WEIGHTED_AVERAGE',
      terms: [
        { kpi_id: a.id, weight: 2 },
        { kpi_id: b.id, weight_kpi_id: size.id },
      ],
    })
    assert.equal(formula.sentence, 'Moyenne de A (poids : 2), B (poids : Effectif B)')
    await set(twice.id, { kind: 'SUM', terms: [{ kpi_id: mean.id, coefficient: 2 }] })
    await enter(a.id, '2025-01', 10)
    await enter(b.id, '2025-01', 20)
    assert.deepEqual(await pairs(twice.id), [])
    await enter(size.id, '2025-01', 1)
    assert.deepEqual(await pairs(mean.id), [['2025-01', 13.333333]])
    assert.deepEqual(await pairs(twice.id), [['2025-01', 26.666666]])
  })

  test('a result of more than 15 digits is missing, and says so', async () => {
    const [a, sum] = [await input(), await input()]
    await set(sum.id, { kind: 'SUM', terms: [{ kpi_id: a.id, coefficient: 0.333333 }] })
    await enter(a.id, '2025-01', 123_456_789_012_345)
    assert.deepEqual(await pairs(sum.id), [])
    assert.equal((await explain(sum.id, '2025-01')).reason, 'TOO_MANY_DIGITS')
  })

  test('a computed KPI takes no entry, correction, deletion or import', async () => {
    const [a, sum] = [await input(), await input({ code: 'CALCULE' })]
    await set(sum.id, sumOf(a))
    await enter(a.id, '2025-01', 1)
    const [value] = await valuesOf(sum.id)
    assert.deepEqual(
      [
        outcome(await call('POST', `/kpis/${sum.id}/values`, { as: owner, body: { period: '2025-02', value: 1 } })),
        outcome(await call('PATCH', `/values/${value?.id}`, { as: owner, body: { value: 2 } })),
        outcome(await call('DELETE', `/values/${value?.id}`, { as: owner })),
      ],
      ['422 KPI_IS_COMPUTED', '422 KPI_IS_COMPUTED', '422 KPI_IS_COMPUTED'],
    )
    const rows = [{ kpi: 'CALCULE', period: '2025-02', value: 1 }]
    const job = await call('POST', '/imports/kpi-values', {
      as: owner,
      body: { rows },
      headers: { 'idempotency-key': randomUUID() },
    })
    assert.equal(job.json<{ errors: readonly { code: string }[] }>().errors[0]?.code, 'KPI_IS_COMPUTED', job.body)
    const kpi = (await call('GET', `/kpis/${sum.id}`, { as: owner })).json<Kpi>()
    assert.deepEqual([kpi.is_computed, kpi.can_enter, kpi.can_edit, kpi.missing_since], [true, false, true, null])
  })

  test('an import into inputs computes what depends on them', async () => {
    const [a, b, sum] = [await input({ code: 'IMP-A' }), await input({ code: 'IMP-B' }), await input()]
    await set(sum.id, sumOf(a, b))
    const rows = ['IMP-A', 'IMP-B'].flatMap((kpi) =>
      ['2025-01', '2025-02'].map((period) => ({ kpi, period, value: 3 })),
    )
    const job = await call('POST', '/imports/kpi-values', {
      as: owner,
      body: { rows },
      headers: { 'idempotency-key': randomUUID() },
    })
    assert.equal(job.json<{ status: string }>().status, 'SUCCESS', job.body)
    assert.deepEqual(await pairs(sum.id), [
      ['2025-01', 6],
      ['2025-02', 6],
    ])
  })

  test('entered values are given up only when that is said; a formula taken away leaves what it computed', async () => {
    const [a, sum] = [await input(), await input()]
    await enter(a.id, '2025-01', 5)
    await enter(sum.id, '2025-01', 1)
    await enter(sum.id, '2025-02', 2)
    const refused = await put(sum.id, sumOf(a))
    assert.deepEqual([outcome(refused), refused.json<{ value_count: number }>().value_count], ['409 KPI_HAS_VALUES', 2])
    await set(sum.id, { ...sumOf(a), replace_values: true })
    assert.deepEqual(await pairs(sum.id), [['2025-01', 5]])
    const [entry] = await socle.asOwner(
      `select summary from kernel.audit_entry where entity_id = $1 and action = 'formula.replaced'`,
      [sum.id],
    )
    assert.match(String(entry?.['summary']), /2 valeurs/)
    assert.equal(outcome(await call('DELETE', `/kpis/${sum.id}/formula`, { as: owner })), '204')
    assert.equal(outcome(await call('GET', `/kpis/${sum.id}/formula`, { as: owner })), '404 NOT_FOUND')
    assert.equal(outcome(await call('DELETE', `/kpis/${sum.id}/formula`, { as: owner })), '404 NOT_FOUND')
    await enter(sum.id, '2025-03', 9)
    assert.deepEqual(await pairs(sum.id), [
      ['2025-01', 5],
      ['2025-03', 9],
    ])
  })

  test('a changed formula computes all periods again', async () => {
    const [a, sum, after] = [await input(), await input(), await input()]
    await set(sum.id, sumOf(a))
    await set(after.id, sumOf(sum))
    await enter(a.id, '2025-01', 1)
    await enter(a.id, '2025-02', 2)
    await set(sum.id, { kind: 'SUM', terms: [{ kpi_id: a.id, coefficient: 10 }] })
    for (const { id } of [sum, after])
      assert.deepEqual(await pairs(id), [
        ['2025-01', 10],
        ['2025-02', 20],
      ])
  })
})
