// Identifiers: ordered by time, canonical, and read from outside without a throw.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { firstIdAt, isId, newId, newIds, parseId } from './ids.ts'

test('new ids are canonical, of version 7 and all different', () => {
  const ids = Array.from({ length: 1_000 }, () => newId())
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('any UUID is read in either case and kept in lower case', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      assert.equal(parseId(id.toUpperCase()), id)
      assert.equal(isId(id), true)
      assert.equal(isId(id.toUpperCase()), !/[a-f]/.test(id))
    }),
  )
})

test('whatever is no UUID is null, never a throw', () => {
  const id = newId()
  const near = ['', ` ${id}`, `${id}\n`, `{${id}}`, id.replaceAll('-', ''), `${id}0`, id.slice(1), `urn:uuid:${id}`]
  for (const text of near) assert.equal(parseId(text), null, text)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(parseId(text), null)
    }),
  )
})

test('ids made together are in ascending order, each once', () => {
  const ids = newIds(1_000)
  assert.deepEqual(Array.from(new Set(ids)).toSorted(), ids)
})

test('the first id of a moment is one, and stands before all made from then on', () => {
  const start = firstIdAt(Date.now())
  assert.ok(isId(start) && start <= newId())
  assert.ok(firstIdAt(Date.now() + 1_000) > newId())
  assert.equal(firstIdAt(-5), '00000000-0000-7000-8000-000000000000')
})
