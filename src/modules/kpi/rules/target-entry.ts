// What a list of targets says: which periods, which numbers. Every mistake is reported at once.
import { type Decimal, fromNumber } from './decimal.ts'
import type { EntryViolation } from './entry.ts'
import { type Frequency, parsePeriodLabel, type Period, periodStartMax, periodStartMin } from './period.ts'
import { numberViolation } from './threshold-change.ts'

export interface TargetInput {
  readonly period: string
  /** Null takes the target of the period away. */
  readonly value: number | null
}

export interface TargetEntry {
  readonly period: Period
  readonly value: Decimal | null
}

export type TargetEntries =
  | { readonly ok: true; readonly entries: readonly TargetEntry[] }
  | { readonly ok: false; readonly violations: readonly EntryViolation[] }

export type NamedPeriod =
  { readonly ok: true; readonly period: Period } | { readonly ok: false; readonly violation: EntryViolation }

/** Reads targets for a KPI of this frequency, past or to come; each period at most once. */
export function readTargets(items: readonly TargetInput[], frequency: Frequency): TargetEntries {
  const violations: EntryViolation[] = []
  const entries: TargetEntry[] = []
  const seen = new Set<string>()
  for (const [index, item] of items.entries()) {
    const named = readNamedPeriod(item.period, { frequency, pointer: `/items/${index}/period` })
    const number = item.value === null ? null : fromNumber(item.value)
    if (!named.ok) violations.push(named.violation)
    if (number?.ok === false) violations.push(numberViolation(`/items/${index}/value`, number.code))
    if (!named.ok || number?.ok === false) continue
    if (seen.has(named.period.start)) violations.push(twice(index, named.period))
    seen.add(named.period.start)
    entries.push({ period: named.period, value: number === null ? null : number.value })
  }
  return violations.length > 0 ? { ok: false, violations } : { ok: true, entries }
}

/** Reads the label of a period from 1990 to 2100, past or to come. */
export function readNamedPeriod(
  label: string,
  { frequency, pointer }: { readonly frequency: Frequency; readonly pointer: string },
): NamedPeriod {
  const named = parsePeriodLabel(frequency, label)
  const code = !named.ok ? named.code : isWithin(named.period) ? null : 'INVALID_PERIOD'
  if (named.ok && code === null) return { ok: true, period: named.period }
  const detail =
    code === 'PERIOD_FREQUENCY_MISMATCH'
      ? 'Cette période n’a pas la fréquence de l’indicateur.'
      : 'Cette période n’existe pas, ou sort des années 1990 à 2100.'
  return { ok: false, violation: { pointer, code: code ?? 'INVALID_PERIOD', detail } }
}

function isWithin({ start }: Period): boolean {
  return start >= periodStartMin && start <= periodStartMax
}

function twice(index: number, { label }: Period): EntryViolation {
  const detail = `La période ${label} est donnée deux fois.`
  return { pointer: `/items/${index}/period`, code: 'DUPLICATE_PERIOD', detail }
}
