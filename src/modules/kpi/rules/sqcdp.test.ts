import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Day } from '#kernel/dates.ts'
import { periodOf } from './period.ts'
import { boardLetters, families } from './sqcdp.ts'
import type { BoardEntry, BoardLetter } from './sqcdp.ts'

const month = periodOf('MONTHLY', '2025-04-01' as Day)
const kpis = [
  { kpi_id: 'a', family: 'SAFETY', expected_from: '2025-04-03' as Day },
  { kpi_id: 'b', family: 'SAFETY', expected_from: '2025-04-07' as Day },
] as const
const entry = (kpi_id: string, day: string, rest: Partial<BoardEntry> = {}): BoardEntry => ({
  kpi_id,
  day: day as Day,
  status: 'GREEN',
  countermeasure: 'NONE',
  ...rest,
})

function safety(entries: readonly BoardEntry[], today = '2025-04-15'): BoardLetter {
  const letters = boardLetters({ month, today: today as Day, kpis, entries })
  assert.deepEqual(
    letters.map(({ family }) => family),
    families,
  )
  return letters[0] as BoardLetter
}

function stateOn(letter: BoardLetter, day: string): unknown {
  return letter.days.find((one) => one.day === day)?.state
}

test('a letter has the days of its month, each with what is known of it', () => {
  const letter = safety([])
  assert.equal(letter.days.length, 30)
  assert.equal(stateOn(letter, '2025-04-02'), 'NOT_EXPECTED')
  assert.equal(stateOn(letter, '2025-04-03'), 'NO_DATA')
  assert.equal(stateOn(letter, '2025-04-05'), 'NOT_EXPECTED') // a Saturday
  assert.equal(stateOn(letter, '2025-04-15'), 'NO_DATA')
  assert.equal(stateOn(letter, '2025-04-16'), 'FUTURE')
})

test('a day takes the worst status of the family; a value without thresholds is no green', () => {
  const letter = safety([
    entry('a', '2025-04-08'),
    entry('b', '2025-04-08', { status: 'ORANGE' }),
    entry('a', '2025-04-09', { status: 'RED' }),
    entry('b', '2025-04-09'),
    entry('a', '2025-04-10', { status: null }),
    entry('a', '2025-04-12'), // a Saturday on which somebody worked
  ])
  assert.deepEqual(
    ['08', '09', '10', '12'].map((day) => stateOn(letter, `2025-04-${day}`)),
    ['ORANGE', 'RED', 'NO_THRESHOLD', 'GREEN'],
  )
})

test('a red day is answered only when each of its reds is', () => {
  const answered = (...answers: readonly BoardEntry['countermeasure'][]): unknown =>
    safety(
      answers.map((countermeasure, index) => entry('ab'[index] ?? '', '2025-04-08', { status: 'RED', countermeasure })),
    ).days.find(({ day }) => day === '2025-04-08')?.countermeasure
  assert.equal(answered('OPEN', 'NONE'), 'NONE')
  assert.equal(answered('OPEN', 'DONE'), 'OPEN')
  assert.equal(answered('DONE', 'DONE'), 'DONE')
  assert.equal(safety([entry('a', '2025-04-08')]).days[7]?.countermeasure, null)
})
