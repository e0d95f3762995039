// Periods by their canonical labels, as people read them and as a chart shows them. Pure.
import { formatDayFr, type Day } from '#kernel/dates.ts'
import { nextPeriod, parsePeriodLabel, type Frequency, type Period } from './period.ts'

export type PeriodLanguage = 'fr' | 'en'

// Made once: a formatter costs fifty times what it formats.
const shortMonth = { timeZone: 'UTC', month: 'short', year: 'numeric' } as const
const months: Readonly<Record<PeriodLanguage, Intl.DateTimeFormat>> = {
  fr: new Intl.DateTimeFormat('fr-FR', shortMonth),
  en: new Intl.DateTimeFormat('en-GB', shortMonth),
}

/** The name of a canonical label: mars 2025, S12 2025, T1 2025, 1er semestre 2025, 31/12/2025. */
export function periodName(label: string, language: PeriodLanguage): string {
  const [, year = '', kind = '', number = ''] = /^(\d{4})(?:-([WTS]?)(\d{1,2}))?$/.exec(label) ?? []
  // French and British days are written alike.
  if (year === '') return formatDayFr(label as Day)
  if (number === '') return year
  if (kind === '') return monthName(label, language)
  if (kind === 'S')
    return language === 'fr' ? `${number === '1' ? '1er' : '2e'} semestre ${year}` : `H${number} ${year}`
  const letters = language === 'fr' ? { W: 'S', T: 'T' } : { W: 'W', T: 'Q' }
  return `${letters[kind as 'W' | 'T']}${number} ${year}`
}

/** The period of a canonical label. Throws RangeError for a label the server would never send. */
export function periodOfLabel(frequency: Frequency, label: string): Period {
  const result = parsePeriodLabel(frequency, label)
  if (!result.ok) throw new RangeError(`“${label}” is no ${frequency} period.`)
  return result.period
}

/** Labels from the first to the last, missing periods included: a gap in a line is information. Days stay as they are. */
export function withGaps(frequency: Frequency, labels: readonly string[]): readonly string[] {
  const last = labels.at(-1)
  const first = labels[0]
  if (first === undefined || last === undefined || frequency === 'DAILY') return labels
  const filled = [first]
  let period = periodOfLabel(frequency, first)
  const end = periodOfLabel(frequency, last)
  while (period.start < end.start) {
    period = nextPeriod(frequency, period)
    filled.push(period.label)
  }
  return filled
}

function monthName(label: string, language: PeriodLanguage): string {
  return months[language].format(new Date(`${label}-01T00:00:00Z`))
}
