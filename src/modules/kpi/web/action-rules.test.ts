import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Action } from '../schemas.ts'
import { byUrgency, inOrder, progressChange, statusChange } from './action-rules.ts'

test('what is done is done to the end', () => {
  assert.deepEqual(statusChange({ progress: 40 }, 'DONE'), { status: 'DONE', progress: 100 })
  assert.deepEqual(statusChange({ progress: 100 }, 'DONE'), { status: 'DONE' })
  assert.deepEqual(statusChange({ progress: 40 }, 'CANCELLED'), { status: 'CANCELLED' })
})

test('moving the slider starts work or takes it up again, and never declares it done', () => {
  assert.deepEqual(progressChange({ status: 'OPEN' }, 10), { progress: 10, status: 'IN_PROGRESS' })
  assert.deepEqual(progressChange({ status: 'DONE' }, 80), { progress: 80, status: 'IN_PROGRESS' })
  assert.deepEqual(progressChange({ status: 'IN_PROGRESS' }, 100), { progress: 100 })
  assert.deepEqual(progressChange({ status: 'CANCELLED' }, 50), { progress: 50 })
})

test('open actions come first, by due date, those without one after them', () => {
  const action = (id: string, status: Action['status'], due_date: string | null) => ({ id, status, due_date }) as Action
  const ordered = inOrder([
    action('done', 'DONE', '2025-01-01'),
    action('undated', 'OPEN', null),
    action('later', 'IN_PROGRESS', '2025-03-01'),
    action('soon', 'OPEN', '2025-02-01'),
  ])
  assert.deepEqual(
    ordered.map(({ id }) => id),
    ['soon', 'later', 'undated', 'done'],
  )
})

test('what to take up next: late ones, then by priority, then by due date', () => {
  const action = (id: string, priority: Action['priority'], due_date: string, is_late = false) =>
    ({ id, priority, due_date, is_late, status: 'OPEN' }) as Action
  const ordered = byUrgency([
    action('low', 'LOW', '2025-01-01'),
    action('later', 'HIGH', '2025-03-01'),
    action('sooner', 'HIGH', '2025-02-01'),
    action('late', 'LOW', '2024-12-01', true),
    action('normal', 'NORMAL', '2025-01-01'),
  ])
  assert.deepEqual(
    ordered.map(({ id }) => id),
    ['late', 'sooner', 'later', 'normal', 'low'],
  )
})
