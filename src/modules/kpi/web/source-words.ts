// What is said of a source: when it is read, what came of the last reading, what comes next. Pure.
import type { Format } from '#web/i18n/format.ts'
import type { MessageKey } from '#web/i18n/fr.ts'
import type { Translate } from '#web/i18n/use-i18n.tsx'
import type { ImportSource } from '../source-schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-sources.ts'

export type KpiTranslate = Translate<MessageKey | KpiKey>

export interface Words {
  readonly t: KpiTranslate
  readonly format: Pick<Format, 'instant'>
  readonly locale: string
}

const dayMilliseconds = 86_400_000
/** 2024-01-01 was a Monday. */
const mondayMs = Date.UTC(2024, 0, 1)

/** “aujourd’hui à 07:00”, on the organisation's clock. */
export function whenOf({ t, format }: Words, instant: string, now: number = Date.now()): string {
  const [day = '', time = ''] = format.instant(instant).split(' ')
  const shift = [0, -1, 1].find((days) => dayOf(format, now + days * dayMilliseconds) === day)
  if (shift === 0) return t('kpi.sources.when.today', { time })
  if (shift === undefined) return t('kpi.sources.when.day', { day, time })
  return t(shift < 0 ? 'kpi.sources.when.yesterday' : 'kpi.sources.when.tomorrow', { time })
}

function dayOf(format: Words['format'], ms: number): string {
  return format.instant(new Date(ms).toISOString()).split(' ')[0] ?? ''
}

/** “chaque lundi à 07:00” */
export function rhythmOf({ t, locale }: Words, source: Pick<ImportSource, 'schedule' | 'hour' | 'weekday'>): string {
  const { schedule, hour, weekday } = source
  if (schedule === 'HOURLY') return t('kpi.sources.schedule.HOURLY')
  const time = hourText(hour ?? 0)
  if (schedule === 'DAILY') return t('kpi.sources.daily', { time })
  return t('kpi.sources.weekly', { day: weekdayName(locale, weekday ?? 1), time })
}

export function hourText(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

/** 1 is Monday. */
export function weekdayName(locale: string, weekday: number): string {
  const name = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  return name.format(mondayMs + (weekday - 1) * dayMilliseconds)
}

/** “12 nouvelles valeurs, 3 valeurs refusées”: what the last import of a source did. */
export function gainOf(t: KpiTranslate, job: ImportSource['last_job']): string {
  if (job === null) return t('kpi.sources.what.nothing')
  if (job.undone_at !== null) return t('kpi.sources.what.undone')
  const parts = [
    job.values_new === 0 ? null : t('kpi.sources.what.new', { count: job.values_new }),
    job.values_changed === 0 ? null : t('kpi.sources.what.changed', { count: job.values_changed }),
    job.values_rejected === 0 ? null : t('kpi.sources.what.rejected', { count: job.values_rejected }),
  ].filter((part) => part !== null)
  return parts.length === 0 ? t('kpi.sources.what.nothing') : parts.join(', ')
}

/** “lue aujourd’hui à 07:00 : 12 nouvelles valeurs” */
export function stateOf(words: Words, source: ImportSource, now: number = Date.now()): string {
  const { t } = words
  if (source.is_running) return t('kpi.sources.state.reading')
  if (source.last_run_at === null) return t('kpi.sources.state.never')
  const when = whenOf(words, source.last_run_at, now)
  if (source.last_outcome === 'UNCHANGED') return t('kpi.sources.state.unchanged', { when })
  if (source.last_outcome === 'FAILED')
    return t('kpi.sources.state.failed', { when, why: source.last_error_message ?? '' })
  return t('kpi.sources.state.read', { when, what: gainOf(t, source.last_job) })
}

/** When it is read next, or why it is not. */
export function nextOf(words: Words, source: ImportSource, now: number = Date.now()): string {
  const { t } = words
  if (source.next_run_at === null) return t(source.stopped_code === null ? 'kpi.sources.paused' : 'kpi.sources.stopped')
  const when = whenOf(words, source.next_run_at, now)
  return source.failures === 0 ? when : t('kpi.sources.retry', { when })
}

/** The server of an address, without what may be a key. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url
}
