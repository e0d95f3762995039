import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, type Day } from '#kernel/dates.ts'
import { isExpected } from './expected-periods.ts'
import { nests } from './finer-values.ts'
import { type Decimal, fromSql, toText } from './decimal.ts'
import { expectedCount, formulaTally, type TotalBasis, type TotalledInput } from './formula-total.ts'
import { frequencies, listPeriods, periodOf } from './period.ts'

const one = fromSql('1')
const days: readonly Day[] = listPeriods('MONTHLY', { from: '2025-01-01' as Day, to: '2025-03-31' as Day }).map(
  ({ start }) => start,
)
const input = (aggregation: TotalledInput['aggregation'], values: readonly (string | null)[]): TotalledInput => ({
  frequency: 'MONTHLY',
  aggregation,
  parts: new Map(
    values.flatMap((text, index) =>
      text === null ? [] : [[days[index] as Day, { total: fromSql(text), count: 1, expected_count: 1 }] as const],
    ),
  ),
})
const ratio = (cost: TotalledInput, acts: TotalledInput): TotalBasis => ({
  frequency: 'MONTHLY',
  formula: {
    kind: 'RATIO_OF_SUMS',
    numerator: [{ kpi_id: 'cost', coefficient: one }],
    denominator: [{ kpi_id: 'acts', coefficient: one }],
    factor: one,
    decimals: 6,
  },
  inputs: new Map([
    ['cost', cost],
    ['acts', acts],
  ]),
})
const totalOf = (basis: TotalBasis, values: readonly string[]): string | null => {
  const tally = formulaTally(basis)
  for (const [index, text] of values.entries()) tally.add(days[index] as Day, fromSql(text))
  const total: Decimal | null = tally.total()
  return total === null ? null : toText(total)
}

test('the total of a ratio is the ratio of the totals, not the mean of the ratios', () => {
  const basis = ratio(input('SUM', ['100', '900']), input('SUM', ['1', '99']))
  // the mean of 100 and 9,090909 would be 54,545455
  assert.equal(totalOf(basis, ['100', '9.090909']), '10')
})

test('each input comes in by its own aggregation: an average staff, the last stock', () => {
  assert.equal(
    totalOf(ratio(input('SUM', ['10', '20', '30']), input('AVERAGE', ['2', '4', '6'])), ['5', '5', '5']),
    '15',
  )
  assert.equal(
    totalOf(ratio(input('LAST', ['10', '20', '30']), input('MAX', ['2', '9', '6'])), ['5', '2', '5']),
    '3.333333',
  )
})

test('one period keeps the value it has; an input that lacks one of several gives none; nor does a total of 0', () => {
  assert.equal(totalOf(ratio(input('SUM', ['9']), input('SUM', [null])), ['7']), '7')
  assert.equal(totalOf(ratio(input('SUM', ['9', '9']), input('SUM', ['3', null])), ['3', '3']), null)
  assert.equal(totalOf(ratio(input('SUM', ['9', '9']), input('SUM', ['3', '-3'])), ['3', '-3']), null)
  const tally = formulaTally(ratio(input('SUM', ['9', '9']), input('SUM', ['3', null])))
  tally.add(days[1] as Day, one)
  tally.clear()
  assert.equal(tally.total(), null)
})

test('what is expected of a finer input is counted as listing it would', () => {
  const pairs = frequencies.flatMap((finer) =>
    frequencies.filter((coarser) => nests(finer, coarser)).map((coarser) => [finer, coarser] as const),
  )
  const day = fc.integer({ min: 0, max: 20_000 }).map((count) => addDays('1995-01-01' as Day, count))
  fc.assert(
    fc.property(fc.constantFrom(...pairs), day, ([finer, coarser], on) => {
      const period = periodOf(coarser, on)
      const listed = listPeriods(finer, { from: period.start, to: period.end })
      assert.equal(expectedCount(finer, period), listed.filter((part) => isExpected(finer, part)).length)
    }),
  )
})
