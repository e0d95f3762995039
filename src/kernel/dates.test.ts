import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  addDays,
  compareDays,
  type Day,
  dayMax,
  dayParts,
  daysBetween,
  daysInMonth,
  formatDayFr,
  type Instant,
  isoMondayOf,
  isoWeekMonday,
  isoWeekOf,
  isTimeZone,
  makeDay,
  parseDay,
  parseInstant,
  today,
} from './dates.ts'

const paris = 'Europe/Paris'
const dayMilliseconds = 86_400_000

function day(text: string): Day {
  const parsed = parseDay(text)
  assert.ok(parsed !== null, text)
  return parsed
}

function instant(text: string): Instant {
  const parsed = parseInstant(text)
  assert.ok(parsed !== null, text)
  return parsed
}

/** Any day from 0001-01-01, as the platform's own calendar counts it: an oracle that shares no code with ours. */
const firstMillisecond = Date.parse('0001-01-01T00:00:00Z')
const lastNumber = (Date.parse('9999-12-31T00:00:00Z') - firstMillisecond) / dayMilliseconds
const anyDay = fc.integer({ min: 0, max: lastNumber }).map(oracleDay)

function oracleDay(number: number): Day {
  return new Date(firstMillisecond + number * dayMilliseconds).toISOString().slice(0, 10) as Day
}

test('every day of the calendar is read back as itself', () => {
  fc.assert(fc.property(anyDay, (text) => parseDay(text) === text))
})

test('impossible and malformed days are refused', () => {
  const wrong = [
    '2023-02-29',
    '1900-02-29',
    '2024-02-30',
    '2024-04-31',
    '2024-13-01',
    '2024-00-10',
    '2024-01-00',
    '0000-01-01',
    '',
    '2024-1-01',
    '24-01-01',
    '2024-01-01 ',
    '2024-01-01T00:00:00',
    '２０２４-01-01',
    '01/01/2024',
    '+002024-01-01',
  ]
  for (const text of wrong) assert.equal(parseDay(text), null, text)
  assert.equal(parseDay('2024-02-29'), '2024-02-29')
  assert.equal(parseDay('2000-02-29'), '2000-02-29')
})

test('a day is built from whole numbers only', () => {
  assert.equal(makeDay(2024, 6, 3), '2024-06-03')
  assert.equal(makeDay(17, 6, 3), '0017-06-03')
  assert.equal(makeDay(2024, 6, 31), null)
  assert.equal(makeDay(2024, 6.5, 1), null)
  assert.equal(makeDay(2024, 6, Number.NaN), null)
  assert.equal(makeDay(10_000, 1, 1), null)
  assert.equal(makeDay(0, 1, 1), null)
})

test('parts rebuild their day', () => {
  fc.assert(
    fc.property(anyDay, (text) => {
      const parts = dayParts(text)
      return makeDay(parts.year, parts.month, parts.day) === text && parts.day <= daysInMonth(parts.year, parts.month)
    }),
  )
})

test('adding days agrees with the platform calendar', () => {
  const numbers = fc.integer({ min: 0, max: lastNumber })
  fc.assert(
    fc.property(numbers, numbers, (from, to) => {
      assert.equal(addDays(oracleDay(from), to - from), oracleDay(to))
      assert.equal(daysBetween(oracleDay(from), oracleDay(to)), to - from)
      assert.equal(Math.sign(compareDays(oracleDay(from), oracleDay(to))), Math.sign(from - to))
    }),
  )
})

test('adding days never leaves the four-digit years', () => {
  assert.throws(() => addDays(dayMax, 1), RangeError)
  assert.throws(() => addDays(day('0001-01-01'), -1), RangeError)
  assert.throws(() => addDays(day('2024-01-01'), 0.5), RangeError)
})

test('ISO weeks follow their Thursday', () => {
  const cases: readonly (readonly [string, number, number])[] = [
    ['2021-01-01', 2020, 53],
    ['2024-12-30', 2025, 1],
    ['2027-01-04', 2027, 1],
    ['2027-01-03', 2026, 53],
    ['2016-01-03', 2015, 53],
    ['2018-01-01', 2018, 1],
    ['0001-01-01', 1, 1],
    ['9999-12-31', 9999, 52],
  ]
  for (const [text, year, week] of cases) assert.deepEqual(isoWeekOf(day(text)), { year, week }, text)
})

test('the Monday of a week leads back to that week, and to a Monday by the platform calendar', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9998 }), fc.integer({ min: 1, max: 52 }), (year, week) => {
      const monday = isoWeekMonday({ year, week })
      assert.ok(monday !== null)
      assert.deepEqual(isoWeekOf(monday), { year, week })
      assert.equal(new Date(`${monday}T00:00:00Z`).getUTCDay(), 1)
      assert.equal(isoMondayOf(addDays(monday, 6)), monday)
    }),
  )
})

test('week 53 exists in exactly the long years from 2000 to 2050', () => {
  const years = Array.from({ length: 51 }, (_, index) => 2000 + index)
  const long = years.filter((year) => isoWeekMonday({ year, week: 53 }) !== null)
  assert.deepEqual(long, [2004, 2009, 2015, 2020, 2026, 2032, 2037, 2043, 2048])
})

test('weeks that do not exist have no Monday', () => {
  for (const week of [0, -1, 54, 1.5, Number.NaN]) assert.equal(isoWeekMonday({ year: 2026, week }), null, String(week))
})

test('today is the day of the time zone, around midnight, month end and clock changes', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['2024-06-30T23:30:00Z', '2024-07-01'],
    ['2024-12-31T23:30:00Z', '2025-01-01'],
    ['2024-12-31T22:59:59Z', '2024-12-31'],
    // Spring: clocks go from 2:00 to 3:00 at 01:00 UTC; midnight moves from 23:00 to 22:00 UTC.
    ['2024-03-30T22:59:59Z', '2024-03-30'],
    ['2024-03-30T23:00:00Z', '2024-03-31'],
    ['2024-03-31T01:00:00Z', '2024-03-31'],
    ['2024-03-31T21:59:59Z', '2024-03-31'],
    ['2024-03-31T22:00:00Z', '2024-04-01'],
    // Autumn: clocks go from 3:00 to 2:00 at 01:00 UTC; midnight moves from 22:00 to 23:00 UTC.
    ['2024-10-26T22:00:00Z', '2024-10-27'],
    ['2024-10-27T00:30:00Z', '2024-10-27'],
    ['2024-10-27T01:30:00Z', '2024-10-27'],
    ['2024-10-27T22:59:59Z', '2024-10-27'],
    ['2024-10-27T23:00:00Z', '2024-10-28'],
  ]
  for (const [text, expected] of cases) assert.equal(today(paris, instant(text)), expected, text)
  assert.equal(today('Pacific/Auckland', instant('2024-06-30T13:00:00Z')), '2024-07-01')
})

test('today without an instant is the present day', () => {
  const before = new Date().toISOString().slice(0, 10)
  const now = today('UTC')
  assert.ok(before <= now && now <= new Date().toISOString().slice(0, 10))
})

test('an instant needs an offset and a possible time', () => {
  assert.equal(parseInstant('2024-06-30T23:30:00'), null)
  assert.equal(parseInstant('2024-06-30T25:30:00Z'), null)
  assert.equal(parseInstant('demain'), null)
  // written so by ISO 8601 or by Temporal, not by RFC 3339
  for (const text of ['2024-06-30T23Z', '20240630T233000Z', '+275760-09-13T00:00:00Z', '2024-06-30T23:30:00Z[UTC]'])
    assert.equal(parseInstant(text), null, text)
  assert.equal(parseInstant('0000-12-31T23:59:59Z'), null)
  assert.equal(parseInstant('0001-01-01T00:00:00+14:00'), null)
  assert.equal(parseInstant('9999-12-31T23:59:59-01:00'), null)
  assert.equal(instant('2024-07-01T01:30:00+02:00').toString(), '2024-06-30T23:30:00Z')
})

test('time zones are known by name', () => {
  assert.equal(isTimeZone(paris), true)
  assert.equal(isTimeZone('Indian/Reunion'), true)
  assert.equal(isTimeZone('Europe/Marseille'), false)
  assert.equal(isTimeZone(''), false)
  assert.throws(() => today('Europe/Marseille'), RangeError)
})

test('a day is written the French way', () => {
  assert.equal(formatDayFr(day('2025-12-31')), '31/12/2025')
  assert.equal(formatDayFr(day('0987-01-02')), '02/01/0987')
})
