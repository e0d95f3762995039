import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '#kernel/dates.ts'
import { readEntry } from './entry.ts'
import type { EntryInput } from './entry.ts'
import type { Frequency } from './period.ts'

const today = '2025-04-10' as Day

function codes(frequency: Frequency, input: EntryInput): readonly string[] {
  const entry = readEntry(input, { frequency, today })
  return entry.ok ? [entry.period.label] : entry.violations.map(({ pointer, code }) => `${pointer} ${code}`)
}

test('a period is named by its label or by any of its days', () => {
  assert.deepEqual(codes('MONTHLY', { period: '2025-03', value: 1 }), ['2025-03'])
  assert.deepEqual(codes('MONTHLY', { period_start: '2025-03-17', value: 1 }), ['2025-03'])
  assert.deepEqual(codes('WEEKLY', { period_start: '2024-12-30', value: 1 }), ['2025-W01'])
})

test('both names or none are refused', () => {
  assert.deepEqual(codes('MONTHLY', { value: 1 }), ['/period INVALID_PERIOD'])
  assert.deepEqual(codes('MONTHLY', { period: '2025-03', period_start: '2025-03-01', value: 1 }), [
    '/period INVALID_PERIOD',
  ])
})

test('wrong periods have their codes', () => {
  assert.deepEqual(codes('MONTHLY', { period: '2025-W03', value: 1 }), ['/period PERIOD_FREQUENCY_MISMATCH'])
  assert.deepEqual(codes('WEEKLY', { period: '2025-W53', value: 1 }), ['/period INVALID_PERIOD'])
  assert.deepEqual(codes('MONTHLY', { period_start: '2025-02-30', value: 1 }), ['/period_start INVALID_PERIOD'])
  assert.deepEqual(codes('MONTHLY', { period: '1989-12', value: 1 }), ['/period INVALID_PERIOD'])
  assert.deepEqual(codes('MONTHLY', { period: '2025-05', value: 1 }), ['/period PERIOD_IN_FUTURE'])
  const ends = { period: '2025-03', period_end: '2025-03-30', value: 1 }
  assert.deepEqual(codes('MONTHLY', ends), ['/period_end PERIOD_MISMATCH'])
  assert.deepEqual(codes('MONTHLY', { ...ends, period_end: '2025-03-31' }), ['2025-03'])
})

test('a wrong period and a wrong number are told together', () => {
  assert.deepEqual(codes('MONTHLY', { period: 'mars', value: 1.0000001 }), [
    '/period INVALID_PERIOD',
    '/value VALUE_PRECISION',
  ])
})
