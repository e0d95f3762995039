import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { computeLimits, type ControlLimits, type Series } from './control-limits.ts'
import { type ControlRule, controlRules, type ControlSignal, findSignals } from './control-signals.ts'
import { fromNumber, fromSql, type Decimal, toNumber } from './decimal.ts'

function series(...values: readonly (number | null)[]): Series {
  return values.map((value) => {
    if (value === null) return null
    const read = fromNumber(value)
    assert.ok(read.ok)
    return read.value
  })
}

function limitsOf(baseline: Series): ControlLimits {
  const result = computeLimits(baseline)
  assert.ok(result.ok)
  return result.limits
}

/** Signals of one rule against limits taken from a baseline of their own: mean 10, sigma 1. */
function signals(rule: ControlRule, values: Series, runLength = 8): readonly ControlSignal[] {
  return findSignals({
    series: values,
    limits: unitLimits,
    rules: [rule],
    run_length: runLength,
    nameOf: (index) => `P${index}`,
  })
}

const pointsOf = (found: readonly ControlSignal[]): unknown => found.map(({ side, points }) => [side, points])

// 9.436 and 10.564 in turn: mean 10, every moving range 1.128, so one sigma is 2.66 × 1.128 / 3 = 1.00016
const unitLimits = limitsOf(series(...Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 9.436 : 10.564))))

test('twelve values worked by hand: 138 / 12 = 11.5, moving ranges 21 / 11', () => {
  const limits = limitsOf(series(10, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13))
  const { mean, lower, upper, mean_moving_range, range_limit } = limits
  assert.deepEqual(
    [mean, mean_moving_range, lower, upper, range_limit].map(toNumber),
    // 21/11 = 1.909091; 2.66 × 21/11 = 5.078182; 3.267 × 21/11 = 6.237
    [11.5, 1.909091, 6.421818, 16.578182, 6.237],
  )
  assert.deepEqual([limits.point_count, limits.provisional], [12, false])
})

test('limits are refused under 6 values, provisional under 12', () => {
  assert.deepEqual(computeLimits(series(1, 2, 3, null, 4, 5)), { ok: false, reason: 'TOO_FEW_POINTS', point_count: 5 })
  assert.deepEqual(computeLimits([]), { ok: false, reason: 'TOO_FEW_POINTS', point_count: 0 })
  assert.equal(limitsOf(series(1, 2, 3, 4, 5, 6)).provisional, true)
  assert.equal(limitsOf(series(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)).provisional, true)
  assert.equal(limitsOf(series(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)).provisional, false)
})

test('a moving range never spans a missing period', () => {
  // without the gap: ranges 1 1 96 1 1, mean 20; with it: 1 1 1 1, mean 1
  const limits = limitsOf(series(1, 2, 3, null, 99, 100, 101))
  assert.equal(toNumber(limits.mean_moving_range), 1)
  const scattered = computeLimits(series(1, null, 2, null, 3, null, 4, null, 5, null, 6))
  assert.deepEqual(scattered, { ok: false, reason: 'NO_NEIGHBOURS', point_count: 6 })
})

test('a value equal to the mean is on no side, however binary floats see it', () => {
  // the double mean of 0.1, 0.2 and 0.3 is 0.20000000000000004
  const limits = limitsOf(series(0.1, 0.2, 0.3, 0.1, 0.2, 0.3))
  const found = findSignals({
    series: series(...Array.from({ length: 9 }, () => 0.2)),
    limits,
    rules: ['N2'],
    run_length: 8,
    nameOf: String,
  })
  assert.deepEqual(found, [])
})

test('N1: a value on the limit is inside, one millionth further is a signal', () => {
  const limits = limitsOf(series(10, 12, 10, 12, 10, 12))
  assert.equal(toNumber(limits.upper), 16.32)
  const found = findSignals({
    series: series(16.32, 16.320001, 5.68, 5.679999),
    limits,
    rules: ['N1'],
    run_length: 8,
    nameOf: (index) => `2025-0${index + 1}`,
  })
  assert.deepEqual(found, [
    { rule: 'N1', sentence: 'Un point hors des limites : 2025-02, au-dessus.', side: 'ABOVE', points: [1] },
    { rule: 'N1', sentence: 'Un point hors des limites : 2025-04, au-dessous.', side: 'BELOW', points: [3] },
  ])
})

test('N2: eight in a row on one side by default, a setting; the mean itself breaks the run', () => {
  const seven = [10.1, 10.2, 10.1, 10.2, 10.1, 10.2, 10.1]
  assert.deepEqual(signals('N2', series(...seven)), [])
  assert.deepEqual(pointsOf(signals('N2', series(...seven), 7)), [['ABOVE', [0, 1, 2, 3, 4, 5, 6]]])
  const [found] = signals('N2', series(9, ...seven, 10.3))
  assert.deepEqual(found, {
    rule: 'N2',
    sentence: '8 points de suite ou plus du même côté de la moyenne : P1 à P8, au-dessus.',
    side: 'ABOVE',
    points: [1, 2, 3, 4, 5, 6, 7, 8],
  })
  assert.deepEqual(signals('N2', series(...seven, 10, 10.1)), [])
  assert.deepEqual(signals('N2', series(...seven, null, 10.1)), [])
})

test('N3: six in a row rising or falling; equal neighbours and missing periods break the run', () => {
  assert.deepEqual(pointsOf(signals('N3', series(9, 8, 9, 10, 11, 12, 13))), [['UP', [1, 2, 3, 4, 5, 6]]])
  assert.deepEqual(pointsOf(signals('N3', series(13, 12, 11, 10, 9, 8, 7))), [['DOWN', [0, 1, 2, 3, 4, 5, 6]]])
  assert.deepEqual(signals('N3', series(8, 9, 10, 11, 12)), [])
  assert.deepEqual(signals('N3', series(7, 8, 9, 9, 10, 11, 12)), [])
  assert.deepEqual(signals('N3', series(7, 8, 9, null, 10, 11, 12)), [])
})

test('N4: fourteen alternating', () => {
  const zigzag = Array.from({ length: 14 }, (_, index) => (index % 2 === 0 ? 9.9 : 10.1))
  assert.deepEqual(pointsOf(signals('N4', series(...zigzag))), [[null, zigzag.map((_, index) => index)]])
  assert.deepEqual(signals('N4', series(...zigzag.slice(1))), [])
})

test('N5 and N6: enough of a window beyond 2 or 1 sigma on the same side', () => {
  assert.deepEqual(pointsOf(signals('N5', series(12.1, 10, 12.1, 10))), [['ABOVE', [0, 2]]])
  assert.deepEqual(signals('N5', series(12.1, 10, 7.9, 12)), [])
  assert.deepEqual(signals('N5', series(12.1, 10, 10, 12.1)), [])
  assert.deepEqual(signals('N5', series(12.1, null, 12.1, 10)), [])
  assert.deepEqual(pointsOf(signals('N6', series(8.9, 8.9, 10, 8.9, 8.9))), [['BELOW', [0, 1, 3, 4]]])
  assert.deepEqual(signals('N6', series(8.9, 8.9, 10, 8.9, 11.1)), [])
})

test('N7 and N8: hugging the mean, fleeing it', () => {
  const close = Array.from({ length: 15 }, (_, index) => 9.5 + (index % 3) / 2)
  assert.deepEqual(pointsOf(signals('N7', series(...close))), [[null, close.map((_, index) => index)]])
  assert.deepEqual(signals('N7', series(...close.slice(1))), [])
  const far = [11.1, 8.9, 11.2, 8.8, 11.1, 8.9, 11.2, 8.8]
  assert.deepEqual(pointsOf(signals('N8', series(...far))), [[null, [0, 1, 2, 3, 4, 5, 6, 7]]])
  assert.deepEqual(signals('N8', series(...far.map((value) => Math.abs(value - 10) + 10))), [])
})

test('a series that never moves has limits at its mean and no signal', () => {
  const flat = series(...Array.from({ length: 20 }, () => 5))
  const limits = limitsOf(flat)
  assert.deepEqual([limits.lower, limits.mean, limits.upper, limits.range_limit].map(toNumber), [5, 5, 5, 0])
  assert.deepEqual(findSignals({ series: flat, limits, rules: controlRules, run_length: 8, nameOf: String }), [])
})

const values = fc.array(fc.option(fc.integer({ min: 0, max: 12 }), { freq: 12 }), { minLength: 14, maxLength: 60 })
const measured = values
  .map((list) => list.map((value) => (value === null ? null : fromSql(String(value)))))
  .filter((list) => computeLimits(list).ok)

const find = (list: Series, limits: ControlLimits): readonly ControlSignal[] =>
  findSignals({ series: list, limits, rules: controlRules, run_length: 8, nameOf: String })

test('P12: a run never crosses a missing period', () => {
  fc.assert(
    fc.property(measured, (list) => {
      const limits = limitsOf(list)
      const found = find(list, limits)
      for (const { points } of found) {
        const span = list.slice(points[0], (points.at(-1) as number) + 1)
        assert.ok(!span.includes(null), `${points.join()} of ${list.join()}`)
      }
      // each stretch alone, against the same limits, says exactly the same
      const alone = stretchesOf(list).flatMap(({ start, end }) =>
        find(list.slice(start, end), limits).map(({ rule, side, points }) => ({
          rule,
          side,
          points: points.map((index) => index + start),
        })),
      )
      const order = (left: { rule: string; points: readonly number[] }, right: typeof left): number =>
        left.rule.localeCompare(right.rule)
      assert.deepEqual(
        found.map(({ rule, side, points }) => ({ rule, side, points })),
        alone.toSorted(order),
      )
    }),
    { numRuns: 200 },
  )
})

test('every rule marks exactly the points of the windows that its definition names', () => {
  fc.assert(
    fc.property(measured, (list) => {
      const found = find(list, limitsOf(list))
      for (const rule of controlRules) {
        const marked = new Set(found.filter((signal) => signal.rule === rule).flatMap(({ points }) => points))
        const defined = byDefinition(rule, list)
        if (rule === 'N8') {
          assert.equal(marked.size > 0, defined.size > 0)
          assert.ok([...defined].every((index) => marked.has(index)))
        } else assert.deepEqual([...marked].sort(ascending), [...defined].sort(ascending), rule)
      }
    }),
    { numRuns: 200 },
  )
})

const ascending = (left: number, right: number): number => left - right

function stretchesOf(list: Series): readonly { readonly start: number; readonly end: number }[] {
  const stretches: { start: number; end: number }[] = []
  list.forEach((value, index) => {
    if (value === null) return
    const last = stretches.at(-1)
    if (last?.end === index) last.end = index + 1
    else stretches.push({ start: index, end: index + 1 })
  })
  return stretches
}

/** Slides a window over the whole series and asks the definition of each: slow, plain, and written apart. */
function byDefinition(rule: ControlRule, list: Series): ReadonlySet<number> {
  const known = list.filter((value) => value !== null)
  const [n, sum] = [BigInt(known.length), known.reduce((total, value) => total + value, 0n)]
  const ranges = list.flatMap((value, index) => {
    const before = list[index - 1]
    if (value === null || before === null || before === undefined) return []
    return [value > before ? value - before : before - value]
  })
  const [m, rangeSum] = [BigInt(ranges.length), ranges.reduce((total, range) => total + range, 0n)]
  const side = (value: Decimal): number => Number(value * n > sum) - Number(value * n < sum)
  // |value − sum/n| against sigmas × 2.66/3 × rangeSum/m
  const sigmas = (value: Decimal, count: bigint): number => {
    const distance = (value * n - sum) * BigInt(side(value)) * 300n * m
    const reach = count * 266n * rangeSum * n
    return Number(distance > reach) - Number(distance < reach)
  }
  const isBeyond = (count: bigint, way: number) => (value: Decimal) => side(value) === way && sigmas(value, count) > 0
  const ways = [1, -1]
  const steps = (window: readonly Decimal[]): readonly number[] =>
    window.slice(1).map((value, index) => Number(value > window[index]!) - Number(value < window[index]!))
  const all = (window: readonly Decimal[]): readonly Decimal[] => window
  const none: readonly Decimal[] = []
  const definitions: Record<ControlRule, readonly [number, (window: readonly Decimal[]) => readonly Decimal[]]> = {
    N1: [1, (window) => window.filter((value) => sigmas(value, 3n) > 0)],
    N2: [8, (w) => (ways.some((way) => w.every((value) => side(value) === way)) ? all(w) : none)],
    N3: [6, (w) => (ways.some((way) => steps(w).every((step) => step === way)) ? all(w) : none)],
    N4: [14, (w) => (steps(w).every((step, index, list) => step !== 0 && step !== list[index - 1]) ? all(w) : none)],
    N5: [3, (w) => ways.map((way) => w.filter(isBeyond(2n, way))).find((hits) => hits.length >= 2) ?? none],
    N6: [5, (w) => ways.map((way) => w.filter(isBeyond(1n, way))).find((hits) => hits.length >= 4) ?? none],
    N7: [15, (w) => (rangeSum > 0n && w.every((value) => sigmas(value, 1n) <= 0) ? all(w) : none)],
    N8: [8, (w) => (w.every((value) => sigmas(value, 1n) > 0) && new Set(w.map(side)).size === 2 ? all(w) : none)],
  }
  const [size, marks] = definitions[rule]
  const found = new Set<number>()
  for (let start = 0; start + size <= list.length; start += 1) {
    const window = list.slice(start, start + size)
    if (window.includes(null)) continue
    const hits = marks(window as readonly Decimal[])
    window.forEach((value, offset) => {
      if (hits.includes(value as Decimal)) found.add(start + offset)
    })
  }
  return found
}
