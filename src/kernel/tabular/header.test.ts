import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inlineCell, rowXml, workbookFile } from './hostile-files.ts'
import { codeHere, readHere, texts } from './readings-for-tests.ts'

const options = {
  header_words: ['ville', 'mesure'],
  header_series: { words: ['ville'], patterns: ['^lot-[0-9]+$', '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'] },
}

test('a header may be one known word and two cells of a series, below title lines', async () => {
  const reading = await readHere('Rapport;Lot 1\n\nVille;LOT - 1;Lot\u20132;Somme\nLyon;1;2,5;3,5\n', options)
  assert.deepEqual(reading.head.headers, ['Ville', 'LOT - 1', 'Lot\u20132', 'Somme'])
  assert.deepEqual([reading.head.detected.header_row, reading.head.detected.delimiter], [3, ';'])
  assert.deepEqual(texts(reading), [['Lyon', '1', '2,5', '3,5']])
})

test('a series needs its own word and two cells: a title with figures is no header', async () => {
  for (const row of ['Ville;lot-1;Somme', 'Mesure;lot-1;lot-2', 'lot-1;lot-2;lot-3', 'Ville;Ville;lot-1']) {
    assert.equal(await codeHere(`${row}\nLyon;1;2\n`, options), 'HEADER_NOT_FOUND', row)
  }
  const { head } = await readHere('Ville;lot-1;\nVille;Mesure;Somme\nLyon;1;2\n', options)
  assert.equal(head.detected.header_row, 2)
})

test('a series is enough to look for a header', async () => {
  const { header_series } = options
  const { head } = await readHere('Titre\nVille;lot-1;lot-2\nLyon;1;2\n', { header_series })
  assert.equal(head.detected.header_row, 2)
})

test('a date that heads a column is its ISO day, whatever its number format shows', async () => {
  const dates = '<c r="B3" s="1"><v>46143</v></c><c r="C3" s="2"><v>46174</v></c>'
  const rows = `${rowXml(1, ['Rapport'])}<row r="3">${inlineCell('A3', 'Ville')}${dates}</row>${rowXml(4, ['Lyon', 1, 2])}`
  const file = workbookFile({ formats: ['mmm-yy', 'dd/mm/yyyy'], sheets: [{ name: 'Lots', rows }] })
  const { head } = await readHere(file, options)
  assert.deepEqual(head.headers, ['Ville', '2026-05-01', '2026-06-01'])
  assert.equal(head.detected.header_row, 3)
})
