import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { type Decimal, fromSql, negate } from './decimal.ts'
import { type Direction, evaluateStatus, noThresholds, type Status, type Thresholds } from './status.ts'

const d = fromSql
type Row = readonly [number, 'UP' | 'DOWN', number | string, number | string, number | string, string, Status, boolean]

// The table of the reference, with its row numbers; the last column is `critical`.
const table: readonly Row[] = [
  [1, 'UP', 95, 90, 80, '97', 'GREEN', false],
  [2, 'UP', 95, 90, 80, '95', 'GREEN', false],
  [3, 'UP', 95, 90, 80, '94.999999', 'ORANGE', false],
  [4, 'UP', 95, 90, 80, '90', 'ORANGE', false],
  [5, 'UP', 95, 90, 80, '89.999999', 'RED', false],
  [6, 'UP', 95, 90, 80, '85', 'RED', false],
  [7, 'UP', 95, 90, 80, '80', 'RED', false],
  [8, 'UP', 95, 90, 80, '79.9', 'RED', true],
  [9, 'UP', 95, 90, 80, '0', 'RED', true],
  [10, 'UP', 95, 90, 80, '-5', 'RED', true],
  [11, 'UP', 95, 90, 90, '90', 'ORANGE', false],
  [12, 'UP', 95, 95, 95, '95', 'GREEN', false],
  [13, 'UP', 95, 95, 95, '94.999999', 'RED', true],
  [14, 'UP', 100, 100, 0, '99.99', 'RED', false],
  [15, 'UP', -5, -10, -20, '-5', 'GREEN', false],
  [16, 'UP', -5, -10, -20, '-7', 'ORANGE', false],
  [17, 'UP', '0.3', '0.2', '0.1', '0.30', 'GREEN', false],
  [24, 'DOWN', 5, 10, 15, '3', 'GREEN', false],
  [25, 'DOWN', 5, 10, 15, '5', 'GREEN', false],
  [26, 'DOWN', 5, 10, 15, '5.000001', 'ORANGE', false],
  [27, 'DOWN', 5, 10, 15, '10', 'ORANGE', false],
  [28, 'DOWN', 5, 10, 15, '10.000001', 'RED', false],
  [29, 'DOWN', 5, 10, 15, '15', 'RED', false],
  [30, 'DOWN', 5, 10, 15, '16', 'RED', true],
  [31, 'DOWN', 0, 2, 5, '0', 'GREEN', false],
]

function line(direction: Direction, green: Decimal, orange: Decimal, red: Decimal | null): Thresholds {
  return { ...noThresholds(direction), threshold_green: green, threshold_orange: orange, threshold_red: red }
}

function range([orangeMin, greenMin, greenMax, orangeMax]: readonly [string, string, string, string]): Thresholds {
  return {
    ...noThresholds('RANGE_IS_BEST'),
    orange_min: d(orangeMin),
    green_min: d(greenMin),
    green_max: d(greenMax),
    orange_max: d(orangeMax),
  }
}

test('the status table of the reference holds, row by row', () => {
  for (const [number, side, green, orange, red, value, status, critical] of table) {
    const thresholds = line(`${side}_IS_BETTER`, d(String(green)), d(String(orange)), d(String(red)))
    const verdict = evaluateStatus(thresholds, d(value))
    assert.deepEqual(verdict, { status, critical, reason: null }, `row ${number}`)
  }
})

test('a value inside the green range is green, inside the orange one orange, outside red, bounds included', () => {
  const thresholds = range(['14', '18', '22', '26'])
  const cases: readonly (readonly [string, Status])[] = [
    ['18', 'GREEN'],
    ['20', 'GREEN'],
    ['22', 'GREEN'],
    ['17.999999', 'ORANGE'],
    ['22.000001', 'ORANGE'],
    ['14', 'ORANGE'],
    ['26', 'ORANGE'],
    ['13.999999', 'RED'],
    ['26.000001', 'RED'],
  ]
  for (const [value, status] of cases) {
    assert.deepEqual(evaluateStatus(thresholds, d(value)), { status, critical: false, reason: null }, value)
  }
})

test('without thresholds there is no status, whatever the value', () => {
  for (const direction of ['UP_IS_BETTER', 'DOWN_IS_BETTER', 'RANGE_IS_BEST'] as const) {
    for (const value of ['-1', '0', '1e12']) {
      const verdict = evaluateStatus(noThresholds(direction), d(value))
      assert.deepEqual(verdict, { status: null, critical: false, reason: 'NO_THRESHOLD' })
    }
  }
})

/** Small steps, so that equalities are frequent. */
const anyDecimal = fc.integer({ min: -12, max: 12 }).map((step) => BigInt(step * 333_333) as Decimal)
const anyUp = fc.tuple(anyDecimal, anyDecimal, anyDecimal).map((values) => {
  const [red = values[0], orange = values[0], green = values[0]] = [...values].sort((a, b) => Number(a - b))
  return { green, orange, red }
})
const rank = { RED: 0, ORANGE: 1, GREEN: 2 } as const

function rankOf(thresholds: Thresholds, value: Decimal): number {
  const { status, critical } = evaluateStatus(thresholds, value)
  assert.ok(status !== null)
  return rank[status] - (critical ? 1 : 0)
}

test('a better value never has a worse status', () => {
  fc.assert(
    fc.property(anyUp, anyDecimal, anyDecimal, ({ green, orange, red }, left, right) => {
      const [low, high] = left < right ? [left, right] : [right, left]
      const up = line('UP_IS_BETTER', green, orange, red)
      assert.ok(rankOf(up, high) >= rankOf(up, low))
    }),
    { numRuns: 500 },
  )
})

test('DOWN is UP in a mirror', () => {
  fc.assert(
    fc.property(anyUp, anyDecimal, fc.boolean(), ({ green, orange, red }, value, hasRed) => {
      const up = line('UP_IS_BETTER', green, orange, hasRed ? red : null)
      const down = line('DOWN_IS_BETTER', negate(green), negate(orange), hasRed ? negate(red) : null)
      assert.deepEqual(evaluateStatus(down, negate(value)), evaluateStatus(up, value))
    }),
    { numRuns: 500 },
  )
})

test('a value equal to a threshold takes the better status', () => {
  fc.assert(
    fc.property(anyUp, fc.boolean(), ({ green, orange, red }, isUp) => {
      const [direction, flip] = isUp
        ? (['UP_IS_BETTER', (v: Decimal) => v] as const)
        : (['DOWN_IS_BETTER', negate] as const)
      const thresholds = line(direction, flip(green), flip(orange), flip(red))
      assert.equal(evaluateStatus(thresholds, flip(green)).status, 'GREEN')
      assert.equal(evaluateStatus(thresholds, flip(orange)).status, orange === green ? 'GREEN' : 'ORANGE')
      assert.equal(evaluateStatus(thresholds, flip(red)).critical, false)
    }),
    { numRuns: 500 },
  )
})

test('the red threshold never changes the status', () => {
  fc.assert(
    fc.property(anyUp, anyDecimal, ({ green, orange, red }, value) => {
      const withRed = evaluateStatus(line('UP_IS_BETTER', green, orange, red), value)
      const without = evaluateStatus(line('UP_IS_BETTER', green, orange, null), value)
      assert.equal(withRed.status, without.status)
      assert.equal(without.critical, false)
      assert.ok(!withRed.critical || withRed.status === 'RED')
    }),
    { numRuns: 500 },
  )
})
