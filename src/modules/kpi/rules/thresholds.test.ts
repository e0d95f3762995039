import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { type Decimal, fromSql, negate } from './decimal.ts'
import { noThresholds, type Thresholds } from './status.ts'
import { checkThresholds } from './thresholds.ts'

type Bounds = Partial<Record<Exclude<keyof Thresholds, 'direction'>, number>>

function thresholds(direction: Thresholds['direction'], bounds: Bounds): Thresholds {
  const decimals = Object.entries(bounds).map(([field, value]) => [field, fromSql(String(value))])
  return { ...noThresholds(direction), ...Object.fromEntries(decimals) } as Thresholds
}

function line(
  direction: Thresholds['direction'],
  green: number | null,
  orange: number | null,
  red: number | null,
): Thresholds {
  const entries = Object.entries({ threshold_green: green, threshold_orange: orange, threshold_red: red })
  return thresholds(direction, Object.fromEntries(entries.filter(([, value]) => value !== null)) as Bounds)
}

/** Violations as `CODE /pointer`, in order. */
function verdict(given: Thresholds): readonly string[] {
  return checkThresholds(given).map(({ code, pointer }) => `${code} ${pointer}`)
}

const incomplete = ['THRESHOLDS_INCOMPLETE /threshold_green', 'THRESHOLDS_INCOMPLETE /threshold_orange']
const greenAgainstOrange = ['THRESHOLDS_INCONSISTENT /threshold_green', 'THRESHOLDS_INCONSISTENT /threshold_orange']
const orangeAgainstRed = ['THRESHOLDS_INCONSISTENT /threshold_orange', 'THRESHOLDS_INCONSISTENT /threshold_red']

test('ordered thresholds are valid, equal ones too, and so is having none', () => {
  const valid = [
    line('UP_IS_BETTER', 95, 90, 80),
    line('UP_IS_BETTER', 95, 95, 95),
    line('UP_IS_BETTER', -5, -10, null),
    line('DOWN_IS_BETTER', 5, 10, 15),
    line('DOWN_IS_BETTER', 0, 0, 0),
    line('DOWN_IS_BETTER', 5, 10, null),
    thresholds('RANGE_IS_BEST', { green_min: 18, green_max: 22, orange_min: 14, orange_max: 26 }),
    thresholds('RANGE_IS_BEST', { green_min: 1, green_max: 1, orange_min: 1, orange_max: 1 }),
    ...(['UP_IS_BETTER', 'DOWN_IS_BETTER', 'RANGE_IS_BEST'] as const).map(noThresholds),
  ]
  for (const given of valid) assert.deepEqual(verdict(given), [])
})

test('green and orange go together, and red alone is not enough', () => {
  for (const direction of ['UP_IS_BETTER', 'DOWN_IS_BETTER'] as const) {
    assert.deepEqual(verdict(line(direction, 95, null, null)), incomplete)
    assert.deepEqual(verdict(line(direction, null, 90, 80)), incomplete)
    assert.deepEqual(verdict(line(direction, null, null, 80)), incomplete)
  }
})

test('a wrong order names both fields', () => {
  assert.deepEqual(verdict(line('UP_IS_BETTER', 90, 95, 80)).toSorted(), greenAgainstOrange)
  assert.deepEqual(verdict(line('UP_IS_BETTER', 95, 80, 90)).toSorted(), orangeAgainstRed)
  assert.deepEqual(verdict(line('DOWN_IS_BETTER', 10, 5, 15)).toSorted(), greenAgainstOrange)
  assert.deepEqual(verdict(line('DOWN_IS_BETTER', 5, 15, 10)).toSorted(), orangeAgainstRed)
  assert.equal(verdict(line('UP_IS_BETTER', 1, 2, 3)).length, 4)
})

test('changing only the direction makes good thresholds wrong', () => {
  const good = line('UP_IS_BETTER', 95, 90, 80)
  assert.notDeepEqual(verdict({ ...good, direction: 'DOWN_IS_BETTER' }), [])
  assert.notDeepEqual(verdict({ ...good, direction: 'RANGE_IS_BEST' }), [])
})

test('the orange range contains the green one, and no bound is missing', () => {
  const good = { green_min: 18, green_max: 22, orange_min: 14, orange_max: 26 }
  const broken = (change: Bounds): readonly string[] => verdict(thresholds('RANGE_IS_BEST', { ...good, ...change }))
  assert.deepEqual(broken({ orange_min: 19 }), [
    'THRESHOLDS_INCONSISTENT /orange_min',
    'THRESHOLDS_INCONSISTENT /green_min',
  ])
  assert.deepEqual(broken({ orange_max: 21 }), [
    'THRESHOLDS_INCONSISTENT /green_max',
    'THRESHOLDS_INCONSISTENT /orange_max',
  ])
  assert.deepEqual(broken({ green_min: 23 }), [
    'THRESHOLDS_INCONSISTENT /green_min',
    'THRESHOLDS_INCONSISTENT /green_max',
  ])
  const partial = verdict(thresholds('RANGE_IS_BEST', { green_min: 18, green_max: 22 }))
  assert.ok(
    partial.includes('THRESHOLDS_INCOMPLETE /orange_min') && partial.includes('THRESHOLDS_INCOMPLETE /orange_max'),
  )
})

test('bounds of another direction are refused by name', () => {
  const mixed = { ...line('UP_IS_BETTER', 95, 90, null), green_min: fromSql('1') }
  assert.deepEqual(verdict(mixed), ['THRESHOLDS_INCONSISTENT /green_min'])
})

test('sentences are French, complete and say which field', () => {
  const details = checkThresholds(line('UP_IS_BETTER', 90, 95, 80)).map(({ detail }) => detail)
  assert.deepEqual(details, ['Le seuil orange dépasse le seuil vert.', 'Le seuil vert est inférieur au seuil orange.'])
})

test('UP and DOWN accept mirrored thresholds alike', () => {
  const anyDecimal = fc.option(fc.integer({ min: -4, max: 4 }).map((step) => BigInt(step) as Decimal))
  const mirrored = (value: Decimal | null): Decimal | null => (value === null ? null : negate(value))
  fc.assert(
    fc.property(anyDecimal, anyDecimal, anyDecimal, (green, orange, red) => {
      const up = {
        ...noThresholds('UP_IS_BETTER'),
        threshold_green: green,
        threshold_orange: orange,
        threshold_red: red,
      }
      const down = {
        ...noThresholds('DOWN_IS_BETTER'),
        threshold_green: mirrored(green),
        threshold_orange: mirrored(orange),
        threshold_red: mirrored(red),
      }
      assert.deepEqual(verdict(up).toSorted(), verdict(down).toSorted())
    }),
    { numRuns: 500 },
  )
})
