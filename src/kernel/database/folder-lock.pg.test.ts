// The folder lock among real processes and real files.
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { findHolder, FolderBusy, lockFolder, startOf } from './folder-lock.ts'

let folder = ''

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'socle-lock-'))
})

after(() => rm(folder, { recursive: true, force: true }))

const writeLock = (content: string): Promise<void> => writeFile(join(folder, 'socle.lock'), content)

test('a held folder names its holder, a released one is free and empty', async () => {
  const lock = await lockFolder(folder)
  assert.equal(await findHolder(folder), process.pid)
  await assert.rejects(lockFolder(folder), FolderBusy)
  await lock.release()
  assert.equal(await findHolder(folder), undefined)
  assert.deepEqual(await readdir(folder), [])
})

test('the lock of a process that is gone is taken over', async () => {
  await writeLock(JSON.stringify({ pid: 4_194_304, started: 'long ago' }))
  await (await lockFolder(folder)).release()
  assert.deepEqual(await readdir(folder), [])
})

test('a living process that merely got the dead holder’s number holds nothing', async () => {
  await writeLock(JSON.stringify({ pid: process.ppid, started: 'before the reboot' }))
  assert.notEqual(startOf(process.ppid), undefined)
  await (await lockFolder(folder)).release()
})

test('a lock that was cut while it was written is taken over', async () => {
  await writeLock('{"pid":')
  await (await lockFolder(folder)).release()
})

test('a takeover that died half-way does not bar the folder', async () => {
  await writeLock(JSON.stringify({ pid: 4_194_304, started: 'long ago' }))
  await writeFile(join(folder, 'socle.lock.takeover'), JSON.stringify({ pid: 4_194_304, started: 'long ago' }))
  await (await lockFolder(folder)).release()
  assert.deepEqual(await readdir(folder), [])
})

test('of many starts at once on a crashed folder, exactly one gets it', async () => {
  await writeLock(JSON.stringify({ pid: 4_194_304, started: 'long ago' }))
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)))
  const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled')
  assert.equal(winners.length, 1)
  assert.ok(outcomes.every((outcome) => outcome.status === 'fulfilled' || outcome.reason instanceof FolderBusy))
  assert.equal((JSON.parse(await readFile(join(folder, 'socle.lock'), 'utf8')) as { pid: number }).pid, process.pid)
  await winners[0]?.value.release()
})
