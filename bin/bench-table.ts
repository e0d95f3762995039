// `node bin/bench-table.ts`: writes bench/results.json into README.md and README.fr.md, between the bench markers.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface BenchResults {
  readonly measured_on: string
  readonly machine: {
    readonly processor: string
    readonly cores: number
    readonly memory_gb: number
    readonly node: string
    readonly postgresql: string
    readonly system: string
  }
  readonly lines: readonly {
    readonly measure: string
    readonly result: string
    readonly target: string
    readonly met: boolean
  }[]
}

export type Language = 'en' | 'fr'

const repository = join(import.meta.dirname, '..')
export const resultsPath = join(repository, 'bench/results.json')
export const readmes: Readonly<Record<Language, string>> = {
  en: join(repository, 'README.md'),
  fr: join(repository, 'README.fr.md'),
}

const words = {
  en: {
    head: '| Measure | Result | Target | |',
    met: 'met',
    missed: 'MISSED',
    absent: 'Not measured yet: `npm run bench` writes bench/results.json.',
  },
  fr: {
    head: '| Mesure | Résultat | Cible | |',
    met: 'atteinte',
    missed: 'MANQUÉE',
    absent: 'Pas encore mesuré : `npm run bench` écrit bench/results.json.',
  },
} as const

/** What the bench says in English, in the order in which it is replaced. */
const french: readonly (readonly [RegExp, string])[] = [
  [/60-value history read, 16 connections/, 'lecture d’un historique de 60 valeurs, 16 connexions'],
  [/the same beside a bare Fastify \+ pg route/, 'la même, à côté d’une route Fastify + pg nue'],
  [
    /70 % reads \/ 30 % writes, 300 req\/s open loop, P99/,
    '70 % de lectures, 30 % d’écritures, 300 req/s en boucle ouverte, P99',
  ],
  [/memory of the server/, 'mémoire du serveur'],
  [/carbon of one request/, 'carbone d’une requête'],
  [/import of 100 000 rows/, 'import de 100 000 lignes'],
  [/direction view, 200 dashboards × 20 KPIs × 60 values/, 'vue direction, 200 tableaux × 20 indicateurs × 60 valeurs'],
  [/series of 400 points with its analysis, P99/, 'série de 400 points avec son analyse, P99'],
  [/bare SQL read/, 'lecture SQL nue'],
  [/one value entered, seen by 200 viewers, P99/, 'une valeur saisie, vue par 200 personnes, P99'],
  [/read again/, 'relue'],
  [/\btold\b/, 'annoncée'],
  [/direction page as PDF, the same world/, 'vue direction en PDF, même monde'],
  [/\bfirst\b/, 'la première'],
  [/bare typesetting/, 'composition seule'],
  [
    /1 000 KPIs × 24 values judged again after a threshold change/,
    '1 000 indicateurs × 24 valeurs jugés à nouveau après un changement de seuils',
  ],
  [
    /1 000 KPIs computed from one input, one of its values changed/,
    '1 000 indicateurs calculés à partir d’un seul, dont une valeur change',
  ],
  [/the same, all 24 values of the input imported/, 'les mêmes, les 24 valeurs de celui-ci importées'],
  [/plain SQL update/, 'simple mise à jour SQL'],
  [/with reader/, 'avec le lecteur'],
  [/\bserver\b/, 'serveur'],
  [/\bwrites\b/, 'écritures'],
  [/\bof\b/, 'de'],
  [/(\d)\.(\d)/g, '$1,$2'],
  [/\bMB\b/g, 'Mo'],
]

/** The section between the markers; null stands for a bench that was never run. */
export function renderBench(results: BenchResults | null, language: Language): string {
  const { head, met, missed, absent } = words[language]
  if (results === null) return absent
  const say = (text: string): string => (language === 'en' ? text : inFrench(text))
  const rows = results.lines.map(
    (line) => `| ${say(line.measure)} | ${say(line.result)} | ${say(line.target)} | ${line.met ? met : missed} |`,
  )
  return [machineSentence(results, language), '', head, '| --- | --- | --- | --- |', ...rows].join('\n')
}

function inFrench(text: string): string {
  return french.reduce((said, [pattern, replacement]) => said.replace(pattern, replacement), text)
}

function machineSentence({ machine, measured_on }: BenchResults, language: Language): string {
  const { cores, processor, memory_gb, node, postgresql, system } = machine
  const software = `Node ${node.replace(/^v/, '')}, PostgreSQL ${postgresql.replace(/ .*/, '')}, ${system}`
  return language === 'en'
    ? `Measured on ${measured_on}: ${cores} cores (${processor}), ${memory_gb} GB, ${software}; server, database and load generator on the same machine.`
    : `Mesuré le ${measured_on} : ${cores} cœurs (${processor}), ${memory_gb} Go, ${software} ; serveur, base et générateur de charge sur la même machine.`
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. Throws when a marker is missing. */
export function replaceSection(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const start = text.indexOf(open)
  const end = text.indexOf(close)
  if (start < 0 || end < start) throw new Error(`no section ${open}`)
  return `${text.slice(0, start + open.length)}\n${content}\n${text.slice(end)}`
}

export function readResults(): BenchResults | null {
  return existsSync(resultsPath) ? (JSON.parse(readFileSync(resultsPath, 'utf8')) as BenchResults) : null
}

if (import.meta.main) {
  const results = readResults()
  for (const language of ['en', 'fr'] as const) {
    const path = readmes[language]
    writeFileSync(path, replaceSection(readFileSync(path, 'utf8'), 'bench', renderBench(results, language)))
  }
}
