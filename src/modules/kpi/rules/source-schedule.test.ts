import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, daysBetween, isoMondayOf, parseInstant, today } from '#kernel/dates.ts'
import type { Instant } from '#kernel/dates.ts'
import { failuresMax, nextRun, retryRun } from './source-schedule.ts'
import type { SourceSchedule } from './source-schedule.ts'

const paris = 'Europe/Paris'
const zones = [
  paris,
  'America/New_York',
  'Pacific/Auckland',
  'America/Sao_Paulo',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'UTC',
]

const at = (text: string): Instant => parseInstant(text) ?? assert.fail(text)
const hourly: SourceSchedule = { schedule: 'HOURLY', hour: null, weekday: null }
const daily = (hour: number): SourceSchedule => ({ schedule: 'DAILY', hour, weekday: null })
const weekly = (weekday: number, hour: number): SourceSchedule => ({ schedule: 'WEEKLY', hour, weekday })
const next = (plan: SourceSchedule, after: string, zone = paris): string => nextRun(plan, at(after), zone).toString()

const anyPlan = fc.oneof(
  fc.constant(hourly),
  fc.integer({ min: 0, max: 23 }).map(daily),
  fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 23 }))
    .map(([weekday, hour]) => weekly(weekday, hour)),
)
/** Between 2015 and 2035, to the millisecond: some twenty changes of clock in each zone. */
const anyMoment = fc
  .integer({ min: Date.parse('2015-01-01T00:00:00Z'), max: Date.parse('2035-01-01T00:00:00Z') })
  .map((ms) => at(new Date(ms).toISOString()))
/** Within three days of a clock change in Paris. */
const nearChange = fc
  .tuple(
    fc.constantFrom('2025-03-30', '2025-10-26', '2026-03-29', '2026-10-25', '2027-03-28', '2027-10-31'),
    fc.integer({ min: -259_200_000, max: 259_200_000 }),
  )
  .map(([day, shift]) => at(new Date(Date.parse(`${day}T01:00:00Z`) + shift).toISOString()))
const localHour = (moment: Instant, zone: string): number => moment.toZonedDateTimeISO(zone).hour

test('the next reading is the next planned hour of the organisation’s clock', () => {
  assert.equal(next(hourly, '2026-11-21T17:41:48Z'), '2026-11-21T18:00:00Z')
  assert.equal(next(hourly, '2026-11-21T18:00:00Z'), '2026-11-21T19:00:00Z')
  assert.equal(next(hourly, '2026-11-21T17:41:48Z', 'Asia/Kolkata'), '2026-11-21T18:30:00Z')
  assert.equal(next(daily(7), '2026-11-21T05:59:59.999Z'), '2026-11-21T06:00:00Z')
  assert.equal(next(daily(7), '2026-11-21T06:00:00Z'), '2026-11-22T06:00:00Z')
  // 23:30 UTC is already the next day in Paris
  assert.equal(next(daily(0), '2026-11-21T23:30:00Z'), '2026-11-22T23:00:00Z')
  assert.equal(next(weekly(1, 7), '2026-11-21T12:00:00Z'), '2026-11-23T06:00:00Z')
  assert.equal(next(weekly(6, 7), '2026-11-21T05:00:00Z'), '2026-11-21T06:00:00Z')
  assert.equal(next(weekly(6, 7), '2026-11-21T06:00:00Z'), '2026-11-28T06:00:00Z')
  assert.equal(next(weekly(7, 7), '2026-12-28T06:00:00Z'), '2027-01-03T06:00:00Z')
})

test('in spring an hour that does not exist is read an hour later, in autumn the first of two', () => {
  // Paris skips 02:00 on 29 March 2026, and has it twice on 25 October 2026
  assert.equal(next(daily(2), '2026-03-28T12:00:00Z'), '2026-03-29T01:00:00Z')
  assert.equal(next(daily(2), '2026-03-29T01:00:00Z'), '2026-03-30T00:00:00Z')
  assert.equal(next(daily(2), '2026-10-24T12:00:00Z'), '2026-10-25T00:00:00Z')
  assert.equal(next(daily(2), '2026-10-25T00:00:00Z'), '2026-10-26T01:00:00Z')
  assert.equal(next(daily(2), '2026-10-25T00:30:00Z'), '2026-10-26T01:00:00Z')
  // every hour stays every hour
  assert.equal(next(hourly, '2026-10-25T00:00:00Z'), '2026-10-25T01:00:00Z')
  assert.equal(next(hourly, '2026-03-29T00:30:00Z'), '2026-03-29T01:00:00Z')
})

test('property: the next reading lies ahead, and no later than the rhythm allows', () => {
  fc.assert(
    fc.property(anyPlan, fc.oneof(anyMoment, nearChange), fc.constantFrom(...zones), (plan, moment, zone) => {
      const wait = nextRun(plan, moment, zone).epochMilliseconds - moment.epochMilliseconds
      const hours = { HOURLY: 1.5, DAILY: 26, WEEKLY: 170 }[plan.schedule]
      assert.ok(wait > 0 && wait <= hours * 3_600_000, `${plan.schedule} ${moment.toString()} ${zone}: ${wait}`)
    }),
    { numRuns: 500 },
  )
})

test('property: nothing planned lies between a moment and its next reading', () => {
  fc.assert(
    fc.property(
      anyPlan,
      fc.oneof(anyMoment, nearChange),
      fc.constantFrom(...zones),
      fc.nat(),
      (plan, moment, zone, shift) => {
        const found = nextRun(plan, moment, zone)
        const between = moment.add({ milliseconds: shift % (found.epochMilliseconds - moment.epochMilliseconds) })
        // Lord Howe moves by half an hour: its full hours shift once
        if (plan.schedule !== 'HOURLY' || zone !== 'Australia/Lord_Howe')
          assert.equal(nextRun(plan, between, zone).toString(), found.toString())
      },
    ),
    { numRuns: 500 },
  )
})

test('property: day after day through every clock change, once each day, at the hour unless it does not exist', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 23 }), nearChange, fc.constantFrom(...zones), (hour, moment, zone) => {
      let run = nextRun(daily(hour), moment, zone)
      for (let count = 0; count < 8; count += 1) {
        const following = nextRun(daily(hour), run, zone)
        assert.equal(today(zone, following), addDays(today(zone, run), 1))
        assert.ok([hour, hour + 1].includes(localHour(following, zone)))
        if (zone === paris && hour !== 2) assert.equal(localHour(following, zone), hour)
        run = following
      }
    }),
  )
})

test('property: week after week on the planned day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), nearChange, fc.constantFrom(...zones), (weekday, moment, zone) => {
      const first = nextRun(weekly(weekday, 7), moment, zone)
      const day = today(zone, first)
      assert.equal(daysBetween(isoMondayOf(day), day), weekday - 1)
      assert.equal(today(zone, nextRun(weekly(weekday, 7), first, zone)), addDays(day, 7))
    }),
  )
})

test('property: tries after failures lie ahead, ever farther apart, and never beyond the plan of a day or a week', () => {
  fc.assert(
    fc.property(anyPlan, anyMoment, fc.constantFrom(...zones), (plan, now, timeZone) => {
      let before = now.epochMilliseconds
      for (let failures = 1; failures < failuresMax; failures += 1) {
        const retry = retryRun(plan, now, { failures, timeZone }).epochMilliseconds
        assert.ok(retry > now.epochMilliseconds && retry >= before)
        if (plan.schedule !== 'HOURLY') assert.ok(retry <= nextRun(plan, now, timeZone).epochMilliseconds)
        before = retry
      }
    }),
  )
})

test('tries come after a quarter of an hour, an hour, four and twelve', () => {
  const now = at('2026-11-21T17:00:00Z')
  const tries = [1, 2, 3, 4].map((failures) => retryRun(hourly, now, { failures, timeZone: paris }).toString())
  assert.deepEqual(tries, [
    '2026-11-21T17:15:00Z',
    '2026-11-21T18:00:00Z',
    '2026-11-21T21:00:00Z',
    '2026-11-22T05:00:00Z',
  ])
  assert.equal(retryRun(daily(20), now, { failures: 3, timeZone: paris }).toString(), '2026-11-21T19:00:00Z')
})
