import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  ole2File,
  repeatedDeflate,
  rowXml,
  workbookFile,
  workbookParts,
  zipFile,
  type ZipPart,
  inlineCell,
} from './hostile-files.ts'
import { tableLimits } from './limits.ts'
import { TableRefusal } from './table-refusal.ts'
import { codeHere, codeThere, withFile } from './readings-for-tests.ts'
import { readTable } from './read-table.ts'

const megabyte = 1024 * 1024
const rows = rowXml(1, ['kpi', 'valeur']) + rowXml(2, ['A', 1])
const good = { sheets: [{ name: 'S', rows }] }
const sheetName = 'xl/worksheets/sheet1.xml'

/** The good workbook with one part replaced. */
function withPart(name: string, change: Partial<ZipPart>): Buffer {
  return zipFile(workbookParts(good).map((part) => (part.name === name ? { ...part, ...change } : part)))
}

function withExtra(...extra: ZipPart[]): Buffer {
  return workbookFile({ ...good, extra })
}

function withSheet(xml: string): Buffer {
  return workbookFile({ sheets: [{ name: 'S', rows: rows + xml }] })
}

const bomb = repeatedDeflate(' ', 300)
const honestFile = workbookFile(good)

const hostile: Readonly<Record<string, readonly [string, Buffer]>> = {
  'a bomb that states its size': ['FILE_TOO_LARGE_INFLATED', withExtra({ name: 'xl/media/a.bin', ...bomb })],
  'a bomb that hides its size': ['FILE_TOO_LARGE_INFLATED', withPart(sheetName, { ...bomb, declared_bytes: 100_000 })],
  'a part that is too dense': ['FILE_TOO_LARGE_INFLATED', withPart(sheetName, repeatedDeflate('<row/>', 20))],
  'many parts of honest size': [
    'FILE_TOO_LARGE_INFLATED',
    withExtra(...Array.from({ length: 300 }, (_, at) => ({ name: `xl/media/${at}`, declared_bytes: megabyte }))),
  ],
  'an archive of 5000 entries': [
    'FILE_TOO_LARGE_INFLATED',
    withExtra(...Array.from({ length: 5000 }, (_, at) => ({ name: `xl/media/${at}.png`, data: 'x' }))),
  ],
  'a text that takes all memory': ['FILE_TOO_LARGE_INFLATED', withPart('xl/sharedStrings.xml', endlessText())],
  'a name that climbs out': ['NOT_XLSX', withExtra({ name: '../../../../etc/passwd', data: 'x' })],
  'an absolute name': ['NOT_XLSX', withExtra({ name: '/etc/passwd', data: 'x' })],
  'the same name twice': ['NOT_XLSX', withExtra({ name: 'XL/workbook.xml', data: '<workbook/>' })],
  'two names for one entry': ['NOT_XLSX', withPart(sheetName, { local_name: 'xl/worksheets/sheetX.xml' })],
  'half a workbook': ['TRUNCATED', honestFile.subarray(0, honestFile.length / 2)],
  'a workbook without its last byte': ['TRUNCATED', honestFile.subarray(0, -1)],
  'a flipped byte': ['TRUNCATED', withPart(sheetName, { crc: 1 })],
  'a part shorter than stated': ['TRUNCATED', withPart(sheetName, { declared_bytes: 50_000 })],
  'a sheet that stops in the middle': ['TRUNCATED', withPart(sheetName, { data: '<worksheet><sheetData><row r="1">' })],
  'a zip of something else': ['NOT_XLSX', zipFile([{ name: 'readme.txt', data: 'hello' }])],
  'an OpenDocument sheet without its parts': [
    'NOT_ODS',
    zipFile([{ name: 'mimetype', stored: true, data: 'application/vnd.oasis.opendocument.spreadsheet' }]),
  ],
  'a missing sheet part': ['NOT_XLSX', zipFile(workbookParts(good).filter(({ name }) => name !== sheetName))],
  'XML that is not well-formed': ['NOT_XLSX', withSheet('<row r="3"><c></row>')],
  'a text renamed .xlsx': ['NOT_XLSX', Buffer.from('kpi;valeur\nA;1\n')],
  'an old .xls': ['XLS_UNSUPPORTED', ole2File('Workbook')],
  'an encrypted workbook': ['ENCRYPTED', ole2File('EncryptedPackage')],
  'an encrypted archive': ['ENCRYPTED', withPart(sheetName, { flags: 1 })],
  'a macro project': ['MACRO_FILE', withExtra({ name: 'xl/vbaProject.bin', data: 'x' })],
  'a macro type': [
    'MACRO_FILE',
    workbookFile({ ...good, workbook_type: 'application/vnd.ms-excel.sheet.macroEnabled.main+xml' }),
  ],
  'an entity bomb': ['UNSAFE_XML', workbookFile({ ...good, prologue: entityBomb() })],
  'an external entity': [
    'UNSAFE_XML',
    workbookFile({ ...good, prologue: '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' }),
  ],
  'an undeclared entity': ['UNSAFE_XML', withSheet('<row r="3"><c r="A3" t="str"><v>&lol;</v></c></row>')],
  'XML without bottom': ['UNSAFE_XML', withSheet(`<row r="3">${'<a>'.repeat(100_000)}`)],
  'bytes that are no UTF-8 in XML': [
    'UNREADABLE_ENCODING',
    withPart(sheetName, { data: Buffer.from('<worksheet>\xff\xfe</worksheet>', 'latin1') }),
  ],
  'one cell at the last row and column': [
    'ROW_OUT_OF_RANGE',
    withSheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
  ],
  'one cell in the last column': ['TOO_MANY_COLUMNS', withSheet('<row r="3"><c r="XFD3"><v>1</v></c></row>')],
  'a row no spreadsheet has': ['ROW_OUT_OF_RANGE', withSheet('<row r="99999999999"><c><v>1</v></c></row>')],
  'rows out of order': ['ROW_OUT_OF_RANGE', withSheet('<row r="2"><c><v>1</v></c></row>')],
  'a column no spreadsheet has': ['NOT_XLSX', withSheet('<row r="3"><c r="ZZZZ3"><v>1</v></c></row>')],
  'a shared string that is not there': ['NOT_XLSX', withSheet('<row r="3"><c t="s"><v>7</v></c></row>')],
  'an empty file': ['EMPTY', Buffer.alloc(0)],
  'an over-long cell': ['OK', withSheet(`<row r="3">${inlineCell('A3', 'x'.repeat(40_000))}</row>`)],
  'a good workbook': ['OK', honestFile],
}

/** What strains memory, the sandbox or the process itself is read as in production; the rest here, as that is faster. */
const strained = /bomb|memory|entries|half|over-long|good|\.xls|last row/

for (const [name, [code, file]] of Object.entries(hostile)) {
  test(`${name} answers ${code}`, async () => {
    const read = strained.test(name) ? codeThere : codeHere
    assert.equal(await read(file, { file_name: 'import.xlsx' }), code)
  })
}

test('hostile files leave this process as small as it was', async () => {
  const before = process.memoryUsage.rss()
  let peak = before
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5)
  for (const name of ['a bomb that hides its size', 'a text that takes all memory', 'a huge CSV row'] as const) {
    const file = name === 'a huge CSV row' ? Buffer.alloc(19 * megabyte, ';') : hostile[name]?.[1]
    assert.ok(file)
    assert.notEqual(await codeThere(file, { file_name: 'a.csv' }), 'OK')
  }
  clearInterval(watch)
  assert.ok(peak - before < 150 * megabyte, `grew by ${peak - before} bytes`)
})

test('a file over the size limit is refused before a process starts', async () => {
  assert.equal(await codeThere(honestFile, { limits: { file_bytes_max: 100 } }), 'FILE_TOO_LARGE')
})

test('a reader that takes too long is stopped', async () => {
  assert.equal(await codeThere(honestFile, { limits: { wall_ms: 1 } }), 'TIMEOUT')
})

test('a reader over its memory stops itself', async () => {
  const limits = { reader_rss_bytes_max: megabyte }
  assert.equal(await codeThere(honestFile, { limits }), 'FILE_TOO_LARGE_INFLATED')
})

test('a reader that does not stop itself is stopped from outside', async () => {
  // The reader gets the usual limits, only its parent sees the low one.
  const limits = { reader_rss_bytes_max: megabyte, toJSON: () => tableLimits }
  await withFile(`a;b\n${'1;2\n'.repeat(50_000)}`, async (path) => {
    const reading = readTable(path, { limits }, () => new Promise((resolve) => setTimeout(resolve, 20)))
    await assert.rejects(reading, {
      code: 'FILE_TOO_LARGE_INFLATED',
      cause: new TableRefusal('FILE_TOO_LARGE_INFLATED', { memory: 'watched' }),
    })
  })
})

test('an abort stops the reading with its reason', async () => {
  await withFile(honestFile, async (path) => {
    await assert.rejects(
      readTable(path, { signal: AbortSignal.abort(new Error('enough')) }, () => undefined),
      /enough/,
    )
    const controller = new AbortController()
    const takeAndAbort = () => controller.abort(new Error('later'))
    await assert.rejects(readTable(path, { signal: controller.signal }, takeAndAbort), /later/)
  })
})

test('an error of the consumer ends the reading and passes through', async () => {
  await withFile(honestFile, async (path) => {
    const failing = readTable(path, {}, () => Promise.reject(new Error('disk full')))
    await assert.rejects(failing, /disk full/)
  })
})

test('the next batch waits for the consumer, and the summary comes last', async () => {
  const lines = Array.from({ length: 3000 }, (_, at) => `KPI-${at};${at}\n`)
  await withFile(`kpi;valeur\n${lines.join('')}`, async (path) => {
    let busy = 0
    let taken = 0
    const summary = await readTable(path, { header_words: ['kpi', 'valeur'] }, async (batch, head) => {
      assert.equal(++busy, 1)
      assert.deepEqual(head.headers, ['kpi', 'valeur'])
      await new Promise((resolve) => setTimeout(resolve, 2))
      taken += batch.length
      busy -= 1
    })
    assert.equal(taken, 3000)
    assert.equal(summary.rows, 3000)
    assert.equal(summary.type, 'CSV')
    assert.ok(summary.reader_rss_bytes > 10 * megabyte)
  })
})

test('the reader process is gone and nothing stays open after each reading', async () => {
  const open = async () => (await readdir('/proc/self/fd')).length
  await codeThere(honestFile)
  const before = await open()
  for (const file of [honestFile, ole2File('Workbook')]) await codeThere(file)
  assert.equal(await open(), before)
})

const options = { limits: { inflated_bytes_max: 2 * megabyte } }

test('any byte string ends in a table or a typed refusal', async () => {
  const starts = [
    Buffer.alloc(0),
    Buffer.from('PK\x03\x04'),
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.from('a;b\n'),
  ]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }), async (start, bytes) => {
      assert.match(await codeHere(Buffer.concat([start, bytes]), options), /^[A-Z_]+$/)
    }),
    { numRuns: 300 },
  )
})

test('any text ends in a table or a typed refusal', async () => {
  const text = fc.string({ unit: fc.constantFrom(...';,|\t"\'\r\n=-aé1 '), maxLength: 300 })
  await fc.assert(
    fc.asyncProperty(text, async (csv) => assert.match(await codeHere(csv, options), /^[A-Z_]+$/)),
    { numRuns: 300 },
  )
})

test('a workbook with any few bytes changed ends in a table or a typed refusal', async () => {
  const change = fc.record({ at: fc.nat(honestFile.length - 1), byte: fc.integer({ min: 0, max: 255 }) })
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      const file = Buffer.from(honestFile)
      for (const { at, byte } of changes) file[at] = byte
      assert.match(await codeHere(file, options), /^[A-Z_]+$/)
    }),
    { numRuns: 300 },
  )
})

test('a sheet of any XML ends in a table or a typed refusal', async () => {
  const pieces = `<row r="3">|<row>|</row>|<c>|<c r="B3" t="s">|<c t="b" s="9">|</c>|<v>|</v>|<f>|</f>|<is>|</is>|<t>|</t>
    |1|-1e999|x|<mergeCells>|<mergeCell ref="A1:B2"/>|</mergeCells>|&#0;`
  const piece = fc.constantFrom(...pieces.split('|'))
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
      assert.match(await codeHere(withSheet(pieces.join('')), options), /^[A-Z_]+$/)
    }),
    { numRuns: 300 },
  )
})

/** Shared strings of 200 MB in one text: under the ratio limit, over the memory of the reader. */
function endlessText(): Partial<ZipPart> {
  const noise = Array.from({ length: 900 }, (_, at) => Math.sin(at).toString(36)).join('')
  return repeatedDeflate(noise.slice(0, 12_000).padEnd(megabyte, 'x'), 200, '<sst><si><t>')
}

function entityBomb(): string {
  const levels = Array.from({ length: 9 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`)
  return `<!DOCTYPE x [<!ENTITY e0 "lol">${levels.join('')}]>`
}
