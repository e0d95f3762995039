import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  checkTemplateFormulas,
  checkWantedInputs,
  inputKeysOf,
  templateFormulaSentence,
  toFormulaInput,
} from './template-formula.ts'
import type { FormulaKpi, TemplateFormulaInput } from './template-formula.ts'

const kpi = (key: string, formula?: TemplateFormulaInput, fields: Partial<FormulaKpi> = {}): FormulaKpi => ({
  key,
  name: key.toUpperCase(),
  unit: null,
  frequency: 'MONTHLY',
  ...fields,
  formula,
})
const sum = (...keys: readonly string[]): TemplateFormulaInput => ({ kind: 'SUM', terms: keys.map((key) => ({ key })) })

function faultsOf(kpis: readonly FormulaKpi[]): readonly string[] {
  return checkTemplateFormulas(kpis, '/kpis').map(({ pointer, code }) => `${pointer} ${code}`)
}

test('a formula over KPIs of the template is accepted, also over computed ones and before its inputs', () => {
  const ratio: TemplateFormulaInput = {
    kind: 'RATIO_OF_SUMS',
    numerator: [{ key: 'b', coefficient: -2 }],
    denominator: [{ key: 'c' }],
    factor: 100,
    decimals: 1,
  }
  const average: TemplateFormulaInput = {
    kind: 'WEIGHTED_AVERAGE',
    terms: [
      { key: 'a', weight: 2 },
      { key: 'b', weight_key: 'c' },
    ],
  }
  assert.deepEqual(faultsOf([kpi('a', ratio), kpi('b', sum('c', 'd')), kpi('c'), kpi('d'), kpi('e', average)]), [])
})

test('what is wrong is told at its place, in the words of templates', () => {
  const cases: readonly (readonly [TemplateFormulaInput, Partial<FormulaKpi>, string])[] = [
    [sum('b', 'x'), {}, '/kpis/0/formula/terms/1/key UNKNOWN_TEMPLATE_KPI'],
    [
      { kind: 'WEIGHTED_AVERAGE', terms: [{ key: 'b', weight_key: 'x' }] },
      {},
      '/kpis/0/formula/terms/0/weight_key UNKNOWN_TEMPLATE_KPI',
    ],
    [sum('b', 'euro'), {}, '/kpis/0/formula/terms/1/key UNIT_MISMATCH'],
    [sum('week'), {}, '/kpis/0/formula/terms/0/key FREQUENCY_NOT_NESTED'],
    [sum('b'), { frequency: 'DAILY' }, '/kpis/0/formula/terms/0/key FREQUENCY_NOT_NESTED'],
    [{ kind: 'SUM' }, {}, '/kpis/0/formula/terms REQUIRED'],
    [{ ...sum('b'), factor: 2 }, {}, '/kpis/0/formula/factor UNKNOWN_FIELD'],
    [{ kind: 'SUM', terms: [{ key: 'b', weight_key: 'b' }] }, {}, '/kpis/0/formula/terms/0/weight_key UNKNOWN_FIELD'],
    [
      { kind: 'SUM', terms: [{ key: 'b', coefficient: 0.1234567 }] },
      {},
      '/kpis/0/formula/terms/0/coefficient VALUE_PRECISION',
    ],
    [{ kind: 'SUM', terms: [{ key: 'b', coefficient: 0 }] }, {}, '/kpis/0/formula/terms/0/coefficient VALUE_INVALID'],
  ]
  const others = [
    kpi('b'),
    kpi('euro', undefined, { unit: '€' }),
    kpi('week', undefined, { frequency: 'WEEKLY' as const }),
  ]
  for (const [formula, fields, expected] of cases) {
    assert.deepEqual(faultsOf([kpi('a', formula, fields), ...others]), [expected])
  }
  const [misplaced] = checkTemplateFormulas(
    [kpi('a', { kind: 'SUM', terms: [{ key: 'b', weight_key: 'b' }] }), kpi('b')],
    '/kpis',
  )
  assert.equal(misplaced?.detail, '/terms/0/weight_key n’a pas de place dans ce calcul.')
})

test('a circle is told once, by names; a KPI is no input of its own', () => {
  const knot = [kpi('a', sum('b')), kpi('b', sum('c')), kpi('c', sum('a')), kpi('d', sum('d')), kpi('e', sum('a'))]
  assert.deepEqual(
    checkTemplateFormulas(knot, '/kpis').map(({ pointer, detail }) => `${pointer} ${detail}`),
    [
      '/kpis/0/formula Ce calcul tournerait en rond : A → B → C → A.',
      '/kpis/3/formula Ce calcul tournerait en rond : D → D.',
    ],
  )
})

test('a hundred KPIs that all depend on all others are told in sentences that share no KPI', () => {
  const keys = Array.from({ length: 100 }, (_, index) => `k${index}`)
  const faults = checkTemplateFormulas(
    keys.map((key) => kpi(key, sum(...keys.slice(0, 50).filter((other) => other !== key)))),
    '/kpis',
  )
  assert.deepEqual(
    faults.map(({ code, detail }) => [code, detail.split(' → ').length]),
    Array.from({ length: 25 }, () => ['FORMULA_CYCLE', 3]),
  )
})

test('a wanted computed KPI takes its inputs with it, all of them', () => {
  const kpis = [kpi('rate', sum('a', 'b')), kpi('a', sum('c')), kpi('b'), kpi('c')]
  const faults = (wanted?: readonly string[]): readonly string[] =>
    checkWantedInputs(kpis, wanted).map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`)
  assert.deepEqual(faults(), [])
  assert.deepEqual(faults(['b', 'c']), [])
  assert.deepEqual(faults(['rate', 'a', 'b', 'c']), [])
  assert.deepEqual(faults(['b', 'rate', 'c']), [
    '/kpis/1 TEMPLATE_INPUT_MISSING Pour calculer « RATE », choisissez aussi : « A ».',
  ])
  assert.deepEqual(
    checkWantedInputs(kpis, ['rate', 'a']).map(({ pointer }) => pointer),
    ['/kpis/0', '/kpis/1'],
  )
})

test('a formula is said with the names of the template, and becomes the body of a formula over what was made', () => {
  const formula: TemplateFormulaInput = {
    kind: 'RATIO_OF_SUMS',
    numerator: [{ key: 'a' }, { key: 'b', coefficient: 0.5 }],
    denominator: [{ key: 'c' }],
    factor: 100,
  }
  const kpis = [kpi('rate', formula), kpi('a'), kpi('b'), kpi('c')]
  assert.equal(templateFormulaSentence(formula, kpis), '(A + 0,5 × B) ÷ C × 100')
  assert.equal(templateFormulaSentence({ kind: 'SUM' }, kpis), null)
  assert.deepEqual(inputKeysOf(formula), ['a', 'b', 'c'])
  const body = toFormulaInput(
    { kind: 'WEIGHTED_AVERAGE', terms: [{ key: 'a', weight_key: 'b' }] },
    (key) => `id-${key}`,
  )
  assert.deepEqual(body.terms, [{ kpi_id: 'id-a', weight_kpi_id: 'id-b' }])
})
