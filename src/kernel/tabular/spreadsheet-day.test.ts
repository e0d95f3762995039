import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { serialToDay } from './spreadsheet-day.ts'

test('serial numbers of the 1900 system name the days a spreadsheet shows', () => {
  assert.equal(serialToDay('1', 1900), '1900-01-01')
  assert.equal(serialToDay('59', 1900), '1900-02-28')
  assert.equal(serialToDay('61', 1900), '1900-03-01')
  assert.equal(serialToDay('45658', 1900), '2025-01-01')
  assert.equal(serialToDay('2958465', 1900), '9999-12-31')
})

test('29 February 1900, which never was, is no day', () => {
  assert.equal(serialToDay('60', 1900), null)
  assert.equal(serialToDay('60.5', 1900), null)
})

test('the same day has another serial in the 1904 system', () => {
  assert.equal(serialToDay('0', 1904), '1904-01-01')
  assert.equal(serialToDay('44196', 1904), '2025-01-01')
})

test('what is out of the calendar is no day', () => {
  for (const stored of ['0', '-1', '2958466', '1E300', '', 'x', 'NaN']) assert.equal(serialToDay(stored, 1900), null)
  assert.equal(serialToDay('-1', 1904), null)
})

test('a time of day does not move the day, and a hair before midnight is the next day', () => {
  assert.equal(serialToDay('45658.75', 1900), '2025-01-01')
  assert.equal(serialToDay('45657.999999999999', 1900), '2025-01-01')
  assert.equal(serialToDay('45657.9999', 1900), '2024-12-31')
})

test('days follow each other without gap from March 1900 on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 61, max: 2_958_464 }), (serial) => {
      const [one, next] = [serialToDay(String(serial), 1900), serialToDay(String(serial + 1), 1900)]
      assert.equal(Date.parse(next ?? '') - Date.parse(one ?? ''), 86_400_000)
      if (serial >= 1462) assert.equal(serialToDay(String(serial - 1462), 1904), one)
    }),
  )
})
