import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '#kernel/dates.ts'
import { fromSql, toText, type Decimal } from './decimal.ts'
import { partsOf, rollUp } from './finer-values.ts'
import { roundFraction } from './fraction.ts'
import { periodOf } from './period.ts'

/** The week from Monday 2 to Sunday 8 November 2026. */
const week = periodOf('WEEKLY', '2026-11-02' as Day)
const sumOf = (values: Readonly<Record<string, string>>): string => {
  const valueAt = (start: Day): Decimal | null => (values[start] === undefined ? null : fromSql(values[start]))
  const total = rollUp('SUM', partsOf({ frequency: 'DAILY' }, week, valueAt))
  return total === null ? 'none' : toText(roundFraction(total))
}
const workdays = { '2026-11-02': '1', '2026-11-03': '2', '2026-11-04': '3', '2026-11-05': '4', '2026-11-06': '5' }

test('a week-end without values is no gap in a daily input, as nobody expects values there', () => {
  assert.equal(sumOf(workdays), '15')
})

test('what was entered on a week-end counts all the same', () => {
  assert.equal(sumOf({ ...workdays, '2026-11-07': '10' }), '25')
})

test('a working day without value is a gap, and a week of nothing has no result', () => {
  const { '2026-11-04': _wednesday, ...others } = workdays
  assert.equal(sumOf({ ...others, '2026-11-07': '3', '2026-11-08': '3' }), 'none')
  assert.equal(sumOf({ '2026-11-07': '3' }), 'none')
  assert.equal(sumOf({}), 'none')
})
