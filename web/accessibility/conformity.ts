// The audit of accessibility (docs/accessibility/rgaa.json) and what it amounts to by the method of the RGAA.

/** Conform, not conform, not applicable, or still to be verified by somebody with the means for it. */
export type Verdict = 'C' | 'NC' | 'NA' | 'AV'
export type ConformityState = 'full' | 'partial' | 'none'

export interface Evidence {
  /** A file of this repository: a check that runs, or a script for a person. */
  readonly file: string
  /** What is checked there. */
  readonly what: string
  /** The day on which a person looked, where nothing runs by itself. */
  readonly date?: string
}

export interface Criterion {
  readonly number: string
  readonly title: string
  readonly verdict: Verdict
  readonly evidence: readonly Evidence[]
  /** Why it is not conform, or what is left to do. */
  readonly reason?: string
  /** How people get at the content all the same. */
  readonly workaround?: string
}

export interface AuditedPage {
  readonly name: string
  readonly path: string
}

export interface Audit {
  readonly standard: string
  /** ISO day. */
  readonly date: string
  readonly themes: readonly string[]
  readonly sample: readonly AuditedPage[]
  readonly technologies: readonly string[]
  readonly environment: readonly string[]
  readonly tools: readonly string[]
  readonly criteria: readonly Criterion[]
}

export interface Conformity {
  readonly counts: Readonly<Record<Verdict, number>>
  /** Whole percent of C / (C + NC), rounded down; what is still to be verified is in neither. */
  readonly rate: number
  /** The same if everything still to be verified failed. */
  readonly rateAtWorst: number
  readonly state: ConformityState
}

/** Counts an audit by the official method; the state is never better than what was verified allows. */
export function conformityOf({ criteria }: Pick<Audit, 'criteria'>): Conformity {
  const count = (verdict: Verdict): number => criteria.filter((one) => one.verdict === verdict).length
  const counts = { C: count('C'), NC: count('NC'), NA: count('NA'), AV: count('AV') }
  const rate = percent(counts.C, counts.C + counts.NC)
  const rateAtWorst = percent(counts.C, counts.C + counts.NC + counts.AV)
  const state = counts.NC + counts.AV === 0 ? 'full' : rateAtWorst >= 50 ? 'partial' : 'none'
  return { counts, rate, rateAtWorst, state }
}

/** Criteria of a theme, in their order; themes count from 1. */
export function criteriaOf({ criteria }: Pick<Audit, 'criteria'>, theme: number): readonly Criterion[] {
  return criteria.filter(({ number }) => number.startsWith(`${theme}.`))
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.floor((part * 100) / whole)
}
