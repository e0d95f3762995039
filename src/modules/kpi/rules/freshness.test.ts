import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '#kernel/dates.ts'
import { computeFreshness } from './freshness.ts'

const base = { frequency: 'MONTHLY', today: '2025-04-10' as Day, created_on: '2025-01-15' as Day } as const

test('a KPI whose last closed period has a value misses nothing', () => {
  const fresh = computeFreshness({ ...base, latest_period_start: '2025-03-01' as Day })
  assert.deepEqual(fresh, { expected_period_label: '2025-03', missing_since: null })
})

test('the open period is never missing, even when it has a value already', () => {
  assert.equal(computeFreshness({ ...base, latest_period_start: '2025-04-01' as Day }).missing_since, null)
})

test('the first period after the latest value is the one that is missing', () => {
  assert.equal(computeFreshness({ ...base, latest_period_start: '2025-01-01' as Day }).missing_since, '2025-02')
})

test('a KPI without any value misses from the period in which it was made', () => {
  assert.equal(computeFreshness({ ...base, latest_period_start: null }).missing_since, '2025-01')
  const madeToday = computeFreshness({ ...base, created_on: base.today, latest_period_start: null })
  assert.equal(madeToday.missing_since, null)
})

test('a week is missing from the Monday after it', () => {
  const weekly = {
    frequency: 'WEEKLY',
    created_on: '2026-12-01' as Day,
    latest_period_start: '2026-12-21' as Day,
  } as const
  assert.equal(computeFreshness({ ...weekly, today: '2027-01-03' as Day }).missing_since, null)
  assert.equal(computeFreshness({ ...weekly, today: '2027-01-04' as Day }).missing_since, '2026-W53')
})
