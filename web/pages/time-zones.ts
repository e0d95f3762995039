// Time zones as people choose them: those of French-speaking places first, each with its distance to universal time. Pure.
import type { Language } from '../i18n/catalogue.ts'

export interface TimeZoneChoice {
  readonly value: string
  readonly label: string
}

/** Where most of our users are; the rest of the world follows by name. */
const nearby = [
  'Europe/Paris',
  'Europe/Brussels',
  'Europe/Luxembourg',
  'Europe/Zurich',
  'America/Guadeloupe',
  'America/Martinique',
  'America/Cayenne',
  'America/Miquelon',
  'Indian/Reunion',
  'Indian/Mayotte',
  'Pacific/Noumea',
  'Pacific/Tahiti',
  'Pacific/Wallis',
]

/** Every zone this browser knows and the one in force, which it may know by another name. */
export function timeZoneChoices(current: string, at: Date): readonly TimeZoneChoice[] {
  const known = Intl.supportedValuesOf('timeZone')
  const others = [...known, 'UTC', current].filter((zone) => !nearby.includes(zone)).toSorted()
  return [...new Set([...nearby, ...others])].map((zone) => ({
    value: zone,
    label: `${zone.replaceAll('_', ' ')} (${distanceOf(zone, at)})`,
  }))
}

/** The clock of a zone: “samedi 21 novembre à 18:24”. */
export function clockOf(zone: string, language: Language, at: Date): string {
  return new Intl.DateTimeFormat(language, {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at)
}

/** January to December by their names. */
export function monthNames(language: Language): readonly string[] {
  const name = new Intl.DateTimeFormat(language, { timeZone: 'UTC', month: 'long' })
  return Array.from({ length: 12 }, (_, month) => name.format(Date.UTC(2024, month, 1)))
}

function distanceOf(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('fr', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC'
}
