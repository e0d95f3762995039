// db/schema.sql is what reviews read: it must be what the migrations make.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { createTestDatabase } from './support/cluster.ts'
import { dumpSchema, schemaFile } from './support/schema-dump.ts'

test('db/schema.sql is what the migrations make (renew it with `node bin/dump-schema.ts`)', async () => {
  const database = await createTestDatabase()
  try {
    const made = await dumpSchema(database.ownerUrl)
    assert.match(made, /CREATE TABLE kernel\.organization/)
    assert.equal(await readFile(schemaFile, 'utf8'), made)
  } finally {
    await database.drop()
  }
})
