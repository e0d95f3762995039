import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createKeyRing } from './keys.ts'

/** A database of two generations that counts how often it is asked. */
function fakeDatabase() {
  let asked = 0
  const rows = [
    { generation: 2, replaced_seconds: null },
    { generation: 1, replaced_seconds: 60 },
  ]
  const query = () => {
    asked += 1
    return Promise.resolve({ rows, row_count: rows.length })
  }
  return { query, asked: () => asked }
}

const secret = 'a-secret-that-only-tests-use-0123456789'

test('a flood of unknown key ids is no flood of queries', async () => {
  const database = fakeDatabase()
  const ring = await createKeyRing(database, secret)
  try {
    const found = await Promise.all(Array.from({ length: 200 }, (_, index) => ring.find(String(index + 100))))
    assert.deepEqual(new Set(found), new Set([null]))
    assert.ok(database.asked() <= 2, String(database.asked()))
  } finally {
    ring.close()
  }
})

test('the newest generation signs, and every generation and purpose has a key of its own', async () => {
  const ring = await createKeyRing(fakeDatabase(), secret)
  try {
    assert.equal(ring.current().id, '2')
    const keys = [
      ring.current().secret,
      (await ring.find('1'))?.secret,
      ring.derive('throttle'),
      ring.derive('refresh-token'),
    ]
    const distinct = new Set(keys.map((key) => Buffer.from(key ?? []).toString('hex')))
    assert.equal(distinct.size, 4)
    assert.equal(ring.derive('throttle'), ring.derive('throttle'))
  } finally {
    ring.close()
  }
})

test('a key replaced a quarter of an hour ago verifies no more', async (context) => {
  context.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
  const ring = await createKeyRing(fakeDatabase(), secret)
  try {
    assert.notEqual(await ring.find('1'), null)
    context.mock.timers.setTime(1_000_000 + 839_000)
    assert.notEqual(await ring.find('1'), null)
    context.mock.timers.setTime(1_000_000 + 841_000)
    assert.equal(await ring.find('1'), null)
  } finally {
    ring.close()
  }
})
