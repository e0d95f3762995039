import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem, problemDocument } from '../problem.ts'
import { readProblemPages } from './problem-pages.ts'

test('the type of a problem names a page that says what the code means', () => {
  const { type } = problemDocument(new Problem(409, 'DUPLICATE_PERIOD', 'x'), 'urn:x')
  const page = readProblemPages().get(String(type).replace('/problems/', ''))
  assert.match(page ?? '', /<h1>DUPLICATE_PERIOD<\/h1><p>[A-Z]/)
  assert.ok(readProblemPages().size > 60)
})
