// `node bin/guide-tables.ts`: renews the tables of the documents that are made from code: variables, rights, audited acts, accessibility.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { variableTable } from '#kernel/config.ts'
import { kernelPolicy } from '#kernel/tenancy/policy.ts'
import type { Policy, Reach } from '#kernel/tenancy/policy.ts'
import { modules } from '../src/modules.ts'
import { replaceSection } from './bench-table.ts'
import { gridTables, readAudit, resultTable, sampleList } from './rgaa-tables.ts'

export interface GuideTable {
  /** From the repository's root. */
  readonly file: string
  /** Name of the section's markers. */
  readonly section: string
  readonly content: string
}

const repository = join(import.meta.dirname, '..')
const reachWords: Readonly<Record<Reach, string>> = {
  any: 'any',
  own: 'own',
  own_or_assigned: 'own or assigned',
  none: '–',
}

/** Every generated table, as it must stand in its document. */
export function guideTables(): readonly GuideTable[] {
  return [
    { file: 'README.md', section: 'variables', content: variableTable() },
    { file: 'README.fr.md', section: 'variables', content: variableTable() },
    { file: 'docs/guide/rights.md', section: 'policy', content: policyTable() },
    { file: 'docs/guide/audit.md', section: 'audit-actions', content: auditActions() },
    ...accessibilityTables(),
  ]
}

function accessibilityTables(): readonly GuideTable[] {
  const audit = readAudit()
  const file = 'docs/accessibility/rgaa-4.1.md'
  return [
    { file, section: 'result', content: resultTable(audit) },
    { file, section: 'sample', content: sampleList(audit) },
    { file, section: 'grid', content: gridTables(audit) },
  ]
}

function policyTable(): string {
  const tables: readonly (readonly [string, Policy])[] = [
    ['kernel', kernelPolicy],
    ...modules.map(({ name, policy }) => [name, policy] as const),
  ]
  const rows = tables.flatMap(([owner, policy]) =>
    Object.entries(policy).map(
      ([verb, { ADMIN, USER }]) => `| ${owner} | \`${verb}\` | ${reachWords[ADMIN]} | ${reachWords[USER]} |`,
    ),
  )
  return ['| Of | Verb | ADMIN | USER |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** Every `noun.past` named where entries are written; test/readme.pg.test.ts checks that what the demo records is among them. */
function auditActions(): string {
  const verbs = new Set(Object.keys(Object.assign({}, kernelPolicy, ...modules.map(({ policy }) => policy))))
  const files = globSync('src/**/*.ts', { cwd: repository }).filter((path) => !/\.test\.ts$|\/web\//.test(path))
  const found = files
    .map((path) => readFileSync(join(repository, path), 'utf8'))
    .filter((text) => text.includes('recordAudit'))
    .flatMap(actionsIn)
    .filter((action) => !verbs.has(action))
  return [...new Set(found)]
    .sort()
    .map((action) => `\`${action}\``)
    .join(' · ')
}

/** Written out, or composed as `team.${type}` from the types that the same file names. */
function actionsIn(text: string): readonly string[] {
  const written = [...text.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, action]) => action ?? '')
  const types = [...text.matchAll(/\btype: '([a-z_]+)'/g)].map(([, type]) => type ?? '')
  const composed = [...text.matchAll(/action: `([a-z_]+)\.\$\{type\}`/g)].flatMap(([, noun]) =>
    types.map((type) => `${noun}.${type}`),
  )
  return [...written, ...composed]
}

if (import.meta.main) {
  for (const { file, section, content } of guideTables()) {
    const path = join(repository, file)
    writeFileSync(path, replaceSection(readFileSync(path, 'utf8'), section, content))
  }
}
