// The audit of accessibility is whole, each of its proofs exists, and every place that names its state says the same.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readAudit } from '../bin/rgaa-tables.ts'
import { accessibilityState } from '../web/accessibility-state.ts'
import { conformityOf } from '../web/accessibility/conformity.ts'
import { readText, repository } from './support/markdown.ts'

const audit = readAudit()
/** How many criteria each theme of RGAA 4.1.2 has. */
const sizes = [9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12]

test('the grid has the 106 criteria of the 13 themes, in order', () => {
  const expected = sizes.flatMap((size, theme) =>
    Array.from({ length: size }, (_, index) => `${theme + 1}.${index + 1}`),
  )
  assert.equal(expected.length, 106)
  assert.equal(audit.themes.length, sizes.length)
  assert.deepEqual(
    audit.criteria.map(({ number }) => number),
    expected,
  )
})

test('each criterion has evidence in a file that exists, dated where nothing runs by itself', () => {
  for (const { number, evidence } of audit.criteria) {
    assert.ok(evidence.length > 0, number)
    for (const { file, date } of evidence) {
      assert.ok(existsSync(join(repository, file)), `${number}: ${file}`)
      const runsOrIsScript = /\.(flow|test)\.ts$|\.md$/.test(file)
      if (!runsOrIsScript && number !== '13.3') assert.match(date ?? '', /^\d{4}-\d\d-\d\d$/, `${number}: ${file}`)
    }
  }
})

test('what is not conform or not verified says why; what needs assistive technology leads to its script', () => {
  for (const { number, verdict, reason = '', evidence } of audit.criteria) {
    if (verdict === 'NC' || verdict === 'AV') assert.ok(reason.length > 20, number)
    if (verdict === 'AV')
      assert.ok(
        evidence.some(({ file }) => file.endsWith('screen-reader-script.md')),
        number,
      )
  }
})

test('a check that the grid names is a check of the flow, by its words', () => {
  const flow = readText('test/flow/accessibility.flow.ts') + readText('test/support/accessibility-probes.ts')
  const named = audit.criteria.flatMap(({ evidence }) =>
    evidence.filter(({ file }) => file === 'test/flow/accessibility.flow.ts').map(({ what }) => what),
  )
  const unknown = named.filter((what) => !flow.includes(what.split(/ : | ; | \(| dans /)[0] ?? what))
  assert.deepEqual([...new Set(unknown)], [])
})

test('the rate is C / (C + NC); what is left to verify never makes the state better', () => {
  const of = (verdicts: string): ReturnType<typeof conformityOf> =>
    conformityOf({
      criteria: verdicts.split(' ').map((verdict, index) => ({
        number: `1.${index}`,
        title: '',
        verdict: verdict as 'C' | 'NC' | 'NA' | 'AV',
        evidence: [],
      })),
    })
  assert.deepEqual([of('C C NC NA').rate, of('C C NC NA AV').rateAtWorst, of('C C NC NA AV').rate], [66, 50, 66])
  assert.equal(of('C NA').state, 'full')
  assert.equal(of('C C AV').state, 'partial')
  assert.equal(of('C AV AV').state, 'none')
  assert.equal(of('C NC NC').state, 'none')
})

test('the state that every page names is that of the audit', () => {
  assert.equal(accessibilityState, conformityOf(audit).state)
})
