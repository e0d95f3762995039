// Days on which a daily value is expected.
import { type Day, daysBetween, isoMondayOf } from '#kernel/dates.ts'

/** Saturday or Sunday: a daily value is welcome, and not missed when there is none. */
export function isWeekend(day: Day): boolean {
  return daysBetween(isoMondayOf(day), day) >= 5
}
