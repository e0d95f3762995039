import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '../problem.ts'
import { createSlots, isOutdated } from './password-hash.ts'

test('slots run a few at a time, in order, and refuse when the line is full', async () => {
  const slots = createSlots(2, 3)
  let running = 0
  let most = 0
  const order: number[] = []
  const work = (index: number) =>
    slots.run(async () => {
      running += 1
      most = Math.max(most, running)
      await sleep(1)
      order.push(index)
      running -= 1
    })
  const outcomes = await Promise.allSettled([0, 1, 2, 3, 4, 5].map(work))
  assert.equal(most, 2)
  assert.deepEqual(order, [0, 1, 2, 3, 4])
  const [refused] = outcomes.filter((outcome) => outcome.status === 'rejected')
  assert.ok(refused?.reason instanceof Problem && refused.reason.status === 503)
})

test('a slot is free again after a failure', async () => {
  const slots = createSlots(1, 0)
  await assert.rejects(slots.run(() => Promise.reject(new Error('no'))))
  assert.equal(await slots.run(() => Promise.resolve(7)), 7)
})

test('weaker parameters and unknown forms ask for a new hash', () => {
  assert.equal(isOutdated('$argon2id$v=19$m=47104,t=2,p=1$c2FsdA$aGFzaA'), false)
  assert.equal(isOutdated('$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA'), false)
  assert.equal(isOutdated('$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA'), true)
  assert.equal(isOutdated('$2b$10$abc'), true)
})
