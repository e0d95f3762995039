// The worked numbers of docs/guide/computed-kpis.md, worked again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '#kernel/dates.ts'
import { fromSql, toText } from '../src/modules/kpi/rules/decimal.ts'
import type { Decimal } from '../src/modules/kpi/rules/decimal.ts'
import type { Aggregation } from '../src/modules/kpi/rules/cumulative.ts'
import { computeFormula } from '../src/modules/kpi/rules/formula.ts'
import { readFormula } from '../src/modules/kpi/rules/formula-entry.ts'
import type { FormulaInput } from '../src/modules/kpi/rules/formula-entry.ts'
import { formulaSentence } from '../src/modules/kpi/rules/formula-sentence.ts'
import { fraction, roundFraction } from '../src/modules/kpi/rules/fraction.ts'
import { frequencies, periodOf } from '../src/modules/kpi/rules/period.ts'
import { nests, partsOf, rollUp } from '../src/modules/kpi/rules/finer-values.ts'
import { readText, sectionOf, tableRows } from './support/markdown.ts'

const page = readText('docs/guide/computed-kpis.md')
const rowsOf = (section: string): readonly (readonly string[])[] => {
  const rows = tableRows(sectionOf(page, section))
  assert.ok(rows.length >= 6, section)
  return rows
}

test('formulas', () => {
  for (const [body = '', words, given = '', expected] of rowsOf('formula-examples')) {
    const reading = readFormula(JSON.parse(body) as FormulaInput)
    assert.ok(reading.ok, body)
    assert.equal(
      formulaSentence(reading.formula, (id) => id.toUpperCase()),
      words,
    )
    const values = new Map(given.split(', ').map((pair) => pair.split(' = ') as [string, string]))
    const result = computeFormula(reading.formula, (id) => {
      const value = values.get(id)
      return value === undefined ? null : fraction(fromSql(value))
    })
    assert.equal(result.ok ? toText(result.value) : `none: \`${result.reason}\``, expected, `${body} ${given}`)
  }
})

test('nesting', () => {
  const made = frequencies.map((finer) => [finer, frequencies.filter((coarser) => nests(finer, coarser)).join(', ')])
  assert.deepEqual(rowsOf('nesting'), made)
})

test('roll-up, and three times an average', () => {
  const quarter = periodOf('QUARTERLY', '2025-01-01' as Day)
  for (const [aggregation, given = '', expected] of rowsOf('roll-up-examples')) {
    const numbers = given.split(', ').map((text): Decimal | null => (text === '–' ? null : fromSql(text)))
    const parts = partsOf({ frequency: 'MONTHLY' }, quarter, (start) => numbers[Number(start.slice(5, 7)) - 1] ?? null)
    const value = rollUp(aggregation as Aggregation, parts)
    assert.equal(value === null ? 'none' : toText(roundFraction(value)), expected, given)
  }
  const thrice = computeFormula({ kind: 'SUM', terms: [{ kpi_id: 'a', coefficient: fromSql('3') }], decimals: 6 }, () =>
    fraction(fromSql('7'), 3n),
  )
  assert.ok(thrice.ok && toText(thrice.value) === '7')
  assert.ok(page.includes('three times the average of 1, 2 and 4 is 7'))
})
