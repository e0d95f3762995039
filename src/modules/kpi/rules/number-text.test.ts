import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { type Decimal, toText } from './decimal.ts'
import { parseNumberText } from './number-text.ts'

function read(text: string, unit: string | null = null): string {
  const result = parseNumberText(text, unit)
  return result.ok ? toText(result.value) : result.code
}

function check(cases: Readonly<Record<string, string>>, unit: string | null = null): void {
  for (const [text, expected] of Object.entries(cases)) assert.equal(read(text, unit), expected, `« ${text} »`)
}

test('signs are plus, minus, the typographic minus or accounting parentheses', () => {
  check({
    '12': '12',
    '+12': '12',
    '-12': '-12',
    '\u221212': '-12',
    '- 12,5': '-12.5',
    '(12)': '-12',
    '( 1 234,50 )': '-1234.5',
    '(0)': '0',
    '-0': '0',
    '--12': 'INVALID_NUMBER',
    '-(12)': 'INVALID_NUMBER',
    '(-12)': 'INVALID_NUMBER',
    '12-': 'INVALID_NUMBER',
    '(12': 'INVALID_NUMBER',
    '12)': 'INVALID_NUMBER',
    '()': 'INVALID_NUMBER',
    '+': 'INVALID_NUMBER',
  })
})

test('thousands are grouped by spaces of all kinds or apostrophes', () => {
  for (const separator of [' ', '\u00A0', '\u202F', '\u2009', "'", '’']) {
    assert.equal(read(`1${separator}234`), '1234', separator)
    assert.equal(read(`12${separator}345${separator}678,9`), '12345678.9', separator)
    assert.equal(read(`1${separator}234.567`), '1234.567', separator)
  }
})

test('malformed grouping is refused', () => {
  const wrong = [
    '1 23,4',
    '12 34 567',
    '1 2345',
    '1234 567',
    '1  234',
    '0 123',
    ' 1 234 56',
    "1 234'567",
    '1 234 567 8',
    '1 234,567 8',
  ]
  for (const text of wrong) assert.equal(read(text), 'INVALID_NUMBER', text)
})

test('the last of point and comma is the decimal mark, and a lone point is one unless it may group', () => {
  check({
    '94,5': '94.5',
    '94.5': '94.5',
    '1,234': '1.234',
    '1.234,56': '1234.56',
    '1,234.56': '1234.56',
    '12.345.678,9': '12345678.9',
    '1,234,567.8': '1234567.8',
    '5.678': 'AMBIGUOUS_NUMBER',
    '12.345.678': 'AMBIGUOUS_NUMBER',
    '-5.678': 'AMBIGUOUS_NUMBER',
    '(5.678)': 'AMBIGUOUS_NUMBER',
    '0.945': '0.945',
    '5.67': '5.67',
    '5.6789': '5.6789',
    '1234.567': '1234.567',
    '1.23.456': 'INVALID_NUMBER',
    '1,234,567': 'INVALID_NUMBER',
    '1234.567,8': 'INVALID_NUMBER',
    '1,2.3,4': 'INVALID_NUMBER',
    ',5': 'INVALID_NUMBER',
    '5,': 'INVALID_NUMBER',
  })
})

test('a suffix must be the unit of the KPI', () => {
  check(
    { '95 %': '95', '95%': '95', '94,5\u202F%': '94.5', '(5 %)': '-5', '(5) %': '-5', '5.678 %': 'AMBIGUOUS_NUMBER' },
    '%',
  )
  check(
    { '95 €': 'UNIT_MISMATCH', '95 % %': 'INVALID_NUMBER', '95 jours': 'INVALID_NUMBER', '%': 'INVALID_NUMBER' },
    '%',
  )
  check(
    {
      '1 234,50 €': '1234.5',
      '(12 €)': '-12',
      '12 %': 'UNIT_MISMATCH',
      '12 k€': 'UNIT_MISMATCH',
      '€ 12': 'INVALID_NUMBER',
    },
    '€',
  )
  check({ '12 k€': '12', '12 K€': '12', '12 €': 'UNIT_MISMATCH' }, 'k€')
  check({ '3 jours': '3', '3 Jours': '3', '3 jour': 'INVALID_NUMBER', '3 %': 'UNIT_MISMATCH' }, 'jours')
  check({ '12 m2': '12', '12': '12', '12m2': '12' }, 'm2')
  check({ '4\u00A0t\u00A0CO2e': '4' }, 't CO2e')
  check({ '12 %': 'UNIT_MISMATCH', '12 €': 'UNIT_MISMATCH', '12 h': 'INVALID_NUMBER' }, null)
  // A unit that is itself a number must not eat digits.
  check({ '1 000': '1000', '000': '0' }, '000')
})

test('missing markers are missing, never zero', () => {
  for (const text of [
    '',
    ' ',
    '\u00A0',
    '-',
    '–',
    '—',
    '\u2212',
    'n/a',
    'N/A',
    'na',
    'n.d.',
    'N.D.',
    'nd',
    ' n.d. ',
    'n.c.',
    'NC',
    's.o.',
    'N/D',
  ]) {
    assert.equal(read(text, '%'), 'MISSING_VALUE', `« ${text} »`)
  }
  assert.equal(read('0'), '0')
})

test('everything else is no number', () => {
  const wrong = [
    'abc',
    '1e3',
    '1,5E+10',
    '12abc',
    'NaN',
    'Infinity',
    '0x10',
    '#N/A',
    '=1+1',
    '1/2',
    '1\t234',
    '1\n2',
    '١٢',
    '１２',
    '12%5',
    'vert',
  ]
  for (const text of wrong) assert.equal(read(text), 'INVALID_NUMBER', text)
})

test('numbers beyond 15 digits or 6 decimals are refused, useless zeros apart', () => {
  check({
    '1,1234567': 'VALUE_PRECISION',
    '1,10000000': '1.1',
    '9007199254740993': 'VALUE_PRECISION',
    '1 000 000 000 000 000 000': '1000000000000000000',
    '0,0000001': 'VALUE_PRECISION',
  })
  assert.equal(read('9'.repeat(32_767)), 'VALUE_PRECISION')
  assert.equal(read(`1${' 000'.repeat(8_000)}`), 'INVALID_NUMBER')
})

/** Up to 15 digits and 6 decimals. */
const anyDecimal = fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n }).map((value) => value as Decimal)

test('what Intl writes in fr-FR reads back, as number, percentage and amount', () => {
  const plain = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 6 })
  const euros = new Intl.NumberFormat('fr-FR', { style: 'currency', currency: 'EUR', maximumFractionDigits: 6 })
  const accounting = new Intl.NumberFormat('fr-FR', {
    style: 'currency',
    currency: 'EUR',
    currencySign: 'accounting',
    maximumFractionDigits: 6,
  })
  fc.assert(
    fc.property(anyDecimal, (value) => {
      const text = toText(value)
      const number = text as Intl.StringNumericLiteral
      assert.equal(read(plain.format(number)), text)
      assert.equal(read(`${plain.format(number)}\u00A0%`, '%'), text)
      assert.equal(read(euros.format(number), '€'), text)
      assert.equal(read(accounting.format(number), '€'), text)
    }),
    { numRuns: 300 },
  )
})

test('any text ends in a decimal or a code, with any unit', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(..."0123456789.,' -+()%€ke\u00A0\u202F’\u2212"), maxLength: 12 }),
  )
  fc.assert(
    fc.property(anyText, fc.option(anyText), (text, unit) => {
      const result = parseNumberText(text, unit)
      assert.ok(result.ok ? typeof result.value === 'bigint' : /^[A-Z_]+$/.test(result.code))
    }),
    { numRuns: 1000 },
  )
})
