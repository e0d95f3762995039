// The strict JSON reader against the platform's own, and everything it must refuse that the platform accepts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../problem.ts'
import { ExcessPrecision, parseJson } from './json.ts'

const parse = (text: string): unknown => parseJson(Buffer.from(text))

function refuses(bytes: string | Uint8Array): void {
  const shown = typeof bytes === 'string' ? bytes.slice(0, 40) : Buffer.from(bytes).toString('hex')
  assert.throws(
    () => parseJson(typeof bytes === 'string' ? Buffer.from(bytes) : bytes),
    (error) => error instanceof Problem && error.status === 400 && error.code === 'BAD_JSON',
    shown,
  )
}

/** At most 15 significant digits, so that no number is set apart. */
const shortNumber = fc.oneof(
  fc.integer(),
  fc.integer({ min: -1e15 + 1, max: 1e15 - 1 }),
  fc.constantFrom(0, -0, 0.1, 1e-7),
)
const document = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 8 },
    fc.constantFrom(null, true, false),
    shortNumber,
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 5 }),
  ),
})).value

test('every valid document is read as the platform reads it, whatever its spaces', () => {
  fc.assert(
    fc.property(document, fc.constantFrom(undefined, 1, '\t', '\r\n '), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      assert.deepEqual(parse(text), JSON.parse(text))
    }),
  )
})

test('whatever the platform refuses is refused, and nothing else throws', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '1',
    '0',
    '-',
    '.',
    'e',
    'a',
    ' ',
    '\n',
    'null',
    'true',
    '"a"',
    '\u0001',
    '\u00a0',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('')
      const expected = readByPlatform(text)
      if (expected === undefined) refuses(text)
      else assert.deepEqual(withoutPrecision(readOrDuplicate(text)), expected.value)
    }),
    { numRuns: 2_000 },
  )
})

function readByPlatform(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** The one thing that is valid for the platform and refused here. */
function readOrDuplicate(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    assert.ok(error instanceof Problem && error.extras.detail?.includes('deux fois') === true, text)
    return JSON.parse(text)
  }
}

function withoutPrecision(value: unknown): unknown {
  if (value instanceof ExcessPrecision) return Number(value.text)
  if (Array.isArray(value)) return value.map(withoutPrecision)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutPrecision(item)]))
}

test('a field written twice is refused, however its name is escaped and however deep it stands', () => {
  for (const text of ['{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '[{"b":{"":1,"":2}}]', '{"__proto__":1,"__proto__":2}'])
    refuses(text)
  assert.deepEqual(parse('{"a":{"a":1},"b":{"a":1}}'), { a: { a: 1 }, b: { a: 1 } })
})

test('32 levels are read, the 33rd is refused before it can exhaust anything', () => {
  assert.ok(Array.isArray(parse('['.repeat(32) + ']'.repeat(32))))
  refuses('['.repeat(33) + '1' + ']'.repeat(33))
  refuses('{"a":'.repeat(33) + '1' + '}'.repeat(33))
  refuses('['.repeat(500_000))
})

test('only UTF-8 is read; one byte order mark in front is forgiven', () => {
  refuses(Uint8Array.of(0x22, 0xe9, 0x22))
  refuses(Uint8Array.of(0x22, 0xc0, 0x80, 0x22))
  refuses(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))
  refuses(Buffer.from('"é"', 'utf16le'))
  assert.equal(parse('\ufeff"é"'), 'é')
  refuses('\ufeff\ufeff1')
})

test('what other languages call JSON is not', () => {
  const texts = [
    '',
    ' ',
    'NaN',
    'Infinity',
    '-Infinity',
    'undefined',
    '01',
    '+1',
    '1.',
    '.5',
    '0x10',
    '1_000',
    '1e',
    "'a'",
    '{a:1}',
  ]
  for (const text of [
    ...texts,
    '[1,]',
    '{"a":1,}',
    '[,1]',
    '// a\n1',
    '1 2',
    '{} {}',
    'nullx',
    '"a',
    '"\\x41"',
    '"\t"',
    '\u00a01',
    '[1',
    '{"a"',
  ]) {
    refuses(text)
  }
})

test('a field named __proto__ is an ordinary field and changes no prototype', () => {
  const value = parse('{"__proto__":{"is_admin":true},"constructor":1}') as object
  assert.deepEqual(Object.keys(value), ['__proto__', 'constructor'])
  assert.equal(Object.getPrototypeOf(value), Object.prototype)
  assert.equal('is_admin' in value, false)
})

test('an escaped lone surrogate survives reading, so that validation can name its place', () => {
  assert.equal((parse('"\\ud800"') as string).isWellFormed(), false)
})

test('a number of more than 15 significant digits, or one that a double would change, is kept as text', () => {
  const excessive = [
    '1234567890.1234567',
    '9007199254740993',
    '-0.1234567890123456',
    '1e400',
    '-1e400',
    '1e-400',
    '4.9e-324',
    '1.5e-310',
  ]
  for (const text of excessive) assert.deepEqual(parse(text), new ExcessPrecision(text))
  assert.deepEqual(parse('{"a":[1e999]}'), { a: [new ExcessPrecision('1e999')] })
})

test('zeros in front and at the end are no digits', () => {
  assert.equal(parse('999999999999999'), 999_999_999_999_999)
  assert.equal(parse('0.000000000000000000001'), 1e-21)
  assert.equal(parse('12.50000000000000000000'), 12.5)
  assert.equal(parse('100000000000000000000'), 1e20)
  assert.equal(parse('0e-999'), 0)
})

test('a megabyte of digits is read in one pass', () => {
  const text = `1${'0'.repeat(1_000_000)}1`
  assert.deepEqual(parse(text), new ExcessPrecision(text))
  assert.equal(parse(`0.${'0'.repeat(1_000_000)}`), 0)
  assert.equal((parse(`"${String.raw`\"`.repeat(400_000)}"`) as string).length, 400_000)
})

test('every decimal of 15 digits comes back digit for digit', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n - 1n }), fc.integer({ min: -20, max: 20 }), (digits, exponent) => {
      const value = parse(`${digits}e${exponent}`)
      assert.ok(typeof value === 'number')
      const [mantissa = '', shown = '0'] = value.toExponential(14).split('e')
      const back = BigInt(mantissa.replace('.', ''))
      const wanted = digits * 10n ** BigInt(15 - String(digits).length)
      assert.equal(back, wanted)
      assert.equal(Number(shown), String(digits).length - 1 + exponent)
    }),
  )
})
