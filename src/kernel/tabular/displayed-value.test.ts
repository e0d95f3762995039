import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { displayedDay, displayedNumber, spreadsheetDecimal } from './displayed-value.ts'

test('a stored number is rounded to the 15 digits a spreadsheet shows', () => {
  const examples = [
    ['0.94499999999999995', '0.945'],
    ['0.1', '0.1'],
    ['-0.30000000000000004', '-0.3'],
    ['1E-3', '0.001'],
    ['1.5E+20', '150000000000000000000'],
    ['123456789012345678', '123456789012346000'],
    ['-1.23e-7', '-0.000000123'],
    ['12.500', '12.5'],
    ['100', '100'],
    ['-0', '0'],
    ['0.000', '0'],
    ['+7', '7'],
  ] as const
  for (const [stored, decimal] of examples) assert.equal(spreadsheetDecimal(stored), decimal, stored)
})

test('text that is no number stays as it is', () => {
  for (const text of ['', ' ', 'abc', 'NaN', 'Infinity']) assert.equal(spreadsheetDecimal(text), text)
})

test('a percent cell is shown multiplied by one hundred, with a comma', () => {
  assert.equal(displayedNumber('0.95', true), '95\u00A0%')
  assert.equal(displayedNumber('0.94499999999999995', true), '94,5\u00A0%')
  assert.equal(displayedNumber('-0.005', true), '-0,5\u00A0%')
  assert.equal(displayedNumber('2', true), '200\u00A0%')
  assert.equal(displayedNumber('1234.5', false), '1234,5')
})

test('a day is shown in French, without its day number where the format has none', () => {
  assert.equal(displayedDay('2024-12-01', false), '01/12/2024')
  assert.equal(displayedDay('2024-12-01', true), '12/2024')
})

test('every decimal of at most 15 digits survives being stored as a binary float', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n }), fc.nat(6), (digits, places) => {
      const sign = digits < 0n ? '-' : ''
      const padded = String(digits < 0n ? -digits : digits).padStart(places + 1, '0')
      const cut = padded.length - places
      const decimal = `${sign}${padded.slice(0, cut)}${places > 0 ? `.${padded.slice(cut)}` : ''}`
      const asStored = Number(decimal).toPrecision(17)
      assert.equal(spreadsheetDecimal(asStored), spreadsheetDecimal(decimal))
      assert.equal(Number(spreadsheetDecimal(asStored)), Number(decimal))
    }),
  )
})
