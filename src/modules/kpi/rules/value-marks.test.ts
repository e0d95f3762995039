import assert from 'node:assert/strict'
import { test } from 'node:test'
import { marksFr, withMarksFr } from './value-marks.ts'

test('a number that is not final says why, both reasons at once', () => {
  assert.equal(marksFr({ provisional: true, approval: 'PENDING' }), 'provisoire, à valider')
  assert.equal(withMarksFr('novembre 2026', { provisional: true, approval: null }), 'novembre 2026, provisoire')
  assert.equal(withMarksFr('', { provisional: false, approval: 'PENDING' }), 'à valider')
  assert.equal(withMarksFr('octobre 2026', { provisional: false, approval: 'APPROVED' }), 'octobre 2026')
})
