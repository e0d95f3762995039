// When an automatic source is read: on full hours of the organisation's clock, later and later while it fails.
import { addDays, daysBetween, instantAt, isoMondayOf, nextFullHour, today } from '#kernel/dates.ts'
import type { Day, Instant } from '#kernel/dates.ts'

export type Rhythm = 'HOURLY' | 'DAILY' | 'WEEKLY'

export interface SourceSchedule {
  readonly schedule: Rhythm
  /** 0 to 23, for DAILY and WEEKLY. */
  readonly hour: number | null
  /** 1 is Monday, for WEEKLY. */
  readonly weekday: number | null
}

/** Failures in a row after which a source stops by itself. */
export const failuresMax = 5
/** From this failure in a row on, its owner knows: a hiccup mends itself. */
export const failuresTold = 2
/** Minutes until the next try, after the first failure, the second, … */
const retryMinutes = [15, 60, 240, 720] as const

/**
 * The first reading after a moment. On days when the clock skips the hour it is read an hour later, on days when the hour
 * comes twice at the first: once a day either way.
 */
export function nextRun(plan: SourceSchedule, after: Instant, timeZone: string): Instant {
  if (plan.schedule === 'HOURLY') return nextFullHour(after, timeZone)
  const hour = plan.hour ?? 0
  const step = plan.schedule === 'DAILY' ? 1 : 7
  let day = firstDay(plan, today(timeZone, after))
  for (;;) {
    const moment = instantAt(day, hour, timeZone)
    if (isAfter(moment, after)) return moment
    day = addDays(day, step)
  }
}

/** This day, or the planned weekday of its week or of the next one. */
function firstDay({ schedule, weekday }: SourceSchedule, day: Day): Day {
  if (schedule === 'DAILY') return day
  const planned = addDays(isoMondayOf(day), (weekday ?? 1) - 1)
  return daysBetween(day, planned) >= 0 ? planned : addDays(planned, 7)
}

/**
 * The next try after `failures` failures in a row: soon at first. A source read every hour is read less often while it fails,
 * one that is read daily or weekly is not read later than planned.
 */
export function retryRun(plan: SourceSchedule, now: Instant, { failures, timeZone }: Retry): Instant {
  const minutes = retryMinutes[Math.min(failures, retryMinutes.length) - 1] ?? retryMinutes[0]
  const retry = now.add({ minutes })
  if (plan.schedule === 'HOURLY') return retry
  const planned = nextRun(plan, now, timeZone)
  return isAfter(retry, planned) ? planned : retry
}

export interface Retry {
  /** At least 1. */
  readonly failures: number
  readonly timeZone: string
}

function isAfter(one: Instant, other: Instant): boolean {
  return one.epochMilliseconds > other.epochMilliseconds
}
