import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Day } from '#kernel/dates.ts'
import { type AlertMemory, type AlertPoint, type AlertRule, decideMessage, readAlert, silentSince } from './alert.ts'
import { nextPeriod, type Period, periodOf } from './period.ts'
import type { Status } from './status.ts'

const rule: AlertRule = { level: 'RED', raise_after: 1, clear_after: 2 }

function months(count: number): readonly Period[] {
  const periods = [periodOf('MONTHLY', '2020-01-15' as Day)]
  while (periods.length < count) periods.push(nextPeriod('MONTHLY', periods.at(-1) as Period))
  return periods
}

/** `R` red, `O` orange, `G` green, `-` missing, `?` without thresholds; one letter per month from January 2020. */
function pointsOf(letters: string): readonly AlertPoint[] {
  const statuses: Readonly<Record<string, Status | null>> = { R: 'RED', O: 'ORANGE', G: 'GREEN', '?': null }
  return months(letters.length).flatMap(({ start }, index) => {
    const letter = letters[index] ?? ''
    return letter === '-' ? [] : [{ start, status: statuses[letter] ?? null }]
  })
}

const stateOf = (letters: string, change: Partial<AlertRule> = {}) => {
  const { state, since, raised } = readAlert('MONTHLY', pointsOf(letters), { ...rule, ...change })
  return [state, since?.slice(0, 7) ?? null, raised?.slice(0, 7) ?? null]
}

test('an alert is raised at the first red and ends after two greens in a row', () => {
  assert.deepEqual(stateOf('G'), ['OK', null, null])
  assert.deepEqual(stateOf('GR'), ['ALERT', '2020-02', '2020-02'])
  assert.deepEqual(stateOf('GRG'), ['RECOVERING', '2020-03', '2020-02'])
  assert.deepEqual(stateOf('GRGR'), ['ALERT', '2020-04', '2020-02'])
  assert.deepEqual(stateOf('GRGG'), ['OK', '2020-04', null])
  assert.deepEqual(stateOf('GRO'), ['RECOVERING', '2020-03', '2020-02'])
})

test('the counts and the level are those of the rule', () => {
  assert.deepEqual(stateOf('GRR', { raise_after: 3 }), ['WATCH', '2020-02', null])
  assert.deepEqual(stateOf('GRRR', { raise_after: 3 }), ['ALERT', '2020-02', '2020-04'])
  assert.deepEqual(stateOf('GRRGR', { raise_after: 3 }), ['WATCH', '2020-05', null])
  assert.deepEqual(stateOf('GO'), ['OK', null, null])
  assert.deepEqual(stateOf('GO', { level: 'ORANGE' }), ['ALERT', '2020-02', '2020-02'])
  assert.deepEqual(stateOf('RG', { clear_after: 1 }), ['OK', '2020-02', null])
})

test('a missing month begins the counts anew; a value without thresholds ends what was', () => {
  assert.deepEqual(stateOf('R-R', { raise_after: 2 }), ['WATCH', '2020-01', null])
  assert.deepEqual(stateOf('RG-G'), ['RECOVERING', '2020-02', '2020-01'])
  assert.deepEqual(stateOf('RR?'), ['OK', '2020-03', null])
})

test('a week-end of a daily KPI is no missing period, and a value of a Saturday counts', () => {
  const state = (...days: readonly string[]) => {
    const points = days.map((start) => ({ start: start as Day, status: 'RED' as const }))
    return readAlert('DAILY', points, { ...rule, raise_after: 2 }).state
  }
  assert.equal(state('2025-03-14', '2025-03-17'), 'ALERT', 'Friday and Monday')
  assert.equal(state('2025-03-14', '2025-03-15'), 'ALERT', 'Friday and Saturday')
  assert.equal(state('2025-03-13', '2025-03-17'), 'WATCH', 'Friday was left out')
})

test('without a current value there is no data, one period of grace later', () => {
  const silence = (latest: string | null, today: string) =>
    silentSince({
      frequency: 'MONTHLY',
      latest: latest as Day | null,
      created_on: '2025-01-20' as Day,
      today: today as Day,
    })
  assert.equal(silence('2025-02-01', '2025-04-30'), null)
  assert.equal(silence('2025-02-01', '2025-05-01'), '2025-03-01')
  assert.equal(silence(null, '2025-02-28'), null)
  assert.equal(silence(null, '2025-03-01'), '2025-01-01', 'nothing was expected before it was made')
})

const letters = fc.stringMatching(/^[ROG]{1,60}$/)
const rules = fc.record({
  level: fc.constantFrom('RED' as const, 'ORANGE' as const),
  raise_after: fc.integer({ min: 1, max: 4 }),
  clear_after: fc.integer({ min: 1, max: 4 }),
})
const nothing: AlertMemory = { state: 'OK', through: null, is_told: false, told_through: null }

/** Lets values come one by one, and keeps what is told with the index of the value that told it. */
function tellAll(points: readonly AlertPoint[], by: AlertRule, from = nothing) {
  let memory = from
  const told: { readonly message: string; readonly index: number }[] = []
  for (const [index, { start }] of points.entries()) {
    const reading = readAlert('MONTHLY', points.slice(0, index + 1), by)
    const { message, ...next } = decideMessage(memory, reading, start)
    memory = { ...next, state: reading.state, through: start }
    if (message !== null) told.push({ message, index })
  }
  return { memory, told }
}

test('a KPI that flaps for ever sends one message', () => {
  const { told } = tellAll(pointsOf('GR'.repeat(30)), rule)
  assert.deepEqual(told, [{ message: 'RAISED', index: 1 }])
})

test('alerts and their ends alternate, and between two alerts lie as many goods in a row as the rule asks', () => {
  fc.assert(
    fc.property(letters, rules, (text, by) => {
      const { told, memory } = tellAll(pointsOf(text), by)
      for (const [place, { message, index }] of told.entries()) {
        assert.equal(message, place % 2 === 0 ? 'RAISED' : 'CLEARED')
        const run = message === 'RAISED' ? by.raise_after : by.clear_after
        const wanted = message === 'RAISED' ? 'R' : 'G'
        const last = text.slice(index - run + 1, index + 1)
        const coarse = [...last].map((letter) => (letter === 'O' ? (by.level === 'ORANGE' ? 'R' : 'G') : letter))
        assert.equal(coarse.join(''), wanted.repeat(run))
      }
      const { state } = readAlert('MONTHLY', pointsOf(text), by)
      assert.equal(memory.is_told, state === 'ALERT' || state === 'RECOVERING')
    }),
  )
})

test('no correction of an older period raises an alert, whatever the history', () => {
  fc.assert(
    fc.property(letters, rules, fc.nat(), fc.constantFrom('R', 'O', 'G'), (text, by, place, letter) => {
      fc.pre(text.length > 1)
      const { memory } = tellAll(pointsOf(text), by)
      const index = place % (text.length - 1)
      const corrected = pointsOf(text.slice(0, index) + letter + text.slice(index + 1))
      const reading = readAlert('MONTHLY', corrected, by)
      assert.notEqual(decideMessage(memory, reading, corrected[index]?.start ?? null).message, 'RAISED')
    }),
  )
})

test('correcting the latest value to and fro alerts once and says once that it is over', () => {
  const told: string[] = []
  let memory = tellAll(pointsOf('GG'), rule).memory
  for (const text of ['GGR', 'GGG', 'GGR', 'GGG', 'GGR']) {
    const points = pointsOf(text)
    const reading = readAlert('MONTHLY', points, rule)
    const touched = points.at(-1)?.start ?? null
    const { message, ...next } = decideMessage(memory, reading, touched)
    memory = { ...next, state: reading.state, through: touched }
    if (message !== null) told.push(message)
  }
  assert.deepEqual(told, ['RAISED', 'CLEARED'])
})

test('an alert that nobody heard of, raised by a stricter rule over the past, is told with its next bad value', () => {
  const points = pointsOf('OOGR')
  const strict: AlertRule = { ...rule, level: 'ORANGE' }
  const [, , third, fourth] = points.map(({ start }) => start)
  const memory = { ...nothing, state: 'RECOVERING' as const, through: third ?? null }
  const reading = readAlert('MONTHLY', points, strict)
  const decision = decideMessage(memory, reading, fourth ?? null)
  assert.deepEqual(decision, { message: 'RAISED', is_told: true, told_through: points[0]?.start })
  const next = { ...memory, ...decision, state: 'ALERT' as const, through: fourth ?? null }
  assert.equal(decideMessage(next, reading, fourth ?? null).message, null)
  // Taking the latest value away leaves older ones, which are no news.
  const without = readAlert('MONTHLY', points.slice(0, 2), strict)
  assert.equal(decideMessage(memory, without, third ?? null).message, null)
})

test('time alone tells that data are missing, once, and never an alert', () => {
  const silent = { state: 'NO_DATA', since: '2025-03-01' as Day, raised: null, last_bad: null } as const
  assert.equal(decideMessage(nothing, silent, null).message, 'NO_DATA')
  assert.equal(decideMessage({ ...nothing, state: 'NO_DATA' }, silent, null).message, null)
  assert.equal(decideMessage(nothing, silent, '2020-01-01' as Day).message, null, 'an import of old values')
  const march = '2025-03-01' as Day
  const open = { state: 'ALERT', since: march, raised: march, last_bad: march } as const
  assert.equal(decideMessage(nothing, open, null).message, null)
})
