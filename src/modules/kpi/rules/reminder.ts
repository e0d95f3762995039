// Who is reminded of which missing values, and what the reminder says.
import { type Day, daysBetween } from '#kernel/dates.ts'
import { type Frequency, parsePeriodLabel, type Period } from './period.ts'
import { periodNameFr } from './period-name.ts'
import { computeStanding } from './standing.ts'

export interface ReminderRule {
  /** Days after the end of a period. */
  readonly remind_after: number
  readonly repeat_after: number
  readonly tell_dashboard_owner_after: number
  readonly tell_admins_after: number
}

export const usualReminderRule: ReminderRule = {
  remind_after: 2,
  repeat_after: 3,
  tell_dashboard_owner_after: 7,
  tell_admins_after: 14,
}

/** A KPI that waits for values. */
export interface Waiting {
  readonly kpi_id: string
  readonly name: string
  readonly frequency: Frequency
  readonly dashboard_id: string
  readonly dashboard_title: string
  readonly owner_id: string
  readonly owner_name: string
  readonly dashboard_owner_id: string
  readonly audience: readonly string[] | null
  readonly created_on: Day
  readonly locked_through: Day | null
  /** Start of the latest period that has a value. */
  readonly latest_period_start: Day | null
  /** The latest periods that have one, as `computeStanding` takes them. */
  readonly entered: readonly Day[]
}

/** What is missing of one KPI, as far as its time is up. */
export interface Missing {
  readonly kpi: Waiting
  readonly first: Period
  readonly count: number
  /** Days since the first missing period ended. */
  readonly days_late: number
}

/** The periods that wait for their value (rules/standing.ts) and ended at least `grace` days ago; null for none. */
export function missingOf(kpi: Waiting, today: Day, grace: number): Missing | null {
  const { frequency } = kpi
  const standing = computeStanding({ ...kpi, today, latest_entered_on: null })
  const missing = periodsOf(frequency, standing.missing).filter(({ end }) => daysBetween(end, today) >= grace)
  const [oldest] = missing
  if (oldest === undefined) return null
  const since = standing.missing[0] === oldest.label ? (standing.missing_since ?? oldest.label) : oldest.label
  const [first = oldest] = periodsOf(frequency, [since])
  return { kpi, first, count: missing.length, days_late: daysBetween(first.end, today) }
}

function periodsOf(frequency: Frequency, labels: readonly string[]): readonly Period[] {
  return labels.flatMap((label) => {
    const read = parsePeriodLabel(frequency, label)
    return read.ok ? [read.period] : []
  })
}

/** Somebody who may be reminded. */
export interface Reminded {
  readonly user_id: string
  readonly role: 'ADMIN' | 'USER'
  /** KPIs he was reminded of lately. */
  readonly resting: ReadonlySet<string>
}

export interface Reminder {
  readonly user_id: string
  /** What he is to enter himself. */
  readonly own: readonly Missing[]
  /** What others left undone, long enough that he is told. */
  readonly others: readonly Missing[]
}

/**
 * One reminder per person at most. Whoever is due for one KPI is told of all that are his matter, so that reminders come
 * together; who was reminded of every one of them lately is left in peace.
 */
export function planReminders(
  missing: readonly Missing[],
  people: readonly Reminded[],
  rule: ReminderRule,
): readonly Reminder[] {
  return people.flatMap((person) => {
    const seen = missing.filter(({ kpi }) => maySee(person, kpi))
    const own = seen.filter(({ kpi }) => kpi.owner_id === person.user_id)
    const others = seen.filter((one) => isEscalated(one, person, rule))
    const isDue = [...own, ...others].some(({ kpi }) => !person.resting.has(kpi.kpi_id))
    return isDue ? [{ user_id: person.user_id, own, others }] : []
  })
}

function maySee(person: Reminded, { audience }: Waiting): boolean {
  return audience === null || person.role === 'ADMIN' || audience.includes(person.user_id)
}

function isEscalated({ kpi, days_late }: Missing, person: Reminded, rule: ReminderRule): boolean {
  if (kpi.owner_id === person.user_id) return false
  if (kpi.dashboard_owner_id === person.user_id && days_late >= rule.tell_dashboard_owner_after) return true
  return person.role === 'ADMIN' && days_late >= rule.tell_admins_after
}

export interface ReminderSentence {
  readonly title: string
  readonly body: string
  readonly link: string
  /** The KPIs that it names. */
  readonly kpi_ids: readonly string[]
}

const lineCountMax = 20

/** The one notification of a reminder: how many values, then which. */
export function reminderSentence({ own, others }: Reminder): ReminderSentence {
  const all = [...own, ...others]
  const shown = all.slice(0, lineCountMax)
  const lines = shown.map((one, index) => `• ${lineOf(one)}${index < own.length ? '' : blame(one)}`)
  const rest = all.length - shown.length
  return {
    title: [countOwn(own), countOthers(others)].filter((part) => part !== '').join(', '),
    body: [...lines, ...(rest === 0 ? [] : [`… et ${rest} de plus`])].join('\n'),
    link: linkOf(own, others),
    kpi_ids: shown.map(({ kpi }) => kpi.kpi_id),
  }
}

/** A KPI and its missing periods: « Taux de service : mars 2025 ». */
export function lineOf({ kpi, first, count }: Missing): string {
  const since = periodNameFr(kpi.frequency, first.start)
  return `${kpi.name} : ${count === 1 ? since : `${count} périodes depuis ${since}`}`
}

function blame({ kpi, days_late }: Missing): string {
  return ` (${kpi.owner_name}, ${kpi.dashboard_title}, ${days_late} jours)`
}

function countOwn(own: readonly Missing[]): string {
  const count = own.reduce((sum, one) => sum + one.count, 0)
  if (count === 0) return ''
  return count === 1 ? '1 valeur à saisir' : `${count} valeurs à saisir`
}

function countOthers(others: readonly Missing[]): string {
  if (others.length === 0) return ''
  return others.length === 1 ? '1 saisie en retard à relancer' : `${others.length} saisies en retard à relancer`
}

/** To the one KPI, or to the page of one's day, which lists what is to be entered. */
function linkOf(own: readonly Missing[], others: readonly Missing[]): string {
  const [first] = [...own, ...others]
  if (first !== undefined && own.length + others.length === 1) return `/kpis/${first.kpi.kpi_id}`
  return '/my-day'
}
