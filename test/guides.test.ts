// The documents must be true: links lead somewhere, tables equal the code, worked numbers are worked again.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import type { Day } from '#kernel/dates.ts'
import { tableLimits } from '#kernel/tabular/limits.ts'
import { readmes, readResults, renderBench } from '../bin/bench-table.ts'
import { guideTables } from '../bin/guide-tables.ts'
import { parseDecimal, toText } from '../src/modules/kpi/rules/decimal.ts'
import type { Decimal } from '../src/modules/kpi/rules/decimal.ts'
import { explain } from '../src/modules/kpi/rules/explanation.ts'
import { parseNumberText } from '../src/modules/kpi/rules/number-text.ts'
import { parsePeriodText } from '../src/modules/kpi/rules/period-text.ts'
import { periodOf } from '../src/modules/kpi/rules/period.ts'
import type { Frequency } from '../src/modules/kpi/rules/period.ts'
import { statusWindow } from '../src/modules/kpi/rules/status-window.ts'
import { evaluateStatus, noThresholds } from '../src/modules/kpi/rules/status.ts'
import type { Direction, Thresholds } from '../src/modules/kpi/rules/status.ts'
import { anchorsOf, codeBlocks, linksOf, readText, repository, sectionOf, tableRows } from './support/markdown.ts'

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: repository,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(join(repository, path)))
const documents = tracked.filter((path) => path.endsWith('.md'))
const sources = tracked.filter((path) => /^src\/.*\.(ts|tsx|sql)$/.test(path) && !path.endsWith('.test.ts'))
const sourceText = sources.map(readText).join('\n')

test('every relative link of every document leads to a file, and every anchor to a heading', () => {
  const broken = documents.flatMap((path) =>
    linksOf(readText(path))
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => !leadsSomewhere(path, link))
      .map((link) => `${path} → ${link}`),
  )
  assert.deepEqual(broken, [])
})

function leadsSomewhere(from: string, link: string): boolean {
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? from : normalize(join(dirname(from), file))
  if (!existsSync(join(repository, target))) return false
  return anchor === undefined || anchorsOf(readText(target)).has(anchor)
}

test('tables made from code are what the code makes: run `node bin/guide-tables.ts`', () => {
  for (const { file, section, content } of guideTables()) {
    assert.equal(sectionOf(readText(file), section), content, `${file}, ${section}`)
  }
})

test('the bench table is the rendering of bench/results.json: run `node bin/bench-table.ts`', () => {
  const results = readResults()
  for (const language of ['en', 'fr'] as const) {
    const path = readmes[language].slice(repository.length + 1)
    assert.equal(sectionOf(readText(path), 'bench'), renderBench(results, language), path)
  }
})

test('a measured line is shown with its machine, in both languages', () => {
  const results = {
    measured_on: '2026-01-02',
    machine: { processor: 'X', cores: 2, memory_gb: 4, node: 'v24.1.0', postgresql: '15.1 (Debian)', system: 'Debian' },
    lines: [{ measure: '(b) memory of the server', result: '151.5 MB', target: '< 200 MB', met: true }],
  }
  assert.match(renderBench(results, 'en'), /2 cores \(X\), 4 GB, Node 24\.1\.0, PostgreSQL 15\.1, Debian/)
  assert.match(renderBench(results, 'en'), /\| \(b\) memory of the server \| 151\.5 MB \| < 200 MB \| met \|$/)
  assert.match(renderBench(results, 'fr'), /\| \(b\) mémoire du serveur \| 151,5 Mo \| < 200 Mo \| atteinte \|$/)
})

test('both front pages show the same commands, and a screenshot of at most 200 kB', () => {
  for (const language of ['console', 'sh', 'sql', 'json']) {
    assert.deepEqual(
      codeBlocks(readText('README.fr.md'), language),
      codeBlocks(readText('README.md'), language),
      language,
    )
  }
  assert.ok(statSync(join(repository, 'docs/images/direction.png')).size <= 200_000)
})

test('the front page names the steps of `npm test` as the script does', () => {
  const shown = [...sectionOf(readText('README.md'), 'test').matchAll(/^== (.+)$/gm)].map((match) => match[1])
  const script = readText('bin/test.sh')
  const steps = [...script.matchAll(/\b(?:step|heading) '([^']+)'/g)].map((match) => match[1])
  assert.deepEqual(shown.toSorted(), steps.toSorted())
  assert.deepEqual([shown[0], shown.at(-1)], ['servers', 'everything holds'])
})

/** Capital words of the sources that are no problem codes, one a line. */
const otherWords = new Set(readText('test/support/capital-words.txt').split('\n'))
const isForeign = (word: string): boolean =>
  /^(?:SOCLE_|FST_|SIG|E[A-Z]{4,}$|(?:DY)?LD_|NODE_|SMTP_)|^(?:PORT|HOST|PATH|DATABASE_URL|CSV_QUOTE_NOT_CLOSED)$/.test(
    word,
  ) && !['EMPTY', 'ENCRYPTED'].includes(word)

test('every problem code of the code is on the page of problems with its status, and no other', () => {
  const servers = sources.filter((path) => path.endsWith('.ts') && !path.includes('/web/'))
  const words = servers.flatMap((path) => [
    ...readText(path).matchAll(/'(?=[A-Z0-9_]{3})([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)'/g),
  ])
  const used = new Set(words.map((match) => match[1] ?? '').filter((word) => !otherWords.has(word) && !isForeign(word)))
  const page = readText('docs/guide/problems.md')
  const rows = tableRows(page)
  const listed = new Set([...page.matchAll(/`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)`/g)].map((match) => match[1] ?? ''))
  assert.deepEqual([...used].filter((code) => !listed.has(code)).toSorted(), [], 'not on the page')
  assert.deepEqual(
    [...listed].filter((code) => !used.has(code) && !isForeign(code)).toSorted(),
    [],
    'on the page, not in the code',
  )
  const thrown = [...sourceText.matchAll(/new Problem\(\s*(\d{3}),\s*'([A-Z_]+)'/g)]
  const wrong = thrown.filter(([, status, code]) => !rows.some((row) => row[0] === code && row[1] === status))
  assert.deepEqual(
    wrong.map(([, status, code]) => `${code} ${status}`),
    [],
  )
})

test('the codes of rows and the limits on the page of imports are those of the code', () => {
  const page = readText('docs/guide/imports.md')
  const code = readText('src/modules/kpi/rules/import-issue.ts')
  const [rowSentences = '', noteSentences = ''] = code.split('const noteSentences')
  const keys = (text: string): readonly string[] =>
    [...text.matchAll(/^ {2}([A-Z_]+):/gm)].map((match) => match[1] ?? '')
  const shown = (section: string): readonly string[] =>
    tableRows(sectionOf(page, section)).map(([first]) => first ?? '')
  assert.deepEqual(shown('row-codes').toSorted(), keys(rowSentences).toSorted())
  assert.deepEqual(shown('note-codes').toSorted(), keys(noteSentences).toSorted())
  const megabyte = 1024 * 1024
  const { file_bytes_max, inflated_bytes_max, part_ratio_max, entry_count_max, reader_rss_bytes_max } = tableLimits
  assert.deepEqual(
    tableRows(sectionOf(page, 'limits')).map(([, value]) => value),
    [
      `${file_bytes_max / megabyte} MB`,
      `${inflated_bytes_max / megabyte} MB`,
      String(part_ratio_max),
      String(entry_count_max),
      String(tableLimits.row_count_max),
      String(tableLimits.row_number_max),
      String(tableLimits.column_count_max),
      String(tableLimits.cell_characters_max),
      `${tableLimits.wall_ms / 1000} s`,
      `${reader_rss_bytes_max / megabyte} MB`,
    ],
  )
})

test('the worked numbers of the status page come out as shown', () => {
  const rows = tableRows(sectionOf(readText('docs/guide/status.md'), 'status-examples'))
  assert.ok(rows.length >= 14)
  for (const [direction = '', bounds = '', value = '', status, sentence] of rows) {
    const thresholds = thresholdsOf(direction as Direction, bounds)
    const number = decimal(value) as Decimal
    const verdict = evaluateStatus(thresholds, number)
    assert.equal(`${verdict.status ?? 'none'}${verdict.critical ? ', critical' : ''}`, status, `${bounds}: ${value}`)
    const said = explain({ value: number, thresholds, unit: '%', effective_from: null })
    assert.equal(said.replaceAll(/[\u00A0\u202F]/g, ' '), sentence)
  }
})

function thresholdsOf(direction: Direction, bounds: string): Thresholds {
  const [a, b, c, d] = bounds.split(/ [/≤…] /).map(decimal)
  if (direction === 'RANGE_IS_BEST') {
    const range = { orange_min: a ?? null, green_min: b ?? null, green_max: c ?? null, orange_max: d ?? null }
    return { ...noThresholds(direction), ...range }
  }
  const line = { threshold_green: a ?? null, threshold_orange: b ?? null, threshold_red: c ?? null }
  return { ...noThresholds(direction), ...line }
}

function decimal(text: string): Decimal | null {
  if (text === '–') return null
  const read = parseDecimal(text)
  assert.ok(read.ok, text)
  return read.value
}

test('the windows, periods, period texts and numbers of the guides come out as shown', () => {
  for (const [frequency, today, closed, since] of tableRows(
    sectionOf(readText('docs/guide/status.md'), 'window-examples'),
  )) {
    const window = statusWindow(frequency as Frequency, today as Day)
    assert.deepEqual([window.closed.label, window.current_since], [closed, since], `${frequency} ${today}`)
  }
  const page = readText('docs/guide/periods.md')
  for (const [frequency, day, ...expected] of tableRows(sectionOf(page, 'period-examples'))) {
    const { start, end, label } = periodOf(frequency as Frequency, day as Day)
    assert.deepEqual([start, end, label], expected, `${frequency} ${day}`)
  }
  for (const [frequency, text = '', expected] of tableRows(sectionOf(page, 'period-texts'))) {
    const read = parsePeriodText(frequency as Frequency, text)
    const seen = read.ok ? `${read.period.label}${read.snapped ? ', snapped' : ''}` : read.code
    assert.equal(seen, expected, `${frequency} « ${text} »`)
  }
  for (const [text = '', expected] of tableRows(sectionOf(readText('docs/guide/imports.md'), 'number-examples'))) {
    const read = parseNumberText(text, '%')
    assert.equal(read.ok ? toText(read.value) : read.code, expected, `« ${text} »`)
  }
})

test('every code word of the glossary exists in the source, and no French term is explained twice alike', () => {
  const rows = tableRows(readText('docs/guide/glossary.md'))
  assert.ok(rows.length > 60)
  const words = rows.flatMap((row) => [...(row[2] ?? '').matchAll(/[A-Za-z_]+/g)].map(([word]) => word))
  assert.deepEqual(
    words.filter((word) => !new RegExp(`\\b${word}\\b`).test(sourceText)),
    [],
  )
  const pairs = rows.map(([french, english]) => `${french} = ${english}`)
  assert.equal(new Set(pairs).size, pairs.length)
})

test('the page of dependencies lists what package.json asks for, once', () => {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readText('package.json')) as Record<
    'dependencies' | 'devDependencies' | 'optionalDependencies',
    Record<string, string>
  >
  const asked = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
  const cells = tableRows(readText('docs/decisions/0006-dependencies.md')).map(([first = '']) => first)
  const listed = cells.flatMap((cell) => cell.replaceAll('`', '').split(', '))
  assert.deepEqual(listed.toSorted(), asked.toSorted())
})

test('decisions are numbered without a gap, dated, and say context, decision and consequences', () => {
  const pages = documents.filter((path) => path.startsWith('docs/decisions/')).toSorted()
  pages.forEach((path, index) => {
    const number = String(index + 1).padStart(4, '0')
    const text = readText(path)
    assert.ok(path.startsWith(`docs/decisions/${number}-`), path)
    assert.ok(text.startsWith(`# ${number} · `), path)
    assert.match(text, /^Date: \d{4}-\d{2}-\d{2} · Status: \w+$/m, path)
    for (const part of ['Context', 'Decision', 'Consequences'])
      assert.ok(text.includes(`**${part}.**`), `${path}: ${part}`)
  })
})
