import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '#kernel/dates.ts'
import { cellRefusal } from './cell-refusal.ts'
import { readGrid, type CellInput, type GridKpi } from './grid-entry.ts'
import { gridPeriodCountMax, gridPeriods } from './grid-window.ts'
import { frequencies, periodOf } from './period.ts'

const today = '2026-11-21' as Day
const monthly: GridKpi = {
  id: 'm',
  frequency: 'MONTHLY',
  is_active: true,
  is_computed: false,
  may_enter: true,
  locked_through: null,
}
const closed: GridKpi = { ...monthly, id: 'closed', locked_through: '2026-09-30' as Day }
const kpis = new Map(
  [
    monthly,
    closed,
    { ...monthly, id: 'inactive', is_active: false },
    { ...monthly, id: 'foreign', may_enter: false },
  ].map((kpi) => [kpi.id, kpi]),
)
const codes = (cells: readonly CellInput[]): readonly string[] =>
  readGrid(cells, { kpis, today }).violations.map(({ pointer, code }) => `${pointer} ${code}`)

test('every wrong cell is named with its reason, and the others are read', () => {
  const cell = (kpi_id: string, period: string, value: number | null = 1): CellInput => ({ kpi_id, period, value })
  const cells = [
    cell('m', '2026-10'),
    cell('unknown', '2026-10'),
    cell('m', '2026-W10'),
    cell('m', '2026-13'),
    cell('m', '2026-12'),
    cell('m', '1989-12'),
    cell('inactive', '2026-10'),
    cell('foreign', '2026-10'),
    cell('m', '2026-09', 0.0000001),
    cell('m', '2026-10', null),
    { ...cell('m', '2026-08', null), comment: 'sans valeur' },
    cell('m', '2026-11', null),
    cell('closed', '2026-09', null),
    cell('closed', '2026-10'),
  ]
  assert.deepEqual(codes(cells), [
    '/cells/1/kpi_id UNKNOWN_KPI',
    '/cells/2/period PERIOD_FREQUENCY_MISMATCH',
    '/cells/3/period INVALID_PERIOD',
    '/cells/4 PERIOD_IN_FUTURE',
    '/cells/5 INVALID_PERIOD',
    '/cells/6 INACTIVE_KPI',
    '/cells/7 NO_RIGHT',
    '/cells/8/value VALUE_PRECISION',
    '/cells/9 DUPLICATE_PERIOD',
    '/cells/10/comment VALUE_INVALID',
    '/cells/12 PERIOD_LOCKED',
  ])
  const { entries, forbidden } = readGrid([cell('m', '2026-10', 0.3), cell('m', '2026-11', null)], { kpis, today })
  assert.deepEqual(
    entries.map(({ period, value }) => [period.label, value]),
    [
      ['2026-10', 300_000n],
      ['2026-11', null],
    ],
  )
  assert.deepEqual(forbidden, [])
})

test('whoever may not write is told that before anything else', () => {
  const future = periodOf('MONTHLY', '2027-01-01' as Day)
  assert.equal(cellRefusal({ ...monthly, is_active: false, may_enter: false }, future, today), 'NO_RIGHT')
  assert.equal(cellRefusal({ ...monthly, is_active: false }, future, today), 'INACTIVE_KPI')
  assert.equal(cellRefusal(monthly, future, today), 'PERIOD_IN_FUTURE')
})

test('the grid ends with the open period, is bounded, and never goes into the future or before 1990', () => {
  for (const frequency of frequencies) {
    const shown = gridPeriods({ frequency, today, from: null, to: null })
    assert.equal(shown?.at(-1)?.label, periodOf(frequency, today).label)
  }
  const months = (from: string | null, to: string | null) =>
    gridPeriods({ frequency: 'MONTHLY', today, from: from as Day | null, to: to as Day | null })
  assert.equal(months(null, null)?.length, 12)
  assert.deepEqual(
    months('2026-09-15', '2030-01-01')?.map(({ label }) => label),
    ['2026-09', '2026-10', '2026-11'],
  )
  assert.deepEqual(months('2026-10-01', '2026-09-01'), [])
  assert.equal(months('2021-10-01', null)?.length, gridPeriodCountMax)
  assert.equal(months('2021-09-30', null), null)
  assert.equal(months('1900-01-01', '1990-03-01')?.length, 3)
})
