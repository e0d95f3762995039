// Migrations on a real server: once, whole or not at all, never changed afterwards, and once among many processes.
import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import { Client } from 'pg'
import { createTestDatabase } from '../../../test/support/cluster.ts'
import type { TestDatabase } from '../../../test/support/cluster.ts'
import { sets as kernelSets } from '../../../test/support/engines.ts'
import type { Session } from './engine.ts'
import { migrate, MigrationRefused } from './migrate.ts'
import { toOutcome } from './postgres-engine.ts'

describe('migrations', () => {
  let database: TestDatabase
  let directory = ''
  const clients: Client[] = []

  before(async () => {
    database = await createTestDatabase()
  })
  after(() => database.drop())
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'socle-migrations-'))
  })
  afterEach(async () => {
    for (const client of clients.splice(0)) {
      await client.query(
        'drop schema if exists shop cascade; delete from kernel.migration where schema_name = $$shop$$',
      )
      await client.end()
    }
    await rm(directory, { recursive: true, force: true })
  })

  const open = async (): Promise<Session> => {
    const client = new Client({ connectionString: database.ownerUrl })
    clients.push(client)
    await client.connect()
    return {
      query: async (text, values) =>
        toOutcome(await client.query(text, values === undefined ? undefined : [...values])),
    }
  }
  const write = (name: string, text: string): Promise<void> => writeFile(join(directory, name), text)
  const run = async (session: Session): Promise<readonly string[]> =>
    (await migrate(session, [{ schema: 'shop', directory }])).applied
  const refuses = (attempt: Promise<unknown>, sentence: RegExp): Promise<void> =>
    assert.rejects(attempt, (error) => error instanceof MigrationRefused && sentence.test(error.message))
  const tables = async (session: Session): Promise<readonly unknown[]> =>
    (await session.query(`select tablename from pg_tables where schemaname = 'shop' order by 1`)).rows.map(
      (row) => row['tablename'],
    )

  test('files are applied in the order of their names, and a second run has nothing to do', async () => {
    await write('002-second.sql', 'create table shop.second (n int references shop.first)')
    await write('001-first.sql', 'create schema shop; create table shop.first (n int primary key)')
    const session = await open()
    assert.deepEqual(await run(session), ['shop/001-first.sql', 'shop/002-second.sql'])
    assert.deepEqual(await run(session), [])
    await write('003-third.sql', 'create table shop.third (n int)')
    assert.deepEqual(await run(session), ['shop/003-third.sql'])
  })

  test('a file that was applied and has changed since is refused before anything else happens', async () => {
    await write('001-first.sql', 'create schema shop; create table shop.first (n int)')
    const session = await open()
    await run(session)
    await write('001-first.sql', 'create schema shop; create table shop.first (n bigint)')
    await write('002-second.sql', 'create table shop.second (n int)')
    await refuses(run(session), /shop\/001-first\.sql a changé/)
    assert.deepEqual(await tables(session), ['first'])
  })

  test('a file that fails half-way leaves nothing of itself and everything of those before it', async () => {
    await write('001-first.sql', 'create schema shop; create table shop.first (n int)')
    await write('002-broken.sql', 'create table shop.half (n int); create table shop.half (n int)')
    await write('003-after.sql', 'create table shop.after (n int)')
    const session = await open()
    await refuses(run(session), /002-broken\.sql a échoué : .*already exists/)
    assert.deepEqual(await tables(session), ['first'])
    await write('002-broken.sql', 'create table shop.half (n int)')
    assert.deepEqual(await run(session), ['shop/002-broken.sql', 'shop/003-after.sql'])
  })

  test('a failure gives the lock back', async () => {
    await write('001-broken.sql', 'nonsense')
    await refuses(run(await open()), /a échoué/)
    await write('001-broken.sql', 'create schema shop')
    assert.deepEqual(await run(await open()), ['shop/001-broken.sql'])
  })

  test('a file with an unexpected name is refused', async () => {
    for (const name of ['1-first.sql', '001_first.sql', 'first.sql']) {
      await write(name, 'create schema shop')
      await refuses(run(await open()), /Nom de migration inattendu/)
      await rm(join(directory, name))
    }
  })

  test('of many processes that start together one migrates, and all find the whole', async () => {
    await write('001-first.sql', 'create schema shop; create table shop.first (n int); select pg_sleep(0.2)')
    await write('002-second.sql', 'insert into shop.first values (1)')
    const sessions = await Promise.all(Array.from({ length: 4 }, open))
    const applied = await Promise.all(sessions.map(run))
    assert.deepEqual(applied.flat().sort(), ['shop/001-first.sql', 'shop/002-second.sql'])
    const { rows } = await (await open()).query('select count(*)::int as n from shop.first')
    assert.equal(rows[0]?.['n'], 1)
  })

  test('each of the kernel’s files says in its header what it locks', async () => {
    for (const { directory: folder } of kernelSets) {
      for (const name of (await readdir(folder)).filter((file) => file.endsWith('.sql'))) {
        assert.match(await readFile(join(folder, name), 'utf8'), /^(?:-- .*\n)*-- Locks: /, name)
      }
    }
  })
})
