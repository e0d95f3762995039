// The one secret in its file: made once, private, never taken half-written. Beside PostgreSQL's tests because it writes files.
import assert from 'node:assert/strict'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'
import { applicationPassword, deriveKey, readOrCreateSecret } from './secrets.ts'

let folder = ''
let path = ''

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'socle-secret-')), 'var')
  path = join(folder, 'secret')
})
afterEach(() => rm(join(folder, '..'), { recursive: true, force: true }))

test('the first start makes a secret that only its owner can read, later starts find it', async () => {
  const secret = await readOrCreateSecret(folder)
  assert.ok(Buffer.byteLength(secret) >= 32)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.equal(await readOrCreateSecret(folder), secret)
})

test('a file that others could read is closed to them', async () => {
  const secret = await readOrCreateSecret(folder)
  await chmod(path, 0o644)
  assert.equal(await readOrCreateSecret(folder), secret)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
})

test('an incomplete secret is refused by its place, never by its content', async () => {
  await readOrCreateSecret(folder)
  for (const content of ['', 'cut-short']) {
    await writeFile(path, content)
    await assert.rejects(readOrCreateSecret(folder), (error: Error) => {
      assert.ok(error.message.includes(path))
      assert.equal(content.trim() !== '' && error.message.includes(content), false)
      return true
    })
  }
})

test('many processes that start at once agree on one secret', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => readOrCreateSecret(folder)))
  const kept = (await readFile(path, 'utf8')).trim()
  for (const outcome of outcomes) {
    assert.equal(outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason), kept)
  }
})

test('a secret that another process is just writing is waited for', async () => {
  const whole = await readOrCreateSecret(folder)
  await writeFile(path, '')
  const reading = readOrCreateSecret(folder)
  await new Promise((resolve) => setTimeout(resolve, 50))
  await writeFile(path, whole)
  assert.equal(await reading, whole)
})

test('each purpose has its own key, and no key shows the secret', () => {
  const secret = 'a-secret-that-only-tests-use-0123456789'
  const purposes = ['a', 'b', 'database/socle_app', '']
  const keys = purposes.map((purpose) => deriveKey(secret, purpose).toString('hex'))
  assert.equal(new Set(keys).size, purposes.length)
  assert.deepEqual(deriveKey(secret, 'a'), deriveKey(secret, 'a'))
  assert.notDeepEqual(deriveKey(`${secret}x`, 'a'), deriveKey(secret, 'a'))
  assert.match(applicationPassword(secret), /^[\w-]{43}$/)
})
