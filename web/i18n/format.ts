// Numbers, days and instants as people of the language read them.
import { derivedNumber } from '#kernel/chart/chart-spec.ts'
import { localeOf, type Language } from './catalogue.ts'

export interface Format {
  /** 1 234,56; at most `decimals` decimals (6 unless told), at least `atLeast`. */
  readonly number: (value: number, options?: { readonly decimals?: number; readonly atLeast?: number }) => string
  /** 1 234,56 % with its unit: currency and per cent signs are set as the language does. */
  readonly withUnit: (value: number, unit: string | null | undefined) => string
  /** A number that was computed, not entered, with its unit: at most two decimals, three digits under 1. */
  readonly derived: (value: number, unit?: string | null) => string
  /** A share between 0 and 1 as per cent. */
  readonly share: (value: number) => string
  /** A relative change, 0.07 for 7 more in a hundred: +7 %. */
  readonly signedShare: (value: number) => string
  /** A change, which is computed: +3,2 or −1. */
  readonly signed: (value: number) => string
  /** 31/12/2025 of an ISO day. */
  readonly day: (isoDay: string) => string
  /** 31 décembre 2025 of an ISO day. */
  readonly longDay: (isoDay: string) => string
  /** 31/12/2025 14:05 of an instant. */
  readonly instant: (isoInstant: string) => string
  /** il y a 3 min, hier; a day further back than a week is written out. */
  readonly relative: (isoInstant: string, now?: number) => string
  readonly bytes: (count: number) => string
}

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** The formatters of a language; instants are shown in `timeZone` (the organisation's). */
export function createFormat(language: Language, timeZone?: string): Format {
  const locale = localeOf(language)
  const zone = timeZone === undefined ? {} : { timeZone }
  const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: '2-digit', month: '2-digit', year: 'numeric' })
  const longDay = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'long' })
  const instant = new Intl.DateTimeFormat(locale, {
    ...zone,
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
  const signedShare = new Intl.NumberFormat(locale, {
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: 1,
  })
  const numberFormat = numberFormats(locale)
  // one minus sign, as wide as a plus: Intl writes a hyphen
  const number: Format['number'] = (value, { decimals = 6, atLeast = 0 } = {}) =>
    numberFormat(atLeast, Math.max(decimals, atLeast)).format(value).replace('-', '\u2212')
  const withUnit: Format['withUnit'] = (value, unit) =>
    unit == null || unit === '' ? number(value) : `${number(value)}\u00a0${unit}`
  const instantText = (iso: string): string => instant.format(new Date(iso)).replace(', ', ' ')
  return {
    number,
    withUnit,
    derived: (value, unit) => withUnit(derivedNumber(value), unit),
    share: (value) => share.format(value).replace('-', '\u2212'),
    signedShare: (value) => signedShare.format(value).replace('-', '\u2212'),
    signed: (value) => `${derivedNumber(value) > 0 ? '+' : ''}${number(derivedNumber(value))}`,
    day: (iso) => day.format(utcDay(iso)),
    longDay: (iso) => longDay.format(utcDay(iso)),
    instant: instantText,
    relative: (iso, now = Date.now()) => relativeText(iso, now, relative) ?? instantText(iso),
    bytes: (count) => bytesText(count, language, number),
  }
}

/** Each formatter is made once: making one costs fifty times what it formats, and a grid shows thousands of numbers. */
function numberFormats(locale: string): (least: number, most: number) => Intl.NumberFormat {
  const made = new Map<string, Intl.NumberFormat>()
  return (least, most) => {
    const key = `${least} ${most}`
    const known = made.get(key)
    if (known !== undefined) return known
    const format = new Intl.NumberFormat(locale, { minimumFractionDigits: least, maximumFractionDigits: most })
    made.set(key, format)
    return format
  }
}

function utcDay(iso: string): Date {
  return new Date(`${iso}T00:00:00Z`)
}

function relativeText(iso: string, now: number, relative: Intl.RelativeTimeFormat): string | null {
  const elapsed = new Date(iso).getTime() - now
  if (Math.abs(elapsed) >= 7 * 86_400_000) return null
  for (const [unit, milliseconds] of steps) {
    if (Math.abs(elapsed) >= milliseconds) return relative.format(Math.trunc(elapsed / milliseconds), unit)
  }
  return relative.format(0, 'second')
}

function bytesText(count: number, language: Language, number: Format['number']): string {
  const letter = language === 'fr' ? 'o' : 'B'
  if (count < 1000) return `${number(count)}\u00a0${letter}`
  if (count < 1_000_000) return `${number(count / 1000, { decimals: 1 })}\u00a0k${letter}`
  return `${number(count / 1_000_000, { decimals: 1 })}\u00a0M${letter}`
}
