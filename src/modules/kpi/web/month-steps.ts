// Months as the boards name them and step through them. Pure.
import { localeOf, type Language } from '#web/i18n/catalogue.ts'
import { nextPeriod, parsePeriodLabel, previousPeriod } from '../rules/period.ts'

/** “mars 2025” of 2025-03. */
export function monthName(month: string, language: Language): string {
  return named(month, language, { month: 'long', year: 'numeric' })
}

/** “mars” of 2025-03, short enough for a column. */
export function monthHead(month: string, language: Language): string {
  return named(month, language, { month: 'short' })
}

/** The month before and the month after. Throws RangeError for what is no month. */
export function monthsAround(month: string): { readonly before: string; readonly after: string } {
  const read = parsePeriodLabel('MONTHLY', month)
  if (!read.ok) throw new RangeError(`“${month}” is no month.`)
  return { before: previousPeriod('MONTHLY', read.period).label, after: nextPeriod('MONTHLY', read.period).label }
}

/** “2025”, or “2025-2026” for a fiscal year that does not begin in January. */
export function fiscalYearName(start: string, end: string): string {
  const [first, last] = [start.slice(0, 4), end.slice(0, 4)]
  return first === last ? first : `${first}-${last}`
}

function named(month: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  const format = new Intl.DateTimeFormat(localeOf(language), { ...options, timeZone: 'UTC' })
  return format.format(new Date(`${month}-01T00:00:00Z`))
}
