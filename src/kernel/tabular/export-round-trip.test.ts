import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { ExportCell } from './export-cell.ts'
import { readHere, texts } from './readings-for-tests.ts'
import { writeCsv } from './write-csv.ts'
import { writeXlsx } from './write-xlsx.ts'

const header = ['kpi', 'valeur', 'commentaire']

async function csvOf(rows: readonly (readonly ExportCell[])[]): Promise<string> {
  let file = ''
  for await (const chunk of writeCsv(rows)) file += chunk
  return file
}

async function xlsxOf(rows: readonly (readonly ExportCell[])[]): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of writeXlsx(rows, { sheet: 'Export' })) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Texts that both formats can carry (no NUL, no lone surrogate), rich in what could go wrong. */
const text = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...'\'"=+-@;,|\t\r\n＝＋－＠ <&>_x0041é\u00A0\u0001'),
      fc.constantFrom('_x0041_', '_x005F_', '\r\n', '""', "'="),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 12,
  })
  .filter((value) => value.trim() !== '' && !/[\0\uFFFE\uFFFF]/.test(value))

test('CSV exports quote every field and protect text, not numbers', async () => {
  const file = await csvOf([['libellé', 'a"b', -5, 1.5, { decimal: '-0.50' }, null, { day: '2024-12-31' }, '-5', 10n]])
  assert.equal(file, '\uFEFF"libellé";"a""b";"-5";"1,5";"-0,50";"";"31/12/2024";"\'-5";"10"\r\n')
})

test('what is no number and no day is a mistake of the caller', async () => {
  for (const cell of [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    { decimal: '=1' },
    { decimal: '' },
    { day: '31/12/2024' },
  ]) {
    await assert.rejects(csvOf([[cell]]), RangeError)
    await assert.rejects(xlsxOf([[cell]]), RangeError)
  }
  await assert.rejects(xlsxOf([['x'.repeat(32_768)]]), RangeError)
})

test('a workbook export keeps numbers and days as such and text as text', async () => {
  const reading = await readHere(
    await xlsxOf([
      ['a', 'b', 'c', 'd'],
      ['=1+1', -5.25, { decimal: '0.1' }, { day: '2024-02-29' }],
    ]),
  )
  assert.deepEqual(reading.table[0]?.cells, [
    { kind: 'text', text: '=1+1' },
    { kind: 'number', text: '-5,25', number: '-5.25' },
    { kind: 'number', text: '0,1', number: '0.1' },
    { kind: 'date', text: '29/02/2024', day: '2024-02-29' },
  ])
})

test('no exported text starts like a formula, in either format', async () => {
  const file = await xlsxOf([['kpi'], ['=HYPERLINK("http://x")']])
  const { table } = await readHere(file)
  assert.equal(table[0]?.cells[0]?.kind, 'text')
  assert.match(await csvOf([['=HYPERLINK("http://x")']]), /"'=HYPERLINK/)
})

test('a long number is written without exponent', async () => {
  assert.equal(await csvOf([[1e21, 1e-7, -123456.789]]), '\uFEFF"1000000000000000000000";"0,0000001";"-123456,789"\r\n')
})

test('any texts written as CSV are read back unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 5 }), async (rows) => {
      assert.deepEqual(texts(await readHere(await csvOf([header, ...rows]), { header_words: header })), rows)
    }),
    { numRuns: 200 },
  )
})

test('any texts written as a workbook are read back unchanged', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text, text), { minLength: 1, maxLength: 5 }), async (rows) => {
      assert.deepEqual(texts(await readHere(await xlsxOf([header, ...rows]), { header_words: header })), rows)
    }),
    { numRuns: 200 },
  )
})

test('any number of at most 15 digits written as a workbook is read back unchanged', async () => {
  const number = fc.tuple(fc.integer(), fc.nat(6)).map(([digits, places]) => digits / 10 ** places)
  await fc.assert(
    fc.asyncProperty(number, async (value) => {
      const reading = await readHere(await xlsxOf([['v'], [value]]))
      const cell = reading.table[0]?.cells[0]
      assert.equal(cell?.kind === 'number' && Number(cell.number), value + 0)
    }),
    { numRuns: 100 },
  )
})
