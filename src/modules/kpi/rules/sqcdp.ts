// The month board: five letters, each made of the days of a month, coloured by the daily KPIs of its family.
import type { Day } from '#kernel/dates.ts'
import { isExpected } from './expected-periods.ts'
import { listPeriods, type Period, periodOf } from './period.ts'
import type { Status } from './status.ts'

export const families = ['SAFETY', 'QUALITY', 'COST', 'DELIVERY', 'PEOPLE'] as const
export type Family = (typeof families)[number]

/** What answers a red: an action on its KPI made on that day or later, not a cancelled one. */
export type Countermeasure = 'NONE' | 'OPEN' | 'DONE'

export interface BoardKpi {
  readonly kpi_id: string
  readonly family: Family
  /** The first day on which a value is expected. */
  readonly expected_from: Day
}

export interface BoardEntry {
  readonly kpi_id: string
  readonly day: Day
  readonly status: Status | null
  readonly countermeasure: Countermeasure
}

/** `NOT_EXPECTED`: a week-end, or before the KPIs of the family were there. */
export type DayState = Status | 'NO_THRESHOLD' | 'NO_DATA' | 'NOT_EXPECTED' | 'FUTURE'

export interface BoardDay {
  readonly day: Day
  readonly state: DayState
  /** Of a red day: `NONE` as long as one of its reds has none. Null on other days. */
  readonly countermeasure: Countermeasure | null
}

export interface BoardLetter {
  readonly family: Family
  readonly days: readonly BoardDay[]
}

export interface BoardInput {
  readonly month: Period
  readonly today: Day
  readonly kpis: readonly BoardKpi[]
  readonly entries: readonly BoardEntry[]
}

/** The five letters of a month, in their order. A day takes the worst status that its family's values have. */
export function boardLetters({ month, today, kpis, entries }: BoardInput): readonly BoardLetter[] {
  const days = listPeriods('DAILY', { from: month.start, to: month.end }).map(({ start }) => start)
  const familyOf = new Map(kpis.map((kpi) => [kpi.kpi_id, kpi.family]))
  return families.map((family) => {
    const members = kpis.filter((kpi) => kpi.family === family)
    const byDay = Map.groupBy(
      entries.filter((entry) => familyOf.get(entry.kpi_id) === family),
      (entry) => entry.day,
    )
    return { family, days: days.map((day) => dayOf(day, { today, members, entries: byDay.get(day) ?? [] })) }
  })
}

interface DayInput {
  readonly today: Day
  readonly members: readonly BoardKpi[]
  readonly entries: readonly BoardEntry[]
}

function dayOf(day: Day, { today, members, entries }: DayInput): BoardDay {
  if (entries.length === 0) return { day, state: emptyState(day, { today, members }), countermeasure: null }
  const worst = (['RED', 'ORANGE', 'GREEN'] as const).find((status) => entries.some((one) => one.status === status))
  return { day, state: worst ?? 'NO_THRESHOLD', countermeasure: worst === 'RED' ? weakestAnswer(entries) : null }
}

function emptyState(day: Day, { today, members }: Pick<DayInput, 'today' | 'members'>): DayState {
  if (day > today) return 'FUTURE'
  if (!isExpected('DAILY', periodOf('DAILY', day)) || !members.some((kpi) => kpi.expected_from <= day))
    return 'NOT_EXPECTED'
  return 'NO_DATA'
}

function weakestAnswer(entries: readonly BoardEntry[]): Countermeasure {
  const answers = entries.filter(({ status }) => status === 'RED').map(({ countermeasure }) => countermeasure)
  return (['NONE', 'OPEN'] as const).find((answer) => answers.includes(answer)) ?? 'DONE'
}
