import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { type Decimal, fromSql, negate } from './decimal.ts'
import { noThresholds, type Thresholds } from './status.ts'
import { computeTrend, type Trend } from './trend.ts'

const up = noThresholds('UP_IS_BETTER')
const down = noThresholds('DOWN_IS_BETTER')
const range: Thresholds = {
  ...noThresholds('RANGE_IS_BEST'),
  green_min: fromSql('18'),
  green_max: fromSql('22'),
  orange_min: fromSql('14'),
  orange_max: fromSql('26'),
}

function trend(thresholds: Thresholds, values: readonly string[], unit: string | null = null): Trend {
  const result = computeTrend({ values: values.map(fromSql), thresholds, unit })
  return { ...result, sentence: result.sentence.replaceAll(/[\u00A0\u202F]/g, ' ') }
}

test('the latest value is compared with the one before, in relative terms', () => {
  assert.deepEqual(trend(up, ['10', '80', '92'], '%'), {
    kind: 'improving',
    relative_change: 0.15,
    sentence: 'En amélioration : 92 % contre 80 % auparavant, soit +15 % en valeur relative.',
  })
  assert.deepEqual(trend(down, ['4', '3'], 'jours'), {
    kind: 'improving',
    relative_change: -0.25,
    sentence: 'En amélioration : 3 jours contre 4 jours auparavant, soit −25 % en valeur relative.',
  })
  assert.deepEqual(trend(down, ['3', '4']), {
    kind: 'worsening',
    relative_change: 0.333333,
    sentence: 'En dégradation : 4 contre 3 auparavant, soit +33,3 % en valeur relative.',
  })
  assert.deepEqual(trend(up, ['5', '5']), {
    kind: 'stable',
    relative_change: 0,
    sentence: 'Stable : 5, comme auparavant.',
  })
})

test('from zero there is a direction but no relative change', () => {
  assert.deepEqual(trend(down, ['0', '2']), {
    kind: 'worsening',
    relative_change: null,
    sentence: 'En dégradation : 2 contre 0 auparavant.',
  })
  assert.equal(trend(up, ['0', '0']).relative_change, null)
  assert.equal(trend(up, ['0.000001', '1e12']).relative_change, null)
})

test('a negative previous value keeps the sign of the change', () => {
  assert.equal(trend(up, ['-10', '-5']).relative_change, 0.5)
  assert.equal(trend(up, ['-10', '-5']).kind, 'improving')
  assert.equal(trend(up, ['-10', '-15']).relative_change, -0.5)
})

test('with fewer than two values the trend is unknown', () => {
  for (const values of [[], ['92']]) {
    assert.deepEqual(trend(up, values), {
      kind: 'unknown',
      relative_change: null,
      sentence: 'Pas encore de tendance : il faut deux valeurs.',
    })
  }
})

test('for a range, better is nearer to the green zone', () => {
  assert.equal(trend(range, ['12', '16']).kind, 'improving')
  assert.equal(trend(range, ['16', '20']).kind, 'improving')
  assert.equal(trend(range, ['30', '24']).kind, 'improving')
  assert.equal(trend(range, ['20', '23']).kind, 'worsening')
  assert.equal(trend(range, ['24', '16']).kind, 'stable')
  assert.deepEqual(trend(range, ['18', '22'], '°C'), {
    kind: 'stable',
    relative_change: 0.222222,
    sentence: 'Stable : 22 °C contre 18 °C auparavant, soit +22,2 % en valeur relative.',
  })
})

test('a range without bounds cannot say what is better', () => {
  assert.deepEqual(trend(noThresholds('RANGE_IS_BEST'), ['4', '5']), {
    kind: 'unknown',
    relative_change: 0.25,
    sentence: 'Tendance inconnue : 5 contre 4 auparavant, sans plage verte définie.',
  })
})

test('a tiny change is not called zero', () => {
  assert.match(trend(up, ['1000000', '1000001']).sentence, /soit moins de 0,1 % en valeur relative/)
})

const anyDecimal = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => BigInt(value) as Decimal)

test('a mirrored KPI has the same trend', () => {
  fc.assert(
    fc.property(anyDecimal, anyDecimal, (previous, latest) => {
      const straight = computeTrend({ values: [previous, latest], thresholds: up, unit: null })
      const mirrored = computeTrend({ values: [negate(previous), negate(latest)], thresholds: down, unit: null })
      assert.equal(mirrored.kind, straight.kind)
      assert.equal(mirrored.relative_change, straight.relative_change === null ? null : 0 - straight.relative_change)
    }),
  )
})

test('the relative change is the exact quotient to the nearest millionth, and none from 0 or across a change of sign', () => {
  fc.assert(
    fc.property(anyDecimal, anyDecimal, (previous, latest) => {
      const { relative_change: change } = computeTrend({ values: [previous, latest], thresholds: up, unit: null })
      const crosses = latest !== 0n && latest < 0n !== previous < 0n
      if (previous === 0n || crosses) return assert.equal(change, null)
      assert.ok(change !== null)
      const millionths = BigInt(Math.round(change * 1_000_000))
      const size = previous < 0n ? -previous : previous
      const twiceTheError = 2n * ((latest - previous) * 1_000_000n - millionths * size)
      assert.ok(twiceTheError <= size && twiceTheError >= -size)
    }),
  )
})
