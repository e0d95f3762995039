import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  emptyThresholds,
  readThresholds,
  thresholdChange,
  thresholdTexts,
  type ThresholdTexts,
} from './threshold-form.ts'

const none = thresholdTexts(emptyThresholds)
const read = (texts: Partial<ThresholdTexts>) => readThresholds({ ...none, ...texts })

test('thresholds are read in their own direction', () => {
  const down = {
    direction: 'DOWN_IS_BETTER',
    threshold_green: '1,8',
    threshold_orange: '3',
    threshold_red: '5',
  } as const
  assert.deepEqual(read(down).faults, {})
  assert.deepEqual(read({ ...down, direction: 'UP_IS_BETTER' }).faults, {
    threshold_green: 'THRESHOLDS_INCONSISTENT',
    threshold_orange: 'THRESHOLDS_INCONSISTENT',
    threshold_red: 'THRESHOLDS_INCONSISTENT',
  })
})

test('what is typed for one direction does not count for another', () => {
  const { wire, faults } = read({ direction: 'RANGE_IS_BEST', threshold_green: '95', threshold_orange: '90' })
  assert.deepEqual(faults, {})
  assert.equal(wire.threshold_green, null)
})

test('no threshold at all is fine, one alone is not', () => {
  assert.deepEqual(read({}).faults, {})
  assert.deepEqual(Object.keys(read({ threshold_green: '95' }).faults).toSorted(), [
    'threshold_green',
    'threshold_orange',
  ])
})

test('what is no number or too precise is said at its field', () => {
  assert.deepEqual(read({ threshold_green: 'abc', threshold_orange: '1,2345678' }).faults, {
    threshold_green: 'NOT_A_NUMBER',
    threshold_orange: 'TOO_PRECISE',
  })
})

test('thresholds come back from a form as they went in', () => {
  const wire = { ...emptyThresholds, threshold_green: 0.3, threshold_orange: -1234.5, threshold_red: -99999.999999 }
  assert.deepEqual(readThresholds(thresholdTexts(wire)), { wire, faults: {} })
})

test('a change of direction empties what the other direction used', () => {
  const range = {
    ...emptyThresholds,
    direction: 'RANGE_IS_BEST' as const,
    green_min: 1,
    green_max: 2,
    orange_min: 0,
    orange_max: 3,
  }
  assert.deepEqual(thresholdChange(range), range)
})
