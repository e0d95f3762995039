import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '#kernel/dates.ts'
import { fromNumber, fromSql, type Decimal } from './decimal.ts'
import { estimateText, type Forecast, forecastSentence, forecastTrend, periodPace, yearPace } from './forecast.ts'
import { outlook } from './outlook.ts'
import { periodOf } from './period.ts'

const decimals = (...values: readonly (number | null)[]): readonly (Decimal | null)[] =>
  values.map((value) => {
    if (value === null) return null
    const read = fromNumber(value)
    assert.ok(read.ok)
    return read.value
  })

const pointsOf = (forecast: Forecast): readonly (readonly number[])[] => {
  assert.ok(forecast.ok)
  return forecast.points.map(({ value, low, high }) => [value, low, high])
}

test('six values worked by hand', () => {
  // t = 0…5, y = 1 3 2 4 3 5: mean 3 at 2.5, Sxx 17.5, Sxy 11, slope 22/35; residuals' squares 3.085714, 4 degrees
  // s = 0.878310; at t = 6: 3 + 3.5 × 0.628571 = 5.2, half 2.7764 × 0.878310 × √(1 + 1/6 + 12.25/17.5) = 3.331711
  const forecast = forecastTrend(decimals(1, 3, 2, 4, 3, 5), 1)
  const [point] = pointsOf(forecast)
  assert.equal(point?.[0], 5.2)
  assert.ok(Math.abs((point?.[1] ?? 0) - (5.2 - 3.331711)) < 1e-4, String(point))
  assert.ok(Math.abs((point?.[2] ?? 0) - (5.2 + 3.331711)) < 1e-4, String(point))
  assert.equal(forecast.ok && forecast.slope, 0.628571)
})

test('refused under six values, and when the last one lies too far back', () => {
  const refusal = (...values: readonly (number | null)[]): unknown => {
    const forecast = forecastTrend(decimals(...values), 3)
    return forecast.ok ? 'ok' : forecast.reason
  }
  assert.equal(refusal(), 'TOO_FEW_POINTS')
  assert.equal(refusal(1, 2, 3, null, 4, 5), 'TOO_FEW_POINTS')
  assert.equal(refusal(1, 2, 3, 4, 5, 6, null, null, null), 'ok')
  assert.equal(refusal(1, 2, 3, 4, 5, 6, null, null, null, null), 'LAST_VALUE_TOO_OLD')
  assert.equal(refusal(1e307, -1e307, 1e307, -1e307, 1e307, -1e307), 'OUT_OF_RANGE')
})

test('a gap keeps its place in time, and only the last 24 periods count', () => {
  assert.deepEqual(pointsOf(forecastTrend(decimals(1, 2, null, 4, null, 6, 7, 8), 2)), [
    [9, 9, 9],
    [10, 10, 10],
  ])
  const old = Array.from({ length: 30 }, (_, index) => 1000 - index)
  const recent = Array.from({ length: 24 }, (_, index) => index)
  assert.deepEqual(pointsOf(forecastTrend(decimals(...old, ...recent), 1)), [[24, 24, 24]])
})

test('shifting or scaling the values shifts or scales the estimate and its interval', () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 6, maxLength: 24 })
  fc.assert(
    fc.property(values, fc.integer({ min: -500, max: 500 }), (list, shift) => {
      const plain = pointsOf(forecastTrend(decimals(...list), 2))
      const moved = pointsOf(forecastTrend(decimals(...list.map((value) => 3 * value + shift)), 2))
      for (const [index, point] of plain.entries()) {
        assert.ok((point[1] as number) <= (point[0] as number) && (point[0] as number) <= (point[2] as number))
        for (const [part, number] of point.entries())
          assert.ok(Math.abs((moved[index]?.[part] ?? 0) - (3 * number + shift)) < 1e-4)
      }
    }),
  )
})

test('the pace of an open period needs a fifth of it and a value that adds up', () => {
  const june = periodOf('MONTHLY', '2025-06-01' as Day)
  const pace = (value: string, day: string): number | null => periodPace(fromSql(value), june, day as Day)
  assert.equal(pace('40', '2025-06-05'), null)
  assert.equal(pace('40', '2025-06-06'), 200)
  assert.equal(pace('40', '2025-06-15'), 80)
  assert.equal(pace('40', '2025-06-30'), null)
  assert.equal(yearPace(fromSql('300'), 2, 12), null)
  assert.equal(yearPace(fromSql('300'), 3, 12), 1200)
  assert.equal(yearPace(fromSql('300'), 12, 12), null)
})

test('the year ahead is told for what adds up only, and not for periods of the past', () => {
  const values = new Map(
    ['2025-04', '2025-05', '2025-06', '2025-07'].map((month, index) => [
      `${month}-01` as Day,
      fromSql(`${10 + index}`),
    ]),
  )
  const calendar = { frequency: 'MONTHLY', aggregation: 'SUM', fiscal_year_start_month: 4 } as const
  const input = {
    calendar,
    adds_up: true,
    unit: '€',
    today: '2025-07-20' as Day,
    values,
    until: null,
    open_value_on: '2025-07-16' as Day,
  }
  const ahead = outlook(input)
  assert.deepEqual(ahead.year_pace, {
    first_day: '2025-04-01',
    last_day: '2026-03-31',
    value: 132,
    sentence: 'Estimation : au rythme de 3 périodes sur 12, l’exercice finirait à 132\u00A0€.',
  })
  assert.equal(ahead.period_pace?.value, 25.1875)
  assert.equal(ahead.reason, 'TOO_FEW_POINTS')
  const ratio = outlook({ ...input, adds_up: false })
  assert.deepEqual([ratio.year_pace, ratio.period_pace], [null, null])
  const past = outlook({ ...input, until: '2025-05-31' as Day })
  assert.deepEqual([past.reason, past.year_pace], ['WINDOW_IN_PAST', null])
})

test('an estimate is shown as every computed number: two decimals at most, three digits under 1', () => {
  assert.equal(estimateText(94.23817, '%'), '94,24\u00A0%')
  assert.equal(estimateText(123456.78, null), '123\u202F456,78')
  assert.equal(estimateText(0.0012346, null), '0,00123')
  assert.equal(estimateText(-0, null), '0')
  const refused = forecastTrend(decimals(1), 1)
  assert.equal(
    forecastSentence(refused, { label: '2025-01', unit: null }),
    'Pas d’estimation : il faut au moins 6 valeurs de périodes terminées, il y en a 1.',
  )
})

test('what was never negative is not estimated below 0, and its period has a name', () => {
  const start = (month: number): Day => `2025-0${month}-01` as Day
  const ahead = (texts: readonly string[]) =>
    outlook({
      calendar: { frequency: 'MONTHLY', aggregation: 'AVERAGE', fiscal_year_start_month: 1 },
      adds_up: false,
      unit: 'nb',
      today: '2025-07-20' as Day,
      values: new Map(texts.map((text, index) => [start(index + 1), fromSql(text)])),
      until: null,
      open_value_on: null,
    })
  const falling = ahead(['9', '6', '7', '3', '2', '0'])
  assert.deepEqual(falling.points[1]?.low, 0)
  assert.match(falling.sentence, /^Estimation pour juil\. 2025 : 0\u00A0nb, entre 0\u00A0nb et /)
  const margin = ahead(['9', '6', '7', '3', '2', '-1'])
  assert.ok((margin.points[0]?.low ?? 0) < 0)
  assert.match(margin.sentence, /entre \u2212/)
})
