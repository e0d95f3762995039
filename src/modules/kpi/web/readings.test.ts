import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeOf, countsOf, differenceOf, isInPoints, lastStatusOf, statusOf } from './readings.ts'
import type { Changing, Point, WireThresholds } from './readings.ts'
import { emptyThresholds } from './threshold-form.ts'

const up = { ...emptyThresholds, threshold_green: 95, threshold_orange: 90 }
const points = (before: number, after: number) => [
  { period_label: '2025-01', value: before },
  { period_label: '2025-02', value: after },
]
const kpi = (recent: readonly Point[], thresholds: WireThresholds, change: Partial<Changing> = {}): Changing => ({
  ...thresholds,
  recent,
  unit: '%',
  frequency: 'MONTHLY',
  aggregation: 'SUM',
  latest_provisional: false,
  ...change,
})

test('a KPI without value has no data, one without thresholds has no threshold', () => {
  assert.equal(statusOf({ standing: 'NO_DATA', latest_status: null }), 'NO_DATA')
  assert.equal(statusOf({ standing: 'CURRENT', latest_status: null }), 'NO_THRESHOLD')
  assert.equal(statusOf({ standing: 'CURRENT', latest_status: 'RED' }), 'RED')
})

test('an expired status counts as without data; what it was can still be said', () => {
  assert.equal(statusOf({ standing: 'EXPIRED', latest_status: 'RED' }), 'NO_DATA')
  assert.equal(lastStatusOf({ standing: 'EXPIRED', latest_status: 'RED' }), 'RED')
  assert.equal(lastStatusOf({ standing: 'NO_DATA', latest_status: null }), 'NO_DATA')
})

test('a change is exact and judged by what is better', () => {
  assert.deepEqual(changeOf(kpi(points(94.2, 94.5), up)), {
    value: 0.3,
    goodness: 'good',
    against: '2025-01',
    of: null,
  })
  assert.equal(changeOf(kpi(points(94.5, 94.2), up))?.goodness, 'bad')
  const down = { ...up, direction: 'DOWN_IS_BETTER' as const, threshold_green: 5, threshold_orange: 10 }
  assert.equal(changeOf(kpi(points(94.5, 94.2), down))?.goodness, 'good')
  assert.equal(changeOf(kpi(points(3, 3), down))?.goodness, 'neutral')
})

test('for a range, better is nearer to the green part', () => {
  const range = {
    ...emptyThresholds,
    direction: 'RANGE_IS_BEST' as const,
    green_min: 82,
    green_max: 88,
    orange_min: 78,
    orange_max: 92,
  }
  assert.equal(changeOf(kpi(points(91, 89), range))?.goodness, 'good')
  assert.equal(changeOf(kpi(points(89, 91), range))?.goodness, 'bad')
  assert.equal(changeOf(kpi(points(83, 87), range))?.goodness, 'neutral')
})

test('there is no change with fewer than two values', () => {
  assert.equal(changeOf(kpi([], up)), null)
  assert.equal(changeOf(kpi([{ period_label: '2025-01', value: 1 }], up)), null)
})

test('a part of a running month is not compared: the change is that of the last whole month', () => {
  const payroll = [...points(718_000, 731_055), { period_label: '2025-03', value: 300_000 }]
  const down = { ...up, direction: 'DOWN_IS_BETTER' as const, threshold_green: 718_000, threshold_orange: 800_000 }
  const open = { latest_provisional: true }
  const whole = { value: 13_055, goodness: 'bad', against: '2025-01', of: '2025-02' }
  assert.deepEqual(changeOf(kpi(payroll, down, open)), whole)
  assert.deepEqual(changeOf(kpi(payroll.slice(0, 2), down)), { ...whole, of: null })
  assert.equal(changeOf(kpi(payroll, down))?.goodness, 'good')
  assert.equal(changeOf(kpi(payroll, down, { ...open, aggregation: 'LAST' }))?.value, -431_055)
  assert.equal(changeOf(kpi(payroll, down, { ...open, frequency: 'DAILY' }))?.value, -431_055)
  assert.equal(changeOf(kpi(payroll.slice(1), down, open)), null)
})

test('the parts of a dashboard keep their names', () => {
  assert.deepEqual(countsOf({ green: 1, orange: 2, red: 3, no_data: 4, no_threshold: 5 }), {
    GREEN: 1,
    ORANGE: 2,
    RED: 3,
    NO_DATA: 4,
    NO_THRESHOLD: 5,
  })
})

test('what is in per cent moves in points, by an exact difference', () => {
  assert.deepEqual(['%', ' % ', '€', '', null].map(isInPoints), [true, true, false, false, false])
  assert.equal(differenceOf(94.5, 92.1), -2.4)
})
