import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTemplateFile } from './template-file.ts'

const kpi = { key: 'a', name: 'A', frequency: 'MONTHLY', direction: 'UP_IS_BETTER', aggregation: 'LAST' }
const template = { id: 'x', version: 1, licence: null, trade: '', title: 'X', summary: '', kpis: [kpi] }

test('a template is read from its text', () => {
  assert.deepEqual(readTemplateFile(JSON.stringify(template)), template)
})

test('what cannot be shown is no template', () => {
  const faulty = [
    null,
    [],
    'x',
    { ...template, kpis: [] },
    { ...template, kpis: 'x' },
    { ...template, kpis: Array.from({ length: 101 }, () => kpi) },
    { ...template, title: 7 },
    { ...template, summary: {} },
    { ...template, kpis: [{ ...kpi, name: null }] },
    { ...template, kpis: [{ ...kpi, threshold_green: '95' }] },
    { ...template, kpis: [{ ...kpi, frequency: 'HOURLY' }] },
    { ...template, kpis: [{ ...kpi, unit: { toString: 1 } }] },
  ]
  for (const value of faulty) assert.equal(readTemplateFile(JSON.stringify(value)), null, JSON.stringify(value))
  assert.equal(readTemplateFile('{"title":'), null)
})
