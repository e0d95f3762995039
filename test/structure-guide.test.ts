// What docs/guide/structure.md works out comes out as shown.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainRollUp } from '../src/modules/kpi/rules/roll-up-sentence.ts'
import { greenPercentMin, judgeChildren, orangePercentMin } from '../src/modules/kpi/rules/roll-up.ts'
import type { RollupRule } from '../src/modules/kpi/rules/roll-up.ts'
import { loadTemplates } from '../src/modules/kpi/template-catalogue.ts'
import { codeBlocks, readText, sectionOf, tableRows } from './support/markdown.ts'

const page = readText('docs/guide/structure.md')

test('the worked roll-ups come out as shown', () => {
  const rows = tableRows(sectionOf(page, 'roll-up-examples'))
  assert.ok(rows.length >= 5)
  for (const [rule, green, orange, red, noData, status, score, sentence] of rows) {
    const counts = {
      green: Number(green),
      orange: Number(orange),
      red: Number(red),
      no_data: Number(noData),
      no_threshold: 0,
    }
    const judgement = judgeChildren(rule as RollupRule, { counts, weights: counts })
    assert.equal(judgement.status, status)
    assert.equal(judgement.score_percent === null ? '–' : String(judgement.score_percent), score)
    const facts = {
      ...judgement,
      rule: rule as RollupRule,
      noun: 'indicateur',
      children: counts,
      kpis: counts,
    } as const
    assert.equal(explainRollUp(facts).replaceAll('\u00A0', ' '), sentence)
  }
})

test('the lines of the weighted mean are those of the rule', () => {
  assert.ok(page.includes(`Green from ${greenPercentMin} %, orange from ${orangePercentMin} %, red below`))
})

test('the formula shown is the one of the template for shops', () => {
  const [block = ''] = codeBlocks(sectionOf(page, 'template-formula'), 'json')
  const kpis = loadTemplates().find(({ id }) => id === 'commerce-de-detail')?.kpis
  assert.deepEqual(JSON.parse(block), kpis?.find(({ key }) => key === 'transformation')?.formula)
})
