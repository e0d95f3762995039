import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { acts as kpiActs } from '../../src/modules/kpi/web/audit-acts.ts'
import { acts as kernelActs } from './audit-acts.ts'

const guide = readFileSync(new URL('../../docs/guide/audit.md', import.meta.url), 'utf8')
const recorded = [...(/<!-- audit-actions -->([^]*?)<!--/.exec(guide)?.[1] ?? '').matchAll(/`([^`]+)`/g)].map(
  (match) => match[1] ?? '',
)

test('every act that is recorded has words in both languages, no two the same, and no other has', () => {
  assert.ok(recorded.length > 50)
  for (const language of ['fr', 'en'] as const) {
    const words = { ...kernelActs[language], ...kpiActs[language] }
    assert.deepEqual(Object.keys(words).toSorted(), recorded.toSorted(), language)
    assert.equal(new Set(Object.values(words)).size, recorded.length, language)
  }
})
