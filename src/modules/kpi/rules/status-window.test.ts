import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day } from '#kernel/dates.ts'
import { frequencies, periodOf, previousPeriod } from './period.ts'
import { statusWindow } from './status-window.ts'

const today = '2026-11-21' as Day

const cases = [
  // frequency, today, label of the closed period, current since
  ['MONTHLY', '2026-11-21', '2026-10', '2026-09-01'],
  ['MONTHLY', '2026-11-01', '2026-10', '2026-09-01'],
  ['MONTHLY', '2026-01-31', '2025-12', '2025-11-01'],
  ['WEEKLY', '2026-11-22', '2026-W46', '2026-11-02'],
  ['WEEKLY', '2027-01-05', '2026-W53', '2026-12-21'],
  ['QUARTERLY', '2026-11-21', '2026-T3', '2026-04-01'],
  ['HALF_YEARLY', '2026-11-21', '2026-S1', '2025-07-01'],
  ['YEARLY', '2026-11-21', '2025', '2024-01-01'],
  // a Wednesday, a Tuesday, a Monday, a Sunday, a Saturday
  ['DAILY', '2026-11-18', '2026-11-17', '2026-11-16'],
  ['DAILY', '2026-11-17', '2026-11-16', '2026-11-13'],
  ['DAILY', '2026-11-16', '2026-11-15', '2026-11-12'],
  ['DAILY', '2026-11-15', '2026-11-14', '2026-11-12'],
  ['DAILY', '2026-11-14', '2026-11-13', '2026-11-12'],
] as const

for (const [frequency, day, label, since] of cases) {
  test(`${frequency} on ${day}: ${label} is over, and statuses hold since ${since}`, () => {
    const window = statusWindow(frequency, day as Day)
    assert.equal(window.closed.label, label)
    assert.equal(window.current_since, since)
  })
}

test('a red of five months ago is not the current status of a monthly KPI', () => {
  const red = periodOf('MONTHLY', '2026-06-15' as Day)
  assert.ok(red.start < statusWindow('MONTHLY', today).current_since)
})

test('at any day, the open period, the closed one and the one before are current', () => {
  fc.assert(
    fc.property(fc.constantFrom(...frequencies), fc.integer({ min: 0, max: 40_000 }), (frequency, offset) => {
      const day = addDays('1990-06-01' as Day, offset)
      const { closed, current_since } = statusWindow(frequency, day)
      const open = periodOf(frequency, day)
      assert.equal(closed.end, addDays(open.start, -1))
      assert.ok(current_since <= previousPeriod(frequency, closed).start)
      assert.ok(current_since > addDays(previousPeriod(frequency, closed).start, -4))
    }),
  )
})
