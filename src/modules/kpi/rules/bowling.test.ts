import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '#kernel/dates.ts'
import { bowlingRow, fiscalYearOf } from './bowling.ts'
import type { BowlingInput } from './bowling.ts'
import type { Aggregation } from './cumulative.ts'
import { fromSql, toText } from './decimal.ts'
import type { Frequency } from './period.ts'
import { type Direction, evaluateStatus, noThresholds } from './status.ts'

const thresholds = {
  ...noThresholds('UP_IS_BETTER'),
  threshold_green: fromSql('95'),
  threshold_orange: fromSql('90'),
  threshold_red: fromSql('80'),
}

interface Course {
  readonly frequency: Frequency
  readonly aggregation: Aggregation
  readonly today: string
  readonly values: Readonly<Record<string, string>>
  readonly targets?: Readonly<Record<string, string>>
  readonly firstMonth?: number
  readonly expectedFrom?: string
  readonly direction?: Direction
}

function rowOf({
  frequency,
  aggregation,
  today,
  values,
  targets = {},
  firstMonth = 1,
  expectedFrom,
  direction,
}: Course) {
  const input: BowlingInput = {
    basis: null,
    calendar: { frequency, aggregation, fiscal_year_start_month: firstMonth },
    fiscal_year: fiscalYearOf(firstMonth, { day: today as Day }),
    today: today as Day,
    expected_from: (expectedFrom ?? '2020-01-01') as Day,
    values: new Map(
      Object.entries(values).map(([day, text]) => {
        const value = fromSql(text)
        return [day as Day, { value, ...evaluateStatus(thresholds, value), threshold_id: 'v1' }]
      }),
    ),
    targets: new Map(Object.entries(targets).map(([day, text]) => [day as Day, fromSql(text)])),
    versions: new Map([['v1', { id: 'v1', effective_from: null, thresholds }]]),
    current: direction === undefined ? thresholds : noThresholds(direction),
  }
  return bowlingRow(input)
}

test('a fiscal year is named by the year in which it begins, and has twelve months', () => {
  const year = fiscalYearOf(4, { day: '2026-03-31' as Day })
  assert.deepEqual([year.year, year.start, year.end], [2025, '2025-04-01', '2026-03-31'])
  assert.deepEqual([year.months.length, year.months[0], year.months[11]], [12, '2025-04', '2026-03'])
  assert.equal(fiscalYearOf(4, { day: '2026-04-01' as Day }).year, 2026)
})

test('a week counts for the month of its Thursday', () => {
  // 30 June 2025 is a Monday: its Thursday is 3 July
  const { cells } = rowOf({
    frequency: 'WEEKLY',
    aggregation: 'SUM',
    today: '2025-12-31',
    values: { '2025-06-23': '100', '2025-06-30': '90' },
  })
  assert.deepEqual(
    cells.filter(({ value }) => value !== null).map(({ month, value }) => [month, toText(value as never)]),
    [
      ['2025-06', '100'],
      ['2025-07', '90'],
    ],
  )
})

test('a month that goes on, or that lacks values, is provisional and says how many are missing', () => {
  const { cells } = rowOf({
    frequency: 'WEEKLY',
    aggregation: 'AVERAGE',
    today: '2025-02-20',
    values: { '2025-01-06': '96', '2025-01-13': '96', '2025-01-20': '96', '2025-02-03': '96', '2025-02-10': '96' },
    expectedFrom: '2025-01-06',
  })
  const [january, february, march] = cells
  assert.deepEqual([january?.provisional, january?.missing], [true, 1])
  assert.deepEqual([february?.provisional, february?.missing], [true, 0])
  assert.deepEqual([march?.state, march?.value, march?.provisional], ['NONE', null, false])
})

test('week-ends are not missed', () => {
  const days = ['01', '02', '03', '04', '07', '08', '09', '10', '11']
  const { cells } = rowOf({
    frequency: 'DAILY',
    aggregation: 'SUM',
    today: '2025-04-12',
    values: Object.fromEntries(days.map((day) => [`2025-04-${day}`, '100'])),
    expectedFrom: '2025-04-01',
  })
  assert.equal(cells[3]?.missing, 0)
})

test('a sum of several values is judged as their mean would be, without rounding', () => {
  const third = { '2025-01-06': '95', '2025-01-13': '95', '2025-01-20': '94.999999' }
  const judged = (aggregation: Aggregation) =>
    rowOf({ frequency: 'WEEKLY', aggregation, today: '2025-12-31', values: third }).cells[0]?.status
  assert.equal(judged('SUM'), 'ORANGE')
  // the mean, rounded to six decimals, would read 95 and look green
  assert.equal(judged('AVERAGE'), 'ORANGE')
  assert.equal(judged('MAX'), 'GREEN')
  assert.equal(judged('LAST'), 'ORANGE')
})

test('a target is compared like with like: a period with a value and without a target leaves the total without one', () => {
  const course = {
    frequency: 'MONTHLY',
    aggregation: 'SUM',
    today: '2025-03-15',
    values: { '2025-01-01': '96', '2025-02-01': '97' },
  } as const
  const full = rowOf({ ...course, targets: { '2025-01-01': '90', '2025-02-01': '91', '2025-03-01': '92' } })
  assert.deepEqual([full.ytd.target, full.ytd.target_missing, full.ytd.goodness], [fromSql('181'), 0, 'BETTER'])
  const partial = rowOf({ ...course, targets: { '2025-02-01': '91' } })
  assert.deepEqual([partial.ytd.target, partial.ytd.target_missing, partial.ytd.goodness], [null, 1, null])
})

test('a quarter sits in its last month, or in the last month of its fiscal year', () => {
  const months = (firstMonth: number, today: string): readonly (string | null)[] =>
    rowOf({
      frequency: 'QUARTERLY',
      aggregation: 'LAST',
      today,
      firstMonth,
      values: {},
    }).cells.flatMap(({ month, period_label: label }) => (label === null ? [] : [`${month} ${label}`]))
  assert.deepEqual(months(1, '2025-05-05'), [
    '2025-03 2025-T1',
    '2025-06 2025-T2',
    '2025-09 2025-T3',
    '2025-12 2025-T4',
  ])
  assert.deepEqual(months(2, '2025-05-05'), [
    '2025-06 2025-T2',
    '2025-09 2025-T3',
    '2025-12 2025-T4',
    '2026-01 2026-T1',
  ])
})

test('a month of which nothing came is missing, one before the KPI was made is not', () => {
  const { cells } = rowOf({
    frequency: 'MONTHLY',
    aggregation: 'LAST',
    today: '2025-05-05',
    values: { '2025-04-01': '96' },
    expectedFrom: '2025-03-10',
  })
  assert.deepEqual(
    cells.slice(0, 5).map(({ state }) => state),
    ['NONE', 'NONE', 'MISSING', 'VALUE', 'NONE'],
  )
})

const months = Array.from({ length: 10 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}-01`)
/** A payroll of 7 252 770 over ten months, where 7 180 000 were wanted: 718 000 a month. */
const payroll = Object.fromEntries(months.map((month, index) => [month, index === 9 ? '731055' : '724635']))
const monthlyTarget = Object.fromEntries([...months, '2026-11-01'].map((month) => [month, '718000']))

function payrollToDate(november: string | null, change: Partial<Course> = {}) {
  const { ytd } = rowOf({
    frequency: 'MONTHLY',
    aggregation: 'SUM',
    direction: 'DOWN_IS_BETTER',
    today: '2026-11-21',
    values: november === null ? payroll : { ...payroll, '2026-11-01': november },
    targets: monthlyTarget,
    ...change,
  })
  const text = (value: typeof ytd.actual) => (value === null ? null : toText(value))
  return [text(ytd.actual), text(ytd.target), ytd.provisional, ytd.goodness]
}

test('the part of a running month does not turn a bad year to date into a good one', () => {
  assert.deepEqual(payrollToDate(null), ['7252770', '7180000', false, 'WORSE'])
  assert.deepEqual(payrollToDate('300000'), ['7552770', '7898000', true, null])
  assert.deepEqual(payrollToDate('300000', { today: '2026-12-01' }), ['7552770', '7898000', false, 'BETTER'])
  // beyond the target of the whole month already
  assert.deepEqual(payrollToDate('650000'), ['7902770', '7898000', true, 'WORSE'])
  assert.deepEqual(payrollToDate('300000', { direction: 'UP_IS_BETTER' }), ['7552770', '7898000', true, null])
  assert.deepEqual(payrollToDate('650000', { direction: 'UP_IS_BETTER' }), ['7902770', '7898000', true, 'BETTER'])
})

test('a credit among the amounts leaves nothing certain before the month is over', () => {
  const values = { ...payroll, '2026-01-01': '-1', '2026-11-01': '9000000' }
  assert.deepEqual(payrollToDate(null, { values }).slice(2), [true, null])
})

test('a mean with a running month is provisional and judged', () => {
  assert.deepEqual(payrollToDate('300000', { aggregation: 'AVERAGE' }).slice(2), [true, 'BETTER'])
  assert.deepEqual(payrollToDate('300000', { aggregation: 'LAST' }).slice(1), ['718000', true, 'BETTER'])
})
