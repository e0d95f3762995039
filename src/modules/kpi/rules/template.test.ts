import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkTemplateKpis, checkWanted, keyOf, keysOf } from './template.ts'

const kpi = (key: string, fields = {}) => ({
  key,
  name: key.toUpperCase(),
  direction: 'UP_IS_BETTER' as const,
  frequency: 'MONTHLY' as const,
  ...fields,
})

test('a key is made of plain words', () => {
  assert.equal(keyOf('Taux d’absence'), 'taux-d-absence')
  assert.equal(keyOf('  Œuvre n° 3 à l’Été ! '), 'oeuvre-n-3-a-l-ete')
  assert.equal(keyOf('€€'), 'modele')
  assert.deepEqual(keysOf(['A b', 'a-B', 'A.b']), ['a-b', 'a-b-2', 'a-b-3'])
})

const validKey = /^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$/

test('keys are always valid, and never two alike', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 90 }), { maxLength: 30 }), (names) => {
      const keys = keysOf(names)
      assert.equal(new Set(keys).size, names.length)
      for (const key of keys) assert.match(key, validKey)
    }),
  )
  // Long names that are alike, cut where a word ends.
  for (let length = 50; length <= 60; length += 1)
    for (const key of keysOf(Array.from({ length: 12 }, () => `${'a'.repeat(length)} bcdef ghijkl`)))
      assert.match(key, validKey)
})

test('a template is refused where a key is repeated or thresholds contradict each other, each at its place', () => {
  const kpis = [
    kpi('a', { threshold_green: 95, threshold_orange: 90 }),
    kpi('a', { threshold_green: 90, threshold_orange: 95 }),
    kpi('b', { threshold_green: 1.1234567, threshold_orange: 1 }),
    kpi('c', { threshold_green: 1 }),
    kpi('d', { family: 'QUALITY' }),
    kpi('e', { family: 'QUALITY', frequency: 'DAILY' }),
  ]
  assert.deepEqual(
    checkTemplateKpis(kpis, '/template/kpis').map(({ pointer, code }) => `${pointer} ${code}`),
    [
      '/template/kpis/1/key TEMPLATE_KEY_REPEATED',
      '/template/kpis/1/threshold_orange THRESHOLDS_INCONSISTENT',
      '/template/kpis/1/threshold_green THRESHOLDS_INCONSISTENT',
      '/template/kpis/2/threshold_green VALUE_PRECISION',
      '/template/kpis/3/threshold_green THRESHOLDS_INCOMPLETE',
      '/template/kpis/3/threshold_orange THRESHOLDS_INCOMPLETE',
      '/template/kpis/4/family FAMILY_NEEDS_DAILY',
    ],
  )
})

test('only keys of the template can be wanted', () => {
  assert.deepEqual(checkWanted([kpi('a')], undefined), [])
  assert.deepEqual(
    checkWanted([kpi('a')], ['a', 'x']).map(({ pointer }) => pointer),
    ['/kpis/1'],
  )
})
