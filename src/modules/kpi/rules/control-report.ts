// The control chart of a series as it is told: limits, signals, and one sentence about both.
import { type Day } from '#kernel/dates.ts'
import { computeLimits, type ControlLimits, controlPointsFirm, controlPointsMin } from './control-limits.ts'
import {
  type ControlRule,
  controlRules,
  controlRulesDefault,
  type ControlSignal,
  findSignals,
} from './control-signals.ts'
import type { Course } from './cumulative.ts'
import { periodName } from './period-labels.ts'

export interface ControlChoice {
  readonly rules: readonly ControlRule[]
  readonly run_length: number
  /** First day of the first period that the limits come from, and from which on they judge; null: the shown ones. */
  readonly baseline_from: Day | null
  /** Last start of a period that the limits come from; null: they follow the series. */
  readonly baseline_to: Day | null
}

export interface ControlReport {
  readonly limits: ControlLimits | null
  readonly point_count: number
  readonly baseline_from: string | null
  readonly baseline_to: string | null
  readonly reason: 'TOO_FEW_POINTS' | 'NO_NEIGHBOURS' | null
  readonly sentence: string
  readonly signals: readonly (Pick<ControlSignal, 'rule' | 'sentence' | 'side'> & {
    readonly periods: readonly string[]
  })[]
}

/** Reads `N1,N5`; null when a rule is unknown or given twice. Nothing means the default rules, an empty text none. */
export function readRules(text: string | undefined): readonly ControlRule[] | null {
  if (text === undefined) return controlRulesDefault
  if (text === '') return []
  const names = text.split(',')
  const rules = controlRules.filter((rule) => names.includes(rule))
  return rules.length === names.length ? rules : null
}

/**
 * Takes limits from the baseline and judges the shown periods by them. The course holds both and no value of an open
 * period; `shownFrom` is where the shown ones begin.
 */
export function reportControl({ periods, values }: Course, shownFrom: number, choice: ControlChoice): ControlReport {
  const from = choice.baseline_from ?? periods[shownFrom]?.start ?? null
  const isBase = periods.map(
    ({ start }) => from !== null && start >= from && (choice.baseline_to === null || start <= choice.baseline_to),
  )
  const baseline = values.map((value, index) => (isBase[index] === true ? value : null))
  const result = computeLimits(baseline)
  const base = {
    baseline_from: periods[isBase.indexOf(true)]?.label ?? null,
    baseline_to: periods[isBase.lastIndexOf(true)]?.label ?? null,
  }
  if (!result.ok) {
    const { reason, point_count } = result
    return { ...base, limits: null, point_count, reason, sentence: refusals[reason](point_count), signals: [] }
  }
  const { limits } = result
  const judged = values.map((value, index) => {
    const start = periods[index]?.start
    return index >= shownFrom && from !== null && start !== undefined && start >= from ? value : null
  })
  const labelOf = (index: number): string => periods[index]?.label ?? ''
  const nameOf = (index: number): string => periodName(labelOf(index), 'fr')
  const found = findSignals({ series: judged, limits, rules: choice.rules, run_length: choice.run_length, nameOf })
  return {
    ...base,
    limits,
    point_count: limits.point_count,
    reason: null,
    sentence: sentenceOf(limits, found.length),
    signals: found.map(({ points, ...signal }) => ({ ...signal, periods: points.map(labelOf) })),
  }
}

const refusals = {
  TOO_FEW_POINTS: (count: number): string =>
    `Pas de limites : il faut au moins ${controlPointsMin} valeurs de périodes terminées, il y en a ${count}.`,
  NO_NEIGHBOURS: (): string => 'Pas de limites : aucune valeur ne suit celle de la période d’avant.',
} as const

function sentenceOf({ provisional, point_count }: ControlLimits, signalCount: number): string {
  const limits = provisional
    ? `Limites provisoires, tirées de ${point_count} valeurs : il en faut ${controlPointsFirm} pour qu’elles soient fermes.`
    : `Limites tirées de ${point_count} valeurs.`
  if (signalCount === 0) return `${limits} Aucun signal : les variations restent dans leur bruit habituel.`
  return `${limits} ${signalCount === 1 ? '1 signal' : `${signalCount} signaux`}.`
}
