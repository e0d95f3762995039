// Which KPIs of a template are wanted: a computed one is wanted with its inputs, or not at all. Pure.
import { templateInputs } from '../rules/template-formula.ts'
import type { FormulaKpi } from '../rules/template-formula.ts'

export interface Tick {
  readonly key: string
  readonly isWanted: boolean
}

export interface Choice {
  readonly wanted: ReadonlySet<string>
  /** Names of what came or went along with what was ticked or not. */
  readonly along: readonly string[]
}

/** The choice after a tick: inputs come along with what is computed from them, and take it with them when they go. */
export function choose(kpis: readonly FormulaKpi[], wanted: ReadonlySet<string>, { key, isWanted }: Tick): Choice {
  const reached = reach(key, isWanted ? templateInputs(kpis) : dependents(kpis))
  const moved = kpis.filter((kpi) => reached.has(kpi.key) && wanted.has(kpi.key) !== isWanted)
  const next = new Set(wanted)
  for (const one of moved) {
    if (isWanted) next.add(one.key)
    else next.delete(one.key)
  }
  return { wanted: next, along: moved.filter((kpi) => kpi.key !== key).map(({ name }) => name) }
}

/** What is computed from each KPI. */
function dependents(kpis: readonly FormulaKpi[]): ReadonlyMap<string, readonly string[]> {
  const links = new Map<string, string[]>()
  for (const [key, inputs] of templateInputs(kpis)) {
    for (const input of inputs) links.set(input, [...(links.get(input) ?? []), key])
  }
  return links
}

/** A KPI and all that is linked to it, however far: the set grows while it is walked. */
function reach(key: string, links: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set([key])
  for (const one of reached) for (const next of links.get(one) ?? []) reached.add(next)
  return reached
}
