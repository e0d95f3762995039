import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { protectText, unprotectText } from './protective-quote.ts'

/** Texts rich in the characters that matter. */
const trickyText = fc.string({
  unit: fc.oneof(fc.constantFrom(..."'=+-@\t\r\n＝＋－＠a1"), fc.string({ unit: 'grapheme', maxLength: 1 })),
})

test('text that a spreadsheet may run gets an apostrophe', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM', '\t=1', '\r=1', '\n=1', '\0=1', '＝1', '＋1', '－1', '＠1', "'=1"]) {
    assert.equal(protectText(text), `'${text}`)
  }
})

test('ordinary text is left alone, apostrophes included', () => {
  for (const text of ['', 'a=b', "l'heure", "'tis", '12', "''", 'é']) {
    assert.equal(protectText(text), text)
    assert.equal(unprotectText(text), text)
  }
})

test('an apostrophe somebody typed in front of a number is taken away', () => {
  assert.equal(unprotectText("'-5"), '-5')
})

test('reading undoes writing for every text, and no protected text starts like a formula', () => {
  fc.assert(
    fc.property(trickyText, (text) => {
      assert.equal(unprotectText(protectText(text)), text)
      assert.doesNotMatch(protectText(text), /^[=+\-@\t\r\n\0＝＋－＠]/)
    }),
    { numRuns: 1000 },
  )
})
