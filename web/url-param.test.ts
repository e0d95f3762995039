// The address follows what is typed; what comes from elsewhere counts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stillAhead } from './url-param.ts'

test('what arrives in the address takes itself and what was before it away', () => {
  assert.deepEqual(stillAhead(['a', 'ab', 'abc'], 'a'), ['ab', 'abc'])
  assert.deepEqual(stillAhead(['a', 'ab', 'abc'], 'ab'), ['abc'])
  assert.deepEqual(stillAhead(['a', 'ab', 'abc'], 'abc'), [])
})

test('what comes from elsewhere counts: nothing is ahead of it', () => {
  assert.deepEqual(stillAhead(['a', 'ab'], 'chantier'), [])
  assert.deepEqual(stillAhead([], 'chantier'), [])
})
