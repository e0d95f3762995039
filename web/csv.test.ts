import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { csvCell, toCsv } from './csv.ts'

test('a text that a spreadsheet would run as a formula is disarmed', () => {
  for (const text of ['=1+1', '+33 1', '-2', '@SUM(A1)', '\t=1', ' =1', '＝1+1']) {
    assert.match(csvCell(text, ','), /^"?'/, text)
  }
  assert.equal(csvCell('a=b', ','), 'a=b')
})

test('numbers keep their sign and take the decimal mark of the reader', () => {
  assert.equal(csvCell(-1234.5, ','), '-1234,5')
  assert.equal(csvCell(-1234.5, '.'), '-1234.5')
  assert.equal(csvCell(null, ','), '')
})

test('any text survives the way through a CSV reader', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1, maxLength: 5 }), (rows) => {
      const read: readonly unknown[] = parse(toCsv(['a', 'b'], rows), {
        bom: true,
        delimiter: ';',
        relax_column_count: false,
      })
      const expected = rows.map((row) => row.map((text) => csvText(text)))
      assert.deepEqual(read.slice(1), expected)
    }),
  )
})

/** The text a reader should find: the original, with an apostrophe where it was disarmed. */
function csvText(text: string): string {
  const cell = csvCell(text, ',')
  return cell.startsWith("'") || cell.startsWith(`"'`) ? (text.startsWith("'") ? text : `'${text}`) : text
}
