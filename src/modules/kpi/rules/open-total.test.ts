import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '#kernel/dates.ts'
import { type Decimal, fromSql } from './decimal.ts'
import { countedPoints, settledGoodness } from './open-total.ts'
import type { CountedInput } from './open-total.ts'
import { noThresholds, type Status } from './status.ts'
import { computeVariance } from './variance.ts'

const day = (text: string): Day => text as Day
const open = day('2026-11-01')
const base: CountedInput = {
  frequency: 'MONTHLY',
  aggregation: 'SUM',
  today: day('2026-11-21'),
  points: [],
  latest: { direction: 'UP_IS_BETTER', is_above: false },
  rule: { level: 'RED' },
  told: null,
}

/** Whether the value of November counts, on 21 November unless said otherwise. */
function counts(status: Status | null, change: Partial<CountedInput> = {}): boolean {
  const points = [
    { start: day('2026-10-01'), status: 'GREEN' as const },
    { start: open, status },
  ]
  const counted = countedPoints({ ...base, points, ...change })
  assert.equal(counted[0], points[0], 'a period that is over always counts')
  return counted.length === 2
}

test('a sum that can still grow out of the red waits for the end of its period', () => {
  assert.equal(counts('RED'), false)
  assert.equal(counts('RED', { today: day('2026-11-30') }), false, 'the last day is not over')
  assert.equal(counts('RED', { today: day('2026-12-01') }), true)
  assert.equal(counts('GREEN'), true, 'what is reached stays reached')
  assert.equal(counts('ORANGE'), true)
  assert.equal(counts('ORANGE', { rule: { level: 'ORANGE' } }), false)
  assert.equal(counts(null), true)
})

test('a sum to be kept low counts once it exceeds, and ends no alert before its period does', () => {
  const latest = { direction: 'DOWN_IS_BETTER', is_above: false } as const
  assert.equal(counts('RED', { latest }), true)
  assert.equal(counts('GREEN', { latest }), false)
})

test('in a range, only what lies beyond it is settled', () => {
  const latest = { direction: 'RANGE_IS_BEST', is_above: false } as const
  assert.equal(counts('RED', { latest }), false)
  assert.equal(counts('GREEN', { latest }), false)
  assert.equal(counts('RED', { latest: { ...latest, is_above: true } }), true)
})

test('means, levels and days count at once, and an alert that was told stands', () => {
  for (const aggregation of ['AVERAGE', 'LAST', 'MIN', 'MAX']) assert.equal(counts('RED', { aggregation }), true)
  const today = day('2026-11-01')
  assert.equal(counts('RED', { frequency: 'DAILY', today }), true)
  assert.equal(counts('RED', { told: open }), true)
  assert.equal(countedPoints({ ...base, latest: null }).length, 0)
})

const anyAmount = fc.bigInt(0n, 10n ** 12n).map((amount) => amount as Decimal)
const anyThresholds = fc.oneof(
  fc.constantFrom('UP_IS_BETTER' as const, 'DOWN_IS_BETTER' as const).map(noThresholds),
  fc.tuple(anyAmount, anyAmount).map(([one, other]) => {
    const [green_min, green_max] = one < other ? [one, other] : [other, one]
    const bounds = { green_min, green_max, orange_min: green_min, orange_max: green_max }
    return { ...noThresholds('RANGE_IS_BEST'), ...bounds }
  }),
)

test('what is said of a total with a part in it stays true whatever is still added', () => {
  const said = new Set<string | null>()
  fc.assert(
    fc.property(anyThresholds, anyAmount, anyAmount, anyAmount, (thresholds, value, target, rest) => {
      const { goodness } = computeVariance(value, target, thresholds)
      const settled = settledGoodness({ value, goodness, thresholds, only_grows: true })
      said.add(settled)
      if (settled === null) return
      assert.equal(computeVariance((value + rest) as Decimal, target, thresholds).goodness, settled)
    }),
    { numRuns: 300 },
  )
  assert.deepEqual([...said].sort(), ['BETTER', 'WORSE', null])
})

test('where something negative was added, nothing is certain', () => {
  const input = { value: fromSql('9'), goodness: 'WORSE' as const, thresholds: noThresholds('DOWN_IS_BETTER') }
  assert.equal(settledGoodness({ ...input, only_grows: true }), 'WORSE')
  assert.equal(settledGoodness({ ...input, only_grows: false }), null)
})
