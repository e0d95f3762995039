import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseDecimal } from './decimal.ts'
import type { Decimal } from './decimal.ts'
import { noThresholds } from './status.ts'
import { mergeThresholds, sameThresholds } from './threshold-change.ts'
import { checkThresholds } from './thresholds.ts'

function decimal(text: string): Decimal {
  const result = parseDecimal(text)
  assert.ok(result.ok)
  return result.value
}

const line = {
  ...noThresholds('UP_IS_BETTER'),
  threshold_green: decimal('95'),
  threshold_orange: decimal('90'),
  threshold_red: decimal('80'),
}

test('what is not sent stays, null clears', () => {
  const { thresholds } = mergeThresholds(line, { threshold_red: null, threshold_green: 96.5 })
  assert.deepEqual(thresholds, { ...line, threshold_green: decimal('96.5'), threshold_red: null })
})

test('turning the direction alone keeps the thresholds, which the order rule then refuses', () => {
  const { thresholds } = mergeThresholds(line, { direction: 'DOWN_IS_BETTER' })
  assert.ok(checkThresholds(thresholds).length > 0)
  assert.ok(checkThresholds(mergeThresholds(line, { direction: 'RANGE_IS_BEST' }).thresholds).length > 0)
})

test('turning lines into a range with its bounds drops the lines', () => {
  const range = { direction: 'RANGE_IS_BEST', green_min: 3, green_max: 5, orange_min: 1, orange_max: 7 } as const
  const { thresholds } = mergeThresholds(line, range)
  assert.equal(thresholds.threshold_green, null)
  assert.deepEqual(checkThresholds(thresholds), [])
  const back = mergeThresholds(thresholds, { direction: 'UP_IS_BETTER', threshold_green: 2, threshold_orange: 1 })
  assert.deepEqual(checkThresholds(back.thresholds), [])
})

test('a number that is not exact is named', () => {
  const { violations } = mergeThresholds(line, { threshold_green: 0.1234567 })
  assert.deepEqual(
    violations.map(({ pointer, code }) => [pointer, code]),
    [['/threshold_green', 'VALUE_PRECISION']],
  )
})

test('the same numbers written otherwise change nothing', () => {
  assert.ok(sameThresholds(line, mergeThresholds(line, { threshold_green: 95.0 }).thresholds))
  assert.ok(!sameThresholds(line, mergeThresholds(line, { threshold_green: 95.1 }).thresholds))
})
