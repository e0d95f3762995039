// A module is one folder and one line of composition: this one is given to the composition and everything else follows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modules } from '../src/modules.ts'
import { createTestSocle } from './support/app.ts'
import { notebook } from './support/notebook/index.ts'

test('a module added to the list gets its tables, rights, isolation, audit and OpenAPI without a change elsewhere', async () => {
  await using socle = await createTestSocle({ modules: [...modules, notebook] })
  const admin = await socle.signUp()
  const stranger = await socle.signUp()
  const user = await socle.addUser(admin)

  const created = await socle.call('POST', '/notes', { as: admin, body: { text: 'Relancer le fournisseur' } })
  assert.equal(created.statusCode, 201, created.body)
  assert.equal((await socle.call('POST', '/notes', { as: user, body: { text: 'x' } })).statusCode, 403)
  assert.equal((await socle.call('POST', '/notes', { as: admin, body: { text: '  ' } })).statusCode, 422)
  assert.equal((await socle.call('GET', '/notes', {})).statusCode, 401)

  const seen = await socle.call('GET', '/notes', { as: user })
  assert.deepEqual(seen.json(), { items: [created.json()], next_cursor: null })
  const elsewhere = await socle.call('GET', '/notes', { as: stranger })
  assert.deepEqual(elsewhere.json(), { items: [], next_cursor: null })

  const audit = await socle.call('GET', '/audit?action=note.created', { as: admin })
  assert.equal(audit.json<{ items: unknown[] }>().items.length, 1)
  const openapi = await socle.call('GET', '/openapi.json')
  assert.ok('/api/v1/notes' in openapi.json<{ paths: object }>().paths)
})
