// Periods as French spreadsheets write them: dates, weeks, months by name or number, quarters, half-years, years.
import { type Day, makeDay, parseDay } from '#kernel/dates.ts'
import {
  frequencies,
  type Frequency,
  nthPeriodStart,
  type Period,
  type PeriodCode,
  periodOf,
  periodStartMax,
  periodStartMin,
} from './period.ts'

/** `snapped` is true when a full date was not the first day of its period: the import tells it. */
export type PeriodTextResult =
  | { readonly ok: true; readonly period: Period; readonly snapped: boolean }
  | { readonly ok: false; readonly code: 'INVALID_DATE' | PeriodCode }

type NumberedFrequency = Exclude<Frequency, 'DAILY'>

/** What a text may mean; a text such as `2024-S02` has two readings and the KPI's frequency chooses. */
interface Reading {
  readonly frequency: NumberedFrequency
  readonly start: Day | null
}

interface Shape {
  readonly pattern: RegExp
  readonly frequencies: readonly NumberedFrequency[]
}

const periodTextLengthMax = 64
const invalidDate: PeriodTextResult = { ok: false, code: 'INVALID_DATE' }
const invalidPeriod: PeriodTextResult = { ok: false, code: 'INVALID_PERIOD' }
const mismatch: PeriodTextResult = { ok: false, code: 'PERIOD_FREQUENCY_MISMATCH' }

// A time is accepted at midnight only: that is how tools write a plain day.
const isoDate = /^(\d{4}-\d{2}-\d{2})(?:[ t]00:00(?::00(?:\.0+)?)?(?:z|\+00:00)?)?$/
const frenchDate = /^(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?: 00:00(?::00)?)?$/
const dateLike =
  /^(?:\d{1,2}([./ -])\d{1,2}\1\d{2,4}|\d{4}([./ -])\d{1,2}\2\d{1,2}|\d{1,2} ?[a-z]+\.? ?\d{4})(?:[ t].*)?$/

const shapes: readonly Shape[] = [
  { pattern: /^(?<year>\d{4})[-/](?<nth>\d{2})$/, frequencies: ['MONTHLY'] },
  { pattern: /^(?<nth>\d{1,2})[-/](?<year>\d{4})$/, frequencies: ['MONTHLY'] },
  { pattern: /^(?<year>\d{4})[-/ ]?s(?<nth>\d{1,2})$/, frequencies: ['WEEKLY', 'HALF_YEARLY'] },
  { pattern: /^s ?(?<nth>\d{1,2})[-/ ](?<year>\d{4})$/, frequencies: ['WEEKLY', 'HALF_YEARLY'] },
  { pattern: /^(?<year>\d{4})[-/ ]?w(?<nth>\d{1,2})$/, frequencies: ['WEEKLY'] },
  { pattern: /^(?:w|sem\.?|semaine) ?(?<nth>\d{1,2})[-/ ](?<year>\d{4})$/, frequencies: ['WEEKLY'] },
  { pattern: /^(?<year>\d{4})[-/ ]?[tq](?<nth>0?\d)$/, frequencies: ['QUARTERLY'] },
  { pattern: /^(?:t|q|trimestre) ?(?<nth>0?\d)[-/ ](?<year>\d{4})$/, frequencies: ['QUARTERLY'] },
  { pattern: /^semestre ?(?<nth>0?\d)[-/ ](?<year>\d{4})$/, frequencies: ['HALF_YEARLY'] },
  { pattern: /^(?<year>\d{4})$/, frequencies: ['YEARLY'] },
]

const namedMonth = /^([a-z]+)\.?[-/ ]?(\d{4}|\d{2})$/
const monthNumbers: ReadonlyMap<string, number> = new Map(
  [
    ['janvier', 'janv', 'jan'],
    ['fevrier', 'fevr', 'fev'],
    ['mars', 'mar'],
    ['avril', 'avr'],
    ['mai'],
    ['juin'],
    ['juillet', 'juil'],
    ['aout'],
    ['septembre', 'sept', 'sep'],
    ['octobre', 'oct'],
    ['novembre', 'nov'],
    ['decembre', 'dec'],
  ].flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
)

/**
 * Reads the period cell of an import for a KPI of this frequency. A full date snaps to the period that holds it; a text
 * period never does: a quarter on a monthly KPI is PERIOD_FREQUENCY_MISMATCH. Dates are ISO or dd/mm/yyyy, never
 * mm/dd: 11/27/2024 is INVALID_DATE. Bounds and future are `checkPeriod`'s affair.
 */
export function parsePeriodText(frequency: Frequency, text: string): PeriodTextResult {
  const trimmed = text.trim()
  if (trimmed.length > periodTextLengthMax) return invalidPeriod
  const plain = plainText(trimmed)
  const day = fullDate(plain)
  if (day !== undefined) return day === null ? invalidDate : snap(frequency, day)
  return choose(frequency, readingsOf(plain))
}

/** Whether a text is a period of some frequency, in the years that periods may have. */
export function isPeriodText(text: string): boolean {
  return frequencies.some((frequency) => {
    const read = parsePeriodText(frequency, text)
    return read.ok && read.period.start >= periodStartMin && read.period.start <= periodStartMax
  })
}

/** What periods look like in lower case without accents, as sources of regular expressions, for a reader that knows no periods. */
export const periodPatterns: readonly string[] = [
  ...[isoDate, frenchDate, ...shapes.map(({ pattern }) => pattern)].map(({ source }) => source),
  namedMonth.source.replace('[a-z]+', [...monthNumbers.keys()].join('|')),
].map((source) => source.replaceAll(String.raw`\d{4}`, String.raw`(?:199\d|20\d\d|2100)`))

/** A day, null for an impossible or foreign date, undefined for what is no date at all. */
function fullDate(plain: string): Day | null | undefined {
  const iso = isoDate.exec(plain)
  if (iso !== null) return parseDay(iso[1] ?? '')
  const french = frenchDate.exec(plain)
  if (french !== null) return makeDay(fullYear(french[3] ?? ''), Number(french[2]), Number(french[1]))
  return dateLike.test(plain) ? null : undefined
}

function snap(frequency: Frequency, day: Day): PeriodTextResult {
  const period = periodOf(frequency, day)
  return { ok: true, period, snapped: period.start !== day }
}

/** The reading of the KPI's own frequency wins; a true period of another frequency only is a mismatch. */
function choose(frequency: Frequency, readings: readonly Reading[]): PeriodTextResult {
  const own = readings.find((reading) => reading.frequency === frequency)
  if (own !== undefined && own.start !== null)
    return { ok: true, period: periodOf(frequency, own.start), snapped: false }
  const other = readings.some((reading) => reading.frequency !== frequency && reading.start !== null)
  return other ? mismatch : invalidPeriod
}

function readingsOf(plain: string): readonly Reading[] {
  for (const { pattern, frequencies } of shapes) {
    const groups = pattern.exec(plain)?.groups
    if (groups === undefined) continue
    const year = Number(groups['year'])
    const nth = Number(groups['nth'] ?? 1)
    return frequencies.map((frequency) => ({ frequency, start: nthPeriodStart(frequency, year, nth) }))
  }
  return readNamedMonth(plain)
}

function readNamedMonth(plain: string): readonly Reading[] {
  const match = namedMonth.exec(plain)
  const month = monthNumbers.get(match?.[1] ?? '')
  if (match === null || month === undefined) return []
  return [{ frequency: 'MONTHLY', start: makeDay(fullYear(match[2] ?? ''), month, 1) }]
}

/** Two digits are of this century: 24 is 2024. */
function fullYear(digits: string): number {
  return digits.length === 2 ? 2000 + Number(digits) : Number(digits)
}

/** Lower case, no accent, single plain spaces and dashes; most cells are plain digits and skip the costly part. */
function plainText(text: string): string {
  if (/^[\d/-]*$/.test(text)) return text
  const letters = text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/g, '')
  return letters.replaceAll(/\s+/g, ' ').replaceAll(/ ?[-\u2010-\u2013] ?/g, '-')
}
