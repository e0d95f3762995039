// What an automatic source must say: when it is read, and how it proves itself to the server it reads from.
import type { SourceSchedule } from './source-schedule.ts'

export interface SourceFault {
  readonly pointer: string
  readonly code: string
  readonly detail: string
}

const usualHour = 7
const usualWeekday = 1

/**
 * The times of a source after a change: what a new rhythm has no use for goes, what it needs and nobody gave is kept or usual.
 * Faults are only about what was given.
 */
export function changedTimes(before: SourceSchedule | null, given: Partial<SourceSchedule>): SourceSchedule {
  const schedule = given.schedule ?? before?.schedule ?? 'DAILY'
  const hour = given.hour ?? before?.hour ?? usualHour
  const weekday = given.weekday ?? before?.weekday ?? usualWeekday
  return {
    schedule,
    hour: schedule === 'HOURLY' ? null : hour,
    weekday: schedule === 'WEEKLY' ? weekday : null,
  }
}

/** What was given and does not fit the rhythm. */
export function timeFaults(given: Partial<SourceSchedule>, { schedule }: SourceSchedule): readonly SourceFault[] {
  const faults: SourceFault[] = []
  if (given.hour != null && schedule === 'HOURLY')
    faults.push(unused('hour', 'Une source lue chaque heure n’a pas d’heure.'))
  if (given.weekday != null && schedule !== 'WEEKLY')
    faults.push(unused('weekday', 'Seule une source lue chaque semaine a un jour.'))
  if (given.hour === null && schedule !== 'HOURLY') faults.push(required('hour', 'Choisissez une heure, de 0 à 23.'))
  if (given.weekday === null && schedule === 'WEEKLY')
    faults.push(required('weekday', 'Choisissez un jour, de 1 (lundi) à 7.'))
  return faults
}

export interface Credentials {
  readonly credentials: 'NONE' | 'BEARER' | 'BASIC'
  readonly user_name: string | null
  /** As given now; null: the one that is kept. */
  readonly secret: string | null
}

/** What is wrong with the proof; `isKept`: a secret is kept that still fits kind and address. */
export function credentialFaults(
  { credentials, user_name, secret }: Credentials,
  { isKept }: { readonly isKept: boolean },
): readonly SourceFault[] {
  if (credentials === 'NONE') {
    const faults = secret === null ? [] : [unused('secret', 'Sans authentification, il n’y a pas de secret.')]
    return user_name === null
      ? faults
      : [...faults, unused('user_name', 'Sans authentification, il n’y a pas d’identifiant.')]
  }
  return [...userFaults(credentials, user_name), ...secretFaults(credentials, secret, isKept)]
}

function userFaults(kind: 'BEARER' | 'BASIC', name: string | null): readonly SourceFault[] {
  if (kind === 'BEARER') return name === null ? [] : [unused('user_name', 'Un jeton se passe d’identifiant.')]
  if (name === null || name.trim() === '') return [required('user_name', 'Donnez l’identifiant.')]
  return /[:\p{Cc}]/u.test(name)
    ? [invalid('user_name', 'Un identifiant ne contient ni deux-points ni caractère invisible.')]
    : []
}

function secretFaults(kind: 'BEARER' | 'BASIC', secret: string | null, isKept: boolean): readonly SourceFault[] {
  if (secret === null) {
    const detail = 'Donnez le secret : il est demandé à nouveau quand l’adresse mène ailleurs.'
    return isKept ? [] : [{ pointer: '/secret', code: 'SECRET_REQUIRED', detail }]
  }
  if (secret === '') return [required('secret', 'Le secret ne peut pas être vide.')]
  const fits = kind === 'BEARER' ? /^[\x21-\x7e]+$/.test(secret) : !/\p{Cc}/u.test(secret)
  if (fits) return []
  return [
    invalid(
      'secret',
      kind === 'BEARER' ? 'Un jeton n’a ni espace ni accent.' : 'Le mot de passe contient un caractère invisible.',
    ),
  ]
}

function unused(field: string, detail: string): SourceFault {
  return { pointer: `/${field}`, code: 'VALUE_INVALID', detail }
}

const invalid = unused

function required(field: string, detail: string): SourceFault {
  return { pointer: `/${field}`, code: 'REQUIRED', detail }
}
