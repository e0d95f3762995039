// The alert of a KPI: a state machine over its judged values, with hysteresis, so that a flapping value alerts once.
import type { Day } from '#kernel/dates.ts'
import { firstExpected } from './expected-periods.ts'
import { type Frequency, nextPeriod, periodOf, previousPeriod } from './period.ts'
import type { Status } from './status.ts'
import { statusWindow } from './status-window.ts'

/** WATCH: bad, not yet often enough. RECOVERING: in alert, good again, not yet often enough. */
export type AlertState = 'OK' | 'WATCH' | 'ALERT' | 'RECOVERING' | 'NO_DATA'

export interface AlertRule {
  /** From which status on a value is bad. */
  readonly level: 'RED' | 'ORANGE'
  /** Bad periods in a row that raise the alert. */
  readonly raise_after: number
  /** Good periods in a row that end it. */
  readonly clear_after: number
}

/** A judged value; null without thresholds. */
export interface AlertPoint {
  readonly start: Day
  readonly status: Status | null
}

export interface AlertReading {
  readonly state: AlertState
  /** Start of the period since which it is so; of an alert: of the first bad period that led to it. */
  readonly since: Day | null
  /** Start of the period that raised the alert in force. */
  readonly raised: Day | null
  /** Start of the latest period that was bad. */
  readonly last_bad: Day | null
}

/** Values looked at: long enough for every rule, so that a daily KPI of many years costs what a young one costs. */
export const alertPointsMax = 120

export const usualAlertRule: AlertRule = { level: 'RED', raise_after: 1, clear_after: 2 }

interface Walk extends AlertReading {
  readonly bad: number
  readonly good: number
  /** Start of the first bad period in a row. */
  readonly badSince: Day | null
  /** Start of the next period that is expected: Monday after a Friday. */
  readonly next: Day | null
}

const beginning: Walk = {
  state: 'OK',
  since: null,
  raised: null,
  last_bad: null,
  bad: 0,
  good: 0,
  badSince: null,
  next: null,
}

/**
 * The state after these values, oldest first: a function of the sequence alone. A missing period (not a week-end of a
 * daily KPI) begins both counts anew and neither raises nor ends an alert; a value without thresholds ends it, for nothing is judged any more.
 */
export function readAlert(frequency: Frequency, points: readonly AlertPoint[], rule: AlertRule): AlertReading {
  let walk: Walk = beginning
  for (const point of points) walk = step(walk, { frequency, point, rule })
  const { state, since, raised, last_bad } = walk
  return { state, since, raised, last_bad }
}

/** Whether a verdict is bad by this rule. */
export function isBadFor({ level }: Pick<AlertRule, 'level'>, status: Status): boolean {
  return status === 'RED' || (level === 'ORANGE' && status === 'ORANGE')
}

interface Step {
  readonly frequency: Frequency
  readonly point: AlertPoint
  readonly rule: AlertRule
}

function step(walk: Walk, { frequency, point, rule }: Step): Walk {
  const next = firstExpected(frequency, nextPeriod(frequency, periodOf(frequency, point.start))).start
  const isNeighbour = walk.next !== null && point.start <= walk.next
  if (point.status === null) {
    const since = walk.state === 'OK' ? walk.since : point.start
    return { ...beginning, since, last_bad: walk.last_bad, next }
  }
  const isBad = isBadFor(rule, point.status)
  const bad = isBad ? (isNeighbour ? walk.bad : 0) + 1 : 0
  const good = isBad ? 0 : (isNeighbour ? walk.good : 0) + 1
  const badSince = isBad ? (bad === 1 ? point.start : walk.badSince) : null
  const counted = { bad, good, badSince, next, last_bad: isBad ? point.start : walk.last_bad }
  const isOpen = walk.state === 'ALERT' || walk.state === 'RECOVERING'
  const state = nextState({ isBad, isOpen, bad, good }, rule)
  if (state === 'ALERT') {
    if (walk.state === 'ALERT') return { ...walk, ...counted }
    return { ...counted, state, raised: isOpen ? walk.raised : point.start, since: badSince }
  }
  const since = state === walk.state ? walk.since : point.start
  return { ...counted, state, since, raised: state === 'RECOVERING' ? walk.raised : null }
}

interface Count {
  readonly isBad: boolean
  readonly isOpen: boolean
  readonly bad: number
  readonly good: number
}

function nextState({ isBad, isOpen, bad, good }: Count, rule: AlertRule): AlertState {
  if (isBad) return isOpen || bad >= rule.raise_after ? 'ALERT' : 'WATCH'
  return isOpen && good < rule.clear_after ? 'RECOVERING' : 'OK'
}

export interface Silence {
  readonly frequency: Frequency
  /** Start of the latest period that has a value. */
  readonly latest: Day | null
  readonly created_on: Day
  readonly today: Day
}

/**
 * Start of the first missing period when no value is current any more (rules/status-window.ts: one period of grace),
 * else null.
 */
export function silentSince({ frequency, latest, created_on, today }: Silence): Day | null {
  const last =
    latest === null ? previousPeriod(frequency, periodOf(frequency, created_on)) : periodOf(frequency, latest)
  return last.start < statusWindow(frequency, today).current_since ? nextPeriod(frequency, last).start : null
}

/** What was known and told before. */
export interface AlertMemory {
  readonly state: AlertState
  /** Start of the latest period that was known and counted. */
  readonly through: Day | null
  /** An alert was told and not yet said to be over. */
  readonly is_told: boolean
  /** Start of the period of the last alert that was told. */
  readonly told_through: Day | null
}

export type AlertMessage = 'RAISED' | 'CLEARED' | 'NO_DATA'

export interface AlertDecision {
  readonly message: AlertMessage | null
  readonly is_told: boolean
  readonly told_through: Day | null
}

/**
 * Whether people are told. `touched` is the latest period that was written or has just been settled by its end, null when
 * only time went by. An alert is told when the bad value is as new as all that was known: correcting the past alarms nobody
 * today; one that nobody heard of, because a stricter rule found it in the past, is told with its next bad value.
 * The alert of one period is told once, however often its value is corrected; its end is told once too.
 */
export function decideMessage(memory: AlertMemory, reading: AlertReading, touched: Day | null): AlertDecision {
  const { is_told, told_through } = memory
  const silent = { message: null, is_told, told_through }
  if (reading.state === 'NO_DATA') {
    const isNew = touched === null && memory.state !== 'NO_DATA'
    return { ...silent, message: isNew ? 'NO_DATA' : null }
  }
  const { raised, last_bad } = reading
  if (raised === null) return is_told ? { message: 'CLEARED', is_told: false, told_through } : silent
  const isKnown = is_told || (told_through !== null && raised <= told_through)
  const known = memory.through
  const isFresh = touched !== null && (known === null || (touched >= known && last_bad !== null && last_bad >= known))
  if (reading.state !== 'ALERT' || isKnown || !isFresh) return silent
  return { message: 'RAISED', is_told: true, told_through: raised }
}
