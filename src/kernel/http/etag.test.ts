// The tag of a single object, and what If-Match does with it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../ids.ts'
import { Problem } from '../problem.ts'
import { requireMatch } from './endpoint.ts'
import { entityTag } from './etag.ts'

const row = { id: newId(), updated_at: '2025-03-01T10:00:00.123456Z', title: 'a' }
const tag = entityTag(row) ?? ''

const isStale = (error: unknown): boolean => error instanceof Problem && error.status === 412 && error.code === 'STALE'

test('a tag is quoted and changes with the last microsecond and with the object, with nothing else', () => {
  assert.match(tag, /^"[\w-]+"$/)
  assert.equal(entityTag({ ...row, title: 'b' }), tag)
  assert.notEqual(entityTag({ ...row, updated_at: '2025-03-01T10:00:00.123457Z' }), tag)
  assert.notEqual(entityTag({ ...row, id: newId() }), tag)
})

test('lists, texts and things without an instant have no tag', () => {
  for (const answer of [
    null,
    undefined,
    'a',
    1,
    [],
    [row],
    { items: [row] },
    { id: row.id },
    { ...row, updated_at: 1 },
  ]) {
    assert.equal(entityTag(answer), null)
  }
})

test('no If-Match, a star, the tag itself and a list that holds it let a change through', () => {
  for (const header of [null, '*', tag, ` ${tag} `, `"other", ${tag}`]) requireMatch(header, row)
})

test('another tag, a weak one, an unquoted one and an empty one stop the change', () => {
  const other = entityTag({ ...row, updated_at: '2025-03-01T10:00:00.123457Z' }) ?? ''
  for (const header of [other, `W/${tag}`, tag.slice(1, -1), '', '""', `"${tag}"`]) {
    assert.throws(() => requireMatch(header, row), isStale, header)
  }
})

test('a thing without a tag matches no tag', () => {
  assert.throws(() => requireMatch('"a"', { id: row.id }), isStale)
})
