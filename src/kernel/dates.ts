// Calendar days as ISO text, counted with integers; the only file that knows Temporal.
import { Temporal } from 'temporal-polyfill'

declare const dayBrand: unique symbol
/** A calendar day as ISO text, `2025-12-31`, years 0001 to 9999; never an instant. Days sort as text. */
export type Day = string & { readonly [dayBrand]: 'day' }

/** A moment in time, the same everywhere. */
export type Instant = Temporal.Instant

export interface DayParts {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** A week as ISO 8601 counts it: the year is that of the week's Thursday. */
export interface IsoWeek {
  readonly year: number
  readonly week: number
}

const yearMax = 9999
/** The last day that ISO text of four-digit years can write. */
export const dayMax = '9999-12-31' as Day
const dayShape = /^\d{4}-\d{2}-\d{2}$/
/** Temporal reads more than RFC 3339: names of zones, signed years, hours alone. */
const instantShape = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:\d{2})$/
const instantMsMin = Date.parse('0001-01-01T00:00:00Z')
const instantMsMax = Date.parse('9999-12-31T23:59:59.999Z')
const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const

/** The day it is in a time zone, now or at the given instant. Throws RangeError for an unknown time zone. */
export function today(timeZone: string, instant: Instant = Temporal.Now.instant()): Day {
  return instant.toZonedDateTimeISO(timeZone).toPlainDate().toString() as Day
}

/**
 * The moment when a clock of the time zone shows a full hour of a day. An hour that the clock skips is the next one that
 * exists; of an hour that comes twice, the first.
 */
export function instantAt(day: Day, hour: number, timeZone: string): Instant {
  const { year, month, day: dayOfMonth } = dayParts(day)
  const local = { year, month, day: dayOfMonth, hour, timeZone }
  return Temporal.ZonedDateTime.from(local, { disambiguation: 'compatible' }).toInstant()
}

/** The next moment after an instant when a clock of the time zone shows a full hour. */
export function nextFullHour(after: Instant, timeZone: string): Instant {
  const { minute, second, millisecond, microsecond, nanosecond } = after.toZonedDateTimeISO(timeZone)
  return after
    .subtract({ minutes: minute, seconds: second, milliseconds: millisecond })
    .subtract({ microseconds: microsecond, nanoseconds: nanosecond })
    .add({ hours: 1 })
}

/** Reads an RFC 3339 instant with its offset (seconds may be left out); null when it is not one, or not of the years 0001 to 9999 in UTC. */
export function parseInstant(text: string): Instant | null {
  if (!instantShape.test(text)) return null
  try {
    const instant = Temporal.Instant.from(text)
    const { epochMilliseconds } = instant
    return epochMilliseconds >= instantMsMin && epochMilliseconds <= instantMsMax ? instant : null
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Tells whether a text names a time zone that `today` knows, such as Europe/Paris. */
export function isTimeZone(text: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text)
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Reads `YYYY-MM-DD` and nothing else; null when malformed or when the day does not exist. */
export function parseDay(text: string): Day | null {
  if (!dayShape.test(text)) return null
  const { year, month, day } = dayParts(text as Day)
  return dayExists(year, month, day) ? (text as Day) : null
}

/** Builds a day from its numbers (month 1 to 12); null when that day does not exist. */
export function makeDay(year: number, month: number, day: number): Day | null {
  return dayExists(year, month, day) ? formatIso(year, month, day) : null
}

/** The numbers of a day, month 1 to 12. */
export function dayParts(day: Day): DayParts {
  return { year: digits(day, 0, 4), month: digits(day, 5, 7), day: digits(day, 8, 10) }
}

/** Moves a day by a number of days. Throws RangeError when the result leaves the years 0001 to 9999. */
export function addDays(day: Day, count: number): Day {
  return fromDayNumber(toDayNumber(day) + count)
}

/** Days from the first to the second, negative when the second comes before. */
export function daysBetween(from: Day, to: Day): number {
  return toDayNumber(to) - toDayNumber(from)
}

/** Negative, zero or positive, for sorting by calendar. */
export function compareDays(left: Day, right: Day): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

/** The number of days of a month (1 to 12). */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** The ISO week that holds a day. */
export function isoWeekOf(day: Day): IsoWeek {
  const thursday = toDayNumber(isoMondayOf(day)) + 3
  const { year } = dayParts(fromDayNumber(thursday))
  return { year, week: Math.floor((thursday - dayNumberOf(year, 1, 1)) / 7) + 1 }
}

/** The Monday of the ISO week that holds a day. */
export function isoMondayOf(day: Day): Day {
  const number = toDayNumber(day)
  return fromDayNumber(number - mondayOffset(number))
}

/** The Monday of an ISO week; null when that year has no such week (W00, W54, W53 in a year of 52). */
export function isoWeekMonday({ year, week }: IsoWeek): Day | null {
  if (!Number.isInteger(week) || week < 1 || week > 53 || year < 1 || year >= yearMax) return null
  const january4 = dayNumberOf(year, 1, 4)
  const monday = fromDayNumber(january4 - mondayOffset(january4) + (week - 1) * 7)
  return week === 53 && isoWeekOf(monday).year !== year ? null : monday
}

/** Writes a day the French way: 31/12/2025. */
export function formatDayFr(day: Day): string {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function dayExists(year: number, month: number, day: number): boolean {
  if (!Number.isInteger(year) || !Number.isInteger(month) || !Number.isInteger(day)) return false
  if (year < 1 || year > yearMax || month < 1 || month > 12) return false
  return day >= 1 && day <= daysInMonth(year, month)
}

/** Reads decimal digits in place: this runs several times per imported row, so it makes no substring. */
function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let index = from; index < to; index += 1) value = value * 10 + text.charCodeAt(index) - 48
  return value
}

/** Days since 0001-01-01. */
function toDayNumber(day: Day): number {
  return dayNumberOf(digits(day, 0, 4), digits(day, 5, 7), digits(day, 8, 10))
}

function dayNumberOf(year: number, month: number, day: number): number {
  const past = year - 1
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400)
  const leapDay = month > 2 && isLeapYear(year) ? 1 : 0
  return past * 365 + leapDays + (daysBeforeMonth[month - 1] ?? 0) + leapDay + day - 1
}

function fromDayNumber(number: number): Day {
  if (!Number.isInteger(number) || number < 0 || number > dayNumberOf(yearMax, 12, 31)) {
    throw new RangeError(`Day number ${number} is outside the years 0001 to 9999.`)
  }
  // The mean length of a year gives the year or one of its neighbours.
  let year = Math.floor(number / 365.2425) + 1
  while (dayNumberOf(year + 1, 1, 1) <= number) year += 1
  while (dayNumberOf(year, 1, 1) > number) year -= 1
  let month = 12
  while (dayNumberOf(year, month, 1) > number) month -= 1
  return formatIso(year, month, number - dayNumberOf(year, month, 1) + 1)
}

/** 0 on Monday to 6 on Sunday; 0001-01-01 was a Monday. */
function mondayOffset(number: number): number {
  return number % 7
}

function formatIso(year: number, month: number, day: number): Day {
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}` as Day
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}
