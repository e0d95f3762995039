import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day } from '#kernel/dates.ts'
import { type LineSeries, seriesValues } from './demo-series.ts'
import { frequencies, periodOf, previousPeriod } from './period.ts'

const today = '2026-11-21' as Day
const line: LineSeries = {
  kind: 'line',
  count: 6,
  start: 10,
  wobble: 0,
  decimals: 1,
  recent: [20, null, 22],
  missing: [5],
}

test('a line leads from its start to the recent values, gaps stay gaps', () => {
  const values = seriesValues(line, 'MONTHLY', today).map(({ period, ago, value }) => [period.label, ago, value])
  assert.deepEqual(values, [
    ['2026-05', 6, 10],
    ['2026-07', 4, 16.7],
    ['2026-08', 3, 20],
    ['2026-10', 1, 22],
  ])
})

test('a counter counts up day by day and was reset once', () => {
  const values = seriesValues({ kind: 'counter', count: 5, reset_ago: 3, before: 8 }, 'DAILY', today)
  assert.deepEqual(
    values.map(({ value }) => value),
    [7, 8, 0, 1, 2],
  )
})

test('a series is the same each time, ends with the last closed period, ascends and is never negative', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...frequencies),
      fc.integer({ min: 0, max: 10_000 }),
      fc.integer({ min: 3, max: 80 }),
      (frequency, offset, count) => {
        const day = addDays('2024-01-01' as Day, offset)
        const series = { ...line, count, wobble: 15, missing: [] }
        const values = seriesValues(series, frequency, day)
        assert.deepEqual(values, seriesValues(series, frequency, day))
        assert.deepEqual(values.at(-1)?.period, previousPeriod(frequency, periodOf(frequency, day)))
        assert.equal(values.length, count - 1)
        assert.ok(values.every(({ value }) => value >= 0))
        assert.ok(values.every(({ period }, index) => period.start > (values[index - 1]?.period.start ?? '')))
      },
    ),
  )
})
