import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeHere, readHere, texts } from './readings-for-tests.ts'

const words = ['kpi', 'indicateur', 'code', 'période', 'valeur', 'commentaire', 'kpi_id', 'value']
const known = { header_words: words }

test('a French file is read with its detected encoding, delimiter and header', async () => {
  const reading = await readHere('Indicateur;Période;Valeur\r\nTaux é;01/2024;12,5\r\n', known)
  assert.deepEqual(reading.head, {
    type: 'CSV',
    headers: ['Indicateur', 'Période', 'Valeur'],
    detected: { encoding: 'utf-8', delimiter: ';', sheet: null, sheets: null, header_row: 1, date_system: null },
  })
  assert.deepEqual(texts(reading), [['Taux é', '01/2024', '12,5']])
  assert.deepEqual([reading.rows, reading.rows_blank], [1, 0])
})

test('every delimiter is found, decimal commas notwithstanding', async () => {
  for (const [character, name] of [
    [';', ';'],
    [',', ','],
    ['\t', '\t'],
    ['|', '|'],
  ] as const) {
    const value = character === ',' ? '"12,5"' : '12,5'
    const file = `code${character}periode${character}valeur\nA${character}2024-01${character}${value}\n`
    const reading = await readHere(file, { header_words: ['code', 'periode', 'valeur'] })
    assert.equal(reading.head.detected.delimiter, name)
    assert.deepEqual(texts(reading), [['A', '2024-01', '12,5']])
    assert.equal((await readHere(file)).head.detected.delimiter, name, 'without known words')
  }
})

test('a forced delimiter is obeyed', async () => {
  const reading = await readHere('a,b;c\n1,2;3\n', { delimiter: ',' })
  assert.deepEqual(texts(reading), [['1', '2;3']])
  assert.deepEqual(texts(await readHere('a\tb\n1\t2\n', { delimiter: '\\t' })), [['1', '2']])
})

test('a hint line names the delimiter and counts as a row of the file', async () => {
  const reading = await readHere('sep=|\r\ncode|valeur\r\nA;B|1\r\n', known)
  assert.equal(reading.head.detected.delimiter, '|')
  assert.equal(reading.head.detected.header_row, 2)
  assert.deepEqual(texts(reading), [['A;B', '1']])
  assert.equal((await readHere('sep=;\ncode;valeur\nA;1\n')).head.detected.header_row, 2)
})

test('CR, LF and CRLF all end a row', async () => {
  for (const end of ['\r', '\n', '\r\n']) {
    const reading = await readHere(['code;valeur', 'A;1', 'B;2', ''].join(end), known)
    assert.deepEqual(texts(reading), [
      ['A', '1'],
      ['B', '2'],
    ])
  }
})

test('quoted fields keep delimiters, quotes and line ends, and rows keep their numbers', async () => {
  const reading = await readHere('code;valeur;commentaire\n"A;1";2;"dit ""oui""\nou non"\nB;3;5" de tube\n', known)
  assert.deepEqual(texts(reading), [
    ['A;1', '2', 'dit "oui"\nou non'],
    ['B', '3', '5" de tube'],
  ])
  assert.deepEqual(
    reading.table.map(({ row }) => row),
    [2, 3],
  )
})

test('title lines and blank rows are passed over, and blank rows behind the header are counted', async () => {
  const reading = await readHere('Tableau de bord;;\n\nKPI;Valeur;\nA;1\n;;\n\nB;2\n;;\n', known)
  assert.equal(reading.head.detected.header_row, 3)
  assert.deepEqual(reading.head.headers, ['KPI', 'Valeur'])
  assert.deepEqual(
    reading.table.map(({ row }) => row),
    [4, 7],
  )
  assert.equal(reading.rows_blank, 3)
})

test('headers match without accents, case or double spaces, and one known word is not enough', async () => {
  assert.equal((await readHere('PERIODE;  valeur \n1;2\n', known)).head.detected.header_row, 1)
  assert.equal(await codeHere('Valeur;x\n1;2\n', known), 'HEADER_NOT_FOUND')
  assert.equal(await codeHere('Valeur;valeur\n1;2\n', known), 'HEADER_NOT_FOUND')
  assert.equal(await codeHere(`${'titre\n'.repeat(31)}kpi;valeur\n1;2\n`, known), 'HEADER_NOT_FOUND')
})

test('a forced header row is obeyed, and refused when it is blank or absent', async () => {
  const file = 'kpi;valeur\nx;y\n\n1;2\n'
  assert.deepEqual((await readHere(file, { ...known, header_row: 2 })).head.headers, ['x', 'y'])
  assert.equal(await codeHere(file, { header_row: 3 }), 'HEADER_NOT_FOUND')
  assert.equal(await codeHere(file, { header_row: 9 }), 'HEADER_NOT_FOUND')
})

test('prototype names are ordinary headers', async () => {
  const reading = await readHere('__proto__;constructor;toString\n1;2;3\n')
  assert.deepEqual(reading.head.headers, ['__proto__', 'constructor', 'toString'])
  assert.deepEqual(texts(reading), [['1', '2', '3']])
})

test('windows-1252 is read when the file is not UTF-8', async () => {
  const reading = await readHere(Buffer.from('code;valeur;commentaire\nA;1;l\x92\xe9t\xe9 \x80\n', 'latin1'), known)
  assert.equal(reading.head.detected.encoding, 'windows-1252')
  assert.deepEqual(texts(reading), [['A', '1', 'l’été €']])
})

test('UTF-16 is read in both byte orders, with and without a mark', async () => {
  const text = 'code;valeur\nété;1\n'
  const little = Buffer.from(text, 'utf16le')
  const big = Buffer.from(little).swap16()
  for (const [file, encoding] of [
    [little, 'utf-16le'],
    [Buffer.concat([Buffer.from([0xff, 0xfe]), little]), 'utf-16le'],
    [big, 'utf-16be'],
    [Buffer.concat([Buffer.from([0xfe, 0xff]), big]), 'utf-16be'],
  ] as const) {
    const reading = await readHere(file, known)
    assert.equal(reading.head.detected.encoding, encoding)
    assert.deepEqual(texts(reading), [['été', '1']])
  }
})

test('a byte order mark is not part of the first header', async () => {
  assert.deepEqual((await readHere('\uFEFFcode;valeur\nA;1\n', known)).head.headers, ['code', 'valeur'])
})

test('unreadable bytes are refused instead of guessed', async () => {
  const refused = {
    'binary with NUL': Buffer.from([1, 2, 0, 255, 254, 0, 7, 8]),
    'UTF-8 with a broken character': Buffer.concat([Buffer.from('code;valeur\né;è\nà;'), Buffer.from([0xe9, 0x0a])]),
    'code page 850': Buffer.from('code;valeur\nbeno\x8ct;r\x82sultat g\x82n\x82ral\n', 'latin1'),
    'Mac Roman': Buffer.from('code;valeur\nA;r\x8esultat g\x8en\x8eral\n', 'latin1'),
    'UTF-32': Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]),
    'a NUL in text': Buffer.from('code;valeur\nA\0;1\n'.padEnd(200, ' ')),
    'a lone surrogate': Buffer.from([0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x00, 0xd8, 0x61, 0]),
  }
  for (const [name, file] of Object.entries(refused)) assert.equal(await codeHere(file), 'UNREADABLE_ENCODING', name)
})

test('a forced encoding is obeyed and checked', async () => {
  const latin = Buffer.from('code;valeur\nbeno\xeet;1\n', 'latin1')
  assert.equal(await codeHere(latin, { encoding: 'utf-8' }), 'UNREADABLE_ENCODING')
  const twice = await readHere('code;valeur\né;1\n', { encoding: 'windows-1252' })
  assert.deepEqual(texts(twice), [['Ã©', '1']])
})

test('a file that ends inside a character or a quote is called truncated', async () => {
  assert.equal(await codeHere(Buffer.from('code;valeur\né;1\nbenoî').subarray(0, -1), known), 'TRUNCATED')
  assert.equal(await codeHere('code;valeur\nA;"jamais fermé\nB;2\n', known), 'TRUNCATED')
  assert.equal(await codeHere(Buffer.from('a;b\nc;d', 'utf16le').subarray(0, -1)), 'TRUNCATED')
})

test('empty files and files without data rows have their own codes', async () => {
  for (const file of ['', '\uFEFF', '\n\n;;\n', ' \n'])
    assert.equal(await codeHere(file), 'EMPTY', JSON.stringify(file))
  assert.equal(await codeHere('kpi;valeur\n\n;\n', known), 'NO_DATA_ROW')
})

test('a web page or a text that calls itself a workbook is not read as CSV', async () => {
  assert.equal(await codeHere('code;valeur\nA;1\n', { ...known, file_name: 'Classeur.XLSX' }), 'NOT_XLSX')
  assert.equal(await codeHere('<html><table><tr><td>code</td></tr></table>', { file_name: 'a.xls' }), 'NOT_XLSX')
  assert.equal(await codeHere('code\tvaleur\nA\t1\n', { ...known, file_name: 'vieux.xls' }), 'OK')
})

test('an over-long cell is flagged in its row and does not stop the others', async () => {
  const reading = await readHere(`code;valeur\n${'x'.repeat(32_768)};1\n${'y'.repeat(32_767)};2\n`, known)
  const [first, second] = reading.table.map(({ cells }) => cells[0])
  assert.deepEqual([first?.kind, first?.text.length], ['too_long', 200])
  assert.deepEqual([second?.kind, second?.text.length], ['text', 32_767])
})

test('rows and columns are counted against their limits', async () => {
  const limits = { row_count_max: 3, row_number_max: 10 }
  assert.equal(await codeHere(`a;b\n${'1;2\n'.repeat(3)}`, { limits }), 'OK')
  assert.equal(await codeHere(`a;b\n${'1;2\n'.repeat(4)}`, { limits }), 'TOO_MANY_ROWS')
  assert.equal(await codeHere(`a;b\n1;2\n${'\n'.repeat(20)}`, { limits }), 'ROW_OUT_OF_RANGE')
  assert.equal(await codeHere(`a;b\n1${';'.repeat(255)}2\n`), 'OK')
  assert.equal(await codeHere(`a;b\n1${';'.repeat(256)}2\n`), 'TOO_MANY_COLUMNS')
  assert.equal(await codeHere(`a;b\n1${';'.repeat(300)}\n`), 'OK')
  assert.equal(await codeHere(`a;b\n1${';'.repeat(20_000)}\n`), 'TOO_MANY_COLUMNS')
})
