import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closingGaps, type ClosingKpi } from './closing-gaps.ts'

const kpis: readonly ClosingKpi[] = [
  { name: 'Taux de service', frequency: 'MONTHLY', missing: ['2026-08', '2026-09', '2026-10'], is_active: true },
  { name: 'Effectif', frequency: 'QUARTERLY', missing: ['2026-T2', '2026-T3'], is_active: true },
  { name: 'Ancien', frequency: 'MONTHLY', missing: ['2026-08'], is_active: false },
]

test('what closing leaves without a value: periods that end by that day, of active KPIs, oldest first', () => {
  const named = (day: string): readonly string[] => closingGaps(kpis, day).map((gap) => `${gap.name} ${gap.period}`)
  assert.deepEqual(named('2026-09-30'), [
    'Effectif 2026-T2',
    'Taux de service 2026-08',
    'Effectif 2026-T3',
    'Taux de service 2026-09',
  ])
  assert.deepEqual(named('2026-09-29'), ['Effectif 2026-T2', 'Taux de service 2026-08'])
  assert.deepEqual(named('2026-06-29'), [])
  assert.deepEqual(named(''), [])
})
