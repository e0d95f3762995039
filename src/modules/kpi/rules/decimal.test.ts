import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import {
  compare,
  type Decimal,
  type DecimalResult,
  formatFr,
  formatQuantityFr,
  fromNumber,
  fromSql,
  fromSpreadsheet,
  negate,
  parseDecimal,
  roundToSignificant15,
  toNumber,
  toText,
} from './decimal.ts'

/** Digits that fit the limits: up to 15 in all, up to 6 of them decimals, with useless zeros around. */
interface Written {
  readonly negative: boolean
  readonly integer: string
  readonly fraction: string
}

const digit = fc.integer({ min: 0, max: 9 }).map(String)
const digitsUpTo = (max: number): fc.Arbitrary<string> =>
  fc.array(digit, { maxLength: max }).map((digits) => digits.join(''))
const written: fc.Arbitrary<Written> = fc.oneof(
  fc.record({ negative: fc.boolean(), integer: digitsUpTo(9), fraction: digitsUpTo(6) }),
  fc.record({ negative: fc.boolean(), integer: digitsUpTo(15), fraction: fc.constant('') }),
  fc.record({ negative: fc.boolean(), integer: fc.constantFrom('0', '1', '95'), fraction: digitsUpTo(6) }),
)

function textOf({ negative, integer, fraction }: Written): string {
  return `${negative ? '-' : ''}${integer || '0'}${fraction === '' ? '' : `.${fraction}`}`
}

function ok(result: DecimalResult): Decimal {
  assert.ok(result.ok)
  return result.value
}

function code(result: DecimalResult): string {
  return result.ok ? toText(result.value) : result.code
}

/** Compares two texts digit by digit, without any number type: the oracle. */
function compareTexts(left: Written, right: Written): number {
  const [leftDigits, rightDigits] = [alignedDigits(left), alignedDigits(right)]
  const leftNegative = left.negative && /[1-9]/.test(leftDigits)
  const rightNegative = right.negative && /[1-9]/.test(rightDigits)
  if (leftNegative !== rightNegative) return leftNegative ? -1 : 1
  const magnitude = leftDigits === rightDigits ? 0 : leftDigits < rightDigits ? -1 : 1
  return leftNegative ? 0 - magnitude : magnitude
}

function alignedDigits({ integer, fraction }: Written): string {
  return integer.padStart(15, '0') + fraction.padEnd(6, '0')
}

test('comparison is exact, against an oracle that compares digits', () => {
  fc.assert(
    fc.property(written, written, (left, right) => {
      assert.equal(compare(ok(parseDecimal(textOf(left))), ok(parseDecimal(textOf(right)))), compareTexts(left, right))
    }),
    { numRuns: 500 },
  )
})

test('accepted numbers survive text and JSON unchanged', () => {
  fc.assert(
    fc.property(written, (number) => {
      const value = ok(parseDecimal(textOf(number)))
      assert.equal(ok(parseDecimal(toText(value))), value)
      assert.equal(ok(fromNumber(toNumber(value))), value)
      assert.equal(ok(fromNumber(Number(JSON.stringify(toNumber(value))))), value)
      assert.equal(ok(fromSpreadsheet({ raw: toNumber(value), percent: false })), value)
    }),
    { numRuns: 500 },
  )
})

test('the text is canonical: no useless zero, no minus zero', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['-0', '0'],
    ['0.000000', '0'],
    ['-0.500000', '-0.5'],
    ['0095', '95'],
    ['95.10', '95.1'],
    ['1e21', '1000000000000000000000'],
    ['1E-6', '0.000001'],
    ['-1.5e+3', '-1500'],
    ['0.000000000000', '0'],
    ['1234567890.12345', '1234567890.12345'],
  ]
  for (const [text, expected] of cases) assert.equal(code(parseDecimal(text)), expected, text)
})

test('at most 15 significant digits and 6 decimals, zeros at either end not counted', () => {
  const accepted = [
    '999999999999999',
    '123456789012345000000',
    '0.100000000000',
    '999999999.999999',
    '000000000000000001',
  ]
  for (const text of accepted) assert.ok(parseDecimal(text).ok, text)
  const refused = [
    '9999999999999999',
    '1000000000000001',
    '9007199254740993',
    '0.0000001',
    '1.0000001',
    '1e-7',
    '1234567890.123456',
  ]
  for (const text of refused) assert.equal(code(parseDecimal(text)), 'VALUE_PRECISION', text)
})

test('what is no finite number is invalid', () => {
  const wrong = [
    '',
    ' ',
    'NaN',
    'Infinity',
    '-Infinity',
    '1,5',
    '1 000',
    '.5',
    '5.',
    '+5',
    '0x10',
    '--1',
    '1e',
    '1e400',
    '1e99999',
    '12a',
  ]
  for (const text of wrong) assert.equal(code(parseDecimal(text)), 'VALUE_INVALID', text)
  for (const number of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    assert.equal(code(fromNumber(number)), 'VALUE_INVALID')
  }
})

test('JSON numbers are taken by their decimal text, exponent forms included', () => {
  assert.equal(code(fromNumber(0.3)), '0.3')
  assert.equal(code(fromNumber(0.1 + 0.2)), 'VALUE_PRECISION')
  assert.equal(code(fromNumber(1e21)), '1000000000000000000000')
  assert.equal(code(fromNumber(1e-7)), 'VALUE_PRECISION')
  assert.equal(code(fromNumber(1e-6)), '0.000001')
  assert.equal(code(fromNumber(-0)), '0')
  assert.equal(code(fromNumber(1e308)), 'VALUE_INVALID')
  assert.equal(toNumber(ok(parseDecimal('1e307'))), 1e307)
})

test('a column that holds what the limits forbid is a bug, not a value', () => {
  assert.equal(toText(fromSql('95.000000')), '95')
  for (const text of ['NaN', 'Infinity', '0.0000001']) assert.throws(() => fromSql(text), RangeError)
})

test('over-long digit strings are refused without being counted', () => {
  assert.equal(code(parseDecimal('1'.repeat(30_000))), 'VALUE_PRECISION')
  assert.equal(code(parseDecimal(`0.${'0'.repeat(30_000)}1`)), 'VALUE_PRECISION')
  assert.equal(code(parseDecimal(`1${'0'.repeat(30_000)}`)), 'VALUE_INVALID')
  assert.equal(code(parseDecimal(`${'0'.repeat(30_000)}7.${'0'.repeat(30_000)}`)), '7')
})

test('spreadsheet numbers are rounded to 15 significant digits, as number or as text', () => {
  const cases: readonly (readonly [string | number, string])[] = [
    ['0.94499999999999995', '0.945'],
    [0.1 + 0.2, '0.3'],
    ['0.30000000000000004', '0.3'],
    ['1234.5600000000001', '1234.56'],
    [-99.99999999999999, '-100'],
    ['9.9999999999999995E-2', '0.1'],
    [2024, '2024'],
    ['1.1E+21', '1100000000000000000000'],
    [1 / 3, 'VALUE_PRECISION'],
    ['-', 'VALUE_INVALID'],
    ['', 'VALUE_INVALID'],
    ['1e999', 'VALUE_INVALID'],
  ]
  for (const [raw, expected] of cases)
    assert.equal(code(parseDecimal(roundToSignificant15(raw))), expected, String(raw))
})

test('a percent cell is scaled before its decimals are counted', () => {
  assert.equal(code(fromSpreadsheet({ raw: 0.95, percent: true })), '95')
  assert.equal(code(fromSpreadsheet({ raw: '0.94499999999999995', percent: true })), '94.5')
  assert.equal(code(fromSpreadsheet({ raw: '0.12345678', percent: true })), '12.345678')
  assert.equal(code(fromSpreadsheet({ raw: '0.12345678', percent: false })), 'VALUE_PRECISION')
  assert.equal(code(fromSpreadsheet({ raw: 0.95, percent: false })), '0.95')
})

test('the opposite of the opposite is the number, and zero is its own', () => {
  fc.assert(
    fc.property(written, (number) => {
      const value = ok(parseDecimal(textOf(number)))
      assert.equal(negate(negate(value)), value)
      assert.equal(compare(value, negate(value)), Math.sign(toNumber(value)) + 0)
    }),
  )
})

test('French text is what Intl writes, digit for digit, with a true minus', () => {
  const intl = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 6 })
  fc.assert(
    fc.property(written, (number) => {
      const value = ok(parseDecimal(textOf(number)))
      assert.equal(formatFr(value), intl.format(toText(value) as Intl.StringNumericLiteral).replace('-', '\u2212'))
    }),
    { numRuns: 300 },
  )
  assert.equal(formatFr(ok(parseDecimal('-1234567.5'))), '\u22121\u202F234\u202F567,5')
})

test('a quantity carries its unit after a no-break space', () => {
  const value = ok(parseDecimal('94.5'))
  assert.equal(formatQuantityFr(value, '%'), '94,5\u00A0%')
  assert.equal(formatQuantityFr(value, 't CO2e'), '94,5\u00A0t CO2e')
  assert.equal(formatQuantityFr(value, null), '94,5')
  assert.equal(formatQuantityFr(value, ''), '94,5')
})
