import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ChartSpec, chartTable, derivedNumber } from '#kernel/chart/chart-spec.ts'
import type { Series, SeriesPoint } from '../analysis-schemas.ts'
import { controlChart, withAnalysis } from './analysis-chart.ts'

const point = (label: string, fields: Partial<SeriesPoint>): SeriesPoint =>
  ({ period_label: label, value: null, target: null, previous_year: null, ...fields }) as SeriesPoint
const series = {
  unit: '%',
  points: [point('2025-01', { value: 90, target: 95 }), point('2025-02', {}), point('2025-03', { value: 99 })],
  control: {
    mean: 94.5,
    lower: 80,
    upper: 98,
    sentence: 'Limites.',
    signals: [{ rule: 'N1', sentence: 'Un point hors des limites.', side: 'ABOVE', periods: ['2025-03'] }],
  },
  forecast: { points: [{ period_label: '2025-04', value: 100, low: 97, high: 103 }] },
  annotations: [],
} as unknown as Series
const base: ChartSpec = {
  title: 'T',
  description: 'D',
  labelHeader: 'P',
  labels: ['janvier', 'mars'],
  series: [{ id: 'value', name: 'V', kind: 'line', values: [90, 99], statuses: ['RED', 'GREEN'] }],
}
const names = { target: 'T', previousYear: 'Y', forecast: 'F', low: 'L', high: 'H', annotations: 'A' }

test('targets and the estimate join the values; what is to come gets its own labels, and what is empty is left out', () => {
  const spec = withAnalysis(base, series, { labels: ['2025-01', '2025-03'], nameOf: (label) => `<${label}>`, names })
  assert.deepEqual(spec.labels, ['janvier', 'mars', '<2025-04>'])
  assert.deepEqual(
    spec.series.map(({ id, values }) => [id, values]),
    [
      ['value', [90, 99, null]],
      ['target', [95, null, null]],
      ['forecast', [null, null, 100]],
      ['low', [null, null, 97]],
      ['high', [null, null, 103]],
    ],
  )
  assert.deepEqual(spec.series[0]?.statuses, ['RED', 'GREEN', null])
})

test('the control chart marks the points of signals and says them in its description', () => {
  const words = { value: 'V', signal: 'S', mean: 'M', lower: 'L', upper: 'U', annotations: 'A' }
  const spec = controlChart({ series, title: 'C', labelHeader: 'P', nameOf: (label) => label, names: words })
  assert.deepEqual(spec.series[0]?.values, [90, null, 99])
  assert.equal(spec.series[0]?.statuses, undefined)
  assert.deepEqual(spec.series[1]?.values, [null, null, 99])
  assert.deepEqual(spec.series[3]?.values, [98, 98, 98])
  assert.equal(spec.description, 'Limites. Un point hors des limites.')
})

test('an annotated period has one mark, the same on both charts; what the chart does not show is not marked', () => {
  const annotated = {
    ...series,
    annotations: [
      { period_label: '2024-12', period_start: '2024-12-01', text: 'Avant.' },
      { period_label: '2025-03', period_start: '2025-03-01', text: 'Grève.' },
      { period_label: '2025-03', period_start: '2025-03-01', text: 'Panne.' },
    ],
  } as unknown as Series
  const course = withAnalysis(base, annotated, { labels: ['2025-01', '2025-03'], nameOf: (label) => label, names })
  assert.deepEqual(course.notes, {
    name: 'A',
    items: [
      { index: 1, mark: '2', text: 'Grève.' },
      { index: 1, mark: '2', text: 'Panne.' },
    ],
  })
  const words = { value: 'V', signal: 'S', mean: 'M', lower: 'L', upper: 'U', annotations: 'A' }
  const control = controlChart({
    series: annotated,
    title: 'C',
    labelHeader: 'P',
    nameOf: (label) => label,
    names: words,
  })
  assert.deepEqual(
    control.notes?.items.map(({ index, mark }) => [index, mark]),
    [
      [2, '2'],
      [2, '2'],
    ],
  )
  assert.deepEqual(chartTable(course).rows[1], ['mars', 99, null, null, null, null, 'Grève. ; Panne.'])
  assert.equal(withAnalysis(base, series, { labels: [], nameOf: (label) => label, names }).notes, undefined)
})

test('the totals are columns of the table and no lines of the drawing; a column without a number is left out', () => {
  const totals = { ytd: 'Cumul', rolling_3: '3', rolling_12: '12', variance: 'Écart' }
  const points = [
    point('2025-01', { value: 90, target: 95, variance: -5, ytd: 90, rolling_3: null, rolling_12: null }),
    point('2025-03', { value: 99, variance: null, ytd: 94.5, rolling_3: null, rolling_12: null }),
  ]
  const spec = withAnalysis(
    base,
    { ...series, points },
    {
      labels: ['2025-01', '2025-03'],
      nameOf: (label) => label,
      names: { ...names, totals },
    },
  )
  assert.deepEqual(chartTable(spec).header, ['P', 'V', 'T', 'F', 'L', 'H', 'Cumul', 'Écart'])
  assert.deepEqual(chartTable(spec).rows[1], ['mars', 99, null, null, null, null, 94.5, null])
  assert.equal(spec.series.length, 5)
})

test('a computed number shows at most two decimals, and three digits under 1', () => {
  const shown: readonly (readonly [number, number])[] = [
    [37.501786, 37.5],
    [-84.146342, -84.15],
    [1.005, 1.01],
    [0.0012346, 0.00123],
    [-0.666667, -0.667],
    [0, 0],
    [123456.789, 123456.79],
    [0.9999, 1],
  ]
  for (const [value, expected] of shown) assert.equal(derivedNumber(value), expected)
})
