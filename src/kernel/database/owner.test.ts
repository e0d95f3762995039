// What is said about servers that no test machine has: too old, or without PostGIS.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Session } from './engine.ts'
import { DatabaseUnusable, reason, requirePostgis, requireVersion } from './owner.ts'

/** A server that describes itself so, and agrees to everything else. */
const server = (row: Readonly<Record<string, unknown>>): Session => ({
  query: async () => ({ rows: [row], row_count: 1 }),
})

const refuses = (attempt: Promise<void>, sentence: string): Promise<void> =>
  assert.rejects(attempt, (error) => error instanceof DatabaseUnusable && error.message === sentence)

test('PostgreSQL 14 is too old, 15 and 18 are not', async () => {
  await refuses(
    requireVersion(server({ number: 140_012, text: '14.12 (Debian)' })),
    'PostgreSQL 14.12 (Debian) est trop ancien : Socle demande la version 15 ou plus récente.',
  )
  for (const number of [150_000, 180_001]) await requireVersion(server({ number, text: 'x' }))
})

test('a server without PostGIS is told what to install', async () => {
  await refuses(
    requirePostgis(server({ installed: null, available: null })),
    'PostGIS manque sur ce serveur PostgreSQL : installez PostGIS 3.3 ou plus récent.',
  )
})

test('an old PostGIS is refused by number, not by alphabet', async () => {
  for (const version of ['3.2.1', '2.5.0']) {
    const sentence = `PostGIS ${version} est trop ancien : Socle demande la version 3.3 ou plus récente.`
    await refuses(requirePostgis(server({ installed: version, available: '3.5.0' })), sentence)
  }
  for (const version of ['3.3.2', '3.10.0', '4.0.0'])
    await requirePostgis(server({ installed: version, available: version }))
})

test('an address is never repeated, since it may hold a password', () => {
  assert.equal(reason(new Error('cannot reach postgres://a:secret@host/base now')), 'cannot reach … now')
  assert.equal(reason('postgresql://a:secret@host'), '…')
  assert.equal(reason(Object.assign(new Error(''), { code: 'ECONNREFUSED' })), 'ECONNREFUSED')
})
