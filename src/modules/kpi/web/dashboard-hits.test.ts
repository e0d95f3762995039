import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hitsIn } from './dashboard-hits.ts'

const dashboards = [
  { id: '1', title: 'Qualité', process_name: 'Production' },
  { id: '2', title: 'Trésorerie', process_name: null },
]

test('every typed word counts, whatever case and accents, in title or process', () => {
  assert.deepEqual(hitsIn(dashboards, 'qualite prod'), [
    { id: '1', label: 'Qualité', detail: 'Production', to: '/dashboards/1' },
  ])
  assert.deepEqual(
    hitsIn(dashboards, 'TRESO').map((hit) => hit.id),
    ['2'],
  )
  assert.deepEqual(hitsIn(dashboards, 'qualite tresorerie'), [])
})
