import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decimalToField, readDecimal } from './decimal.ts'

test('what people type is read as they mean it', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['1 234,56', '1234.56'],
    ['1\u202f234,56', '1234.56'],
    ['0,30', '0.3'],
    ['-0', '0'],
    ['−3,5', '-3.5'],
    ['007', '7'],
    [',5', '0.5'],
    ['+12.', '12'],
    ['0,000001', '0.000001'],
    ['999999999,999999', '999999999.999999'],
  ]
  for (const [typed, text] of cases) {
    assert.deepEqual(readDecimal(typed), { ok: true, text, number: Number(text) }, typed)
  }
})

test('what is not one number, or is too precise to stay exact, is refused', () => {
  const faults = { '': 'EMPTY', '  ': 'EMPTY', '1,2.3': 'NOT_A_NUMBER', '1 23x': 'NOT_A_NUMBER', '1e3': 'NOT_A_NUMBER' }
  for (const [typed, fault] of Object.entries(faults)) assert.deepEqual(readDecimal(typed), { ok: false, fault }, typed)
  for (const typed of ['-', ',', '12 %', '1,234.5', 'NaN', '٣']) assert.equal(readDecimal(typed).ok, false, typed)
  for (const typed of ['1234567890123456', '0,0000001', '1234567890,1234567']) {
    assert.deepEqual(readDecimal(typed), { ok: false, fault: 'TOO_PRECISE' }, typed)
  }
})

test('JSON carries exactly the digits that were typed', () => {
  const digits = fc.integer({ min: 0, max: 999_999_999 })
  fc.assert(
    fc.property(digits, fc.integer({ min: 0, max: 999_999 }), fc.boolean(), (whole, fraction, negative) => {
      const decimals = String(fraction).padStart(6, '0')
      const reading = readDecimal(`${negative ? '-' : ''}${whole},${decimals}`)
      assert.ok(reading.ok)
      const sent = Number(JSON.stringify(reading.number)).toFixed(6)
      const isZero = whole === 0 && fraction === 0
      assert.equal(sent, `${negative && !isZero ? '-' : ''}${whole}.${decimals}`)
    }),
  )
})

test('a field starts with the decimal comma and reads back as the same number', () => {
  assert.equal(decimalToField(null), '')
  assert.equal(decimalToField(1234.5), '1234,5')
  assert.equal(decimalToField(0.000001), '0,000001')
  fc.assert(
    fc.property(fc.integer({ min: -999_999_999, max: 999_999_999 }), (millionths) => {
      const value = millionths / 1_000_000
      const reading = readDecimal(decimalToField(value))
      assert.ok(reading.ok)
      assert.equal(reading.number, value === 0 ? 0 : value)
    }),
  )
})
