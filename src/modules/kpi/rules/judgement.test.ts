import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { decimalFromSql, judge, versionOn } from './judgement.ts'
import type { ThresholdVersion } from './judgement.ts'
import { evaluateStatus, noThresholds } from './status.ts'

const thresholds = {
  ...noThresholds('UP_IS_BETTER'),
  threshold_green: decimalFromSql('95'),
  threshold_orange: decimalFromSql('90'),
}
const first: ThresholdVersion = { id: 'first', effective_from: null, thresholds }

test('the version in force is the latest that starts up to the day, whatever the order', () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 4000 }), { maxLength: 12 })
  fc.assert(
    fc.property(days, fc.integer({ min: -10, max: 4010 }), fc.boolean(), (starts, at, reversed) => {
      const dayOf = (offset: number): Day => addDays('2015-01-01' as Day, offset)
      const versions = starts.map((start) => ({ id: String(start), effective_from: dayOf(start), thresholds }))
      const mixed = reversed ? [...versions, first] : [first, ...versions]
      const expected = starts.filter((start) => start <= at).sort((left, right) => right - left)[0]
      assert.equal(versionOn(mixed, dayOf(at)).id, expected === undefined ? 'first' : String(expected))
    }),
  )
})

test('a KPI without its first version is a bug, not a value without status', () => {
  assert.throws(() => versionOn([], '2025-01-01' as Day))
})

test('a judgement carries the verdict, its sentence and the version that gave it', () => {
  const value = decimalFromSql('92')
  const judgement = judge(first, value, '%')
  assert.deepEqual(judgement, {
    status: evaluateStatus(thresholds, value).status,
    critical: false,
    explanation: '92\u00A0% < 95\u00A0% et ≥ 90\u00A0% → orange, seuils d’origine',
    threshold_id: 'first',
  })
})

test('a decimal out of limits in the database is a bug', () => {
  assert.equal(decimalFromSql(null), null)
  assert.throws(() => decimalFromSql('NaN'))
})
