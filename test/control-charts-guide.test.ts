// The worked numbers of docs/guide/control-charts.md, worked again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '#kernel/dates.ts'
import { computeLimits } from '../src/modules/kpi/rules/control-limits.ts'
import type { ControlLimits, Series } from '../src/modules/kpi/rules/control-limits.ts'
import {
  type ControlRule,
  controlRules,
  controlRulesDefault,
  findSignals,
  ruleName,
  runLengthDefault,
} from '../src/modules/kpi/rules/control-signals.ts'
import { samePeriodLastYear } from '../src/modules/kpi/rules/cumulative.ts'
import { fromSql, toText } from '../src/modules/kpi/rules/decimal.ts'
import { forecastTrend, periodPace } from '../src/modules/kpi/rules/forecast.ts'
import { parsePeriodLabel, periodOf } from '../src/modules/kpi/rules/period.ts'
import type { Frequency } from '../src/modules/kpi/rules/period.ts'
import { noThresholds } from '../src/modules/kpi/rules/status.ts'
import type { Direction } from '../src/modules/kpi/rules/status.ts'
import { computeVariance } from '../src/modules/kpi/rules/variance.ts'
import { readText, sectionOf, tableRows } from './support/markdown.ts'

const page = readText('docs/guide/control-charts.md')
const rowsOf = (section: string): readonly (readonly string[])[] => {
  const rows = tableRows(sectionOf(page, section))
  assert.ok(rows.length >= 5, section)
  return rows
}
const seriesOf = (text = ''): Series => text.split(' ').map((part) => (part === '–' ? null : fromSql(part)))

test('control limits', () => {
  for (const [values, ...expected] of rowsOf('limit-examples')) {
    const result = computeLimits(seriesOf(values))
    if (!result.ok) {
      assert.deepEqual(expected, [`none: \`${result.reason}\``, '–', '–', '–', '–', '–'], values)
      continue
    }
    const { mean, mean_moving_range, lower, upper, range_limit, provisional } = result.limits
    const numbers = [mean, mean_moving_range, lower, upper, range_limit].map(toText)
    assert.deepEqual([...numbers, provisional ? 'yes' : 'no'], expected, values)
  }
})

test('rules in words, and signals', () => {
  assert.deepEqual(
    rowsOf('rules'),
    controlRules.map((rule) => [rule, ruleName(rule, runLengthDefault)]),
  )
  assert.ok(page.includes(`\`${controlRulesDefault.join(',')}\` by default`))
  for (const [baseline, values, expected] of rowsOf('signal-examples')) {
    const found = findSignals({
      series: seriesOf(values),
      limits: limitsOf(seriesOf(baseline)),
      rules: rulesOf(expected ?? ''),
      run_length: runLengthDefault,
      nameOf: String,
    })
    const seen = found.map(({ rule, points }) => `${rule}: ${points.map((point) => point + 1).join(' ')}`)
    assert.equal(seen.join('; ') || 'none', expected, values)
  }
})

/** The rule of the example, or every default one where none is to be found. */
function rulesOf(expected: string): readonly ControlRule[] {
  return expected === 'none' ? controlRulesDefault : controlRules.filter((rule) => expected.startsWith(rule))
}

function limitsOf(baseline: Series): ControlLimits {
  const result = computeLimits(baseline)
  assert.ok(result.ok)
  return result.limits
}

test('variances and the same period last year', () => {
  for (const [direction, value = '', target = '', ...expected] of rowsOf('variance-examples')) {
    const variance = computeVariance(fromSql(value), fromSql(target), noThresholds(direction as Direction))
    const relative = variance.relative === null ? '—' : toText(variance.relative)
    assert.deepEqual([toText(variance.absolute), relative, variance.goodness], expected, `${direction} ${value}`)
  }
  for (const [frequency, label = '', expected] of rowsOf('last-year-examples')) {
    const read = parsePeriodLabel(frequency as Frequency, label)
    assert.ok(read.ok, label)
    assert.equal(samePeriodLastYear(frequency as Frequency, read.period)?.label ?? '—', expected, label)
  }
})

test('estimates', () => {
  for (const [values, ...expected] of rowsOf('forecast-examples')) {
    const forecast = forecastTrend(seriesOf(values), 1)
    const [point] = forecast.ok ? forecast.points : []
    const seen = forecast.ok
      ? [point?.value, point?.low, point?.high].map((number) => String(Number(number?.toFixed(3))))
      : [forecast.reason, '–', '–']
    assert.deepEqual(seen, expected, values)
  }
  assert.ok(page.includes('40 on 15 June is 80 at the end of June'))
  assert.equal(periodPace(fromSql('40'), periodOf('MONTHLY', '2025-06-01' as Day), '2025-06-15' as Day), 80)
})
