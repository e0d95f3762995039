// What a client is told about a wrong body: every mistake with its pointer and its stable code, nothing coerced.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Type } from 'typebox'
import { parseJson } from './json.ts'
import { DayText, FreeText, Nullable, OneOf, Shape, Text, Uuid } from './schemas.ts'
import { compileCheck } from './validation.ts'

const check = compileCheck(
  Shape({
    name: Text(20),
    count: Type.Integer({ minimum: 1, maximum: 9 }),
    ratio: Type.Optional(Nullable(Type.Number({ exclusiveMinimum: 0 }))),
    color: Type.Optional(Nullable(OneOf(['GREEN', 'RED']))),
    day: Type.Optional(DayText),
    owner: Type.Optional(Nullable(Uuid)),
    remark: Type.Optional(FreeText(10)),
    lines: Type.Optional(Type.Array(Shape({ 'a/b~c': Type.Boolean() }), { maxItems: 2 })),
    either: Type.Optional(
      Type.Union([Shape({ kind: Type.Literal('day'), on: DayText }), Shape({ kind: Type.Literal('none') })]),
    ),
  }),
)

/** `pointer code` of each violation of a body that is right but for the given fields. */
function mistakes(fields: object): readonly string[] {
  return check({ name: 'Ventes', count: 3, ...fields }).map(({ pointer, code }) => `${pointer} ${code}`)
}

test('a right body has no mistake, with and without its optional fields', () => {
  assert.deepEqual(mistakes({}), [])
  const whole = {
    ratio: null,
    color: 'RED',
    day: '2025-01-31',
    owner: null,
    remark: '',
    lines: [{ 'a/b~c': true }],
    either: { kind: 'none' },
  }
  assert.deepEqual(mistakes(whole), [])
})

test('all mistakes are told at once, each at its place', () => {
  const found = check({ name: '', count: 10, colour: 'RED', lines: [{ 'a/b~c': true }, { 'a/b~c': 1 }] })
  assert.deepEqual(
    new Set(found.map(({ pointer, code }) => `${pointer} ${code}`)),
    new Set(['/name VALUE_INVALID', '/count VALUE_INVALID', '/colour UNKNOWN_FIELD', '/lines/1/a~1b~0c VALUE_INVALID']),
  )
  assert.ok(found.every(({ detail }) => detail.includes('/')))
})

test('a missing field is REQUIRED at the field itself, also inside a list', () => {
  assert.deepEqual(
    check({}).map(({ pointer, code }) => `${pointer} ${code}`),
    ['/name REQUIRED', '/count REQUIRED'],
  )
  assert.deepEqual(mistakes({ lines: [{}] }), ['/lines/0/a~1b~0c REQUIRED'])
})

test('nothing is coerced', () => {
  for (const count of ['3', true, null, 3.5, [3], {}, ''])
    assert.deepEqual(mistakes({ count }), ['/count VALUE_INVALID'])
  for (const name of [3, true, null, ['a'], {}]) assert.deepEqual(mistakes({ name }), ['/name VALUE_INVALID'])
  for (const color of ['green', '', 0, false]) assert.deepEqual(mistakes({ color }), ['/color VALUE_INVALID'])
  for (const ratio of [0, '1', true]) assert.deepEqual(mistakes({ ratio }), ['/ratio VALUE_INVALID'])
})

test('a required text is neither empty nor blank nor longer than allowed', () => {
  for (const name of ['', ' ', '\t\n', '\u00a0', 'a'.repeat(21)])
    assert.deepEqual(mistakes({ name }), ['/name VALUE_INVALID'])
  assert.deepEqual(mistakes({ name: 'é'.repeat(20) }), [])
})

test('NUL and lone surrogates are refused wherever they stand, in values and in names', () => {
  for (const bad of ['a\0b', '\ud800', 'x\udc00y']) {
    assert.deepEqual(mistakes({ name: bad }), ['/name VALUE_INVALID'])
    assert.deepEqual(mistakes({ lines: [{ 'a/b~c': bad }] }), ['/lines/0/a~1b~0c VALUE_INVALID'])
    assert.equal(mistakes({ [bad]: 1 }).length, 1)
    assert.ok(check({ [bad]: 1 }).every(({ pointer, detail }) => pointer.isWellFormed() && detail.isWellFormed()))
  }
})

test('a number with more digits than JSON carries is VALUE_PRECISION, not a type error', () => {
  const body = parseJson(Buffer.from('{"name":"a","count":1,"ratio":0.12345678901234567}'))
  assert.deepEqual(
    check(body).map(({ pointer, code }) => `${pointer} ${code}`),
    ['/ratio VALUE_PRECISION'],
  )
})

test('a choice between shapes that fits none is refused at its place', () => {
  for (const either of [{}, { kind: 'day' }, { kind: 'day', on: 1 }, 'none', null]) {
    const found = mistakes({ either })
    assert.ok(found.length > 0 && found.every((line) => line.startsWith('/either')), JSON.stringify(either))
  }
})

test('what is no object at all is refused as a whole', () => {
  for (const body of [undefined, null, [], 'a', 1, true]) {
    const found = check(body)
    assert.deepEqual(
      found.map(({ pointer, code }) => `${pointer} ${code}`),
      [' VALUE_INVALID'],
      JSON.stringify(body),
    )
  }
})

test('a field named like something inherited is an unknown field', () => {
  const body = parseJson(Buffer.from('{"name":"a","count":1,"__proto__":{},"constructor":1,"toString":2}'))
  assert.deepEqual(
    check(body).map(({ pointer, code }) => `${pointer} ${code}`),
    ['/__proto__ UNKNOWN_FIELD', '/constructor UNKNOWN_FIELD', '/toString UNKNOWN_FIELD'],
  )
})

test('a thousand mistakes make a bounded answer', () => {
  const body = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`field_${index}`, 1]))
  assert.equal(check(body).length, 50)
  assert.equal(check({ ...body, name: '\0', lines: Array.from({ length: 1_000 }, () => '\0') }).length, 50)
})

test('any JSON gets an answer; a refusal always says where and why', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      for (const { pointer, code, detail } of check(value)) {
        assert.match(pointer, /^(?:\/|$)/)
        assert.match(code, /^[A-Z_]+$/)
        assert.ok(detail.length > 10)
      }
      assert.notDeepEqual(check({ name: 'a', count: value === 3 ? 4 : '3' }), value)
    }),
  )
})
