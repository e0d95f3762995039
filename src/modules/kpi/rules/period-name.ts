// Periods as French letters and notifications name them: mars 2025, semaine 12 de 2025.
import { type Day, dayParts, formatDayFr, isoWeekOf } from '#kernel/dates.ts'
import type { Frequency } from './period.ts'

const monthNames = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
] as const

/** Names the period of a frequency that holds a day. */
export function periodNameFr(frequency: Frequency, day: Day): string {
  const { year, month } = dayParts(day)
  switch (frequency) {
    case 'DAILY':
      return formatDayFr(day)
    case 'WEEKLY': {
      const { year: weekYear, week } = isoWeekOf(day)
      return `semaine ${week} de ${weekYear}`
    }
    case 'MONTHLY':
      return `${monthNames[month - 1]} ${year}`
    case 'QUARTERLY':
      return `T${Math.ceil(month / 3)} ${year}`
    case 'HALF_YEARLY':
      return `S${Math.ceil(month / 6)} ${year}`
    case 'YEARLY':
      return String(year)
  }
}
