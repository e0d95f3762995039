import assert from 'node:assert/strict'
import { test } from 'node:test'
import { families } from './rules/sqcdp.ts'
import { templateInputs } from './rules/template-formula.ts'
import type { Template, TemplateKpi } from './structure-schemas.ts'
import { loadTemplates } from './template-catalogue.ts'

const templates = loadTemplates()

/** Amounts and counts that are entered for a ratio's sake: how many are good depends on the size of the house. */
function isMereInput({ kpis }: Template, kpi: TemplateKpi): boolean {
  const inputs = new Set(Array.from(templateInputs(kpis).values()).flat())
  return inputs.has(kpi.key) && kpi.threshold_green === undefined
}

test('the templates that come with Socle are valid, open, and cover at least six trades', () => {
  assert.ok(new Set(templates.map(({ trade }) => trade)).size >= 6)
  for (const template of templates) {
    const { id, licence, summary } = template
    const kpis = template.kpis.filter((kpi) => !isMereInput(template, kpi))
    assert.equal(licence, 'CC0-1.0', id)
    assert.ok(summary.length > 20, id)
    assert.ok(kpis.length >= 6 && kpis.length <= 10, `${id}: ${kpis.length}`)
  }
})

test('every KPI of a template says in what, why, and when it is green', () => {
  for (const template of templates)
    for (const kpi of template.kpis) {
      const place = `${template.id} ${kpi.key}`
      assert.ok((kpi.unit ?? '') !== '', place)
      assert.ok((kpi.why ?? '').length >= 20, place)
      if (isMereInput(template, kpi)) continue
      const line = kpi.direction === 'RANGE_IS_BEST' ? kpi.green_min : kpi.threshold_green
      assert.equal(typeof line, 'number', place)
    }
})

test('the template of the daily stand-up fills the five letters of its board', () => {
  const sqcdp = templates.find(({ id }) => id === 'production-sqcdp')
  const letters = sqcdp?.kpis.flatMap(({ family = null }) => family ?? [])
  assert.deepEqual(letters?.toSorted(), families.toSorted())
})

test('some templates compute: each formula says its decimals, and what it is computed from is said', () => {
  const computed = templates.flatMap(({ id, kpis }) =>
    kpis.flatMap(({ key, formula }) => (formula === undefined ? [] : [`${id} ${key} ${formula.decimals}`])),
  )
  assert.deepEqual(computed, [
    'conseil prix-jour 0',
    'commerce-de-detail panier-moyen 2',
    'commerce-de-detail transformation 1',
    'commerce-de-detail heures-productives 2',
    'restauration prime-cost 1',
  ])
})
