import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person } from '../../../test/support/app.ts'
import { formulaShortcuts, plain, sumOf } from '../../../test/support/formula.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import type { Formula } from './formula-schemas.ts'
import type { Kpi } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const board = await make.dashboard(owner)
const secretBoard = await make.dashboard(owner, { visibility: 'PRIVATE' })
const { put, set, input, enter, valuesOf, pairs, explain } = formulaShortcuts(socle, owner, board)

describe('formulas refused, hidden, copied', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('every mistake is named with its place, and nothing is written', async () => {
    const [sum, a, weekly, euro, off] = await Promise.all([
      input(),
      input({ unit: '%' }),
      input({ frequency: 'WEEKLY', unit: '%' }),
      input({ unit: '€' }),
      input({ is_active: false, unit: '%' }),
    ])
    const secret = await input({}, other, (await make.dashboard(other, { visibility: 'PRIVATE' })).id)
    const foreign = await input({}, stranger, (await make.dashboard(stranger)).id)
    const term = (id: string, fields: object = {}): object => ({ kpi_id: id, ...fields })
    const cases: readonly (readonly [object, string, string])[] = [
      [{ kind: 'SUM' }, 'REQUIRED', '/terms'],
      [{ kind: 'SUM', terms: [] }, 'VALUE_INVALID', '/terms'],
      [{ kind: 'SUM', terms: Array.from({ length: 51 }, () => term(a.id)) }, 'VALUE_INVALID', '/terms'],
      [{ kind: 'PRODUCT', terms: [term(a.id)] }, 'VALUE_INVALID', '/kind'],
      [{ kind: 'SUM', terms: [term(a.id)], factor: 2 }, 'UNKNOWN_FIELD', '/factor'],
      [{ kind: 'SUM', terms: [term(a.id, { weight: 2 })] }, 'UNKNOWN_FIELD', '/terms/0/weight'],
      [{ kind: 'SUM', terms: [term(a.id, { coefficient: 0 })] }, 'VALUE_INVALID', '/terms/0/coefficient'],
      [{ kind: 'SUM', terms: [term(a.id, { coefficient: '2' })] }, 'VALUE_INVALID', '/terms/0/coefficient'],
      [{ kind: 'SUM', terms: [term(a.id, { coefficient: 0.0000001 })] }, 'VALUE_PRECISION', '/terms/0/coefficient'],
      [{ kind: 'WEIGHTED_AVERAGE', terms: [term(a.id, { weight: -1 })] }, 'VALUE_INVALID', '/terms/0/weight'],
      [{ kind: 'RATIO_OF_SUMS', numerator: [term(a.id)] }, 'REQUIRED', '/denominator'],
      [
        { kind: 'RATIO_OF_SUMS', numerator: [term(a.id)], denominator: [term(a.id)], factor: 0 },
        'VALUE_INVALID',
        '/factor',
      ],
      [{ kind: 'SUM', terms: [term('x')] }, 'VALUE_INVALID', '/terms/0/kpi_id'],
      [{ kind: 'SUM', terms: [term(a.id), term(randomUUID())] }, 'UNKNOWN_KPI', '/terms/1/kpi_id'],
      [{ kind: 'SUM', terms: [term(secret.id)] }, 'UNKNOWN_KPI', '/terms/0/kpi_id'],
      [{ kind: 'SUM', terms: [term(foreign.id)] }, 'UNKNOWN_KPI', '/terms/0/kpi_id'],
      [
        { kind: 'WEIGHTED_AVERAGE', terms: [term(a.id, { weight_kpi_id: foreign.id })] },
        'UNKNOWN_KPI',
        '/terms/0/weight_kpi_id',
      ],
      [{ kind: 'SUM', terms: [term(weekly.id)] }, 'FREQUENCY_NOT_NESTED', '/terms/0/kpi_id'],
      [{ kind: 'SUM', terms: [term(off.id)] }, 'INACTIVE_KPI', '/terms/0/kpi_id'],
      [{ kind: 'SUM', terms: [term(a.id), term(euro.id)] }, 'UNIT_MISMATCH', '/terms/1/kpi_id'],
      [{ kind: 'SUM', terms: [term(sum.id)] }, 'FORMULA_CYCLE', ''],
    ]
    for (const [body, code, pointer] of cases) {
      for (const path of ['formula', 'formula/checks']) {
        const method = path === 'formula' ? 'PUT' : 'POST'
        const answer = await call(method, `/kpis/${sum.id}/${path}`, { as: owner, body })
        assert.equal(outcome(answer), `422 ${code}`, JSON.stringify(body).slice(0, 200))
        assert.equal(answer.json<{ errors: readonly { pointer: string }[] }>().errors[0]?.pointer, pointer)
      }
    }
    assert.equal(outcome(await call('GET', `/kpis/${sum.id}/formula`, { as: owner })), '404 NOT_FOUND')
    const ratio = { kind: 'RATIO_OF_SUMS', numerator: [term(a.id)], denominator: [term(euro.id)] }
    assert.equal(outcome(await put(sum.id, ratio)), '200')
  })

  test('a circle is refused and told by names', async () => {
    const [a, b, c] = [await input({ name: 'Alpha' }), await input({ name: 'Beta' }), await input({ name: 'Gamma' })]
    await set(b.id, sumOf(a))
    await set(c.id, sumOf(b))
    const answer = await put(a.id, sumOf(c))
    assert.equal(outcome(answer), '422 FORMULA_CYCLE')
    assert.match(answer.body, /Alpha → Gamma → Beta → Alpha/)
  })

  test('an input is neither deleted nor put out of use, alone or with its dashboard; nor does its frequency change', async () => {
    const sideBoard = await make.dashboard(owner)
    const a = await input({ name: 'Source' }, owner, sideBoard.id)
    const within = await input({}, owner, sideBoard.id)
    const sum = await input({ name: 'Résultat' })
    await set(within.id, sumOf(a))
    await set(sum.id, sumOf(a))
    const refused = await call('DELETE', `/kpis/${a.id}`, { as: owner })
    assert.equal(outcome(refused), '409 KPI_IS_INPUT')
    assert.equal(refused.json<{ dependents: readonly unknown[] }>().dependents.length, 2)
    const outcomes = [
      await call('PATCH', `/kpis/${a.id}`, { as: owner, body: { is_active: false } }),
      await call('DELETE', `/dashboards/${sideBoard.id}`, { as: owner }),
      await call('PATCH', `/kpis/${a.id}`, { as: owner, body: { frequency: 'YEARLY' } }),
      await call('PATCH', `/kpis/${sum.id}`, { as: owner, body: { frequency: 'YEARLY' } }),
    ].map(outcome)
    assert.deepEqual(outcomes, ['409 KPI_IS_INPUT', '409 KPI_IS_INPUT', '409 FREQUENCY_LOCKED', '409 FREQUENCY_LOCKED'])
    assert.match((await call('DELETE', `/dashboards/${sideBoard.id}`, { as: owner })).body, /Résultat/)
    assert.equal(outcome(await call('DELETE', `/kpis/${sum.id}`, { as: owner })), '204')
    assert.equal(outcome(await call('DELETE', `/dashboards/${sideBoard.id}`, { as: owner })), '204')
  })

  test('who sees the result but not an input gets the value, never the name, the id or the number of the input', async () => {
    const secret = await input({ name: 'Masse salariale', unit: '€' }, owner, secretBoard.id)
    const open = await input({ name: 'Effectif' })
    const shared = await input({ name: 'Coût moyen' })
    await enter(secret.id, '2025-01', 70_421)
    await enter(open.id, '2025-01', 2)
    const body = {
      kind: 'RATIO_OF_SUMS',
      numerator: [{ kpi_id: secret.id, coefficient: 1 }],
      denominator: [{ kpi_id: open.id, coefficient: 1 }],
      factor: 1,
    }
    await set(shared.id, body)
    const formula = await call('GET', `/kpis/${shared.id}/formula`, { as: other })
    assert.equal(formula.json<Formula>().sentence, 'indicateur non visible ÷ Effectif')
    const said = await explain(shared.id, '2025-01', other)
    assert.equal(plain(said.sentence), 'valeur non visible ÷ 2 = 35 210,5')
    const whole = formula.body + JSON.stringify(said)
    for (const hidden of [secret.id, 'Masse', '70421', '70 421']) assert.ok(!plain(whole).includes(hidden), hidden)
    const lost = await call('DELETE', `/kpis/${open.id}`, { as: owner })
    assert.match(lost.body, /Coût moyen/)
    assert.match((await explain(shared.id, '2025-02', other)).sentence, /la valeur d’un indicateur non visible/)
  })

  test('rights: the dashboard’s owner and ADMINs define, everyone who sees reads, the others see nothing', async () => {
    const [a, sum] = [await input(), await input()]
    const hidden = await input({}, owner, secretBoard.id)
    const body = sumOf(a)
    const outcomes = await Promise.all([owner, admin, other].map((as) => put(sum.id, body, as)))
    assert.deepEqual(outcomes.map(outcome), ['200', '200', '403 FORBIDDEN'])
    for (const as of [other, stranger]) assert.equal(outcome(await put(hidden.id, body, as)), '404 NOT_FOUND')
    assert.equal(outcome(await call('GET', `/kpis/${sum.id}/formula`, { as: other })), '200')
    assert.equal(outcome(await call('DELETE', `/kpis/${sum.id}/formula`, { as: other })), '403 FORBIDDEN')
    const unknown = refusal(await call('GET', `/kpis/${randomUUID()}/formula`, { as: stranger }))
    assert.deepEqual(refusal(await call('GET', `/kpis/${sum.id}/formula`, { as: stranger })), unknown)
    assert.equal(
      outcome(await call('GET', `/kpis/${sum.id}/formula/explanation?period=2025-W01`, { as: owner })),
      '422 PERIOD_FREQUENCY_MISMATCH',
    )
    assert.equal(outcome(await call('GET', `/kpis/${sum.id}/formula/explanation`, { as: owner })), '422 REQUIRED')
  })

  test('a trial says what would come out and what would be lost, and writes nothing', async () => {
    const [a, sum] = [await input({ name: 'A' }), await input()]
    await enter(a.id, '2025-01', 4)
    await enter(sum.id, '2025-06', 1)
    const answer = await call('POST', `/kpis/${sum.id}/formula/checks`, {
      as: owner,
      body: { kind: 'SUM', terms: [{ kpi_id: a.id, coefficient: -0.5 }] },
    })
    assert.deepEqual(answer.json(), {
      sentence: '−0,5 × A',
      values_lost: 1,
      evidence_lost: 0,
      computed_count: 1,
      missing_count: 0,
      latest_period_label: '2025-01',
      latest_value: -2,
    })
    assert.deepEqual(await pairs(sum.id), [['2025-06', 1]])
  })

  test('a copied dashboard computes from its own copies, and from others only where the copier sees them', async () => {
    const [place, outside] = [await make.dashboard(owner), await input({ name: 'Dehors' })]
    const secret = await input({ name: 'Caché' }, owner, secretBoard.id)
    const inner = await input({ name: 'Dedans' }, owner, place.id)
    const mixed = await input({ name: 'Mixte' }, owner, place.id)
    const hiding = await input({ name: 'Couvert' }, owner, place.id)
    const chained = await input({ name: 'Chaîne' }, owner, place.id)
    await set(mixed.id, sumOf(inner, outside))
    await set(chained.id, sumOf(mixed))
    await set(hiding.id, sumOf(secret))
    const copy = await call('POST', `/dashboards/${place.id}/copies`, { as: other, body: { title: 'Copie' } })
    assert.equal(copy.statusCode, 201, copy.body)
    const listed = await call('GET', `/dashboards/${copy.json<{ dashboard: { id: string } }>().dashboard.id}/kpis`, {
      as: other,
    })
    const kpis = new Map(listed.json<{ items: readonly Kpi[] }>().items.map((kpi) => [kpi.name, kpi]))
    assert.deepEqual(
      Array.from(kpis.values(), (kpi) => [kpi.name, kpi.is_computed]),
      [
        ['Dedans', false],
        ['Mixte', true],
        ['Couvert', false],
        ['Chaîne', true],
      ],
    )
    await enter(outside.id, '2025-01', 1)
    const innerCopy = kpis.get('Dedans')?.id ?? ''
    await make.value(other, innerCopy, { period: '2025-01', value: 2 })
    assert.deepEqual(await pairs(kpis.get('Chaîne')?.id ?? ''), [['2025-01', 3]])
    assert.deepEqual(await pairs(mixed.id), [])
  })

  test('an entry grid and a day know that a computed KPI waits for nobody', async () => {
    const place = await make.dashboard(owner)
    const [a, sum] = [await input({}, owner, place.id), await input({}, owner, place.id)]
    await set(sum.id, sumOf(a))
    const cell = { kpi_id: sum.id, period: '2025-01', value: 1 }
    const saved = await call('PUT', `/dashboards/${place.id}/grid`, { as: owner, body: { cells: [cell] } })
    assert.equal(outcome(saved), '422 KPI_IS_COMPUTED')
    const grid = await call('PUT', `/dashboards/${place.id}/grid`, {
      as: owner,
      body: { cells: [{ kpi_id: a.id, period: '2025-01', value: 8 }] },
    })
    assert.equal(outcome(grid), '200', grid.body)
    assert.deepEqual(await pairs(sum.id), [['2025-01', 8]])
    const day = await call('GET', '/my-day', { as: owner })
    assert.equal(day.statusCode, 200, day.body)
    assert.ok(day.body.includes(a.id) && !day.body.includes(sum.id))
  })

  test('a closed period keeps its computed value, whatever happens to inputs and formula, and says so', async () => {
    const [place, a] = [await make.dashboard(owner), await input()]
    const [sum, typed] = [await input({}, owner, place.id), await input({}, owner, place.id)]
    await set(sum.id, sumOf(a))
    const entered = await enter(a.id, '2025-01', 4)
    await enter(typed.id, '2025-01', 1)
    const body = { locked_through: '2025-01-31' }
    assert.equal(outcome(await call('PUT', `/dashboards/${place.id}/lock`, { as: owner, body })), '200')
    assert.equal(outcome(await call('PATCH', `/values/${entered.id}`, { as: owner, body: { value: 9 } })), '200')
    await enter(a.id, '2025-02', 5)
    await set(sum.id, { kind: 'SUM', terms: [{ kpi_id: a.id, coefficient: 2 }] })
    assert.deepEqual(await pairs(sum.id), [
      ['2025-01', 4],
      ['2025-02', 10],
    ])
    const said = await explain(sum.id, '2025-01')
    assert.deepEqual([said.value, said.stored_value, said.is_closed], [18, 4, true])
    const open = await explain(sum.id, '2025-02')
    assert.deepEqual([open.value, open.stored_value, open.is_closed], [10, 10, false])
    const refused = await put(typed.id, { ...sumOf(a), replace_values: true })
    assert.equal(outcome(refused), '409 PERIOD_LOCKED')
    assert.deepEqual(await pairs(typed.id), [['2025-01', 1]])
  })

  test('what was closed and is opened again follows its inputs, and what is computed from it does too', async () => {
    const [place, a] = [await make.dashboard(owner), await input()]
    const [sum, twice] = [await input({}, owner, place.id), await input()]
    await set(sum.id, sumOf(a))
    await set(twice.id, sumOf(sum))
    const january = await enter(a.id, '2025-01', 4)
    const lock = async (day: string | null, as: Person) => {
      const body = { locked_through: day }
      assert.equal(outcome(await call('PUT', `/dashboards/${place.id}/lock`, { as, body })), '200')
    }
    await lock('2025-02-28', owner)
    await enter(a.id, '2025-02', 1)
    await enter(a.id, '2025-03', 5)
    await call('PATCH', `/values/${january.id}`, { as: owner, body: { value: 6 } })
    assert.equal(outcome(await put(sum.id, { kind: 'SUM', terms: [{ kpi_id: a.id, coefficient: 2 }] })), '200')
    const kept = [
      ['2025-01', 4],
      ['2025-03', 10],
    ]
    assert.deepEqual([await pairs(sum.id), await pairs(twice.id)], [kept, kept])
    await lock('2025-01-31', admin)
    const partly = [['2025-01', 4], ['2025-02', 2], kept[1]]
    assert.deepEqual([await pairs(sum.id), await pairs(twice.id)], [partly, partly])
    await lock(null, admin)
    const open = [['2025-01', 12], ['2025-02', 2], kept[1]]
    assert.deepEqual([await pairs(sum.id), await pairs(twice.id)], [open, open])
  })

  test('an ADMIN judges a whole dashboard again, audited; nobody else does', async () => {
    const place = await make.dashboard(owner)
    const [one, two] = [await input({}, owner, place.id), await input({}, owner, place.id)]
    await enter(one.id, '2025-01', 96)
    await enter(two.id, '2025-01', 50)
    await call('PATCH', `/kpis/${one.id}`, { as: owner, body: { threshold_green: 99, effective_from: '2024-01-01' } })
    const again = (as: Person) => call('POST', `/dashboards/${place.id}/recomputations`, { as })
    assert.deepEqual([outcome(await again(owner)), outcome(await again(stranger))], ['403 FORBIDDEN', '404 NOT_FOUND'])
    const answer = await again(admin)
    assert.deepEqual([answer.statusCode, answer.json()], [201, { kpi_count: 2, value_count: 2, statuses_changed: 1 }])
    assert.equal((await valuesOf(one.id))[0]?.status, 'ORANGE')
    assert.equal((await again(admin)).json<{ statuses_changed: number }>().statuses_changed, 0)
    const [entry] = await socle.asOwner(
      `select after from kernel.audit_entry where entity_id = $1 and action = 'dashboard.recomputed' order by seq limit 1`,
      [place.id],
    )
    assert.equal(JSON.parse(String(entry?.['after'])).statuses_changed, 1)
  })
})
