import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day } from '#kernel/dates.ts'
import { expectedPeriods } from './expected-periods.ts'
import { frequencies, parsePeriodLabel, periodOf } from './period.ts'
import { computeStanding, enteredCountMax, expiryOf } from './standing.ts'
import type { Standing, StandingInput } from './standing.ts'
import { statusWindow } from './status-window.ts'

const base = { frequency: 'MONTHLY', today: '2025-04-10', created_on: '2025-01-15', locked_through: null } as const

/** A monthly KPI made on 15 January 2025, seen on 10 April, with values for these months. */
function seen(months: readonly string[], change: Partial<StandingInput> = {}): Standing {
  const entered = months.map((month) => `${month}-01` as Day)
  const latest = entered.toSorted().at(-1) ?? null
  return computeStanding({
    ...(base as unknown as StandingInput),
    latest_period_start: latest,
    latest_entered_on: latest === null ? null : ('2025-04-02' as Day),
    entered,
    ...change,
  })
}

test('a KPI with a value for every closed period since it was made misses nothing', () => {
  const standing = seen(['2025-01', '2025-02', '2025-03'])
  assert.deepEqual(standing, {
    state: 'CURRENT',
    expired_since: null,
    expected_period_label: '2025-03',
    missing: [],
    missing_since: null,
    entered_late: false,
  })
})

test('the provisional value of the open period does not stand for the closed one', () => {
  const standing = seen(['2025-01', '2025-02', '2025-04'])
  assert.equal(standing.state, 'CURRENT')
  assert.deepEqual(standing.missing, ['2025-03'])
})

test('a hole before the latest value is told', () => {
  assert.deepEqual(seen(['2025-01', '2025-03']).missing, ['2025-02'])
  assert.equal(seen(['2025-01', '2025-03']).missing_since, '2025-02')
})

test('without any value there is no data, and the periods since the KPI was made wait', () => {
  assert.equal(seen([]).state, 'NO_DATA')
  assert.deepEqual(seen([]).missing, ['2025-01', '2025-02', '2025-03'])
})

test('a new KPI without values is neither late nor up to date: it has no data', () => {
  const standing = seen([], { created_on: base.today as Day })
  assert.equal(standing.state, 'NO_DATA')
  assert.equal(standing.missing_since, null)
})

test('a history entered later is expected from its first value on', () => {
  assert.deepEqual(seen(['2024-09', '2024-11'], { created_on: base.today as Day }).missing, [
    '2024-10',
    '2024-12',
    '2025-01',
    '2025-02',
    '2025-03',
  ])
})

test('a status expires after one period of grace, and the day it did is said', () => {
  assert.equal(seen(['2025-02']).state, 'CURRENT')
  const expired = seen(['2025-01'])
  assert.equal(expired.state, 'EXPIRED')
  assert.equal(expired.expired_since, '2025-04-01')
})

test('long after the last value, the look back is bounded but the first missing period is the true one', () => {
  const standing = seen(['2021-05'], { created_on: '2021-01-01' as Day })
  assert.equal(standing.missing.length, 12)
  assert.equal(standing.missing_since, '2021-06')
})

test('Saturdays and Sundays of a daily KPI are not expected, and Friday may be entered on Monday', () => {
  // 2025-04-14 is a Monday
  const daily = {
    frequency: 'DAILY',
    today: '2025-04-14',
    created_on: '2025-04-10',
    locked_through: null,
    latest_period_start: '2025-04-11',
    latest_entered_on: '2025-04-14',
    entered: ['2025-04-10', '2025-04-11'],
  } as unknown as StandingInput
  assert.deepEqual(computeStanding(daily).missing, [])
  assert.equal(computeStanding(daily).entered_late, false)
  assert.equal(computeStanding({ ...daily, latest_entered_on: '2025-04-15' as Day }).entered_late, true)
  assert.deepEqual(computeStanding({ ...daily, today: '2025-04-15' as Day }).missing, ['2025-04-14'])
})

test('a value is late once the next period is over too, but never for a period before the KPI was made', () => {
  const late = { latest_entered_on: '2025-05-01' as Day }
  assert.equal(seen(['2025-03'], late).entered_late, true)
  assert.equal(seen(['2025-03'], { latest_entered_on: '2025-04-30' as Day }).entered_late, false)
  assert.equal(seen(['2025-03'], { ...late, created_on: '2025-04-15' as Day }).entered_late, false)
})

test('a closed period is not waited for, and the first open one after it is the first that waits', () => {
  const through = (day: string, months: readonly string[] = ['2025-01']): Standing =>
    seen(months, { locked_through: day as Day })
  assert.deepEqual(through('2025-02-27').missing, ['2025-02', '2025-03'])
  assert.deepEqual(through('2025-02-28').missing, ['2025-03'])
  assert.deepEqual([through('2025-02-28').missing_since, through('2025-02-28').state], ['2025-03', 'EXPIRED'])
  assert.deepEqual([through('2025-03-31').missing, through('2025-03-31').missing_since], [[], null])
  const old = seen(['2021-05'], { created_on: '2021-01-01' as Day, locked_through: '2023-12-31' as Day })
  assert.deepEqual([old.missing.length, old.missing_since], [12, '2024-01'])
})

test('with every lock, what waits is what would wait without it, less the closed periods', () => {
  const day = fc.integer({ min: 0, max: 2_000 }).map((offset) => addDays('2021-01-01' as Day, offset))
  const known = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 20 })
  fc.assert(
    fc.property(fc.constantFrom(...frequencies), day, day, day, known, (frequency, today, created_on, lock, ages) => {
      const periods = expectedPeriods(frequency, today)
      const entered = ages.flatMap((age) => periods.at(-1 - age)?.start ?? [])
      const latest = entered.toSorted().at(-1) ?? null
      const input = { frequency, today, created_on, latest_period_start: latest, latest_entered_on: latest, entered }
      const open = computeStanding({ ...input, locked_through: null })
      const closed = computeStanding({ ...input, locked_through: lock })
      const ends = new Map(periods.map(({ label, end }) => [label, end]))
      const waiting = open.missing.filter((label) => (ends.get(label) ?? '') > lock)
      assert.deepEqual(closed.missing, waiting)
      assert.equal(closed.missing_since === null, waiting.length === 0)
      if (closed.missing_since !== null) {
        const since = parsePeriodLabel(frequency, closed.missing_since)
        assert.ok(since.ok && since.period.end > lock)
        assert.ok(since.period.start <= (periods.find(({ label }) => label === waiting[0])?.start ?? ''))
      }
      assert.deepEqual([closed.state, closed.entered_late], [open.state, open.entered_late])
    }),
  )
})

test('a status is expired from the day after which the window no longer holds its period, and not before', () => {
  fc.assert(
    fc.property(fc.constantFrom(...frequencies), fc.integer({ min: 0, max: 30_000 }), (frequency, offset) => {
      const period = periodOf(frequency, addDays('1995-01-01' as Day, offset))
      const expiry = expiryOf(frequency, period)
      assert.ok(period.start < statusWindow(frequency, expiry).current_since)
      assert.ok(period.start >= statusWindow(frequency, addDays(expiry, -1)).current_since)
    }),
  )
})

test('the look back of every frequency fits into what is read of a KPI, and never holds the open period', () => {
  for (const frequency of frequencies) {
    const expected = expectedPeriods(frequency, '2026-11-18' as Day)
    assert.ok(expected.length > 0 && expected.length < enteredCountMax)
    assert.ok(expected.every(({ end }) => end < '2026-11-18'))
  }
})
