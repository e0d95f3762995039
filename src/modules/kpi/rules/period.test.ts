import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { addDays, type Day, dayMax, daysBetween, parseDay, parseInstant, today } from '#kernel/dates.ts'
import {
  checkPeriod,
  frequencies,
  type Frequency,
  isProvisional,
  listPeriods,
  nextPeriod,
  nthPeriodStart,
  parsePeriodLabel,
  type Period,
  periodOf,
  previousPeriod,
} from './period.ts'

const firstDay = day('1990-01-01')
const lastDay = day('2100-12-31')
const dayCount = daysBetween(firstDay, lastDay) + 1
const anyDay = fc.integer({ min: 0, max: dayCount - 1 }).map((count) => addDays(firstDay, count))
const anyFrequency = fc.constantFrom(...frequencies)

function day(text: string): Day {
  const parsed = parseDay(text)
  assert.ok(parsed !== null, text)
  return parsed
}

function label(frequency: Frequency, text: string): string {
  const result = parsePeriodLabel(frequency, text)
  return result.ok ? `${result.period.start}..${result.period.end}` : result.code
}

/** The label of a day by the platform calendar; weeks by counting Thursdays: an oracle that shares no code with ours. */
function oracleLabel(frequency: Frequency, date: Date): string {
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  switch (frequency) {
    case 'DAILY':
      return date.toISOString().slice(0, 10)
    case 'WEEKLY':
      return oracleWeek(date)
    case 'MONTHLY':
      return date.toISOString().slice(0, 7)
    case 'QUARTERLY':
      return `${year}-T${Math.floor(month / 3) + 1}`
    case 'HALF_YEARLY':
      return `${year}-S${month < 6 ? 1 : 2}`
    case 'YEARLY':
      return String(year)
  }
}

function oracleWeek(date: Date): string {
  const thursday = new Date(date)
  while (thursday.getUTCDay() !== 4)
    thursday.setUTCDate(thursday.getUTCDate() + (date.getUTCDay() === 0 || thursday.getUTCDay() > 4 ? -1 : 1))
  let week = 0
  const walker = new Date(thursday)
  for (; walker.getUTCFullYear() === thursday.getUTCFullYear(); walker.setUTCDate(walker.getUTCDate() - 7)) week += 1
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`
}

test('periods have the bounds and labels of the reference', () => {
  const cases: readonly (readonly [Frequency, string, string, string, string])[] = [
    ['DAILY', '2024-06-30', '2024-06-30', '2024-06-30', '2024-06-30'],
    ['WEEKLY', '2024-05-01', '2024-04-29', '2024-05-05', '2024-W18'],
    ['WEEKLY', '2021-01-01', '2020-12-28', '2021-01-03', '2020-W53'],
    ['WEEKLY', '2024-12-30', '2024-12-30', '2025-01-05', '2025-W01'],
    ['WEEKLY', '2027-01-04', '2027-01-04', '2027-01-10', '2027-W01'],
    ['MONTHLY', '2024-12-25', '2024-12-01', '2024-12-31', '2024-12'],
    ['MONTHLY', '2024-02-29', '2024-02-01', '2024-02-29', '2024-02'],
    ['MONTHLY', '2100-02-01', '2100-02-01', '2100-02-28', '2100-02'],
    ['QUARTERLY', '2024-09-30', '2024-07-01', '2024-09-30', '2024-T3'],
    ['QUARTERLY', '2024-01-01', '2024-01-01', '2024-03-31', '2024-T1'],
    ['HALF_YEARLY', '2024-06-30', '2024-01-01', '2024-06-30', '2024-S1'],
    ['HALF_YEARLY', '2024-07-01', '2024-07-01', '2024-12-31', '2024-S2'],
    ['YEARLY', '2024-07-01', '2024-01-01', '2024-12-31', '2024'],
  ]
  for (const [frequency, text, start, end, name] of cases) {
    assert.deepEqual(periodOf(frequency, day(text)), { start, end, label: name }, `${frequency} ${text}`)
  }
})

test('every period of every frequency from 1990 to 2100 follows the last without gap or overlap', () => {
  for (const frequency of frequencies) {
    const periods = listPeriods(frequency, { from: firstDay, to: lastDay })
    let expected = periodOf(frequency, firstDay).start
    for (const period of periods) {
      assert.equal(period.start, expected)
      assert.ok(period.start <= period.end)
      expected = addDays(period.end, 1)
    }
    assert.ok(expected > lastDay)
    assert.equal(new Set(periods.map((period) => period.label)).size, periods.length)
  }
})

test('every day agrees with the platform calendar on its period, over all years', () => {
  const start = Date.parse('1990-01-01T00:00:00Z')
  for (let count = 0; count < dayCount; count += 3) {
    const date = new Date(start + count * 86_400_000)
    const text = date.toISOString().slice(0, 10) as Day
    for (const frequency of ['MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'] as const) {
      assert.equal(periodOf(frequency, text).label, oracleLabel(frequency, date))
    }
  }
})

test('every day around a new year has the week that counting Thursdays gives', () => {
  for (let year = 1990; year <= 2101; year += 1) {
    for (let offset = -5; offset <= 5; offset += 1) {
      const date = new Date(Date.UTC(year, 0, 1 + offset))
      if (date.getUTCFullYear() < 1990) continue
      const text = date.toISOString().slice(0, 10) as Day
      assert.equal(periodOf('WEEKLY', text).label, oracleWeek(date), text)
    }
  }
})

test('a period holds its day, and every day of it snaps to the same period', () => {
  fc.assert(
    fc.property(anyFrequency, anyDay, fc.nat(), (frequency, someDay, step) => {
      const period = periodOf(frequency, someDay)
      assert.ok(period.start <= someDay && someDay <= period.end)
      const inside = addDays(period.start, step % (daysBetween(period.start, period.end) + 1))
      assert.deepEqual(periodOf(frequency, inside), period)
    }),
    { numRuns: 500 },
  )
})

test('a label reads back as its period, and as a mismatch for every other frequency', () => {
  fc.assert(
    fc.property(anyFrequency, anyFrequency, anyDay, (frequency, other, someDay) => {
      const period = periodOf(frequency, someDay)
      const expected = other === frequency ? `${period.start}..${period.end}` : 'PERIOD_FREQUENCY_MISMATCH'
      assert.equal(label(other, period.label), expected)
    }),
    { numRuns: 500 },
  )
})

test('the nth period of a year starts on the first day of a period, in order', () => {
  const counts = { WEEKLY: 52, MONTHLY: 12, QUARTERLY: 4, HALF_YEARLY: 2, YEARLY: 1 } as const
  for (const frequency of ['WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY'] as const) {
    const periods = Array.from({ length: counts[frequency] }, (_, index) => {
      const start = nthPeriodStart(frequency, 2025, index + 1)
      assert.ok(start !== null)
      assert.equal(periodOf(frequency, start).start, start)
      return start
    })
    assert.deepEqual(periods, [...new Set(periods)].toSorted())
    if (frequency !== 'YEARLY') assert.equal(nthPeriodStart(frequency, 2025, counts[frequency] + 1), null)
  }
})

test('next and previous undo each other and touch', () => {
  fc.assert(
    fc.property(anyFrequency, anyDay, (frequency, someDay) => {
      const period = periodOf(frequency, someDay)
      const next = nextPeriod(frequency, period)
      assert.equal(daysBetween(period.end, next.start), 1)
      assert.deepEqual(previousPeriod(frequency, next), period)
    }),
  )
})

test('labels that are no period are refused', () => {
  const wrong: readonly (readonly [Frequency, string])[] = [
    ...(['2024-W00', '2024-W54', '2024-W53', '2024-W1', '2024-w01', 'W01-2024', '2024-S18'] as const).map(
      (text) => ['WEEKLY', text] as const,
    ),
    ...(['2024-13', '2024-00', '2024-1', '24-01', '0000-01', ' 2024-01', '2024-01 ', ''] as const).map(
      (text) => ['MONTHLY', text] as const,
    ),
    ...(['2024-T0', '2024-T5', '2024-Q1', '2024-T01'] as const).map((text) => ['QUARTERLY', text] as const),
    ...(['2024-S0', '2024-S3', '2024-S02'] as const).map((text) => ['HALF_YEARLY', text] as const),
    ...(['2024-02-30', '2023-02-29', '2024-01-01T00:00:00'] as const).map((text) => ['DAILY', text] as const),
    ...(['0000', '24', '20245', '-2024'] as const).map((text) => ['YEARLY', text] as const),
  ]
  for (const [frequency, text] of wrong) assert.equal(label(frequency, text), 'INVALID_PERIOD', `${frequency} ${text}`)
  assert.equal(label('WEEKLY', '2026-W53'), '2026-12-28..2027-01-03')
})

test('years with 53 weeks are those of the reference', () => {
  const years = Array.from({ length: 51 }, (_, index) => 2000 + index)
  const long = years.filter((year) => parsePeriodLabel('WEEKLY', `${year}-W53`).ok)
  assert.deepEqual(long, [2004, 2009, 2015, 2020, 2026, 2032, 2037, 2043, 2048])
})

test('a period starts from 1990 to 2100, and not after today', () => {
  const now = day('2026-03-10')
  const cases: readonly (readonly [Frequency, string, ReturnType<typeof checkPeriod>])[] = [
    ['DAILY', '1989-12-31', 'INVALID_PERIOD'],
    ['DAILY', '1990-01-01', null],
    ['YEARLY', '1990-06-01', null],
    ['DAILY', '2026-03-10', null],
    ['DAILY', '2026-03-11', 'PERIOD_IN_FUTURE'],
    ['WEEKLY', '2026-03-15', null],
    ['WEEKLY', '2026-03-16', 'PERIOD_IN_FUTURE'],
    ['MONTHLY', '2026-03-31', null],
    ['YEARLY', '2026-12-31', null],
    ['YEARLY', '2027-01-01', 'PERIOD_IN_FUTURE'],
    ['YEARLY', '2100-01-01', 'PERIOD_IN_FUTURE'],
    ['YEARLY', '2101-01-01', 'INVALID_PERIOD'],
    ['WEEKLY', dayMax, 'INVALID_PERIOD'],
    ['MONTHLY', '0001-01-01', 'INVALID_PERIOD'],
  ]
  for (const [frequency, text, expected] of cases) {
    assert.equal(checkPeriod(periodOf(frequency, day(text)), now), expected, `${frequency} ${text}`)
  }
})

test('a month opens, is provisional and closes at midnight in Paris, at month end and around clock changes', () => {
  const march: Period = periodOf('MONTHLY', day('2024-03-01'))
  const april: Period = periodOf('MONTHLY', day('2024-04-01'))
  const november: Period = periodOf('MONTHLY', day('2024-11-01'))
  const at = (text: string): Day => {
    const instant = parseInstant(text)
    assert.ok(instant !== null)
    return today('Europe/Paris', instant)
  }
  // The clock changed that very night, so Paris midnight is 22:00 UTC.
  assert.equal(isProvisional(march, at('2024-03-31T21:59:59Z')), true)
  assert.equal(checkPeriod(april, at('2024-03-31T21:59:59Z')), 'PERIOD_IN_FUTURE')
  assert.equal(isProvisional(march, at('2024-03-31T22:00:00Z')), false)
  assert.equal(checkPeriod(april, at('2024-03-31T22:00:00Z')), null)
  // Back to winter time: Paris midnight is 23:00 UTC.
  assert.equal(checkPeriod(november, at('2024-10-31T22:59:59Z')), 'PERIOD_IN_FUTURE')
  assert.equal(checkPeriod(november, at('2024-10-31T23:30:00Z')), null)
})

test('lists include both ends, and are empty when the end comes first', () => {
  const labels = listPeriods('WEEKLY', { from: day('2020-12-31'), to: day('2021-01-04') }).map((period) => period.label)
  assert.deepEqual(labels, ['2020-W53', '2021-W01'])
  assert.deepEqual(listPeriods('DAILY', { from: lastDay, to: firstDay }), [])
  assert.throws(() => listPeriods('DAILY', { from: day('0001-01-01'), to: dayMax }), RangeError)
})
