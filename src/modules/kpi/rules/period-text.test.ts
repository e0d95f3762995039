import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { addDays, formatDayFr, parseDay } from '#kernel/dates.ts'
import { frequencies, type Frequency, periodOf } from './period.ts'
import { isPeriodText, parsePeriodText, periodPatterns } from './period-text.ts'

/** The label, with a star when the date was moved to it, or the code. */
function read(frequency: Frequency, text: string): string {
  const result = parsePeriodText(frequency, text)
  if (!result.ok) return result.code
  return result.snapped ? `${result.period.label}*` : result.period.label
}

type Cases = Readonly<Record<string, string>>

function check(frequency: Frequency, cases: Cases): void {
  for (const [text, expected] of Object.entries(cases))
    assert.equal(read(frequency, text), expected, `${frequency} « ${text} »`)
}

test('full dates are ISO or dd/mm/yyyy, with or without midnight', () => {
  check('DAILY', {
    '30/06/2024': '2024-06-30',
    '3/6/2024': '2024-06-03',
    '30/06/24': '2024-06-30',
    '2024-06-30': '2024-06-30',
    ' 2024-06-30\u00A0': '2024-06-30',
    '2024-06-30T00:00:00': '2024-06-30',
    '2024-06-30T00:00:00.000Z': '2024-06-30',
    '2024-06-30 00:00:00': '2024-06-30',
    '30/06/2024 00:00:00': '2024-06-30',
    '29/02/2024': '2024-02-29',
  })
})

test('impossible, American and other dates are refused as dates', () => {
  const wrong = [
    '11/27/2024',
    '30/02/2024',
    '29/02/2023',
    '31/04/2024',
    '0/01/2024',
    '2024-02-30',
    '2024-13-01',
    '00/00/2024',
    '30.06.2024',
    '30-06-2024',
    '2024/06/30',
    '30 06 2024',
    '30 juin 2024',
    '1/1/124',
    '30/06/2024 14:30',
    '2024-06-30T14:00:00Z',
    '2024-06-29T22:00:00+00:00',
    '2024-06-30T00:00:01',
  ]
  for (const frequency of ['DAILY', 'MONTHLY'] as const) {
    for (const text of wrong) assert.equal(read(frequency, text), 'INVALID_DATE', `${frequency} ${text}`)
  }
})

test('a full date snaps to its period and says so', () => {
  check('WEEKLY', { '29/04/2024': '2024-W18', '01/05/2024': '2024-W18*', '2021-01-01': '2020-W53*' })
  check('MONTHLY', { '01/12/2024': '2024-12', '2024-12-31': '2024-12*', '2024-12-01T00:00:00': '2024-12' })
  check('QUARTERLY', { '01/07/2024': '2024-T3', '30/09/2024': '2024-T3*' })
  check('HALF_YEARLY', { '01/07/2024': '2024-S2', '31/12/2024': '2024-S2*' })
  check('YEARLY', { '01/01/2024': '2024', '31/12/2024': '2024*' })
})

test('weeks are written with S or W, before or after the year', () => {
  check('WEEKLY', {
    '2024-W18': '2024-W18',
    '2024-S18': '2024-W18',
    'S18 2024': '2024-W18',
    's18 2024': '2024-W18',
    'S18-2024': '2024-W18',
    'S18/2024': '2024-W18',
    'S 18 2024': '2024-W18',
    'S18\u00A02024': '2024-W18',
    'W18 2024': '2024-W18',
    'semaine 18 2024': '2024-W18',
    'Sem. 18 – 2024': '2024-W18',
    '2024W18': '2024-W18',
    '2024-S02': '2024-W02',
    'S2 2024': '2024-W02',
    'S53 2026': '2026-W53',
    'S53 2024': 'INVALID_PERIOD',
    'S0 2024': 'INVALID_PERIOD',
    '2024-S54': 'INVALID_PERIOD',
  })
})

test('months are written in digits or by name, with or without dot and accents', () => {
  check('MONTHLY', {
    '12/2024': '2024-12',
    '1/2024': '2024-01',
    '12-2024': '2024-12',
    '2024-12': '2024-12',
    '2024/12': '2024-12',
    'déc. 2024': '2024-12',
    'décembre 2024': '2024-12',
    'DÉCEMBRE 2024': '2024-12',
    'decembre 2024': '2024-12',
    'de\u0301c. 2024': '2024-12',
    'déc-24': '2024-12',
    'déc.-24': '2024-12',
    'dec 24': '2024-12',
    'févr. 2024': '2024-02',
    'août 2024': '2024-08',
    'AOUT-24': '2024-08',
    'sept. 2024': '2024-09',
    'juil. 2024': '2024-07',
    'mai 2024': '2024-05',
    '13/2024': 'INVALID_PERIOD',
    '0/2024': 'INVALID_PERIOD',
    '12/24': 'INVALID_PERIOD',
    'brumaire 2024': 'INVALID_PERIOD',
    décembre: 'INVALID_PERIOD',
    'ma 2024': 'INVALID_PERIOD',
  })
})

test('every French month name of the reference is known', () => {
  const names = ['janv', 'févr', 'mars', 'avr', 'mai', 'juin', 'juil', 'août', 'sept', 'oct', 'nov', 'déc']
  const long = new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const short = new Intl.DateTimeFormat('fr-FR', { month: 'short', year: 'numeric', timeZone: 'UTC' })
  for (const [index, name] of names.entries()) {
    const expected = `2024-${String(index + 1).padStart(2, '0')}`
    const date = new Date(Date.UTC(2024, index, 1))
    for (const text of [`${name} 2024`, `${name}. 2024`, long.format(date), short.format(date)]) {
      assert.equal(read('MONTHLY', text), expected, text)
    }
  }
})

test('quarters, half-years and years have their spellings', () => {
  check('QUARTERLY', {
    'T3 2024': '2024-T3',
    '2024-T3': '2024-T3',
    '2024-Q3': '2024-T3',
    'Q3 2024': '2024-T3',
    't3/2024': '2024-T3',
    'Trimestre 3 2024': '2024-T3',
    'T5 2024': 'INVALID_PERIOD',
    'T0 2024': 'INVALID_PERIOD',
  })
  check('HALF_YEARLY', {
    'S2 2024': '2024-S2',
    '2024-S2': '2024-S2',
    '2024-S02': '2024-S2',
    'semestre 1 2024': '2024-S1',
    'S18 2024': 'PERIOD_FREQUENCY_MISMATCH',
    'S0 2024': 'INVALID_PERIOD',
  })
  check('YEARLY', { '2024': '2024', '24': 'INVALID_PERIOD', '0000': 'INVALID_PERIOD' })
})

test('a text period never snaps to another frequency', () => {
  check('MONTHLY', {
    'T3 2024': 'PERIOD_FREQUENCY_MISMATCH',
    '2024-S02': 'PERIOD_FREQUENCY_MISMATCH',
    '2024-W18': 'PERIOD_FREQUENCY_MISMATCH',
    '2024': 'PERIOD_FREQUENCY_MISMATCH',
  })
  check('YEARLY', { '2024-12': 'PERIOD_FREQUENCY_MISMATCH', 'déc. 2024': 'PERIOD_FREQUENCY_MISMATCH' })
  check('DAILY', { 'décembre 2024': 'PERIOD_FREQUENCY_MISMATCH', '12/2024': 'PERIOD_FREQUENCY_MISMATCH' })
  check('HALF_YEARLY', { '2024-W02': 'PERIOD_FREQUENCY_MISMATCH' })
  check('QUARTERLY', { 'S2 2024': 'PERIOD_FREQUENCY_MISMATCH' })
})

test('what is no period at all is refused, however long', () => {
  for (const text of [
    '',
    ' ',
    'total',
    '45292',
    '-',
    '2024--06',
    'T3',
    '2024-',
    '😀',
    '__proto__ 2024',
    'constructor-24',
    'x'.repeat(32_767),
  ]) {
    assert.equal(read('MONTHLY', text), 'INVALID_PERIOD', text.slice(0, 20))
  }
})

test('any text ends in a period or a code', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 70 }),
    fc.string({ unit: fc.constantFrom(...'0123456789/-. tTsSwWqQzéûdécmai\u00A0\u0301'), maxLength: 14 }),
  )
  fc.assert(
    fc.property(fc.constantFrom(...frequencies), anyText, (frequency, text) => {
      const result = parsePeriodText(frequency, text)
      assert.ok(result.ok || /^(?:INVALID_DATE|INVALID_PERIOD|PERIOD_FREQUENCY_MISMATCH)$/.test(result.code))
    }),
    { numRuns: 500 },
  )
})

test('our own labels and French dates read back as their period', () => {
  const origin = parseDay('1990-01-01')
  assert.ok(origin !== null)
  const anyDay = fc.integer({ min: 0, max: 40_500 }).map((count) => addDays(origin, count))
  fc.assert(
    fc.property(fc.constantFrom(...frequencies), anyDay, (frequency, day) => {
      const period = periodOf(frequency, day)
      assert.deepEqual(parsePeriodText(frequency, period.label), { ok: true, period, snapped: false })
      assert.deepEqual(parsePeriodText(frequency, formatDayFr(day)), {
        ok: true,
        period,
        snapped: day !== period.start,
      })
    }),
    { numRuns: 500 },
  )
})

test('the patterns given to the reader find the periods that are read, and little else', () => {
  const matches = (text: string): boolean => periodPatterns.some((source) => new RegExp(source).test(text))
  const periods = ['2026-05', '12/2024', '2026-t1', 't1 2026', '2026', 's1 2026', '2026-w01', 'sem. 2 2026']
  for (const text of [...periods, '2026-05-01', '01/05/2026', 'mai 2026', 'fevr. 26', 'semestre 1 2026']) {
    assert.deepEqual([matches(text), isPeriodText(text)], [true, true], text)
  }
  for (const text of ['total', 'total 2026', '4200', '5100,5', '12', '', 'janvier', 'objectif 26']) {
    assert.deepEqual([matches(text), isPeriodText(text)], [false, false], text)
  }
})
