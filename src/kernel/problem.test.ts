// What the client is told of each database failure, and the document of a problem.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem, problemDocument, problemFromSql, unprocessable } from './problem.ts'

const told = (code: string): string | null => {
  const problem = problemFromSql(Object.assign(new Error('detail of the server'), { code }))
  return problem === null ? null : `${problem.status} ${problem.code}`
}

test('each SQLSTATE that a client can cause or wait out has its own answer', () => {
  const expected = {
    '23505': '409 CONFLICT',
    '23P01': '409 CONFLICT',
    '23503': '409 REFERENCED',
    '23514': '422 VALUE_INVALID',
    '22P02': '422 VALUE_INVALID',
    '22021': '422 VALUE_INVALID',
    '22003': '422 VALUE_PRECISION',
    '22007': '422 VALUE_INVALID',
    '22008': '422 VALUE_INVALID',
    '42501': '403 FORBIDDEN',
    '40001': '409 BUSY',
    '40P01': '409 BUSY',
    '55P03': '409 BUSY',
    '57014': '503 TOO_SLOW',
    '57P01': '503 DATABASE_UNAVAILABLE',
    '57P03': '503 DATABASE_UNAVAILABLE',
    '53300': '503 DATABASE_UNAVAILABLE',
    '08006': '503 DATABASE_UNAVAILABLE',
  }
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((state) => [state, told(state)])), expected)
})

test('our own mistakes are no answer: they stay bugs', () => {
  for (const state of ['42P01', '42601', '42703', '23502', '22012', '25P02', '25006', 'XX000', 'EPIPE', 'ENOENT', '']) {
    assert.equal(told(state), null, state)
  }
  for (const error of [null, undefined, 'x', 23505, { code: 23505 }, new Error('x')])
    assert.equal(problemFromSql(error), null)
})

test('no answer repeats what the server said', () => {
  for (const code of ['23505', '22P02', '57P01']) {
    const problem = problemFromSql(Object.assign(new Error('Key (email)=(a@b.c)'), { code, detail: 'a@b.c' }))
    assert.ok(problem !== null)
    assert.doesNotMatch(JSON.stringify(problemDocument(problem, 'urn:request:1')), /a@b\.c/)
  }
})

test('the document carries type, code and its own members, and nothing that is absent', () => {
  const plain = problemDocument(new Problem(404, 'NOT_FOUND', 'Introuvable.'), 'urn:request:1')
  assert.deepEqual(plain, {
    type: '/problems/not-found',
    title: 'Introuvable.',
    status: 404,
    code: 'NOT_FOUND',
    instance: 'urn:request:1',
  })
  const rich = new Problem(409, 'CODE_TAKEN', 'Pris.', {
    detail: 'd',
    members: { existing_id: 'x' },
    headers: { 'retry-after': '1' },
  })
  assert.deepEqual(problemDocument(rich, 'i'), {
    type: '/problems/code-taken',
    title: 'Pris.',
    status: 409,
    code: 'CODE_TAKEN',
    detail: 'd',
    instance: 'i',
    existing_id: 'x',
  })
})

test('several mistakes of one kind keep its code, of several kinds share one', () => {
  const mistake = (code: string) => ({ pointer: '/a', code, detail: 'd' })
  assert.equal(unprocessable([mistake('REQUIRED'), mistake('REQUIRED')]).code, 'REQUIRED')
  assert.equal(unprocessable([mistake('REQUIRED'), mistake('UNKNOWN_FIELD')]).code, 'VALIDATION_FAILED')
})
