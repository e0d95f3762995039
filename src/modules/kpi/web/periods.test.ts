import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  enterablePeriods,
  hasOlderPeriods,
  offeredPeriods,
  periodName,
  periodToEnter,
  proposedPeriod,
  stillFree,
  withGaps,
} from './periods.ts'

const place = { frequency: 'MONTHLY', expected_period_label: '2026-10', locked_through: null } as const

test('a period is named as people say it, in both languages', () => {
  const named = (language: 'fr' | 'en'): readonly string[] =>
    ['2025-03', '2026-W53', '2025-T1', '2025-S1', '2025-S2', '2025', '2025-12-31'].map((label) =>
      periodName(label, language),
    )
  assert.deepEqual(named('fr'), [
    'mars 2025',
    'S53 2026',
    'T1 2025',
    '1er semestre 2025',
    '2e semestre 2025',
    '2025',
    '31/12/2025',
  ])
  assert.deepEqual(named('en'), ['Mar 2025', 'W53 2026', 'Q1 2025', 'H1 2025', 'H2 2025', '2025', '31/12/2025'])
})

test('the periods to choose from start with the open one and go back without a gap', () => {
  const labels = offeredPeriods('WEEKLY', '2026-W53').map((period) => period.label)
  assert.deepEqual(labels.slice(0, 3), ['2027-W01', '2026-W53', '2026-W52'])
  assert.equal(new Set(labels).size, labels.length)
})

test('quick entry asks for the latest closed period that waits, then for the open one, then for nothing', () => {
  const asked = (missing: readonly string[], latest: string | null): string | undefined =>
    periodToEnter({ ...place, missing, latest_period_label: latest })?.label
  assert.equal(asked(['2026-09', '2026-10'], null), '2026-10')
  assert.equal(asked(['2026-08'], '2026-11'), '2026-08')
  assert.equal(asked([], '2026-10'), '2026-11')
  assert.equal(asked([], '2026-11'), undefined)
  assert.equal(asked([], null), '2026-11')
})

test('the proposed period is the last one that is over, then the open one, then older ones', () => {
  const proposed = (...entered: readonly string[]): string | undefined => proposedPeriod(place, new Set(entered))?.label
  assert.equal(proposed(), '2026-10')
  assert.equal(proposed('2026-10'), '2026-11')
  assert.equal(proposed('2026-10', '2026-11'), '2026-09')
})

test('a closed period is not offered, and without an open one nothing is proposed', () => {
  const closed = { ...place, locked_through: '2026-09-30' }
  const offered = (entered: readonly string[]): readonly string[] =>
    enterablePeriods(closed, new Set(entered)).map(({ label }) => label)
  assert.deepEqual(offered([]), ['2026-11', '2026-10'])
  assert.deepEqual(offered(['2026-10']), ['2026-11'])
  assert.equal(proposedPeriod(closed, new Set(['2026-10', '2026-11'])), null)
  assert.equal(hasOlderPeriods(closed), false)
  assert.equal(hasOlderPeriods({ ...place, locked_through: '2020-01-31' }), true)
  assert.equal(hasOlderPeriods(place), true)
})

test('a draft keeps its period while it can be entered, and falls back to the proposed one', () => {
  const entered = new Set(['2026-10'])
  const kept = (locked_through: string | null, period: string, day = ''): readonly string[] =>
    Object.values(stillFree({ ...place, locked_through }, entered, { period, day }))
  assert.deepEqual(kept(null, '2026-08'), ['2026-08', ''])
  assert.deepEqual(kept('2026-08-30', '2026-08'), ['2026-08', ''])
  assert.deepEqual(kept('2026-08-31', '2026-08'), ['2026-11', ''])
  assert.deepEqual(kept(null, '2026-10'), ['2026-11', ''])
  assert.deepEqual(kept(null, 'older', '2019-05-05'), ['older', '2019-05-05'])
  assert.deepEqual(kept('2019-05-31', 'older', '2019-05-05'), ['2026-11', ''])
  assert.deepEqual(kept('2026-08-31', 'older'), ['2026-11', ''])
})

test('quick entry asks for nothing where the open period is closed: a day that is', () => {
  const daily = {
    frequency: 'DAILY',
    expected_period_label: '2026-11-19',
    missing: [],
    latest_period_label: null,
  } as const
  assert.equal(periodToEnter({ ...daily, locked_through: '2026-11-19' })?.label, '2026-11-20')
  assert.equal(periodToEnter({ ...daily, locked_through: '2026-11-20' }), null)
})

test('missing periods stand between the first and the last one; days stay as they are', () => {
  assert.deepEqual(withGaps('MONTHLY', ['2025-11', '2026-02']), ['2025-11', '2025-12', '2026-01', '2026-02'])
  assert.deepEqual(withGaps('WEEKLY', ['2026-W52', '2027-W01']), ['2026-W52', '2026-W53', '2027-W01'])
  assert.deepEqual(withGaps('DAILY', ['2026-01-02', '2026-01-05']), ['2026-01-02', '2026-01-05'])
  assert.deepEqual(withGaps('YEARLY', []), [])
})
