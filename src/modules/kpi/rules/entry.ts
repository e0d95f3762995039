// What a value's entry says: which period, which number. Every mistake is reported at once.
import { type Day, parseDay } from '#kernel/dates.ts'
import { type Decimal, fromNumber } from './decimal.ts'
import { checkPeriod, type Frequency, parsePeriodLabel, type Period, periodOf } from './period.ts'
import { numberViolation } from './threshold-change.ts'

export interface EntryInput {
  readonly period?: string | undefined
  readonly period_start?: string | undefined
  readonly period_end?: string | undefined
  readonly value: number
}

export interface EntryViolation {
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

export type Entry =
  | { readonly ok: true; readonly period: Period; readonly value: Decimal }
  | { readonly ok: false; readonly violations: readonly EntryViolation[] }

type PeriodReading =
  { readonly ok: true; readonly period: Period } | { readonly ok: false; readonly violation: EntryViolation }

/** Reads an entry for a KPI of this frequency. `period_start` is any day of the period and snaps to its first. */
export function readEntry(input: EntryInput, context: { readonly frequency: Frequency; readonly today: Day }): Entry {
  const reading = readPeriod(input, context)
  const number = fromNumber(input.value)
  if (reading.ok && number.ok) return { ok: true, period: reading.period, value: number.value }
  const violations: EntryViolation[] = []
  if (!reading.ok) violations.push(reading.violation)
  if (!number.ok) violations.push(numberViolation('/value', number.code))
  return { ok: false, violations }
}

function readPeriod(
  input: EntryInput,
  { frequency, today }: { readonly frequency: Frequency; readonly today: Day },
): PeriodReading {
  const { period: label, period_start: start, period_end: end } = input
  if ((label === undefined) === (start === undefined)) {
    return refuse('/period', 'INVALID_PERIOD', 'Indiquez soit period, soit period_start.')
  }
  const named = label === undefined ? snapped(frequency, start ?? '') : parsePeriodLabel(frequency, label)
  const pointer = label === undefined ? '/period_start' : '/period'
  if (!named.ok) return refuse(pointer, named.code, sentences[named.code])
  const outside = checkPeriod(named.period, today)
  if (outside !== null) return refuse(pointer, outside, sentences[outside])
  if (end !== undefined && end !== named.period.end) {
    return refuse('/period_end', 'PERIOD_MISMATCH', `La période ${named.period.label} finit le ${named.period.end}.`)
  }
  return { ok: true, period: named.period }
}

function snapped(frequency: Frequency, text: string): ReturnType<typeof parsePeriodLabel> {
  const day = parseDay(text)
  return day === null ? { ok: false, code: 'INVALID_PERIOD' } : { ok: true, period: periodOf(frequency, day) }
}

const sentences = {
  INVALID_PERIOD: 'Cette période n’existe pas, ou sort des années 1990 à 2100.',
  PERIOD_FREQUENCY_MISMATCH: 'Cette période n’a pas la fréquence de l’indicateur.',
  PERIOD_IN_FUTURE: 'Cette période n’a pas encore commencé.',
} as const

function refuse(pointer: string, code: string, detail: string): PeriodReading {
  return { ok: false, violation: { pointer, code, detail } }
}
