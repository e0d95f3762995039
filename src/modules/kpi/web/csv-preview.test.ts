import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { delimiterCharacter, firstRows } from './csv-preview.ts'

const options = { delimiter: ';', headerRow: 1, rowCount: 3 }

test('quotes hold delimiters, line breaks and doubled quotes', () => {
  const text = 'a;b\r\n"x;y";"deux\r\nlignes"\r\n"dit ""oui""";z\r\n'
  assert.deepEqual(firstRows(text, options), [
    ['x;y', 'deux\r\nlignes'],
    ['dit "oui"', 'z'],
  ])
})

test('rows before and including the header row are left out, blank rows too', () => {
  assert.deepEqual(firstRows('titre\n\na;b\n1;2\n;\n3;4\n5;6\n', { ...options, headerRow: 3 }), [
    ['1', '2'],
    ['3', '4'],
  ])
})

test('a last row without line break counts', () => {
  assert.deepEqual(firstRows('a\n1', options), [['1']])
})

test('any table written as CSV is read back', () => {
  const cell = fc.string({ maxLength: 8 }).filter((text) => !/[\r\n]/.test(text) && text.trim() !== '')
  fc.assert(
    fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 3 }), (rows) => {
      const quoted = rows.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(';'))
      assert.deepEqual(firstRows(['h1;h2', ...quoted].join('\n'), options), rows)
    }),
  )
})

test('the published tab is a tab', () => {
  assert.equal(delimiterCharacter('\\t'), '\t')
  assert.equal(delimiterCharacter(';'), ';')
})
