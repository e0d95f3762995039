import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { coverageOf, showable } from './font-coverage.ts'

const font = createRequire(import.meta.url).resolve('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf')
const isCovered = coverageOf(readFileSync(font))

test('every letter and sign of French is shown as it is', () => {
  const text = 'ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ àâæçéèêëîïôœùûüÿ « » ’ – — … € ² ³ ° ≤ ≥ → − × \u00A0\u202F %'
  assert.equal(showable(text, isCovered), text)
})

test('what the font lacks becomes a question mark, and what is invisible goes', () => {
  assert.equal(showable('日本 🎉 a\u0000b\u202Ec\uE000', isCovered), '?? ? abc?')
})

test('accents are composed and ligatures taken apart', () => {
  assert.equal(showable('e\u0301 ﬁn \uD800', isCovered), `é fin ${isCovered(0xfffd) ? '\uFFFD' : '?'}`)
})
