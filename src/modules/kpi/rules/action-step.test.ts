import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actionSteps, stepAfter } from './action-step.ts'

test('a status takes the PDCA step along, forwards only', () => {
  assert.deepEqual(
    actionSteps.map((step) => stepAfter(step, 'IN_PROGRESS')),
    ['DO', 'DO', 'CHECK', 'ACT'],
  )
  assert.deepEqual(
    actionSteps.map((step) => stepAfter(step, 'DONE')),
    ['CHECK', 'CHECK', 'CHECK', 'ACT'],
  )
  for (const status of ['OPEN', 'CANCELLED'] as const)
    assert.deepEqual(
      actionSteps.map((step) => stepAfter(step, status)),
      [...actionSteps],
    )
})
