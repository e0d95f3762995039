import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day } from '#kernel/dates.ts'
import {
  type Aggregation,
  courseStart,
  fiscalYearStart,
  rolling,
  samePeriodLastYear,
  tallyOf,
  yearToDate,
} from './cumulative.ts'
import { type Decimal, fromSql, toText } from './decimal.ts'
import { type Frequency, frequencies, listPeriods, parsePeriodLabel, type Period, periodOf } from './period.ts'
import { divideRounded, toJsonNumber } from './rounding.ts'
import { noThresholds } from './status.ts'
import { computeVariance } from './variance.ts'

const months = listPeriods('MONTHLY', { from: '2024-01-01' as Day, to: '2025-02-01' as Day })
const calendar = (aggregation: Aggregation, month = 1) =>
  ({ frequency: 'MONTHLY', aggregation, fiscal_year_start_month: month }) as const
const decimals = (texts: readonly (string | null)[]): readonly (Decimal | null)[] =>
  texts.map((text) => (text === null ? null : fromSql(text)))
const textOf = (value: Decimal | null): string | null => (value === null ? null : toText(value))
const textsOf = (values: readonly (Decimal | null)[]): readonly (string | null)[] => values.map(textOf)

const entered = decimals(['1', '2', '4', null, '1', '0.5', '3', '2', '2', '2', '2', '2', '5', '7'])
const totals = (aggregation: Aggregation, month = 1): readonly unknown[] =>
  yearToDate({ periods: months, values: entered }, calendar(aggregation, month)).map((total) =>
    total === null ? null : textOf(total.value),
  )

test('the year to date by aggregation: it starts again with the fiscal year and passes over what is missing', () => {
  assert.deepEqual(totals('SUM'), [
    '1',
    '3',
    '7',
    null,
    '8',
    '8.5',
    '11.5',
    '13.5',
    '15.5',
    '17.5',
    '19.5',
    '21.5',
    '5',
    '12',
  ])
  assert.deepEqual(totals('AVERAGE').slice(0, 6), ['1', '1.5', '2.333333', null, '2', '1.7'])
  assert.deepEqual(totals('LAST').slice(2, 5), ['4', null, '1'])
  assert.deepEqual(totals('MIN').slice(3, 7), [null, '1', '0.5', '0.5'])
  assert.deepEqual(totals('MAX').slice(10), ['4', '4', '5', '7'])
  assert.deepEqual(totals('SUM', 10).slice(8), ['15.5', '2', '4', '6', '11', '18'])
  const missing = yearToDate({ periods: months, values: entered }, calendar('SUM')).map((total) => total?.missing)
  assert.deepEqual(missing, [0, 0, 0, undefined, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0])
})

test('a rolling total needs every one of its periods', () => {
  const course = { periods: months, values: entered }
  assert.deepEqual(textsOf(rolling(course, 3, tallyOf('SUM'))).slice(0, 8), [
    null,
    null,
    '7',
    null,
    null,
    null,
    '4.5',
    '5.5',
  ])
  assert.deepEqual(
    textsOf(rolling(course, 12, tallyOf('SUM'))),
    Array.from({ length: 14 }, () => null),
  )
})

test('the same period last year: week 53 and 29 February have none', () => {
  const lastYear = (frequency: Frequency, label: string): string | undefined => {
    const read = parsePeriodLabel(frequency, label)
    assert.ok(read.ok)
    return samePeriodLastYear(frequency, read.period)?.label
  }
  assert.equal(lastYear('WEEKLY', '2026-W53'), undefined)
  assert.equal(lastYear('WEEKLY', '2027-W01'), '2026-W01')
  assert.equal(lastYear('WEEKLY', '2021-W52'), '2020-W52')
  assert.equal(lastYear('DAILY', '2024-02-29'), undefined)
  assert.equal(lastYear('DAILY', '2025-02-28'), '2024-02-28')
  assert.equal(lastYear('MONTHLY', '2025-02'), '2024-02')
  assert.equal(lastYear('QUARTERLY', '2025-T1'), '2024-T1')
  assert.equal(lastYear('HALF_YEARLY', '2025-S2'), '2024-S2')
  assert.equal(lastYear('YEARLY', '2025'), '2024')
})

test('a week counts for the fiscal year of its Thursday', () => {
  const weekly = { frequency: 'WEEKLY', fiscal_year_start_month: 1 } as const
  // from Monday 30 December 2024 to Sunday 5 January 2025
  assert.equal(fiscalYearStart(weekly, { start: '2024-12-30' as Day }), '2025-01-01')
  assert.equal(fiscalYearStart({ ...weekly, fiscal_year_start_month: 7 }, { start: '2024-12-30' as Day }), '2024-07-01')
  assert.equal(
    fiscalYearStart({ frequency: 'DAILY', fiscal_year_start_month: 4 }, { start: '2025-03-31' as Day }),
    '2024-04-01',
  )
})

const frequency = fc.constantFrom(...frequencies)
const day = fc.integer({ min: 0, max: 20_000 }).map((count) => addDays('1995-01-01' as Day, count))

test('a course begins early enough for every total: a fiscal year, twelve periods and the year before', () => {
  fc.assert(
    fc.property(frequency, day, fc.integer({ min: 1, max: 12 }), (kind, on, month) => {
      const first: Period = periodOf(kind, on)
      const plan = { frequency: kind, aggregation: 'SUM', fiscal_year_start_month: month } as const
      const start = courseStart(plan, first)
      const periods = listPeriods(kind, { from: start, to: first.start })
      assert.ok(periods.length >= 12)
      assert.equal(periods[0]?.start, start)
      const lastYear = samePeriodLastYear(kind, first)
      assert.ok(lastYear === null || lastYear.start >= start)
      const year = fiscalYearStart(plan, first)
      const before = periods.findIndex((period) => fiscalYearStart(plan, period) === year)
      // the first period of the year is there: the one before it is of another year, or not needed
      const previous = periodOf(kind, addDays((periods[before] as Period).start, -1))
      assert.notEqual(fiscalYearStart(plan, previous), year)
    }),
  )
})

test('a variance over zero has no relative part, and better depends on the direction', () => {
  const variance = (
    direction: 'UP_IS_BETTER' | 'DOWN_IS_BETTER' | 'RANGE_IS_BEST',
    value: string,
    reference: string,
  ) => {
    const { absolute, relative, goodness } = computeVariance(fromSql(value), fromSql(reference), {
      ...noThresholds(direction),
      ...(direction === 'RANGE_IS_BEST'
        ? { green_min: fromSql('18'), green_max: fromSql('22'), orange_min: fromSql('14'), orange_max: fromSql('26') }
        : {}),
    })
    return [toText(absolute), relative === null ? null : toText(relative), goodness]
  }
  assert.deepEqual(variance('UP_IS_BETTER', '92', '95'), ['-3', '-0.031579', 'WORSE'])
  assert.deepEqual(variance('DOWN_IS_BETTER', '92', '95'), ['-3', '-0.031579', 'BETTER'])
  assert.deepEqual(variance('UP_IS_BETTER', '-5', '-10'), ['5', '0.5', 'BETTER'])
  assert.deepEqual(variance('UP_IS_BETTER', '3', '0'), ['3', null, 'BETTER'])
  assert.deepEqual(variance('UP_IS_BETTER', '0', '0'), ['0', null, 'EQUAL'])
  assert.deepEqual(variance('RANGE_IS_BEST', '19', '21'), ['-2', '-0.095238', 'EQUAL'])
  assert.deepEqual(variance('RANGE_IS_BEST', '30', '21'), ['9', '0.428571', 'WORSE'])
  const unknown = computeVariance(fromSql('1'), fromSql('2'), noThresholds('RANGE_IS_BEST'))
  assert.equal(unknown.goodness, null)
})

test('division rounds halves away from zero, and JSON numbers are those that the text would give', () => {
  assert.deepEqual([divideRounded(5n, 2n), divideRounded(-5n, 2n), divideRounded(4n, 3n)], [3n, -3n, 1n])
  const decimal = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map((value) => value as Decimal)
  fc.assert(fc.property(decimal, (value) => assert.equal(toJsonNumber(value), Number(toText(value)) + 0)))
})
