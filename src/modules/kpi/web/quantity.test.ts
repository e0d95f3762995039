import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decimalToField } from '#web/decimal.ts'
import { readQuantity } from './quantity.ts'

test('what people type or copy from a spreadsheet is read as the import reads it', () => {
  const cases: readonly (readonly [string, string | null, number])[] = [
    ['1 234,5', null, 1234.5],
    ['1\u202f234,5', null, 1234.5],
    ['1\u00a0234,5\u00a0€', '€', 1234.5],
    ['95 %', '%', 95],
    ['95%', '%', 95],
    ['12 €', '€', 12],
    ['−3,5', 'jours', -3.5],
    ['3,5 jours', 'jours', 3.5],
    ['(12,50)', '€', -12.5],
    ['0.945', null, 0.945],
    [',5', null, 0.5],
    ['12,', null, 12],
    ['-,5', null, -0.5],
  ]
  for (const [typed, unit, number] of cases) assert.deepEqual(readQuantity(typed, unit), { ok: true, number }, typed)
})

test('what could be read in two ways, or is of another unit, is refused with its reason', () => {
  const cases: readonly (readonly [string, string | null, string])[] = [
    ['', null, 'EMPTY'],
    ['n/a', null, 'EMPTY'],
    ['1.234', null, 'AMBIGUOUS'],
    ['12.345.678', '€', 'AMBIGUOUS'],
    ['95 %', '€', 'WRONG_UNIT'],
    ['12 €', null, 'WRONG_UNIT'],
    ['1 23', null, 'NOT_A_NUMBER'],
    ['douze', null, 'NOT_A_NUMBER'],
    ['1e3', null, 'NOT_A_NUMBER'],
    [',', null, 'NOT_A_NUMBER'],
    ['0,0000001', null, 'TOO_PRECISE'],
  ]
  for (const [typed, unit, fault] of cases) assert.deepEqual(readQuantity(typed, unit), { ok: false, fault }, typed)
})

test('what a field starts with reads back as the same number', () => {
  fc.assert(
    fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), (thousandths) => {
      const value = thousandths / 1000
      assert.deepEqual(readQuantity(decimalToField(value), '%'), { ok: true, number: value === 0 ? 0 : value })
    }),
  )
})

test('a date in place of a number says so, and no number is taken for one', () => {
  for (const typed of [
    '03/12/2025',
    '3/12',
    '2025-12-03',
    '03.12.25',
    '2025-12-03 00:00:00',
    '03-déc',
    'mars-25',
    '12/2025',
  ])
    assert.deepEqual(readQuantity(typed, null), { ok: false, fault: 'DATE' }, typed)
  for (const typed of ['douze', '12 jours', '1 234 567 a', '12-13', 'mardi'])
    assert.notDeepEqual(readQuantity(typed, null), { ok: false, fault: 'DATE' }, typed)
})
