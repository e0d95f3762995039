// (g) The direction page as PDF, over HTTP, beside the bare typesetting library given the same template and data.
import { readFileSync } from 'node:fs'
import { openWorkshop, typeset } from '#kernel/typeset/compile.ts'
import type { PaperTask } from '#kernel/typeset/press-protocol.ts'
import { distributionOf } from './support/percentiles.ts'
import { logIn } from './support/world.ts'
import type { World } from './support/world.ts'

const calls = 60
const warmUpCalls = 5
const template = readFileSync(new URL('../src/modules/kpi/documents/direction.typ', import.meta.url), 'utf8')

export interface DirectionPdf {
  /** The press process and its libraries are loaded by this one. */
  readonly first_ms: number
  readonly p50_ms: number
  readonly p99_ms: number
  readonly bare_p50_ms: number
}

/** Times whole requests, one after the other; each finds other data, so that nothing is taken from a cache. */
export async function measureDirectionPdf(world: World): Promise<DirectionPdf> {
  const headers = { authorization: `Bearer ${await logIn(world.origin)}` }
  const samples: number[] = []
  let first_ms = 0
  for (let index = 0; index < calls + warmUpCalls; index += 1) {
    await world.owner.query(`update kpi.dashboard set title = regexp_replace(title, '( \\d+)?$', $1)`, [` ${index}`])
    const startedAt = performance.now()
    const answer = await fetch(`${world.origin}/api/v1/reporting/direction.pdf`, { headers })
    const file = Buffer.from(await answer.arrayBuffer())
    if (answer.status !== 200) throw new Error(file.toString())
    const elapsed = performance.now() - startedAt
    if (index === 0) first_ms = elapsed
    if (index >= warmUpCalls) samples.push(elapsed)
  }
  const { p50, p99 } = distributionOf(samples)
  return { first_ms, p50_ms: p50, p99_ms: p99, bare_p50_ms: await measureBare() }
}

/** The library alone, in this process, on a page as full as the one above. */
async function measureBare(): Promise<number> {
  const workshop = openWorkshop()
  const samples: number[] = []
  for (let index = 0; index < 20; index += 1) {
    const startedAt = performance.now()
    const made = await typeset(workshop, fullPage(index))
    if (!made.ok) throw new Error(made.reason)
    samples.push(performance.now() - startedAt)
  }
  return distributionOf(samples).p50
}

function fullPage(index: number): PaperTask {
  const many = <T>(count: number, make: (at: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, at) => make(at))
  const spark =
    '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="22"><path d="M4 9L20 4L40 12L92 6" fill="none" stroke="#000"/></svg>'
  const move = (at: number) => ({ name: `Indicateur ${index}-${at}`, from_to: '1 % → 2 %', spark, spark_alt: 'ligne' })
  const todo = (at: number) => ({ title: `Action ${index}-${at}`, facts: 'Banc, 31/12/2025, 40 %' })
  const counts = { RED: 900, ORANGE: 1100, GREEN: 2000, NONE: 0 }
  const words = { no_risk: '', no_worsening: '', no_improving: '', no_late: '', no_due: '', no_missing: '' }
  const risk = (at: number) => ({
    ...move(at),
    status: 'RED',
    word: 'Rouge',
    explanation: '70 % < 90 % → rouge, seuils d’origine',
    dashboard: `Tableau ${at}`,
    action: null,
    value: '70 %',
    period: 'oct. 2026',
    marks: '',
  })
  const board = (at: number) => ({
    title: `Tableau ${at}`,
    status: 'RED',
    status_word: 'Rouge',
    why: 'Rouge : 5 indicateurs rouges sur 20.',
    counts,
    words: '5 rouges',
    actions: '',
  })
  return {
    kind: 'paper',
    template,
    imprint: { title: 'Vue direction', organization: 'Mesure', period: 'banc', source: 'Banc.', licence: 'Interne.' },
    data: {
      verdict: '900 indicateurs dans le rouge.',
      counts,
      legend: [{ status: 'RED', words: '900 rouges' }],
      risk_total: 2000,
      risks: many(12, risk),
      worsening: many(5, move),
      improving: many(5, move),
      late_actions: many(5, todo),
      due_soon: many(5, todo),
      missing: many(5, todo),
      totals: { worsening: 900, improving: 900, late_actions: 90, due_soon: 90, missing: 90 },
      words,
      board_total: 200,
      boards: many(12, board),
    },
    charts: {},
    page_count_max: 1,
    created_at: 1_700_000_000,
  }
}
