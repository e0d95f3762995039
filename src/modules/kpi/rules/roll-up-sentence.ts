// The French sentence that says why a roll-up has its status, and by which rule.
import { greenPercentMin, orangePercentMin } from './roll-up.ts'
import type { Judgement, NodeStatus, RollupRule, StatusCounts } from './roll-up.ts'

export interface RollUpFacts extends Judgement {
  readonly rule: RollupRule
  /** What the children are called: KPIs of a dashboard; sub-groups and dashboards of a group. */
  readonly noun: 'indicateur' | 'élément'
  readonly children: StatusCounts
  /** The KPIs below; of a dashboard the children themselves. */
  readonly kpis: StatusCounts
}

const hardSpace = '\u00A0'
const words: Readonly<Record<NodeStatus, string>> = {
  GREEN: 'Vert',
  ORANGE: 'Orange',
  RED: 'Rouge',
  NO_DATA: 'Sans donnée',
  NO_THRESHOLD: 'Sans seuil',
}
const fields = { GREEN: 'green', ORANGE: 'orange', RED: 'red' } as const
const adjectives: Readonly<Record<keyof typeof fields, readonly [one: string, other: string]>> = {
  GREEN: ['vert', 'verts'],
  ORANGE: ['orange', 'orange'],
  RED: ['rouge', 'rouges'],
}

/** “Rouge : 1 indicateur rouge sur 12 (règle : le pire).” */
export function explainRollUp(facts: RollUpFacts): string {
  const { status, kpis } = facts
  if (status === null) return 'Aucun indicateur.'
  if (status === 'NO_DATA' || status === 'NO_THRESHOLD') return unjudged(status, kpis)
  const why = facts.score_percent === null ? worst(status, facts) : weighted(facts.score_percent, facts)
  return `${words[status]}${hardSpace}: ${why}.`
}

function unjudged(status: 'NO_DATA' | 'NO_THRESHOLD', { no_data, no_threshold }: StatusCounts): string {
  if (status === 'NO_THRESHOLD') return `${words[status]}${hardSpace}: ${none(no_threshold, 'seuil')}.`
  const rest = no_threshold === 0 ? '' : `, ${no_threshold} sans seuil`
  return `${words[status]}${hardSpace}: ${none(no_data, 'valeur à jour')}${rest}.`
}

function none(count: number, what: string): string {
  return count === 1 ? `l’indicateur n’a pas de ${what}` : `aucun des ${count} indicateurs n’a de ${what}`
}

/** Told by the KPIs where they decide; a group whose sub-groups judge otherwise tells its own children first. */
function worst(status: keyof typeof fields, { noun, children, kpis }: RollUpFacts): string {
  const rule = `(règle${hardSpace}: le pire)`
  const decides = noun === 'indicateur' || worstJudged(kpis) === status
  if (decides) return `${share(status, 'indicateur', kpis)}${apart(kpis)} ${rule}`
  return `${share(status, 'élément', children)} ${rule}${below(kpis)}`
}

function weighted(score: number, { noun, children, kpis }: RollUpFacts): string {
  const judged = children.green + children.orange + children.red
  const rule = `(règle${hardSpace}: moyenne pondérée, vert dès ${percent(greenPercentMin)}, orange dès ${percent(orangePercentMin)})`
  return `score de ${percent(score)} sur ${counted(judged, noun)} ${rule}${apart(children)}${below(kpis)}`
}

function share(status: keyof typeof fields, noun: string, counts: StatusCounts): string {
  const count = counts[fields[status]]
  const [one, other] = adjectives[status]
  return `${counted(count, noun)} ${count > 1 ? other : one} sur ${total(counts)}`
}

/** What took no part, told apart. */
function apart({ no_data, no_threshold }: StatusCounts): string {
  const data = no_data === 0 ? '' : `, ${no_data} sans donnée`
  return no_threshold === 0 ? data : `${data}, ${no_threshold} sans seuil`
}

/** Reds are never hidden by a mean, nor by a mean below. */
function below(kpis: StatusCounts): string {
  if (kpis.red === 0) return ''
  return `${hardSpace}; ${share('RED', 'indicateur', kpis)}`
}

function worstJudged({ red, orange, green }: StatusCounts): keyof typeof fields | null {
  if (red > 0) return 'RED'
  if (orange > 0) return 'ORANGE'
  return green > 0 ? 'GREEN' : null
}

function total({ green, orange, red, no_data, no_threshold }: StatusCounts): number {
  return green + orange + red + no_data + no_threshold
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count > 1 ? 's' : ''}`
}

function percent(value: number): string {
  return `${String(value).replace('.', ',')}${hardSpace}%`
}
