import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day } from '#kernel/dates.ts'
import { frequencies } from './period.ts'
import { shiftSpan, targetSpan } from './target-span.ts'

test('a span is a month of days, a year of weeks, months, quarters or halves, ten years', () => {
  const labels = (frequency: (typeof frequencies)[number], day: string): readonly unknown[] => {
    const periods = targetSpan(frequency, day as Day)
    return [periods.length, periods[0]?.label, periods.at(-1)?.label]
  }
  assert.deepEqual(labels('DAILY', '2024-02-29'), [29, '2024-02-01', '2024-02-29'])
  assert.deepEqual(labels('WEEKLY', '2027-01-02'), [53, '2026-W01', '2026-W53'])
  assert.deepEqual(labels('WEEKLY', '2024-12-30'), [52, '2025-W01', '2025-W52'])
  assert.deepEqual(labels('MONTHLY', '2025-07-14'), [12, '2025-01', '2025-12'])
  assert.deepEqual(labels('QUARTERLY', '2025-07-14'), [4, '2025-T1', '2025-T4'])
  assert.deepEqual(labels('HALF_YEARLY', '2025-07-14'), [2, '2025-S1', '2025-S2'])
  assert.deepEqual(labels('YEARLY', '2025-07-14'), [10, '2020', '2029'])
})

test('the next span begins where this one ends, and going back returns', () => {
  const day = fc.integer({ min: 0, max: 30_000 }).map((count) => addDays('2001-01-01' as Day, count))
  fc.assert(
    fc.property(fc.constantFrom(...frequencies), day, (frequency, on) => {
      const span = targetSpan(frequency, on)
      const after = shiftSpan(frequency, on, 1)
      const next = targetSpan(frequency, after)
      assert.equal(next[0]?.start, addDays(span.at(-1)?.end as Day, 1))
      assert.deepEqual(targetSpan(frequency, shiftSpan(frequency, after, -1)), span)
    }),
  )
})

test('before 1990 and after 2100 there is no span to go to', () => {
  assert.equal(shiftSpan('MONTHLY', '1990-05-01' as Day, -1), '1990-05-01')
  assert.equal(shiftSpan('DAILY', '2100-12-05' as Day, 1), '2100-12-05')
})
