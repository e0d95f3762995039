import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  odsCell,
  odsFile,
  odsParts,
  odsRow,
  odsTable,
  type OdsSpec,
  repeatedDeflate,
  zipFile,
} from './hostile-files.ts'
import { codeHere, codeThere, readHere, texts } from './readings-for-tests.ts'

const header = odsRow(['kpi', 'période', 'valeur'])
const sheet = (rows: string, spec: Partial<OdsSpec> = {}): Buffer =>
  odsFile({ tables: odsTable('Données', header + rows), ...spec })
const cell = (attributes: string, inside = ''): string => `<table:table-cell ${attributes}>${inside}</table:table-cell>`
const row = (cells: string, attributes = ''): string => `<table:table-row${attributes}>${cells}</table:table-row>`
const p = (text: string): string => `<text:p>${text}</text:p>`
const codeOf = (rows: string, spec?: Partial<OdsSpec>): Promise<string> => codeHere(sheet(rows, spec))
async function cellsOf(cells: string) {
  return (await readHere(sheet(row(cells)))).table[0]?.cells
}

test('an OpenDocument spreadsheet is recognised by its content and says what was found', async () => {
  const reading = await readHere(sheet(odsRow(['A', '01/2024', 12.5])), {
    file_name: 'export.csv',
    header_words: ['KPI', 'Periode'],
  })
  assert.deepEqual(reading.head, {
    type: 'ODS',
    headers: ['kpi', 'période', 'valeur'],
    detected: {
      encoding: null,
      delimiter: null,
      sheet: 'Données',
      sheets: ['Données'],
      header_row: 1,
      date_system: null,
    },
  })
  assert.deepEqual(texts(reading), [['A', '01/2024', '12,5']])
})

test('a file written by LibreOffice is read as it shows it', async () => {
  const reading = await readHere(await readFile(new URL('libreoffice-for-tests.ods', import.meta.url)))
  assert.deepEqual(reading.head.detected.sheets, ['Valeurs', 'Seconde'])
  assert.deepEqual(reading.head.headers, ['Indicateur', 'Mois', 'Valeur', 'Commentaire'])
  const shown = reading.table.map(({ row: at, cells }) => [at, ...cells.map(({ kind, text }) => `${kind} ${text}`)])
  assert.deepEqual(shown, [
    [2, 'text LOG-STOCK', 'date 31/01/2025', 'number 94,5\u00A0%', 'text deux\nlignes'],
    [3, 'text LOG-STOCK', 'text févr. 2025', 'number 1234,5'],
    [6, 'text LOG-STOCK', 'text 2025-03', 'error #DIV/0!', 'number 1'],
  ])
})

test('values come as stored: numbers, percentages, amounts, days, truths', async () => {
  const cells = [
    cell('office:value-type="float" office:value="0.94499999999999995"', p('0,94')),
    cell('office:value-type="percentage" office:value="0.95"', p('95 %')),
    cell('office:value-type="currency" office:currency="EUR" office:value="-1E-3"', p('0,00 €')),
    cell('office:value-type="date" office:date-value="2024-02-29T12:30:00"', p('29/02/24')),
    cell('office:value-type="boolean" office:boolean-value="true"', p('VRAI')),
    cell('office:value-type="time" office:time-value="PT12H30M00S"', p('12:30')),
    cell('office:value-type="date" office:date-value="12-30"', p('?')),
  ]
  assert.deepEqual(await cellsOf(cells.join('')), [
    { kind: 'number', text: '0,945', number: '0.94499999999999995' },
    { kind: 'number', text: '95\u00A0%', number: '0.95', percent: true },
    { kind: 'number', text: '-0,001', number: '-1E-3' },
    { kind: 'date', text: '29/02/2024', day: '2024-02-29' },
    { kind: 'boolean', text: 'VRAI' },
    { kind: 'text', text: '12:30' },
    { kind: 'date', text: '12-30', day: null },
  ])
})

test('text has its spaces, tabs and lines, but neither notes nor drawings', async () => {
  const note = `<office:annotation>${p('note')}</office:annotation>`
  const drawing = `<draw:frame><draw:text-box>${p('dessin')}</draw:text-box></draw:frame>`
  const inside = `${note}<text:p>a <text:span>b<text:s text:c="2"/>c</text:span>\n d<text:tab/>e<text:line-break/>f</text:p>${drawing}${p('fin')}`
  const cells = await cellsOf(cell('office:value-type="string"', inside) + odsCell("'=1+1") + cell('', p('libre')))
  assert.deepEqual(
    cells?.map(({ text }) => text),
    ['a b  c d\te\nf\nfin', '=1+1', 'libre'],
  )
})

test('formulas give their result, and say so when there is none; errors are errors', async () => {
  const cells = [
    cell('table:formula="of:=[.A1]*2" office:value-type="float" office:value="4"', p('4')),
    cell('table:formula="of:=RAND()"'),
    cell('office:value-type="string" office:string-value="" calcext:value-type="error"', p('#DIV/0!')),
    cell('table:formula="of:=NA()" office:value-type="float" office:value="0"', p('#N/A')),
    odsCell('#1 des ventes'),
  ]
  assert.deepEqual(
    (await cellsOf(cells.join('')))?.map(({ kind, text }) => [kind, text]),
    [
      ['number', '4'],
      ['formula_not_computed', '=of:=RAND()'],
      ['error', '#DIV/0!'],
      ['error', '#N/A'],
      ['text', '#1 des ventes'],
    ],
  )
})

test('repeated blanks are counted, repeated values unfolded, and neither further than a sheet may reach', async () => {
  const blank = (times: number): string =>
    row(cell(`table:number-columns-repeated="16384"`), ` table:number-rows-repeated="${times}"`)
  const reading = await readHere(
    sheet(
      blank(2) +
        row(
          cell('table:number-columns-repeated="2"') +
            odsCell('x', ' table:number-columns-repeated="3"') +
            cell('table:number-columns-repeated="16379"'),
          ' table:number-rows-repeated="2"',
        ) +
        blank(1_048_570),
    ),
  )
  assert.deepEqual(
    reading.table.map(({ row: at, cells }) => [at, ...cells.map(({ text }) => text)]),
    [
      [4, '', '', 'x', 'x', 'x'],
      [5, '', '', 'x', 'x', 'x'],
    ],
  )
  assert.deepEqual([reading.rows, reading.rows_blank], [2, 2])
  const most = String(2 ** 31)
  assert.equal(await codeOf(odsRow(['a', 'b', 1]) + blank(2 ** 31) + blank(2 ** 31)), 'OK')
  assert.equal(await codeOf(row(odsCell('x', ` table:number-columns-repeated="${most}"`))), 'TOO_MANY_COLUMNS')
  assert.equal(await codeOf(row(cell(`table:number-columns-repeated="${most}"`) + odsCell('x'))), 'TOO_MANY_COLUMNS')
  assert.equal(await codeOf(odsRow(['x'], ` table:number-rows-repeated="${most}"`)), 'TOO_MANY_ROWS')
  assert.equal(await codeOf(blank(400_000) + odsRow(['x'])), 'ROW_OUT_OF_RANGE')
  const long = odsCell('x'.repeat(30_000), ' table:number-columns-repeated="250"')
  assert.equal(await codeOf(row(long, ' table:number-rows-repeated="100000"')), 'FILE_TOO_LARGE_INFLATED')
  for (const count of ['0', '-1', '1e9', '99999999999', '', ' 2', 'x', String(2 ** 31 + 1)])
    assert.equal(await codeOf(row(odsCell('x', ` table:number-columns-repeated="${count}"`))), 'NOT_ODS', count)
})

test('covered cells belong to their range, as far as the row has something of its own', async () => {
  const covered = '<table:covered-table-cell/>'
  const rows =
    row(odsCell('A', ' table:number-columns-spanned="2" table:number-rows-spanned="3"') + covered + odsCell('1')) +
    row('<table:covered-table-cell table:number-columns-repeated="2"/>' + odsCell('2')) +
    row('<table:covered-table-cell table:number-columns-repeated="2"/>') +
    row(covered + odsCell('3'))
  const { table } = await readHere(sheet(rows))
  assert.deepEqual(
    table.map(({ row: at, cells }) => [
      at,
      ...cells.map(({ kind, text, merged }) => `${kind} ${text}${merged ? ' merged' : ''}`),
    ]),
    [
      [2, 'text A', 'text A merged', 'text 1'],
      [3, 'text A merged', 'text A merged', 'text 2'],
      [5, 'empty ', 'text 3'],
    ],
  )
  const many = Array.from({ length: 300 }, () => row(odsCell('x', ' table:number-rows-spanned="2147483648"'))).join('')
  assert.equal(await codeOf(many), 'NOT_ODS')
})

test('the first visible sheet is read, or the named one; tables inside of cells are none', async () => {
  const hidden =
    '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
  const shown =
    '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>'
  const inner = `<table:table-row><table:table-cell>${odsTable('Dedans', header)}</table:table-cell></table:table-row>`
  const file = odsFile({
    styles: hidden + shown,
    tables:
      odsTable('Cachée', header, 'h') +
      odsTable('Une', inner + header + odsRow(['A', '2024', 1])) +
      odsTable('Deux', header + odsRow(['B', '2024', 2])),
  })
  const first = await readHere(file, { header_words: ['kpi', 'valeur'] })
  assert.deepEqual(
    [first.head.detected.sheet, first.head.detected.sheets, texts(first)],
    ['Une', ['Une', 'Deux'], [['A', '2024', '1']]],
  )
  assert.deepEqual(texts(await readHere(file, { sheet: 'deux' })), [['B', '2024', '2']])
  assert.equal(await codeHere(file, { sheet: 'Cachée' }), 'HIDDEN_SHEET')
  assert.equal(await codeHere(file, { sheet: 'Dedans' }), 'SHEET_NOT_FOUND')
  assert.equal(await codeHere(odsFile({ styles: hidden, tables: odsTable('Cachée', header, 'h') })), 'HIDDEN_SHEET')
  assert.equal(await codeHere(odsFile({ tables: '' })), 'SHEET_NOT_FOUND')
})

const good = { tables: odsTable('Données', header + odsRow(['A', '2024', 1])) }
const parts = odsParts(good)
const without = (name: string): Buffer => zipFile(parts.filter((part) => part.name !== name))
const bomb = odsParts({ tables: '' }).map((part) =>
  part.name === 'content.xml' ? { name: part.name, ...repeatedDeflate('<x/>', 300, '<a>') } : part,
)
const lying = parts.map((part) => (part.name === 'content.xml' ? { ...part, declared_bytes: 10 } : part))
const entities = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
const hostile: readonly (readonly [string, Buffer, string])[] = [
  ['a bomb', zipFile(bomb), 'FILE_TOO_LARGE_INFLATED'],
  ['a part larger than it says', zipFile(lying), 'FILE_TOO_LARGE_INFLATED'],
  ['a cut archive', odsFile(good).subarray(0, -40), 'TRUNCATED'],
  [
    'a damaged part',
    zipFile(parts.map((part) => (part.name === 'content.xml' ? { ...part, crc: 1 } : part))),
    'TRUNCATED',
  ],
  ['entities', odsFile({ ...good, prologue: entities }), 'UNSAFE_XML'],
  ['an unknown entity', sheet(row(cell('office:value-type="string"', p('&e;')))), 'UNSAFE_XML'],
  ['deep nesting', sheet(row(cell('', '<text:p>'.repeat(100)))), 'UNSAFE_XML'],
  ['XML that ends too early', zipFile([...parts.slice(0, 1), { name: 'content.xml', data: '<a><b>' }]), 'TRUNCATED'],
  ['broken XML', zipFile([...parts.slice(0, 1), { name: 'content.xml', data: '<a></b>' }]), 'NOT_ODS'],
  ['another document', odsFile({ ...good, mimetype: 'application/vnd.oasis.opendocument.text' }), 'NOT_ODS'],
  ['no type', without('mimetype'), 'NOT_ODS'],
  ['a type of a megabyte', odsFile({ ...good, mimetype: 'x'.repeat(1_048_576) }), 'NOT_ODS'],
  ['no content', without('content.xml'), 'NOT_ODS'],
  ['no spreadsheet', zipFile([...parts.slice(0, 1), { name: 'content.xml', data: '<a/>' }]), 'NOT_ODS'],
  [
    'encrypted parts',
    odsFile({ ...good, manifest: '<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>' }),
    'ENCRYPTED',
  ],
  ['macros', odsFile({ ...good, extra: [{ name: 'Basic/Standard/Module1.xml', data: '<x/>' }] }), 'MACRO_FILE'],
  ['a name that climbs', odsFile({ ...good, extra: [{ name: '../x', data: 'x' }] }), 'NOT_XLSX'],
]
for (const [name, file, code] of hostile)
  test(`${name}: ${code}`, async () => {
    assert.equal(await codeHere(file), code)
  })

test('a text called .ods and a bomb through the reader process are refused', async () => {
  assert.equal(await codeHere('kpi;valeur\n', { file_name: 'export.ods' }), 'NOT_ODS')
  assert.equal(await codeThere(zipFile(bomb), { file_name: 'a.ods' }), 'FILE_TOO_LARGE_INFLATED')
  assert.equal(await codeThere(odsFile(good), { file_name: 'a.ods' }), 'OK')
})

test('a spreadsheet with any few bytes changed ends in a table or a typed refusal', async () => {
  const file = odsFile(good)
  const change = fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 }))
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const spoilt = Buffer.from(file)
      for (const [at, byte] of changes) spoilt[at] = byte
      assert.match(await codeHere(spoilt), /^[A-Z_]+$/)
    }),
    { numRuns: 150 },
  )
})

test('a sheet of any elements ends in a table or a typed refusal', async () => {
  const piece = fc.constantFrom(
    '<table:table-row>',
    '</table:table-row>',
    '<table:table-cell office:value-type="float" office:value="1">',
    '<table:table-cell table:number-columns-repeated="2147483648" table:number-rows-spanned="9">',
    '</table:table-cell>',
    '<table:covered-table-cell/>',
    '<text:p>x</text:p>',
    '<table:table>',
    '</table:table>',
    'x',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
      assert.match(await codeOf(pieces.join('')), /^[A-Z_]+$/)
    }),
    { numRuns: 200 },
  )
})
