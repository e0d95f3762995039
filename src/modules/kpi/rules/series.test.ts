import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '#kernel/dates.ts'
import { fromSql } from './decimal.ts'
import { listPeriods } from './period.ts'
import { analyseSeries } from './series.ts'
import type { AnalysedSeries, SeriesInput } from './series.ts'
import { noThresholds } from './status.ts'

const today = '2026-11-21' as Day

function analyse(values: Readonly<Record<string, string>>, change: Partial<SeriesInput> = {}): AnalysedSeries {
  const periods = listPeriods('MONTHLY', { from: '2026-09-01' as Day, to: '2026-11-01' as Day })
  return analyseSeries({
    calendar: { frequency: 'MONTHLY', aggregation: 'SUM', fiscal_year_start_month: 1 },
    basis: null,
    unit: '€',
    today,
    expected_from: '2026-09-01' as Day,
    periods,
    values: new Map(
      Object.entries(values).map(([month, text]) => [
        `${month}-01` as Day,
        { value: fromSql(text), status: null, critical: false, threshold_id: 'v1' },
      ]),
    ),
    targets: new Map(periods.map(({ start }) => [start, fromSql('718000')])),
    versions: [{ id: 'v1', effective_from: null, in_force: true, thresholds: noThresholds('DOWN_IS_BETTER') }],
    control: { rules: [], run_length: 8, baseline_from: null, baseline_to: null },
    ...change,
  })
}

const closed = { '2026-09': '718000', '2026-10': '731055' }
const goodnessOf = (november: string, change: Partial<SeriesInput> = {}): unknown =>
  analyse({ ...closed, '2026-11': november }, change).points.map((point) => point.variance_goodness)

test('the part of a running month is held against the target without praise', () => {
  assert.deepEqual(goodnessOf('300000'), ['EQUAL', 'WORSE', null])
  assert.deepEqual(goodnessOf('718000.01'), ['EQUAL', 'WORSE', 'WORSE'])
  assert.deepEqual(goodnessOf('300000', { today: '2026-12-01' as Day }), ['EQUAL', 'WORSE', 'BETTER'])
  const calendar = { frequency: 'MONTHLY', aggregation: 'LAST', fiscal_year_start_month: 1 } as const
  assert.deepEqual(goodnessOf('300000', { calendar }), ['EQUAL', 'WORSE', 'BETTER'])
  const november = analyse({ ...closed, '2026-11': '300000' }).points.at(-1)
  assert.equal(november?.variance, fromSql('-418000'))
})

test('a trend compares whole months', () => {
  const values = { ...closed, '2026-11': '300000' }
  const { trend } = analyse(values)
  assert.deepEqual(trend, analyse(closed).trend)
  assert.deepEqual([trend.kind, trend.relative_change], ['worsening', 0.018182])
  assert.equal(analyse(values, { today: '2026-12-01' as Day }).trend.kind, 'improving')
  assert.equal(analyse({ '2026-10': '731055', '2026-11': '300000' }).trend.kind, 'unknown')
})
