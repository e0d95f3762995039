import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkWantedInputs } from '../rules/template-formula.ts'
import type { FormulaKpi } from '../rules/template-formula.ts'
import { choose } from './template-choice.ts'

const kpi = (key: string, ...inputs: readonly string[]): FormulaKpi => ({
  key,
  name: key.toUpperCase(),
  frequency: 'MONTHLY',
  ...(inputs.length === 0 ? {} : { formula: { kind: 'SUM', terms: inputs.map((input) => ({ key: input })) } }),
})
const kpis = [kpi('rate', 'total', 'bad'), kpi('total', 'good', 'bad'), kpi('bad'), kpi('good'), kpi('else')]

test('a computed KPI is ticked with all its inputs', () => {
  const { wanted, along } = choose(kpis, new Set(['bad']), { key: 'rate', isWanted: true })
  assert.deepEqual([...wanted].toSorted(), ['bad', 'good', 'rate', 'total'])
  assert.deepEqual(along, ['TOTAL', 'GOOD'])
})

test('an input takes with it what is computed from it, and leaves the other inputs', () => {
  const { wanted, along } = choose(kpis, new Set(kpis.map(({ key }) => key)), { key: 'good', isWanted: false })
  assert.deepEqual([...wanted].toSorted(), ['bad', 'else'])
  assert.deepEqual(along, ['RATE', 'TOTAL'])
})

test('an entered KPI that feeds nothing comes and goes alone', () => {
  assert.deepEqual(choose(kpis, new Set(), { key: 'else', isWanted: true }).along, [])
  assert.deepEqual(choose(kpis, new Set(['else', 'bad']), { key: 'else', isWanted: false }).along, [])
})

test('a file that names unknown keys or runs in a circle is shown all the same', () => {
  const odd = [kpi('a', 'b', 'x'), kpi('b', 'a')]
  assert.deepEqual([...choose(odd, new Set(), { key: 'a', isWanted: true }).wanted], ['a', 'b'])
  assert.deepEqual([...choose(odd, new Set(['a', 'b']), { key: 'b', isWanted: false }).wanted], [])
})

test('however one ticks, the server never misses an input', () => {
  const ticks = fc.array(fc.record({ key: fc.constantFrom(...kpis.map(({ key }) => key)), isWanted: fc.boolean() }))
  fc.assert(
    fc.property(ticks, (all) => {
      let wanted: ReadonlySet<string> = new Set(kpis.map(({ key }) => key))
      for (const tick of all) {
        wanted = choose(kpis, wanted, tick).wanted
        assert.equal(wanted.has(tick.key), tick.isWanted)
      }
      assert.deepEqual(checkWantedInputs(kpis, [...wanted]), [])
    }),
  )
})
