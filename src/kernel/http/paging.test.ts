// Keyset cursors: a walk sees every row once, and only a cursor that we made is a cursor.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../problem.ts'
import { fetchLimit, pageOf, readCursor } from './paging.ts'
import { listLimitDefault } from './schemas.ts'

const cursorOf = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function refuses(cursor: string, parts = 1): void {
  assert.throws(
    () => readCursor({ cursor }, parts),
    (error) => error instanceof Problem && error.status === 422 && error.code === 'CURSOR_INVALID',
    cursor,
  )
}

test('walking page by page sees every row once and in order, whatever the size of a page', () => {
  const key = fc.tuple(fc.string({ unit: 'grapheme' }), fc.integer())
  fc.assert(
    fc.property(fc.array(key, { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), (rows, limit) => {
      const seen: unknown[] = []
      let cursor: string | null = null
      do {
        const request = cursor === null ? { limit } : { limit, cursor }
        const after = readCursor(request, 2)
        if (after !== null) assert.deepEqual(after, rows[seen.length - 1])
        const page: ReturnType<typeof pageOf<(typeof rows)[number]>> = pageOf(
          rows.slice(seen.length, seen.length + fetchLimit(request)),
          request,
          (row) => row,
        )
        seen.push(...page.items)
        cursor = page.next_cursor
      } while (cursor !== null)
      assert.deepEqual(seen, rows)
    }),
  )
})

test('the last page has no cursor, also when it is exactly full', () => {
  assert.equal(pageOf([1, 2], { limit: 2 }, (row) => [row]).next_cursor, null)
  assert.notEqual(pageOf([1, 2, 3], { limit: 2 }, (row) => [row]).next_cursor, null)
  assert.deepEqual(
    pageOf([], {}, () => []),
    { items: [], next_cursor: null },
  )
})

test('without a limit a page has the default size', () => {
  const rows = Array.from({ length: fetchLimit({}) }, (_, index) => index)
  assert.equal(pageOf(rows, {}, (row) => [row]).items.length, listLimitDefault)
})

test('a made-up cursor is refused with its own code', () => {
  for (const cursor of ['', 'x', '%%%', 'W10', 'null', cursorOf({}), cursorOf('a'), cursorOf([]), cursorOf(['a', 'b'])])
    refuses(cursor)
  for (const part of [true, {}, [], 'a\0b', '\ud800']) refuses(cursorOf([part]))
  refuses(Buffer.from('[1e999]').toString('base64url'))
})

test('another spelling of a right cursor is a made-up one', () => {
  const right = cursorOf(['a?>'])
  assert.deepEqual(readCursor({ cursor: right }, 1), ['a?>'])
  for (const wrong of [`${right}=`, ` ${right}`, Buffer.from('[ "a?>" ]').toString('base64url')]) refuses(wrong)
})

test('any text is either a cursor or refused as one', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.base64String(),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
      ),
      (cursor) => {
        try {
          assert.equal(readCursor({ cursor }, 1)?.length, 1)
        } catch (error) {
          assert.ok(error instanceof Problem && error.code === 'CURSOR_INVALID')
        }
      },
    ),
  )
})
