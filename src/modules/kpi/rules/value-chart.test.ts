import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ThresholdVersion, Value } from '../schemas.ts'
import { rangeStart, readRange, valueChart } from './value-chart.ts'

const emptyThresholds = {
  direction: 'UP_IS_BETTER',
  threshold_green: null,
  threshold_orange: null,
  threshold_red: null,
  green_min: null,
  green_max: null,
  orange_min: null,
  orange_max: null,
} as const
const version = (id: string, green: number): ThresholdVersion => ({
  ...emptyThresholds,
  id,
  threshold_green: green,
  threshold_orange: green - 5,
  effective_from: null,
  effective_until: null,
  superseded_at: null,
  created_by: null,
  created_at: '2025-01-01T00:00:00Z',
})
const value = (label: string, number: number, threshold_version_id: string): Value => ({
  id: label,
  kpi_id: 'k',
  period_start: `${label}-01`,
  period_end: `${label}-28`,
  period_label: label,
  value: number,
  status: 'GREEN',
  critical: false,
  provisional: false,
  explanation: '',
  comment: null,
  threshold_version_id,
  approval: null,
  entered_by: null,
  entered_at: '2025-01-01T00:00:00Z',
  judged_at: null,
  evidence_count: 0,
  created_at: '2025-01-01T00:00:00Z',
  updated_at: '2025-01-01T00:00:00Z',
})
const chart = (values: readonly Value[], versions: readonly ThresholdVersion[]) =>
  valueChart({
    values,
    versions,
    frequency: 'MONTHLY',
    unit: '%',
    title: 't',
    description: 'd',
    labelHeader: 'p',
    nameOf: (label) => label,
    seriesName: (series) => series,
  })

test('each value stands beside the thresholds that judged it, and a missing period is a gap', () => {
  const spec = chart([value('2025-01', 96, 'a'), value('2025-03', 97, 'b')], [version('a', 95), version('b', 98)])
  assert.deepEqual(spec.labels, ['2025-01', '2025-02', '2025-03'])
  const byId = new Map(spec.series.map((series) => [series.id, series.values]))
  assert.deepEqual(byId.get('value'), [96, null, 97])
  assert.deepEqual(byId.get('threshold_green'), [95, 95, 98])
  assert.deepEqual(byId.get('threshold_orange'), [90, 90, 93])
})

test('thresholds that are not set draw no line', () => {
  const spec = chart([value('2025-01', 96, 'a')], [version('a', 95)])
  assert.deepEqual(
    spec.series.map((series) => series.id),
    ['value', 'threshold_green', 'threshold_orange'],
  )
})

test('a range of months ends with the month of the last value', () => {
  assert.equal(rangeStart('3M', '2026-10-01'), '2026-08-01')
  assert.equal(rangeStart('12M', '2026-10-01'), '2025-11-01')
  assert.equal(rangeStart('6M', '2026-01-31'), '2025-08-01')
  assert.equal(rangeStart('12M', '2026-12-28'), '2026-01-01')
  assert.equal(rangeStart('ALL', '2026-10-01'), '')
})

test('an unknown range in the address is the usual one', () => {
  assert.equal(readRange('6M'), '6M')
  assert.equal(readRange('toujours'), '12M')
})
