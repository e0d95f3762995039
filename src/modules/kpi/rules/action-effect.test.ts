import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day } from '#kernel/dates.ts'
import { type EffectInput, measureEffect } from './action-effect.ts'
import { type Decimal, fromNumber } from './decimal.ts'
import { nextPeriod, type Period, periodOf } from './period.ts'
import { noThresholds } from './status.ts'

const decimal = (value: number): Decimal => {
  const result = fromNumber(value)
  assert.ok(result.ok)
  return result.value
}

/** Months from January 2024 on; null is a month without a value. */
function months(values: readonly (number | null)[]): ReadonlyMap<Day, Decimal> {
  let period: Period = periodOf('MONTHLY', '2024-01-01' as Day)
  const found = new Map<Day, Decimal>()
  for (const value of values) {
    if (value !== null) found.set(period.start, decimal(value))
    period = nextPeriod('MONTHLY', period)
  }
  return found
}

const base: EffectInput = {
  frequency: 'MONTHLY',
  unit: '%',
  thresholds: noThresholds('UP_IS_BETTER'),
  today: '2025-12-15' as Day,
  effective_on: '2025-01-01' as Day,
  values: new Map(),
}
/** Twelve months of 2024 around 90, moving by 1 each month. */
const steady = [90, 91, 90, 91, 90, 91, 90, 91, 90, 91, 90, 91]

describe('the effect of an action', () => {
  test('a clear shift is an improvement, with worked figures', () => {
    // before: mean 90.5; after: 96.5; 11 + 5 ranges of 1, so sigma = 1/1.128 = 0.886525 and 0.62 × 16 = 9 degrees of freedom
    const after = [96, 97, 96, 97, 96, 97]
    const effect = measureEffect({ ...base, values: months([...steady, ...after]) })
    assert.equal(effect.verdict, 'IMPROVED')
    assert.deepEqual(effect.before, { first_period: '2024-01', last_period: '2024-12', value_count: 12, mean: 90.5 })
    assert.deepEqual(effect.after, { first_period: '2025-01', last_period: '2025-06', value_count: 6, mean: 96.5 })
    const half = 2.2622 * (1 / 1.128) * Math.sqrt(1 / 12 + 1 / 6)
    assert.deepEqual(effect.shift, {
      value: 6,
      low: Number((6 - half).toFixed(6)),
      high: Number((6 + half).toFixed(6)),
    })
    assert.match(
      effect.sentence,
      /^Amélioration : 90,5\u00a0% en moyenne avant \(12 périodes\), 96,5\u00a0% après \(6\), soit \+6\u00a0points/,
    )
  })

  test('the same shift is a degradation where less is better', () => {
    const values = months([...steady, 96, 97, 96, 97])
    assert.equal(measureEffect({ ...base, thresholds: noThresholds('DOWN_IS_BETTER'), values }).verdict, 'WORSENED')
  })

  test('a shift within the noise is said to be undecided', () => {
    const { verdict, sentence } = measureEffect({ ...base, values: months([...steady, 91, 90, 92, 90]) })
    assert.equal(verdict, 'UNDECIDED')
    assert.match(sentence, /^Les données ne permettent pas de conclure/)
    assert.match(sentence, /entre \u2212/)
  })

  test('too little on either side, and an action not done, are told as such', () => {
    const early = measureEffect({ ...base, values: months([...steady, 96, 97]) })
    assert.deepEqual([early.verdict, early.shift, early.after?.value_count], ['TOO_EARLY', null, 2])
    const young = measureEffect({
      ...base,
      values: months([...Array.from({ length: 7 }, () => null), 90, 91, 90, 91, 90, 96, 96, 96]),
    })
    assert.deepEqual([young.verdict, young.shift], ['UNDECIDED', null])
    assert.match(young.sentence, /au moins 6 valeurs/)
    assert.equal(measureEffect({ ...base, effective_on: null }).verdict, 'NOT_DONE')
    assert.equal(measureEffect({ ...base, thresholds: noThresholds('RANGE_IS_BEST') }).verdict, 'NO_DIRECTION')
  })

  test('values without neighbours tell no noise, so nothing is concluded', () => {
    const every = (value: number): (number | null)[] => [value, null]
    const lone = [
      ...Array.from({ length: 6 }, () => every(90)).flat(),
      ...Array.from({ length: 5 }, () => every(99)).flat(),
    ]
    const { verdict, sentence } = measureEffect({ ...base, values: months(lone) })
    assert.equal(verdict, 'UNDECIDED')
    assert.match(sentence, /se suivent/)
  })

  test('the period that holds the day inside is on neither side, and the open one never counts', () => {
    const values = months([...steady, 0, 96, 97, 96, 97, 96, 97, 96, 97, 96, 97, 1000])
    const effect = measureEffect({ ...base, effective_on: '2025-01-15' as Day, values })
    assert.equal(effect.before?.last_period, '2024-12')
    assert.deepEqual([effect.after?.first_period, effect.after?.last_period], ['2025-02', '2025-11'])
  })

  test('for a range, better is nearer to the green zone', () => {
    const range = {
      ...noThresholds('RANGE_IS_BEST'),
      green_min: decimal(20),
      green_max: decimal(30),
      orange_min: decimal(10),
      orange_max: decimal(40),
    }
    const away = [50, 51, 50, 51, 50, 51, 50, 51, 50, 51, 50, 51]
    const near = measureEffect({ ...base, thresholds: range, values: months([...away, 35, 36, 35, 36]) })
    assert.equal(near.verdict, 'IMPROVED')
    const beyond = measureEffect({ ...base, thresholds: range, values: months([...away, 70, 71, 70, 71]) })
    assert.equal(beyond.verdict, 'WORSENED')
  })

  test('property: turning every value and the direction around turns nothing but the sign of the shift', () => {
    const side = (minLength: number) => fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength, maxLength: 12 })
    fc.assert(
      fc.property(side(12), side(3), (before, after) => {
        const up = measureEffect({ ...base, values: months([...before, ...after.slice(0, 11)]) })
        const mirrored = months([...before, ...after.slice(0, 11)].map((value) => -value))
        const down = measureEffect({ ...base, thresholds: noThresholds('DOWN_IS_BETTER'), values: mirrored })
        assert.equal(down.verdict, up.verdict)
        assert.ok(up.shift !== null && down.shift !== null)
        assert.ok(Math.abs(up.shift.value + down.shift.value) < 1e-5)
        assert.ok(up.shift.low <= up.shift.value && up.shift.value <= up.shift.high)
      }),
    )
  })

  test('property: adding the same amount to all values changes no verdict', () => {
    const values = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 18, maxLength: 18 })
    fc.assert(
      fc.property(values, fc.integer({ min: -500, max: 500 }), (all, added) => {
        const plain = measureEffect({ ...base, values: months(all) })
        const moved = measureEffect({ ...base, values: months(all.map((value) => value + added)) })
        assert.deepEqual(moved.verdict, plain.verdict)
      }),
    )
  })

  test('every frequency finds its periods', () => {
    const day = '2020-01-01' as Day
    for (const frequency of ['DAILY', 'WEEKLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'] as const) {
      const found = new Map<Day, Decimal>()
      let period = periodOf(frequency, addDays(day, -366 * 8))
      for (let index = 0; period.start < '2024-01-01'; index += 1) {
        found.set(period.start, decimal((period.start < day ? 10 : 50) + (index % 2)))
        period = nextPeriod(frequency, period)
      }
      const effect = measureEffect({ ...base, frequency, effective_on: day, today: '2024-06-01' as Day, values: found })
      assert.equal(effect.verdict, 'IMPROVED', frequency)
    }
  })
})
