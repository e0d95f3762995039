// The French sentence that says why a value has its status.
import { type Day, formatDayFr } from '#kernel/dates.ts'
import { type Decimal, formatQuantityFr } from './decimal.ts'
import { evaluateStatus, type Thresholds, type Verdict, type Zones, zonesOf } from './status.ts'

export interface Explained {
  readonly value: Decimal
  readonly thresholds: Thresholds
  /** `%`, `€`, any text, or null. */
  readonly unit: string | null
  /** First day of the threshold version; null for the first version, which covers all the past. */
  readonly effective_from: Day | null
}

/**
 * Says a status in one sentence: “92 % < 95 % et ≥ 90 % → orange, seuils du 01/01/2025”. The verdict is computed from
 * the same thresholds, so that sentence and status cannot disagree.
 */
export function explain(input: Explained): string {
  const zones = zonesOf(input.thresholds)
  if (zones === null) return 'Aucun seuil défini : pas de statut.'
  const verdict = evaluateStatus(input.thresholds, input.value)
  const comparison =
    zones.kind === 'RANGE' ? rangeComparison(zones, input, verdict) : lineComparison(zones, input, verdict)
  const version = input.effective_from === null ? 'seuils d’origine' : `seuils du ${formatDayFr(input.effective_from)}`
  return `${comparison} → ${statusWord(verdict)}, ${version}`
}

/** The French word of a status: vert, orange, rouge, rouge critique; “sans seuil” when there is none. */
export function statusWord(verdict: Pick<Verdict, 'status' | 'critical'>): string {
  if (verdict.status === null) return 'sans seuil'
  if (verdict.status === 'GREEN') return 'vert'
  if (verdict.status === 'ORANGE') return 'orange'
  return verdict.critical ? 'rouge critique' : 'rouge'
}

function lineComparison(zones: Zones & { kind: 'UP' | 'DOWN' }, input: Explained, verdict: Verdict): string {
  const [reached, missed] = zones.kind === 'UP' ? ['≥', '<'] : ['≤', '>']
  const say = (value: Decimal): string => formatQuantityFr(value, input.unit)
  const value = say(input.value)
  if (verdict.status === 'GREEN') return `${value} ${reached} ${say(zones.green)}`
  if (verdict.status === 'ORANGE') return `${value} ${missed} ${say(zones.green)} et ${reached} ${say(zones.orange)}`
  return `${value} ${missed} ${say(verdict.critical && zones.red !== null ? zones.red : zones.orange)}`
}

function rangeComparison(zones: Zones & { kind: 'RANGE' }, input: Explained, verdict: Verdict): string {
  const say = (value: Decimal): string => formatQuantityFr(value, input.unit)
  const value = say(input.value)
  if (verdict.status === 'GREEN') return `${value} ≥ ${say(zones.greenMin)} et ≤ ${say(zones.greenMax)}`
  const isLow = input.value < zones.greenMin
  if (verdict.status === 'RED')
    return isLow ? `${value} < ${say(zones.orangeMin)}` : `${value} > ${say(zones.orangeMax)}`
  return isLow
    ? `${value} < ${say(zones.greenMin)} et ≥ ${say(zones.orangeMin)}`
    : `${value} > ${say(zones.greenMax)} et ≤ ${say(zones.orangeMax)}`
}
