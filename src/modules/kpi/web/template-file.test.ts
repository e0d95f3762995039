import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTemplateFile } from './template-file.ts'

const kpi = { key: 'a', name: 'A', frequency: 'MONTHLY', direction: 'UP_IS_BETTER', aggregation: 'LAST' }
const template = { id: 'x', version: 1, licence: null, trade: '', title: 'X', summary: '', kpis: [kpi] }

test('a template is read from its text', () => {
  assert.deepEqual(readTemplateFile(JSON.stringify(template)), template)
  const formula = {
    kind: 'WEIGHTED_AVERAGE',
    terms: [
      { key: 'a', weight: 2 },
      { key: 'a', weight_key: 'a' },
    ],
    decimals: 2,
  }
  const computed = { ...template, kpis: [kpi, { ...kpi, key: 'b', formula }], notes: ['À saisir.'] }
  assert.deepEqual(readTemplateFile(JSON.stringify(computed)), computed)
})

test('what cannot be shown is no template', () => {
  const faulty: unknown[] = [
    null,
    [],
    'x',
    { ...template, kpis: [] },
    { ...template, kpis: 'x' },
    { ...template, kpis: Array.from({ length: 101 }, () => kpi) },
    { ...template, title: 7 },
    { ...template, summary: {} },
    { ...template, notes: 'x' },
    { ...template, notes: [{}] },
    { ...template, kpis: [{ ...kpi, name: null }] },
    { ...template, kpis: [{ ...kpi, threshold_green: '95' }] },
    { ...template, kpis: [{ ...kpi, frequency: 'HOURLY' }] },
    { ...template, kpis: [{ ...kpi, unit: { toString: 1 } }] },
  ]
  const formulas = [
    null,
    'a + b',
    { kind: 'PRODUCT', terms: [] },
    { kind: 'SUM', terms: 'a' },
    { kind: 'SUM', terms: [null] },
    { kind: 'SUM', terms: [{ key: 7 }] },
    { kind: 'SUM', terms: [{ key: 'a', coefficient: '2' }] },
    { kind: 'SUM', terms: [{ key: 'a', weight_key: null }] },
    { kind: 'SUM', terms: [], decimals: '2' },
  ]
  for (const formula of formulas) faulty.push({ ...template, kpis: [{ ...kpi, formula }] })
  for (const value of faulty) assert.equal(readTemplateFile(JSON.stringify(value)), null, JSON.stringify(value))
  assert.equal(readTemplateFile('{"title":'), null)
})
