// The house rules as a test: what docs/style.md asks and a machine can see.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const fileLinesMax = 400
const functionLinesMax = 70

/** Pure files of the kernel that pages use too: a chart is the same in the browser, in a PDF and in a letter; so are tags. */
const sharedWithBrowser = /^src\/kernel\/(chart\/chart-(spec|option)|http\/etag)\.ts$/

/** Offenders of the 70-line rule, by `file:function`. This list may only shrink. */
const longFunctions: readonly string[] = []

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '')
const present = new Set(tracked)
const sources = tracked.filter((path) => /\.(ts|tsx)$/.test(path))
const textOf = new Map(sources.map((path) => [path, readFileSync(join(root, path), 'utf8')]))

test('no source file is longer than 400 lines', () => {
  const offenders = [...textOf].filter(([, text]) => text.split('\n').length - 1 > fileLinesMax).map(([path]) => path)
  assert.deepEqual(offenders, [])
})

test('no function is longer than 70 lines', () => {
  const offenders = [...textOf].flatMap(([path, text]) =>
    functionsOver(text, functionLinesMax).map((name) => `${path}:${name}`),
  )
  assert.deepEqual(
    offenders.filter((offender) => !longFunctions.includes(offender)),
    [],
  )
  const cured = longFunctions.filter((offender) => !offenders.includes(offender))
  assert.deepEqual(cured, [], 'these are short again: take them off the list')
})

test('every todo names who will do it', () => {
  const marker = new RegExp(`@${'todo'}(?!\\([a-z-]+\\))|\\b(${'FIX'}ME|${'XX'}X)\\b`)
  assert.deepEqual(linesMatching(marker), [])
})

test('no check is silenced and no test is skipped', () => {
  const silenced = new RegExp(
    `@ts-${'ignore'}|@ts-${'expect-error'}|oxlint-${'disable'}|\\.(${'skip'}|${'only'})\\(|\\b${'skip'}: true`,
  )
  assert.deepEqual(linesMatching(silenced), [])
})

test('file names are kebab-case', () => {
  const named = sources.map((path) => path.split('/').at(-1) ?? '')
  assert.deepEqual(
    named.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.tsx?$/.test(name)),
    [],
  )
})

test('every file is reachable: imported, a door, a test or named by package.json or a script', () => {
  const imported = new Set([...textOf].flatMap(([path, text]) => importsOf(path, text)))
  const scripts = tracked.filter((path) =>
    /^(bin|\.ci)\/|package\.json$|\.sh$|vite\.config\.ts$|index\.html$/.test(path),
  )
  const named = scripts.map((path) => readFileSync(join(root, path), 'utf8')).join('\n')
  const isDoor = (path: string): boolean =>
    /\.(test|flow|sim)\.ts$/.test(path) ||
    /^src\/(server|worker|cli)\.ts$|vite\.config\.ts$|\/web\/routes\.tsx$|^bench\/[a-z-]+\.ts$|\.d\.ts$/.test(path) ||
    named.includes(path.split('/').at(-1) ?? path) ||
    namedByUrl(path)
  assert.deepEqual(
    sources.filter((path) => !imported.has(path) && !isDoor(path)),
    [],
  )
})

test('imports follow the doors: rules stay pure, web stays in the browser, SQL stays in its place', () => {
  const offenders = [...textOf].flatMap(([path, text]) => {
    const specifiers = specifiersOf(text)
    const forbidden = specifiers.filter((specifier) => isForbidden(path, specifier, text))
    return forbidden.map((specifier) => `${path} imports ${specifier}`)
  })
  assert.deepEqual(offenders, [])
})

test('SQL of a module lives in its queries and migrations only', () => {
  const offenders = [...textOf.keys()].filter(
    (path) =>
      path.startsWith('src/modules/') &&
      !/\/queries\/|\.test\.ts$/.test(path) &&
      /\bsql(<[^>]*>)?`/.test(textOf.get(path) ?? ''),
  )
  assert.deepEqual(offenders, [])
})

test('a page that says a sentence which comes late brings it along', () => {
  const keysOf = (text: string): readonly string[] =>
    [...text.matchAll(/^ {2}'([\w.]+)':/gm)].map(([, key]) => key ?? '')
  const late = [...textOf].filter(([path, text]) => /\/web\/messages-/.test(path) && /^addMessages\(/m.test(text))
  const missing = late.flatMap(([words, wordsText]) => {
    const keys = keysOf(wordsText)
    const pages = sources.filter((path) => dirname(path) === dirname(words) && !/\/messages|\.test\.ts$/.test(path))
    return pages.filter((path) => {
      const text = textOf.get(path) ?? ''
      const said = [...text.matchAll(/['`]([a-z]+\.[\w.]+)/g)].map(([, key]) => key ?? '')
      // `kpi.imports.type.${type}`: the beginning tells
      const isLate = said.some((key) => keys.some((one) => one === key || (key.endsWith('.') && one.startsWith(key))))
      return isLate && !text.includes(`import './${words.split('/').at(-1)}'`)
    })
  })
  assert.deepEqual(missing, [])
})

test('no document or source names a path of somebody’s machine', () => {
  const personal = /(^|[\s"'(`])\/(home|root|Users|work)\/[\w.-]+/
  const offenders = tracked
    .filter((path) => /\.(ts|tsx|md|sql|sh|json|ya?ml)$/.test(path) && path !== 'package-lock.json')
    .filter((path) => personal.test(readFileSync(join(root, path), 'utf8')))
  assert.deepEqual(offenders, [])
})

function linesMatching(pattern: RegExp): readonly string[] {
  return [...textOf].flatMap(([path, text]) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  )
}

/** Names of functions longer than `limit`, by indentation: a formatter keeps the closing brace under the opening line. */
function functionsOver(text: string, limit: number): readonly string[] {
  const lines = text.split('\n')
  return lines.flatMap((line, start) => {
    const match =
      /^(\s*)(?:export )?(?:default )?(?:async )?function\*? ([\w$]+)|^(\s*)(?:export )?const ([\w$]+) = (?:async )?\(.*=> \{$/.exec(
        line,
      )
    if (match === null) return []
    const indent = match[1] ?? match[3] ?? ''
    const length = lines.slice(start + 1).findIndex((later) => later.startsWith(`${indent}}`)) + 2
    return length > limit ? [match[2] ?? match[4] ?? '?'] : []
  })
}

function specifiersOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
}

function importsOf(path: string, text: string): readonly string[] {
  return specifiersOf(text).flatMap((specifier) => resolveImport(path, specifier))
}

function resolveImport(path: string, specifier: string): readonly string[] {
  const target = specifier.startsWith('.')
    ? normalize(join(dirname(path), specifier))
    : specifier
        .replace(/^#kernel\//, 'src/kernel/')
        .replace(/^#web\//, 'web/')
        .replace(/^#(\w+)$/, 'src/modules/$1/index.ts')
  return [target, `${target}.ts`, `${target}.tsx`].filter((candidate) => present.has(candidate))
}

/** Files started by path, as child processes are, and files collected by a glob. */
function namedByUrl(path: string): boolean {
  const name = path.split('/').at(-1) ?? path
  return [...textOf].some(([other, text]) => other !== path && text.includes(`/${name}'`))
}

function isForbidden(path: string, specifier: string, text: string): boolean {
  const isTest = /\.test\.ts$|^test\/|^bench\//.test(path)
  if (isTest) return false
  if (sharedWithBrowser.test(path)) return !specifier.startsWith('./chart-')
  if (/\/rules\//.test(path)) return !/^\.\/|^#kernel\/(money|dates|ids|chart\/chart-spec)\.ts$/.test(specifier)
  if (path.startsWith('src/kernel/')) return /modules\//.test(specifier) || /^#[a-z]+$/.test(specifier)
  if (/^web\/|\/web\//.test(path)) {
    const isTypeOnly = new RegExp(
      `import type [^;]*?from '${specifier.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}'`,
    ).test(text)
    if (sharedWithBrowser.test(specifier.replace(/^#kernel\//, 'src/kernel/'))) return false
    return /^#kernel|^node:|(actions|queries)\//.test(specifier) && !isTypeOnly && !/^web\/(vite|bundle)/.test(path)
  }
  return false
}
