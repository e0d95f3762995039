import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '#kernel/dates.ts'
import { approvalOfNew, isLocked, isReopening, shownApproval } from './closing.ts'

const day = (text: string): Day => text as Day

test('a period is locked by its last day, that day included', () => {
  assert.equal(isLocked(day('2025-10-31'), day('2025-10-31')), true)
  assert.equal(isLocked(day('2025-10-31'), day('2025-10-30')), false)
  assert.equal(isLocked(day('2025-10-05'), day('2025-10-31')), true)
  assert.equal(isLocked(day('1990-01-01'), null), false)
})

test('going back, or to nothing, is reopening; forward and standing still are not', () => {
  assert.equal(isReopening(null, null), false)
  assert.equal(isReopening(null, day('2025-10-31')), false)
  assert.equal(isReopening(day('2025-10-31'), day('2025-10-31')), false)
  assert.equal(isReopening(day('2025-10-31'), day('2025-11-30')), false)
  assert.equal(isReopening(day('2025-10-31'), day('2025-09-30')), true)
  assert.equal(isReopening(day('2025-10-31'), null), true)
})

test('a number waits for approval only where its dashboard asks, and shows one only there', () => {
  assert.equal(approvalOfNew(true), 'PENDING')
  assert.equal(approvalOfNew(false), null)
  assert.equal(shownApproval('APPROVED', true), 'APPROVED')
  assert.equal(shownApproval('APPROVED', false), null)
  assert.equal(shownApproval(null, true), null)
})
