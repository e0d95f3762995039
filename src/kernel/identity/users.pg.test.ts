// People of an organisation through the real routes: who may do what, and the last ADMIN.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { createTestSocle, testPassword } from '../../../test/support/app.ts'
import type { Answer } from '../../../test/support/app.ts'

const codeOf = (answer: Answer): string => answer.json<{ code: string }>().code
const newUser = (email: string, change: object = {}) => ({
  email,
  full_name: 'Bruno Petit',
  role: 'USER',
  password: testPassword,
  ...change,
})

test('an ADMIN adds people who can log in at once; a USER sees only members', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const created = await socle.call('POST', '/users', { as: anne, body: newUser('Bruno@Example.org') })
  assert.equal(created.statusCode, 201, created.body)
  assert.deepEqual(
    [created.json().email, created.json().role, created.json().organization_id],
    ['bruno@example.org', 'USER', anne.organization_id],
  )
  const login = await socle.call('POST', '/auth/login', {
    body: { email: 'bruno@example.org', password: testPassword },
  })
  assert.equal(login.statusCode, 200)
  const bruno = { ...anne, token: login.json<{ access_token: string }>().access_token }
  for (const [method, path, body] of [
    ['GET', '/users', undefined],
    ['POST', '/users', newUser('c@example.org')],
    ['GET', `/users/${anne.user_id}`, undefined],
    ['PATCH', `/users/${anne.user_id}`, { role: 'USER' }],
    ['PATCH', `/users/${created.json().id}`, { role: 'ADMIN' }],
    ['GET', '/audit', undefined],
    ['GET', '/audit/verify', undefined],
    ['PATCH', '/organization', { name: 'À moi' }],
  ] as const) {
    const answer = await socle.call(method, path, { as: bruno, body })
    assert.deepEqual([answer.statusCode, codeOf(answer)], [403, 'FORBIDDEN'], `${method} ${path}`)
  }
  const members = await socle.call('GET', '/users/members', { as: bruno })
  assert.equal(members.statusCode, 200)
  assert.deepEqual(
    members.json().items.map((item: object) => Object.keys(item).toSorted()),
    [
      ['email', 'full_name', 'id'],
      ['email', 'full_name', 'id'],
    ],
  )
})

test('an address is one person in the whole installation', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const [anne, other] = [await socle.signUp(), await socle.signUp()]
  const answer = await socle.call('POST', '/users', { as: anne, body: newUser(other.email.toUpperCase()) })
  assert.deepEqual([answer.statusCode, codeOf(answer)], [409, 'EMAIL_TAKEN'])
})

test('what an ADMIN may not write is refused by name', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp('Scierie Dumas')
  const cases = [
    [newUser('x@example.org', { password: 'Scierie Dumas 42 xk' }), 'PASSWORD_CONTAINS_IDENTITY'],
    [newUser('x@example.org', { role: 'OWNER' }), 'VALUE_INVALID'],
    [newUser('x@example.org', { organization_id: randomUUID() }), 'UNKNOWN_FIELD'],
    [newUser('x@example.org', { password_hash: '!' }), 'UNKNOWN_FIELD'],
    [{ email: 'x@example.org', full_name: 'X', role: 'USER' }, 'REQUIRED'],
  ] as const
  for (const [body, code] of cases) {
    const answer = await socle.call('POST', '/users', { as: anne, body })
    assert.deepEqual([answer.statusCode, codeOf(answer)], [422, code], answer.body)
  }
})

test('the last active ADMIN can neither step down nor be deactivated', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne, 'ADMIN')
  const patch = (body: object) => socle.call('PATCH', `/users/${anne.user_id}`, { as: anne, body })
  await socle.call('PATCH', `/users/${bruno.user_id}`, { as: anne, body: { is_active: false } })
  for (const body of [{ role: 'USER' }, { is_active: false }, { role: 'USER', is_active: false }]) {
    const answer = await patch(body)
    assert.deepEqual([answer.statusCode, codeOf(answer)], [409, 'LAST_ADMIN'], JSON.stringify(body))
  }
  assert.equal((await patch({ full_name: 'Anne Roy', role: 'ADMIN', is_active: true })).statusCode, 200)
})

test('two ADMINs who demote each other at the same moment leave one', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne, 'ADMIN')
  for (let round = 0; round < 5; round += 1) {
    await socle.asOwner(`update kernel."user" set role = 'ADMIN'`)
    const answers = await Promise.all([
      socle.call('PATCH', `/users/${bruno.user_id}`, { as: anne, body: { role: 'USER' } }),
      socle.call('PATCH', `/users/${anne.user_id}`, { as: bruno, body: { role: 'USER' } }),
    ])
    const statuses = answers.map(({ statusCode }) => statusCode).toSorted()
    // Whoever comes second is refused as the last one, or as no ADMIN any more.
    assert.equal(statuses[0], 200)
    assert.ok(statuses[1] === 409 || statuses[1] === 403, String(statuses))
    const [{ count } = { count: 0 }] = await socle.asOwner(
      `select count(*)::int as count from kernel."user" where role = 'ADMIN'`,
    )
    assert.equal(count, 1)
  }
})

test('lists page by name without losing or repeating anybody', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  await socle.asOwner(
    `insert into kernel."user" (organization_id, id, email, password_hash, full_name, role)
      select $1, gen_random_uuid(), 'n' || n || '@example.org', '!', 'Même Nom ' || n % 3, 'USER' from generate_series(1, 23) n`,
    [anne.organization_id],
  )
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query = `limit=5${cursor === '' ? '' : `&cursor=${cursor}`}`
    const page: { items: { id: string }[]; next_cursor: string | null } = (
      await socle.call('GET', `/users?${query}`, { as: anne })
    ).json()
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next_cursor
  }
  assert.equal(seen.length, 24)
  assert.equal(new Set(seen).size, 24)
  for (const made of [
    'abc',
    Buffer.from('["a","b"]').toString('base64url'),
    Buffer.from('[1]').toString('base64url'),
  ]) {
    assert.equal((await socle.call('GET', `/users?cursor=${made}`, { as: anne })).statusCode, 422, made)
  }
})

test('people of another organisation answer exactly like unknown ones', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const [anne, mallory] = [await socle.signUp(), await socle.signUp()]
  for (const method of ['GET', 'PATCH'] as const) {
    const body = method === 'PATCH' ? { full_name: 'Volé' } : undefined
    const answers = await Promise.all(
      [anne.user_id, randomUUID(), 'not-an-id'].map((id) => socle.call(method, `/users/${id}`, { as: mallory, body })),
    )
    const told = answers.map((answer) => ({ ...answer.json<object>(), instance: '' }))
    for (const answer of told) assert.deepEqual(answer, told[0])
    assert.equal(answers[0]?.statusCode, 404)
  }
  assert.equal((await socle.call('GET', `/users/${anne.user_id}`, { as: anne })).json().full_name, 'Alice Martin')
  const mine = (await socle.call('GET', '/users', { as: mallory })).json().items
  assert.deepEqual(
    mine.map(({ id }: { id: string }) => id),
    [mallory.user_id],
  )
})

test('a person is changed only from the state that was read', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  const path = `/users/${bruno.user_id}`
  const read = await socle.call('GET', path, { as: anne })
  const headers = { 'if-match': String(read.headers['etag']) }
  const changes = await Promise.all(
    ['Un', 'Deux'].map((full_name) => socle.call('PATCH', path, { as: anne, body: { full_name }, headers })),
  )
  assert.deepEqual(changes.map(({ statusCode }) => statusCode).toSorted(), [200, 412])
})

test('an ADMIN gives a new password: the old one and the sessions opened with it end', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  const stranger = await socle.signUp()
  const path = `/users/${bruno.user_id}/password`
  const password = 'trois-chevaux-au-galop'
  assert.equal((await socle.call('POST', path, { as: bruno, body: { password } })).statusCode, 403)
  assert.equal((await socle.call('POST', path, { as: stranger, body: { password } })).statusCode, 404)
  const short = await socle.call('POST', path, { as: anne, body: { password: 'court' } })
  assert.deepEqual([short.statusCode, codeOf(short)], [422, 'PASSWORD_TOO_SHORT'])
  assert.equal((await socle.call('GET', '/auth/me', { as: bruno })).statusCode, 200)
  assert.equal((await socle.call('POST', path, { as: anne, body: { password } })).statusCode, 204)
  assert.equal((await socle.call('GET', '/auth/me', { as: bruno })).statusCode, 401)
  const log = (text: string) => socle.call('POST', '/auth/login', { body: { email: bruno.email, password: text } })
  assert.equal((await log(testPassword)).statusCode, 401)
  assert.equal((await log(password)).statusCode, 200)
  const audit = await socle.call('GET', '/audit?action=user.password_set', { as: anne })
  assert.equal(audit.json<{ items: { entity_id: string }[] }>().items[0]?.entity_id, bruno.user_id)
})
