import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inlineCell, rowXml, workbookFile } from './hostile-files.ts'
import { codeHere, readHere, texts } from './readings-for-tests.ts'

const header = rowXml(1, ['kpi', 'période', 'valeur'])

/** A workbook of one sheet whose row 2 has these cells. */
function oneRow(
  cells: string,
  spec: { date1904?: boolean; formats?: readonly string[]; strings?: readonly string[] } = {},
) {
  return workbookFile({ ...spec, sheets: [{ name: 'Données', rows: `${header}<row r="2">${cells}</row>` }] })
}

async function cellsOf(file: Buffer) {
  return (await readHere(file)).table[0]?.cells
}

test('a workbook is recognised by its content and says what was found', async () => {
  const file = workbookFile({ sheets: [{ name: 'Données', rows: header + rowXml(2, ['A', '01/2024', 12.5]) }] })
  const reading = await readHere(file, { file_name: 'export.csv', header_words: ['KPI', 'Periode'] })
  assert.deepEqual(reading.head, {
    type: 'EXCEL',
    headers: ['kpi', 'période', 'valeur'],
    detected: {
      encoding: null,
      delimiter: null,
      sheet: 'Données',
      sheets: ['Données'],
      header_row: 1,
      date_system: 1900,
    },
  })
  assert.deepEqual(texts(reading), [['A', '01/2024', '12,5']])
})

test('numbers come as stored, with the percent sign of their format', async () => {
  const cells = await cellsOf(
    oneRow('<c r="A2" s="1"><v>0.94499999999999995</v></c><c r="B2"><v>0.95</v></c><c r="C2" s="2"><v>-1E-3</v></c>', {
      formats: ['0.0%', '#,##0.00\\ "€"'],
    }),
  )
  assert.deepEqual(cells, [
    { kind: 'number', text: '94,5\u00A0%', number: '0.94499999999999995', percent: true },
    { kind: 'number', text: '0,95', number: '0.95' },
    { kind: 'number', text: '-0,001', number: '-1E-3' },
  ])
})

test('days are read in both date systems, and the day that never was is none', async () => {
  const formats = ['dd/mm/yyyy', 'mmm-yy']
  const dates = '<c r="A2" s="1"><v>44196</v></c><c r="B2" s="2"><v>44196.5</v></c><c r="C2" s="1"><v>60</v></c>'
  assert.deepEqual(await cellsOf(oneRow(dates, { formats })), [
    { kind: 'date', text: '31/12/2020', day: '2020-12-31' },
    { kind: 'date', text: '12/2020', day: '2020-12-31' },
    { kind: 'date', text: '60', day: null },
  ])
  const mac = await readHere(oneRow(dates, { formats, date1904: true }))
  assert.equal(mac.head.detected.date_system, 1904)
  assert.deepEqual(mac.table[0]?.cells[0], { kind: 'date', text: '01/01/2025', day: '2025-01-01' })
  assert.deepEqual(await cellsOf(oneRow('<c r="A2" t="d"><v>2024-02-29T00:00:00</v></c>')), [
    { kind: 'date', text: '29/02/2024', day: '2024-02-29' },
  ])
})

test('formulas give their cached value, and say so when there is none', async () => {
  const cells = await cellsOf(
    oneRow(
      [
        '<c r="A2"><f>1+1</f><v>2</v></c>',
        '<c r="B2"><f>SUM(A1:A9)</f></c>',
        '<c r="C2"><f>B2*2</f><v></v></c>',
        '<c r="D2" t="str"><f>A1&amp;"x"</f><v>kpix</v></c>',
        '<c r="E2" t="str"><f>""</f><v></v></c>',
        '<c r="F2" t="b"><f>TRUE()</f><v>1</v></c>',
        '<c r="G2" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
      ].join(''),
    ),
  )
  assert.deepEqual(cells, [
    { kind: 'number', text: '2', number: '2' },
    { kind: 'formula_not_computed', text: '=SUM(A1:A9)' },
    { kind: 'formula_not_computed', text: '=B2*2' },
    { kind: 'text', text: 'kpix' },
    { kind: 'empty', text: '' },
    { kind: 'boolean', text: 'VRAI' },
    { kind: 'error', text: '#DIV/0!' },
  ])
})

test('shared, rich and escaped texts are put together, without phonetic hints', async () => {
  const rich =
    '<c r="B2" t="inlineStr"><is><r><t>Taux </t></r><r><t>net</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'
  const escaped = '<c r="C2" t="inlineStr"><is><t>a_x000D_b_x005F_x0041_</t></is></c>'
  const cells = await cellsOf(oneRow(`<c r="A2" t="s"><v>1</v></c>${rich}${escaped}`, { strings: ['x', ' é & < '] }))
  assert.deepEqual(
    cells?.map(({ text }) => text),
    [' é & < ', 'Taux net', 'a\rb_x0041_'],
  )
})

test('merged cells carry the value of the first one and say that they do', async () => {
  const rows = header + rowXml(2, ['A', 'jan', 1]) + `<row r="3">${inlineCell('B3', 'fév')}<c r="C3"><v>2</v></c></row>`
  const behind = '<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="C3:E4"/></mergeCells>'
  const { table } = await readHere(workbookFile({ sheets: [{ name: 'S', rows, behind }] }))
  assert.deepEqual(table[1]?.cells, [
    { kind: 'text', text: 'A', merged: true },
    { kind: 'text', text: 'fév' },
    { kind: 'number', text: '2', number: '2' },
    { kind: 'number', text: '2', number: '2', merged: true },
    { kind: 'number', text: '2', number: '2', merged: true },
  ])
  assert.equal(table.length, 2, 'a row of merged cells only is blank')
})

test('a text that speaks of mergeCells is only a text', async () => {
  const rows = header + rowXml(2, ['<mergeCells count="1">', 'mergeCells ', 3])
  assert.equal(await codeHere(workbookFile({ sheets: [{ name: 'S', rows, behind: '<mergeCells count="0"/>' }] })), 'OK')
})

test('a huge merged range costs nothing', async () => {
  const behind = '<mergeCells><mergeCell ref="A2:XFD1048576"/></mergeCells>'
  const { table } = await readHere(workbookFile({ sheets: [{ name: 'S', rows: header + rowXml(2, ['A']), behind }] }))
  assert.equal(table[0]?.cells.length, 256)
})

test('blank rows and gaps are counted up to the last value, formatting alone is nothing', async () => {
  const styled = '<row r="7"><c r="A7" s="1"/></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
  const rows = `${header}${rowXml(2, ['A'])}<row r="3"><c r="A3" s="1"/></row>${rowXml(6, ['B'])}${styled}`
  const reading = await readHere(workbookFile({ formats: ['0'], sheets: [{ name: 'S', rows }] }))
  assert.deepEqual(
    reading.table.map(({ row }) => row),
    [2, 6],
  )
  assert.equal(reading.rows_blank, 3)
})

test('rows and cells without coordinates follow each other', async () => {
  const rows =
    '<row><c t="inlineStr"><is><t>kpi</t></is></c><c t="inlineStr"><is><t>v</t></is></c></row><row><c><v>1</v></c><c r="C2"><v>3</v></c><c><v>4</v></c></row>'
  assert.deepEqual(texts(await readHere(workbookFile({ sheets: [{ name: 'S', rows }] }))), [['1', '', '3', '4']])
})

test('the first visible sheet is read, a hidden one only refused', async () => {
  const rows = (name: string) => header + rowXml(2, [name])
  const file = workbookFile({
    sheets: [
      { name: 'Secret', state: 'veryHidden', rows: rows('secret') },
      { name: 'Cachée', state: 'hidden', rows: rows('cachée') },
      { name: 'Été', rows: rows('été') },
      { name: 'Deux', rows: rows('deux') },
    ],
  })
  assert.deepEqual(texts(await readHere(file)), [['été']])
  assert.deepEqual(texts(await readHere(file, { sheet: ' deux ' })), [['deux']])
  assert.equal((await readHere(file)).head.detected.sheet, 'Été')
  for (const sheet of ['Secret', 'cachée']) assert.equal(await codeHere(file, { sheet }), 'HIDDEN_SHEET')
  assert.equal(await codeHere(file, { sheet: 'Trois' }), 'SHEET_NOT_FOUND')
  const hidden = workbookFile({ sheets: [{ name: 'S', state: 'hidden', rows: rows('x') }] })
  assert.equal(await codeHere(hidden), 'HIDDEN_SHEET')
})

test('prefixed names are the same workbook', async () => {
  const xml =
    '<x:worksheet xmlns:x="urn:x"><x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>kpi</x:v></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>7</x:v></x:c></x:row><x:row r="3"><x:c r="B3"><x:v>8</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A2:A3"/></x:mergeCells></x:worksheet>'
  assert.deepEqual(texts(await readHere(workbookFile({ sheets: [{ name: 'S', xml }] }))), [['7'], ['7', '8']])
})

test('sheets without values have their own codes', async () => {
  assert.equal(await codeHere(workbookFile({ sheets: [{ name: 'S' }] })), 'EMPTY')
  assert.equal(await codeHere(workbookFile({ sheets: [{ name: 'S', rows: header }] })), 'NO_DATA_ROW')
  assert.equal(
    await codeHere(workbookFile({ sheets: [{ name: 'S', rows: header }] }), { header_row: 4 }),
    'HEADER_NOT_FOUND',
  )
  assert.equal(await codeHere(workbookFile({ sheets: [] })), 'SHEET_NOT_FOUND')
})
