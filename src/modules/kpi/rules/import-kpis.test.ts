import assert from 'node:assert/strict'
import { test } from 'node:test'
import { indexKpis } from './import-kpis.ts'
import type { ImportKpi } from './import-kpis.ts'

const base: ImportKpi = {
  id: '019a8f3e-7c1d-7000-8000-000000000001',
  dashboard_id: '019a8f3e-7c1d-7000-8000-0000000000d1',
  code: null,
  name: 'Taux de service',
  unit: '%',
  frequency: 'MONTHLY',
  is_active: true,
  is_computed: false,
  can_enter: true,
  locked_through: null,
}

/** The id that a text finds, or the code of the refusal or of what keeps its values from changing. */
function found(kpis: readonly Partial<ImportKpi>[], text: string): string {
  const finding = indexKpis(kpis.map((kpi, index) => ({ ...base, id: `${base.id.slice(0, -1)}${index + 1}`, ...kpi })))(
    text,
  )
  return finding.ok ? (finding.barrier ?? finding.kpi.id.slice(-1)) : finding.code
}

test('an id wins over a code, a code over a name', () => {
  const id = `${base.id.slice(0, -1)}3`
  const kpis = [{ name: id }, { code: id }, { name: 'autre' }, { name: 'Q-1' }, { code: 'Q-1' }]
  assert.equal(found(kpis, id.toUpperCase()), '3')
  assert.equal(found(kpis, 'q-1'), '5')
})

test('texts are compared trimmed, without case, and however their accents are encoded', () => {
  assert.equal(found([{ name: ' Délai ' }], '\u00A0de\u0301LAI '), '1')
  assert.equal(found([{ code: 'QUAL-01' }], ' qual-01'), '1')
})

test('nothing and what nobody has are unknown', () => {
  for (const text of ['', '   ', 'Autre', base.id.replace('019a', '019b'), '__proto__'])
    assert.equal(found([{}], text), 'UNKNOWN_KPI')
})

test('a name of several KPIs is ambiguous, unless only one of them is active', () => {
  assert.equal(found([{}, {}], base.name), 'AMBIGUOUS_KPI')
  assert.equal(found([{ is_active: false }, {}], base.name), '2')
  assert.equal(found([{ is_active: false }, { is_active: false }], base.name), 'AMBIGUOUS_KPI')
})

test('an inactive KPI and one that the person may only read may only repeat what is stored, by their own codes', () => {
  assert.equal(found([{ is_active: false }], base.name), 'INACTIVE_KPI')
  assert.equal(found([{ can_enter: false }], base.name), 'FORBIDDEN_KPI')
  assert.equal(found([{ can_enter: false, is_active: false }], base.name), 'FORBIDDEN_KPI')
})
