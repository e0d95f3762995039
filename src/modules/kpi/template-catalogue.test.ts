import assert from 'node:assert/strict'
import { test } from 'node:test'
import { families } from './rules/sqcdp.ts'
import { loadTemplates } from './template-catalogue.ts'

const templates = loadTemplates()

test('the templates that come with Socle are valid, open, and cover at least six trades', () => {
  assert.ok(new Set(templates.map(({ trade }) => trade)).size >= 6)
  for (const { id, licence, kpis, summary } of templates) {
    assert.equal(licence, 'CC0-1.0', id)
    assert.ok(summary.length > 20, id)
    assert.ok(kpis.length >= 6 && kpis.length <= 10, `${id}: ${kpis.length}`)
  }
})

test('every KPI of a template says in what, why, and when it is green', () => {
  for (const { id, kpis } of templates)
    for (const kpi of kpis) {
      const place = `${id} ${kpi.key}`
      assert.ok((kpi.unit ?? '') !== '', place)
      assert.ok((kpi.why ?? '').length >= 20, place)
      const line = kpi.direction === 'RANGE_IS_BEST' ? kpi.green_min : kpi.threshold_green
      assert.equal(typeof line, 'number', place)
    }
})

test('the template of the daily stand-up fills the five letters of its board', () => {
  const sqcdp = templates.find(({ id }) => id === 'production-sqcdp')
  const letters = sqcdp?.kpis.flatMap(({ family = null }) => family ?? [])
  assert.deepEqual(letters?.toSorted(), families.toSorted())
})
