import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keys, kpiEvents, staleAfter } from './keys.ts'

test('a value entered elsewhere makes its KPI, its dashboard and the reports stale, and no other KPI', () => {
  const stale = kpiEvents({ type: 'kpi.value.created', dashboard_id: 'd', kpi_id: 'k' })
  for (const key of [
    keys.kpi('k'),
    keys.values('k'),
    keys.kpis('d'),
    keys.dashboard('d'),
    keys.dashboards,
    keys.reporting,
  ])
    assert.ok(
      stale.some((one) => JSON.stringify(one) === JSON.stringify(key)),
      JSON.stringify(key),
    )
  assert.ok(!stale.some((one) => JSON.stringify(one) === JSON.stringify(keys.kpi())))
})

test('an import and another clock or fiscal year make everything of the module stale, another module’s event nothing', () => {
  assert.deepEqual(kpiEvents({ type: 'kpi.import.finished' }), [keys.all])
  assert.deepEqual(kpiEvents({ type: 'kernel.organization.updated' }), [keys.all])
  assert.deepEqual(kpiEvents({ type: 'condo.entry.posted' }), [])
})

test('an event this build does not know is taken for a change of anything', () => {
  assert.deepEqual(kpiEvents({ type: 'kpi.novelty.happened' }), [keys.all])
})

test('without a place, every place is stale', () => {
  assert.ok(staleAfter('value', {}).some((key) => JSON.stringify(key) === JSON.stringify(keys.values())))
})
