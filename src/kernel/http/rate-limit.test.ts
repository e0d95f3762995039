// The token bucket with a clock of its own.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createRateLimit } from './rate-limit.ts'

function limitAt(perMinute: number) {
  const clock = { ms: 1_000_000 }
  const limit = createRateLimit(perMinute, () => clock.ms)
  return { clock, take: (key = 'a') => limit.take(key) }
}

test('a burst of a minute’s worth is granted, the next call waits for one token', () => {
  const { clock, take } = limitAt(60)
  for (let call = 0; call < 60; call += 1) assert.equal(take(), null)
  assert.equal(take(), 1)
  clock.ms += 1_000
  assert.equal(take(), null)
  assert.equal(take(), 1)
})

test('one caller’s calls cost another nothing', () => {
  const { take } = limitAt(1)
  assert.equal(take('a'), null)
  assert.notEqual(take('a'), null)
  assert.equal(take('b'), null)
})

test('the announced wait is long enough, whatever happened before', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000 }),
      fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 60 }),
      (perMinute, pauses) => {
        const { clock, take } = limitAt(perMinute)
        for (const pause of pauses) {
          clock.ms += pause
          take()
        }
        const wait = take()
        if (wait === null) return
        assert.ok(Number.isInteger(wait) && wait >= 1)
        clock.ms += wait * 1_000
        assert.equal(take(), null)
      },
    ),
  )
})

test('no more is granted than a burst and the refill of the time that passed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 300 }),
      (perMinute, pauses) => {
        const { clock, take } = limitAt(perMinute)
        const start = clock.ms
        let granted = 0
        for (const pause of pauses) {
          clock.ms += pause
          if (take() === null) granted += 1
        }
        assert.ok(granted <= perMinute + ((clock.ms - start) * perMinute) / 60_000 + 1e-6)
      },
    ),
  )
})

test('a clock that is set back an hour locks nobody out', () => {
  const { clock, take } = limitAt(10)
  for (let call = 0; call < 10; call += 1) take()
  clock.ms -= 3_600_000
  const wait = take()
  assert.ok(wait !== null && wait <= 6, String(wait))
})

test('0 grants everything', () => {
  const { take } = limitAt(0)
  for (let call = 0; call < 1_000; call += 1) assert.equal(take(), null)
})
