// Periods as people read and choose them; the calendar itself is the rules'. Pure.
import { localeOf, type Language } from '#web/i18n/catalogue.ts'
import { parsePeriodLabel, previousPeriod, nextPeriod, type Frequency, type Period } from '../rules/period.ts'

/** How many periods back a person chooses from a list; older ones are given by one of their days. */
const offeredCount: Readonly<Record<Frequency, number>> = {
  DAILY: 62,
  WEEKLY: 78,
  MONTHLY: 36,
  QUARTERLY: 20,
  HALF_YEARLY: 12,
  YEARLY: 12,
}

/** The name of a canonical label: mars 2025, S12 2025, T1 2025, 1er semestre 2025, 31/12/2025. */
export function periodName(label: string, language: Language): string {
  const [, year = '', kind = '', number = ''] = /^(\d{4})(?:-([WTS]?)(\d{1,2}))?$/.exec(label) ?? []
  if (year === '') return dayName(label, language)
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

/** Periods to choose from, newest first: the open one, then those that are over. */
export function offeredPeriods(frequency: Frequency, expectedLabel: string): readonly Period[] {
  let period = nextPeriod(frequency, periodOfLabel(frequency, expectedLabel))
  const periods: Period[] = []
  while (periods.length < offeredCount[frequency]) {
    periods.push(period)
    period = previousPeriod(frequency, period)
  }
  return periods
}

export interface EntryState {
  readonly frequency: Frequency
  /** The last period that is over. */
  readonly expected_period_label: string
  /** Closed periods that wait, oldest first. */
  readonly missing: readonly string[]
  readonly latest_period_label: string | null
}

/** The period a quick entry is for: the latest closed one that waits, else the open one; null when nothing is to enter. */
export function periodToEnter(kpi: EntryState): Period | null {
  const waiting = kpi.missing.at(-1)
  if (waiting !== undefined) return periodOfLabel(kpi.frequency, waiting)
  const open = nextPeriod(kpi.frequency, periodOfLabel(kpi.frequency, kpi.expected_period_label))
  return kpi.latest_period_label === open.label ? null : open
}

/** The latest period without a value, the open one last; null when every offered period has one. */
export function latestMissing(
  frequency: Frequency,
  expectedLabel: string,
  entered: ReadonlySet<string>,
): Period | null {
  const [open, ...over] = offeredPeriods(frequency, expectedLabel)
  return [...over.slice(0, 1), open, ...over.slice(1)].find((period) => period && !entered.has(period.label)) ?? null
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

function dayName(label: string, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    timeZone: 'UTC',
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).format(new Date(`${label}T00:00:00Z`))
}

function monthName(label: string, language: Language): string {
  const month = new Intl.DateTimeFormat(localeOf(language), { timeZone: 'UTC', month: 'short', year: 'numeric' })
  return month.format(new Date(`${label}-01T00:00:00Z`))
}
