import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { centsFromNumber, centsMax, splitCents } from './money.ts'

const anyAmount = fc.bigInt({ min: -centsMax, max: centsMax })
const anyWeights = fc
  .array(fc.bigInt({ min: 0n, max: 100_000n }), { minLength: 1, maxLength: 40 })
  .filter((weights) => weights.some((weight) => weight > 0n))

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n)
}

test('a split loses no cent', () => {
  fc.assert(fc.property(anyAmount, anyWeights, (amount, weights) => sum(splitCents(amount, weights)) === amount))
})

test('every share is within one cent of its exact part, on the side of zero that the amount has', () => {
  fc.assert(
    fc.property(anyAmount, anyWeights, (amount, weights) => {
      const total = sum(weights)
      for (const [index, share] of splitCents(amount, weights).entries()) {
        const gap = share * total - amount * (weights[index] ?? 0n)
        assert.ok(gap < total && gap > -total)
        assert.ok(amount >= 0n ? share >= 0n : share <= 0n)
      }
    }),
  )
})

test('a negative amount splits as the mirror of the positive one', () => {
  fc.assert(
    fc.property(anyAmount, anyWeights, (amount, weights) => {
      assert.deepEqual(
        splitCents(-amount, weights),
        splitCents(amount, weights).map((share) => -share),
      )
    }),
  )
})

test('leftover cents go to the largest remainders, then to the first', () => {
  assert.deepEqual(splitCents(100n, [1n, 1n, 1n]), [34n, 33n, 33n])
  assert.deepEqual(splitCents(10n, [1n, 5n, 4n, 0n]), [1n, 5n, 4n, 0n])
  assert.deepEqual(splitCents(10n, [15n, 15n, 70n]), [2n, 1n, 7n])
  assert.deepEqual(splitCents(10n, [14n, 16n, 70n]), [1n, 2n, 7n])
})

test('weights that cannot share anything are refused', () => {
  assert.throws(() => splitCents(1n, []), RangeError)
  assert.throws(() => splitCents(1n, [0n, 0n]), RangeError)
  assert.throws(() => splitCents(1n, [2n, -1n]), RangeError)
})

test('only exact integers become cents', () => {
  assert.equal(centsFromNumber(-1205), -1205n)
  assert.equal(centsFromNumber(Number(centsMax)), centsMax)
  for (const wrong of [0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) assert.equal(centsFromNumber(wrong), null)
})
