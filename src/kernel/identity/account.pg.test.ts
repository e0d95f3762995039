// Accounts through the real routes: sign-up, login, profile, password, sessions.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestSocle, testPassword } from '../../../test/support/app.ts'
import type { Answer } from '../../../test/support/app.ts'

const codeOf = (answer: Answer): string => answer.json<{ code: string }>().code

test('sign-up makes an organisation with its ADMIN and logs in at once', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const body = {
    email: ' Claire@Breval.example ',
    password: testPassword,
    full_name: 'Claire Bréval',
    organization_name: 'Menuiserie Bréval',
  }
  const answer = await socle.call('POST', '/auth/signup', { body })
  assert.equal(answer.statusCode, 201, answer.body)
  const { user, organization, access_token, refresh_token, token_type, expires_in } = answer.json()
  assert.equal(user.email, 'claire@breval.example')
  assert.deepEqual([user.role, user.is_active, user.organization_id], ['ADMIN', true, organization.id])
  assert.deepEqual([organization.name, organization.time_zone], ['Menuiserie Bréval', 'Europe/Paris'])
  assert.deepEqual([token_type, expires_in], ['Bearer', 600])
  assert.match(refresh_token, /^[\w-]{43}$/)
  assert.ok(!answer.body.includes('argon2'), 'no hash leaves')

  const again = await socle.call('POST', '/auth/signup', { body: { ...body, email: 'CLAIRE@breval.EXAMPLE' } })
  assert.deepEqual([again.statusCode, codeOf(again)], [409, 'EMAIL_TAKEN'])
  const login = await socle.call('POST', '/auth/login', {
    body: { email: 'claire@BREVAL.example', password: testPassword },
  })
  assert.equal(login.statusCode, 200)
  assert.deepEqual(Object.keys(login.json()).toSorted(), Object.keys(answer.json()).toSorted())

  const me = await socle.app.inject({ url: '/api/v1/auth/me', headers: { authorization: `Bearer ${access_token}` } })
  assert.equal(me.statusCode, 200)
  assert.deepEqual([me.json().user.id, me.json().organization.id], [user.id, organization.id])
})

test('two sign-ups with one address at the same moment make one account', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const body = {
    email: 'twice@example.org',
    password: testPassword,
    full_name: 'Deux Fois',
    organization_name: 'Double',
  }
  const answers = await Promise.all([1, 2, 3].map(() => socle.call('POST', '/auth/signup', { body })))
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).toSorted(), [201, 409, 409])
  const [{ count } = { count: null }] = await socle.asOwner('select count(*)::int as count from kernel.organization')
  assert.equal(count, 1)
})

test('a sign-up that breaks a rule says which, and nobody can give himself a role or an organisation', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const good = {
    email: 'a@example.org',
    password: testPassword,
    full_name: 'Anne',
    organization_name: 'Atelier Zéphyr',
  }
  const cases = [
    [{ password: 'court' }, 'PASSWORD_TOO_SHORT'],
    [{ password: `${'phrase longue '.repeat(9)}xyz` }, 'PASSWORD_TOO_LONG'],
    [{ password: 'motdepasse1234' }, 'PASSWORD_TOO_COMMON'],
    [{ password: 'Atelier-Zephyr-2026-kx' }, 'PASSWORD_CONTAINS_IDENTITY'],
    [{ email: 'a@b' }, 'EMAIL_INVALID'],
    [{ full_name: '' }, 'VALUE_INVALID'],
    [{ full_name: ' \t ' }, 'VALUE_INVALID'],
    [{ full_name: 'A\u202eB' }, 'VALUE_INVALID'],
    [{ organization_name: 7 }, 'VALUE_INVALID'],
    [{ role: 'ADMIN' }, 'UNKNOWN_FIELD'],
    [{ organization_id: '019a8f3e-7c1d-7000-8000-2b1f0c9d4e55' }, 'UNKNOWN_FIELD'],
  ] as const
  for (const [change, code] of cases) {
    const answer = await socle.call('POST', '/auth/signup', { body: { ...good, ...change } })
    assert.deepEqual([answer.statusCode, codeOf(answer)], [422, code], answer.body)
  }
})

test('a person changes name and language, and a stale If-Match is refused', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const before = await socle.call('GET', '/auth/me', { as: anne })
  const change = await socle.call('PATCH', '/auth/me', { as: anne, body: { full_name: ' Anne Roy ', language: 'en' } })
  assert.deepEqual([change.json().user.full_name, change.json().user.language], ['Anne Roy', 'en'])
  const headers = { 'if-match': String(before.headers['etag']) }
  const stale = await socle.call('PATCH', '/auth/me', { as: anne, body: { full_name: 'X' }, headers })
  assert.deepEqual([stale.statusCode, codeOf(stale)], [412, 'STALE'])
  const fresh = { 'if-match': String(change.headers['etag']) }
  assert.equal(
    (await socle.call('PATCH', '/auth/me', { as: anne, body: { full_name: 'Anne' }, headers: fresh })).statusCode,
    200,
  )
  const role = await socle.call('PATCH', '/auth/me', { as: anne, body: { role: 'ADMIN' } })
  assert.deepEqual([role.statusCode, codeOf(role)], [422, 'UNKNOWN_FIELD'])
})

test('a new password ends the other sessions and replaces the old one', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const other = (
    await socle.call('POST', '/auth/login', { body: { email: anne.email, password: testPassword } })
  ).json()
  const next = 'trois pommes sous la table'
  const change = (body: object) => socle.call('POST', '/auth/password', { as: anne, body })
  const wrong = await change({ current_password: 'pas-du-tout-celui-là', new_password: next })
  assert.deepEqual([wrong.statusCode, codeOf(wrong)], [422, 'CURRENT_PASSWORD_WRONG'])
  const weak = await change({ current_password: testPassword, new_password: 'azertyuiop123' })
  assert.deepEqual(
    [weak.statusCode, codeOf(weak), weak.json().errors[0].pointer],
    [422, 'PASSWORD_TOO_COMMON', '/new_password'],
  )
  assert.equal((await change({ current_password: testPassword, new_password: next })).statusCode, 204)

  assert.equal(
    (await socle.call('GET', '/auth/me', { as: anne })).statusCode,
    200,
    'the session that changed it goes on',
  )
  assert.equal((await socle.call('GET', '/auth/me', { as: { ...anne, token: other.access_token } })).statusCode, 401)
  const refresh = await socle.call('POST', '/auth/refresh', { body: { refresh_token: other.refresh_token } })
  assert.deepEqual([refresh.statusCode, codeOf(refresh)], [401, 'SESSION_ENDED'])
  const login = (password: string) => socle.call('POST', '/auth/login', { body: { email: anne.email, password } })
  assert.equal((await login(testPassword)).statusCode, 401)
  assert.equal((await login(next)).statusCode, 200)
})

test('sessions are listed with the current one marked, and one can be ended from afar', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  const headers = { 'user-agent': 'Test/1' }
  const other = (
    await socle.call('POST', '/auth/login', { body: { email: anne.email, password: testPassword }, headers })
  ).json()
  const page = (await socle.call('GET', '/auth/sessions', { as: anne })).json()
  assert.equal(page.items.length, 2)
  assert.deepEqual(
    page.items.map(({ current }: { current: boolean }) => current),
    [false, true],
  )
  assert.equal(page.items[0].user_agent, 'Test/1')
  const [first] = (await socle.call('GET', '/auth/sessions?limit=1', { as: anne })).json().items
  assert.equal(first.id, page.items[0].id)

  const path = `/auth/sessions/${page.items[0].id}`
  assert.equal((await socle.call('DELETE', path, { as: bruno })).statusCode, 404, 'nobody ends the sessions of others')
  assert.equal((await socle.call('DELETE', path, { as: anne })).statusCode, 204)
  assert.equal((await socle.call('DELETE', path, { as: anne })).statusCode, 404)
  assert.equal((await socle.call('GET', '/auth/me', { as: { ...anne, token: other.access_token } })).statusCode, 401)
})

test('a password hashed with weaker parameters is hashed again at the next login', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const { hash } = await import('@node-rs/argon2')
  const weak = await hash(testPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  await socle.asOwner('update kernel."user" set password_hash = $1', [weak])
  assert.equal(
    (await socle.call('POST', '/auth/login', { body: { email: anne.email, password: testPassword } })).statusCode,
    200,
  )
  const [row] = await socle.asOwner('select password_hash from kernel."user"')
  assert.match(String(row?.['password_hash']), /^\$argon2id\$v=19\$m=47104,t=2,p=1\$/)
  assert.equal(
    (await socle.call('POST', '/auth/login', { body: { email: anne.email, password: testPassword } })).statusCode,
    200,
  )
})
