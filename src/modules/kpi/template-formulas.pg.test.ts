// Formulas travel with templates: in both directions, whole or not at all, and nothing is lost in silence.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { Formula } from './formula-schemas.ts'
import type { Dashboard, Kpi, Value } from './schemas.ts'
import type { Template, TemplateFormula, TemplateKpi } from './structure-schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const other = await socle.addUser(admin)

const plain = (key: string, fields: Partial<TemplateKpi> = {}): TemplateKpi => ({
  key,
  name: key.toUpperCase(),
  frequency: 'MONTHLY',
  direction: 'UP_IS_BETTER',
  aggregation: 'SUM',
  ...fields,
})
const sumOf = (...keys: readonly string[]): TemplateFormula => ({ kind: 'SUM', terms: keys.map((key) => ({ key })) })
const templateOf = (...kpis: readonly TemplateKpi[]): Template => ({
  id: 'atelier',
  version: 1,
  licence: null,
  trade: '',
  title: 'Atelier',
  summary: '',
  kpis: [...kpis],
})
const rate: TemplateFormula = {
  kind: 'RATIO_OF_SUMS',
  numerator: [{ key: 'bad' }],
  denominator: [{ key: 'made' }],
  factor: 100,
  decimals: 1,
}
const workshop = templateOf(plain('rate', { unit: '%', formula: rate }), plain('bad'), plain('made'))

const bring = (template: unknown, fields: object = {}): Promise<Answer> =>
  call('POST', '/templates/dashboards', { as: owner, body: { template, ...fields } })

async function brought(template: unknown): Promise<string> {
  const answer = await bring(template)
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<Dashboard>().id
}

async function exported(dashboardId: string, as: Person = owner): Promise<Template> {
  const answer = await call('GET', `/dashboards/${dashboardId}/template`, { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<Template>()
}

async function kpisOf(dashboardId: string): Promise<readonly Kpi[]> {
  const answer = await call('GET', `/dashboards/${dashboardId}/kpis?limit=200`, { as: owner })
  return answer.json<{ items: readonly Kpi[] }>().items
}

const define = (kpiId: string, body: object): Promise<Answer> =>
  call('PUT', `/kpis/${kpiId}/formula`, { as: owner, body })

function pointersOf(answer: Answer): readonly string[] {
  return answer
    .json<{ errors: readonly { pointer: string; code: string }[] }>()
    .errors.map(({ pointer, code }) => `${pointer} ${code}`)
}

describe('taking in', () => {
  test('a dashboard made from a template computes what the template computes', async () => {
    const [computed, bad, total] = await kpisOf(await brought(workshop))
    assert.ok(computed !== undefined && bad !== undefined && total !== undefined)
    assert.deepEqual([computed.is_computed, bad.is_computed, total.is_computed], [true, false, false])
    const formula = (await call('GET', `/kpis/${computed.id}/formula`, { as: owner })).json<Formula>()
    assert.deepEqual([formula.sentence, formula.decimals], ['BAD ÷ MADE × 100', 1])
    await make.value(owner, bad.id, { period: '2025-01', value: 1 })
    await make.value(owner, total.id, { period: '2025-01', value: 3 })
    const values = await call('GET', `/kpis/${computed.id}/values`, { as: owner })
    assert.deepEqual(
      values.json<{ items: readonly Value[] }>().items.map(({ period_label, value }) => [period_label, value]),
      [['2025-01', 33.3]],
    )
    const acts = await socle.asOwner(
      `select count(*)::int as count from kernel.audit_entry where action = 'formula.replaced' and entity_id = $1`,
      [computed.id],
    )
    assert.equal(acts[0]?.['count'], 1, 'the audit knows where the calculation comes from')
  })

  test('of some KPIs only: a computed one comes with its inputs or not at all', async () => {
    const before = await countDashboards()
    const refused = await bring(workshop, { kpis: ['made', 'rate'] })
    assert.equal(outcome(refused), '422 TEMPLATE_INPUT_MISSING')
    assert.deepEqual(pointersOf(refused), ['/kpis/1 TEMPLATE_INPUT_MISSING'])
    assert.match(refused.body, /Pour calculer « RATE », choisissez aussi : « BAD »\./)
    assert.equal(await countDashboards(), before)
    assert.equal((await bring(workshop, { kpis: ['bad', 'made'] })).statusCode, 201)
    assert.equal((await bring(workshop, { kpis: ['bad', 'rate', 'made'] })).statusCode, 201)
  })

  test('a hostile template is refused with what is wrong and where, and nothing is written', async () => {
    const before = await countDashboards()
    const computed = (formula: unknown, fields: Partial<TemplateKpi> = {}): unknown =>
      templateOf(plain('a'), plain('b'), plain('c', { ...fields, formula: formula as TemplateFormula }))
    const at = '/template/kpis/2/formula'
    const cases: readonly (readonly [unknown, string])[] = [
      [computed(sumOf('a', 'x')), `${at}/terms/1/key UNKNOWN_TEMPLATE_KPI`],
      [computed(sumOf('a', 'c')), `${at} FORMULA_CYCLE`],
      [computed(sumOf('a'), { frequency: 'WEEKLY' }), `${at}/terms/0/key FREQUENCY_NOT_NESTED`],
      [computed({ kind: 'PRODUCT', terms: [{ key: 'a' }] }), `${at}/kind VALUE_INVALID`],
      [computed({ kind: 'SUM' }), `${at}/terms REQUIRED`],
      [computed({ kind: 'SUM', terms: [] }), `${at}/terms VALUE_INVALID`],
      [computed({ kind: 'SUM', terms: Array.from({ length: 51 }, () => ({ key: 'a' })) }), `${at}/terms VALUE_INVALID`],
      [computed({ kind: 'SUM', terms: [{ key: 'a', kpi_id: 'a' }] }), `${at}/terms/0/kpi_id UNKNOWN_FIELD`],
      [computed({ kind: 'SUM', terms: [{ key: 'A a' }] }), `${at}/terms/0/key VALUE_INVALID`],
      [computed({ ...sumOf('a'), replace_values: true }), `${at}/replace_values UNKNOWN_FIELD`],
      [computed({ ...sumOf('a'), decimals: 7 }), `${at}/decimals VALUE_INVALID`],
      [computed({ ...sumOf('a'), factor: 2 }), `${at}/factor UNKNOWN_FIELD`],
      [
        computed({ kind: 'SUM', terms: [{ key: 'a', coefficient: 0.1234567 }] }),
        `${at}/terms/0/coefficient VALUE_PRECISION`,
      ],
      [computed({ kind: 'WEIGHTED_AVERAGE', terms: [{ key: 'a', weight: -1 }] }), `${at}/terms/0/weight VALUE_INVALID`],
      [
        computed({ kind: 'WEIGHTED_AVERAGE', terms: [{ key: 'a', weight_key: 'zz' }] }),
        `${at}/terms/0/weight_key UNKNOWN_TEMPLATE_KPI`,
      ],
      [
        templateOf(plain('a', { unit: '€' }), plain('b'), plain('c', { formula: sumOf('a', 'b') })),
        `${at}/terms/1/key UNIT_MISMATCH`,
      ],
      [
        templateOf(
          ...Array.from({ length: 100 }, (_, index) => plain(`k${index}`, { formula: sumOf(`k${(index + 1) % 100}`) })),
        ),
        '/template/kpis/0/formula FORMULA_CYCLE',
      ],
    ]
    for (const [template, expected] of cases) {
      const answer = await bring(template)
      assert.equal(answer.statusCode, 422, `${expected}: ${answer.body}`)
      assert.deepEqual(pointersOf(answer), [expected], answer.body)
    }
    const wrongEverywhere = templateOf(
      ...Array.from({ length: 100 }, (_, index) =>
        plain(`k${index}`, { formula: sumOf(...Array.from({ length: 50 }, (_one, place) => `x${place}`)) }),
      ),
    )
    assert.equal(pointersOf(await bring(wrongEverywhere)).length, 200, 'what is wrong is told, not all of it')
    assert.equal(await countDashboards(), before)
  })

  test('a hundred KPIs that each depend on fifty others are made in one go', async () => {
    const kpis = Array.from({ length: 100 }, (_, index) =>
      index === 99
        ? plain('k99')
        : plain(`k${index}`, {
            formula: sumOf(
              ...Array.from({ length: Math.min(50, 99 - index) }, (_one, place) => `k${index + place + 1}`),
            ),
          }),
    )
    const id = await brought(templateOf(...kpis))
    const made = await kpisOf(id)
    assert.deepEqual(
      made.map(({ name, is_computed }) => `${name} ${is_computed}`),
      kpis.map(({ name, formula }) => `${name} ${formula !== undefined}`),
    )
  })
})

describe('giving out', () => {
  test('a formula that stays inside travels by keys; one that does not is left, and said', async () => {
    const elsewhere = await make.kpi(owner, (await make.dashboard(owner, { visibility: 'PRIVATE' })).id, {
      name: 'Marge secrète',
    })
    const board = await make.dashboard(owner)
    const [a, b, inside, outside, unlike, over] = await Promise.all(
      ['A', 'B', 'Dedans', 'Dehors', 'Dépareillé', 'Au-dessus'].map((name) => make.kpi(owner, board.id, { name })),
    )
    assert.ok(a && b && inside && outside && unlike && over)
    const average = { kind: 'WEIGHTED_AVERAGE', terms: [{ kpi_id: a.id, weight_kpi_id: b.id }, { kpi_id: b.id }] }
    assert.equal(outcome(await define(inside.id, { ...average, decimals: 3 })), '200')
    assert.equal(outcome(await define(outside.id, { kind: 'SUM', terms: [{ kpi_id: elsewhere.id }] })), '200')
    assert.equal(outcome(await define(unlike.id, { kind: 'SUM', terms: [{ kpi_id: a.id }, { kpi_id: b.id }] })), '200')
    assert.equal(outcome(await define(over.id, { kind: 'SUM', terms: [{ kpi_id: outside.id }] })), '200')
    assert.equal(outcome(await call('PATCH', `/kpis/${a.id}`, { as: owner, body: { unit: '€' } })), '200')
    assert.equal(outcome(await call('PATCH', `/kpis/${over.id}`, { as: owner, body: { unit: '' } })), '200')
    const template = await exported(board.id, other)
    const formulas = new Map(template.kpis.map(({ name, formula }) => [name, formula]))
    assert.deepEqual(formulas.get('Au-dessus'), {
      kind: 'SUM',
      terms: [{ key: 'dehors', coefficient: 1 }],
      decimals: 6,
    })
    assert.equal(formulas.get('Dehors'), undefined)
    assert.equal(formulas.get('Dedans'), undefined)
    assert.equal(formulas.get('Dépareillé'), undefined)
    assert.deepEqual(
      new Set(template.notes),
      new Set([
        '« Dedans » est à saisir dans ce modèle : son calcul réunit des unités différentes.',
        '« Dépareillé » est à saisir dans ce modèle : son calcul réunit des unités différentes.',
        '« Dehors » est à saisir dans ce modèle : son calcul emploie des indicateurs qui n’y sont pas.',
      ]),
    )
    assert.ok(!JSON.stringify(template).includes('Marge secrète'))
    assert.ok(!JSON.stringify(template).includes(elsewhere.id))
    const again = await exported(await brought(template))
    assert.deepEqual(again.kpis, template.kpis)
    assert.equal(again.notes, undefined, 'they told of the first dashboard')
  })

  test('what is no longer followed is neither exported nor an input', async () => {
    const id = await brought(workshop)
    const [computed, bad] = await kpisOf(id)
    const stop = (kpi: Kpi | undefined) => call('PATCH', `/kpis/${kpi?.id}`, { as: owner, body: { is_active: false } })
    assert.equal(outcome(await stop(bad)), '409 KPI_IS_INPUT')
    assert.equal(outcome(await stop(computed)), '200')
    const template = await exported(id)
    assert.deepEqual(
      template.kpis.map(({ key, formula }) => [key, formula]),
      [
        ['bad', undefined],
        ['made', undefined],
      ],
    )
    assert.equal(template.notes, undefined)
    // an input out of use is refused by every act; a restored backup may hold one all the same
    assert.equal(outcome(await call('PATCH', `/kpis/${computed?.id}`, { as: owner, body: { is_active: true } })), '200')
    await socle.asOwner('update kpi.kpi set is_active = false where id = $1', [bad?.id])
    assert.deepEqual((await exported(id)).notes, [
      '« RATE » est à saisir dans ce modèle : son calcul emploie des indicateurs qui n’y sont pas.',
    ])
  })
})

const frequencies = ['MONTHLY', 'QUARTERLY', 'YEARLY'] as const
const number = fc.integer({ min: 1, max: 9_999_999 }).map((millionths) => millionths / 1e6)
const signed = fc.tuple(fc.constantFrom(-1, 1), number).map(([sign, size]) => sign * size)

/** A random formula over inputs whose periods make up its own. */
function formulaOver(keys: readonly string[]): fc.Arbitrary<TemplateFormula> {
  const key = fc.constantFrom(...keys)
  const list = fc.array(fc.record({ key, coefficient: signed }), { minLength: 1, maxLength: 4 })
  const decimals = fc.nat(6)
  const weighted = fc.oneof(fc.record({ key, weight: number }), fc.record({ key, weight_key: key }))
  return fc.oneof(
    fc.record({ kind: fc.constant('SUM' as const), terms: list, decimals }),
    fc.record({
      kind: fc.constant('RATIO_OF_SUMS' as const),
      numerator: list,
      denominator: list,
      factor: signed,
      decimals,
    }),
    fc.record({
      kind: fc.constant('WEIGHTED_AVERAGE' as const),
      terms: fc.array(weighted, { minLength: 1, maxLength: 4 }),
      decimals,
    }),
  )
}

/** KPIs in any order; each is entered, or computed from those whose number is smaller. */
const kpis: fc.Arbitrary<readonly TemplateKpi[]> = fc
  .array(fc.record({ frequency: fc.constantFrom(...frequencies), isComputed: fc.boolean(), name: fc.nat(3) }), {
    minLength: 2,
    maxLength: 9,
  })
  .chain((drafts) =>
    fc.tuple(
      ...drafts.map(({ frequency, isComputed, name }, index): fc.Arbitrary<TemplateKpi> => {
        const below = drafts.flatMap((draft, place) =>
          place < index && frequencies.indexOf(draft.frequency) <= frequencies.indexOf(frequency) ? [`k${place}`] : [],
        )
        const kpi = plain(`k${index}`, { name: `Nom ${name}`, frequency, unit: null, weight: 1 })
        return isComputed && below.length > 0
          ? formulaOver(below).map((formula) => ({ ...kpi, formula }))
          : fc.constant(kpi)
      }),
    ),
  )
  .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }))

describe('there and back', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('export then create then export gives the same template, whatever the formulas', async () => {
    await fc.assert(
      fc.asyncProperty(kpis, async (random) => {
        const first = await exported(await brought(templateOf(...random)))
        const second = await exported(await brought(first))
        assert.deepEqual(second, first)
        assert.equal(first.notes, undefined)
        const renamed = new Map(random.map(({ key }, index) => [key, first.kpis[index]?.key]))
        const expected = JSON.stringify(random.map(({ formula }) => formula ?? null)).replaceAll(
          /"k\d"/g,
          (key) => `"${renamed.get(key.slice(1, -1))}"`,
        )
        assert.deepEqual(
          first.kpis.map(({ formula }) => formula ?? null),
          JSON.parse(expected),
        )
      }),
      { numRuns: 25, seed: 20_261_121 },
    )
  })
})

async function countDashboards(): Promise<unknown> {
  return (await socle.asOwner('select count(*)::int as count from kpi.dashboard'))[0]?.['count']
}
