import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Formula } from '../formula-schemas.ts'
import { bodyOf, draftOf, emptyDraft, newTerm, nextKey } from './formula-form.ts'

const term = { coefficient: null, weight: null, weight_kpi_id: null, weight_name: null }
const common = { kpi_id: 'k', decimals: 1, sentence: '', pieces: [], can_edit: true, updated_at: '' }

test('a saved formula comes back from the editor as it was', () => {
  const ratio: Formula = {
    ...common,
    kind: 'RATIO_OF_SUMS',
    terms: null,
    numerator: [{ ...term, kpi_id: 'a', name: 'A', coefficient: 1 }],
    denominator: [{ ...term, kpi_id: 'b', name: 'B', coefficient: -0.5 }],
    factor: 100,
  }
  assert.deepEqual(bodyOf(draftOf(ratio, '%')), {
    kind: 'RATIO_OF_SUMS',
    numerator: [{ kpi_id: 'a', coefficient: 1 }],
    denominator: [{ kpi_id: 'b', coefficient: -0.5 }],
    factor: 100,
    decimals: 1,
  })
  const mean: Formula = {
    ...common,
    kind: 'WEIGHTED_AVERAGE',
    terms: [
      { ...term, kpi_id: 'a', name: 'A', weight: 2 },
      { ...term, kpi_id: 'b', name: 'B', weight_kpi_id: 'c', weight_name: 'C' },
    ],
    numerator: null,
    denominator: null,
    factor: null,
  }
  assert.deepEqual(bodyOf(draftOf(mean, null)), {
    kind: 'WEIGHTED_AVERAGE',
    terms: [
      { kpi_id: 'a', weight: 2 },
      { kpi_id: 'b', weight_kpi_id: 'c' },
    ],
    decimals: 1,
  })
})

test('a draft has no body while something is to be chosen or is no number', () => {
  const empty = emptyDraft('%')
  assert.equal(empty.factor, '100')
  assert.equal(bodyOf(empty), null)
  const chosen = { ...newTerm(7), kpi: { id: 'a', name: 'A' } }
  const sum = { ...empty, first: [chosen] }
  assert.deepEqual(bodyOf(sum), { kind: 'SUM', terms: [{ kpi_id: 'a', coefficient: 1 }], decimals: 2 })
  assert.equal(bodyOf({ ...sum, first: [{ ...chosen, number: 'x' }] }), null)
  assert.equal(bodyOf({ ...sum, kind: 'RATIO_OF_SUMS' }), null)
  assert.equal(bodyOf({ ...sum, kind: 'WEIGHTED_AVERAGE', first: [{ ...chosen, weighing: 'KPI' }] }), null)
  assert.equal(nextKey(sum), 8)
})

test('an input that the reader does not see is to be chosen again', () => {
  const hidden: Formula = {
    ...common,
    kind: 'SUM',
    terms: [{ ...term, kpi_id: null, name: 'indicateur non visible', coefficient: 1 }],
    numerator: null,
    denominator: null,
    factor: null,
  }
  assert.equal(draftOf(hidden, null).first[0]?.kpi, null)
  assert.equal(bodyOf(draftOf(hidden, null)), null)
})
