// Attack class “Tokens”: whatever is presented instead of a good token is answered alike.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { SignJWT, UnsecuredJWT, decodeJwt } from 'jose'
import { createTestSocle, testPassword } from '../../../test/support/app.ts'
import type { Answer, Person, TestSocle } from '../../../test/support/app.ts'
import { rotateKeys } from './keys.ts'

const codeOf = (answer: Answer): string => answer.json<{ code: string }>().code
const seconds = (): number => Math.floor(Date.now() / 1000)

async function statusWith(socle: TestSocle, authorization: string | undefined): Promise<number> {
  const headers = authorization === undefined ? {} : { authorization }
  const answer = await socle.app.inject({ url: '/api/v1/auth/me', headers })
  if (answer.statusCode === 401) {
    assert.equal(codeOf(answer), 'UNAUTHENTICATED')
    assert.equal(answer.headers['www-authenticate'], 'Bearer')
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
  }
  return answer.statusCode
}

/** Signs what the test wants with the server's own key, changed where the test wants. */
function forge(socle: TestSocle, person: Person, change: { claims?: object; header?: object; key?: Uint8Array } = {}) {
  const key = socle.services.keys.current()
  const claims = { ...decodeJwt(person.token), jti: randomUUID(), ...change.claims }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: key.id, ...change.header })
    .sign(change.key ?? key.secret)
}

test('absent, malformed and misplaced tokens are refused', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const [head = '', body = '', signature = ''] = anne.token.split('.')
  const cases = [
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Basic ${anne.token}`,
    anne.token,
    `Bearer ${anne.token}x`,
    `Bearer ${head}.${body}.`,
    `Bearer ${head}.${body}`,
    `Bearer ${anne.token.repeat(50)}`,
    `Bearer ${head}.${body}.${signature.slice(0, -4)}AAAA`,
    `Bearer ${anne.refresh_token}`,
    `Bearer a.b.c`,
    `Bearer ${anne.token}, ${anne.token}`,
  ]
  for (const authorization of cases) assert.equal(await statusWith(socle, authorization), 401, authorization)
  assert.equal(await statusWith(socle, `Bearer ${anne.token}`), 200)
  assert.equal(await statusWith(socle, `bearer ${anne.token}`), 200, 'the scheme has no case (RFC 9110)')
  const inQuery = await socle.app.inject({ url: `/api/v1/auth/me?access_token=${anne.token}` })
  assert.equal(inQuery.statusCode, 401)
})

test('a token is checked before the body is read', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const answer = await socle.call('POST', '/users', {
    payload: '{"broken',
    headers: { 'content-type': 'application/json' },
  })
  assert.equal(answer.statusCode, 401)
})

test('unsigned tokens, other algorithms and other keys are refused', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const good = await forge(socle, anne)
  assert.equal(await statusWith(socle, `Bearer ${good}`), 200, 'the forge itself works')
  const claims = decodeJwt(anne.token)
  const unsigned = new UnsecuredJWT(claims).encode()
  const [, body = '', signature = ''] = good.split('.')
  const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', kid: '1' })).toString('base64url')
  const bad = [
    unsigned,
    `${none}.${body}.${signature}`,
    await forge(socle, anne, { header: { alg: 'HS512' } }),
    await forge(socle, anne, { header: { alg: 'HS384' } }),
    await forge(socle, anne, { key: new Uint8Array(32) }),
    await forge(socle, anne, { key: new TextEncoder().encode('a-secret-that-only-tests-use-0123456789') }),
    await forge(socle, anne, { header: { typ: 'at+jwt' } }),
  ]
  for (const token of bad) assert.equal(await statusWith(socle, `Bearer ${token}`), 401, token)
})

test('key ids that are unknown or no number are refused', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  for (const kid of ['2', '0', '999999999', '-1', '1;drop', '../1', '', '01', undefined, 1 as unknown as string]) {
    const token = await forge(socle, anne, { header: { kid } })
    assert.equal(await statusWith(socle, `Bearer ${token}`), 401, String(kid))
  }
})

test('expired, not yet valid, foreign and tampered claims are refused', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const [anne, mallory] = [await socle.signUp(), await socle.signUp()]
  const other = decodeJwt(mallory.token)
  const bad = [
    { exp: seconds() - 1 },
    { exp: undefined },
    { exp: 'never' },
    { nbf: seconds() + 60 },
    { nbf: undefined },
    { iss: 'other' },
    { iss: undefined },
    { aud: 'other' },
    { aud: undefined },
    { kind: 'refresh' },
    { kind: undefined },
    { sub: other.sub },
    { org: other['org'] },
    { sid: other['sid'] },
    { sid: randomUUID() },
    { sid: undefined },
    { sub: "' or true --" },
    { org: null },
  ]
  for (const claims of bad) {
    const token = await forge(socle, anne, { claims })
    assert.equal(await statusWith(socle, `Bearer ${token}`), 401, JSON.stringify(claims))
  }
})

test('a role written into a token gives no right', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne, 'USER')
  const token = await forge(socle, bruno, { claims: { role: 'ADMIN' } })
  assert.equal((await socle.call('GET', '/users', { as: { ...bruno, token } })).statusCode, 403)
})

test('a signature is not trusted after its time, even when it was checked before', async (context) => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const token = await forge(socle, anne, { claims: { exp: seconds() + 30 } })
  assert.equal(await statusWith(socle, `Bearer ${token}`), 200)
  context.mock.timers.enable({ apis: ['Date'], now: Date.now() + 31_000 })
  assert.equal(await statusWith(socle, `Bearer ${token}`), 401)
})

test('deactivation, a lost role and sign-out bite at the next request', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne, 'ADMIN')
  assert.equal((await socle.call('GET', '/users', { as: bruno })).statusCode, 200)
  await socle.call('PATCH', `/users/${bruno.user_id}`, { as: anne, body: { role: 'USER' } })
  assert.equal((await socle.call('GET', '/users', { as: bruno })).statusCode, 403)
  await socle.call('PATCH', `/users/${bruno.user_id}`, { as: anne, body: { is_active: false } })
  assert.equal(await statusWith(socle, `Bearer ${bruno.token}`), 401)
  const refresh = await socle.call('POST', '/auth/refresh', { body: { refresh_token: bruno.refresh_token } })
  assert.deepEqual([refresh.statusCode, codeOf(refresh)], [401, 'SESSION_ENDED'])
  await socle.call('PATCH', `/users/${bruno.user_id}`, { as: anne, body: { is_active: true } })
  assert.equal(await statusWith(socle, `Bearer ${bruno.token}`), 401, 'reactivation does not revive old sessions')

  const carla = await socle.addUser(anne)
  assert.equal(
    (await socle.call('POST', '/auth/logout', { body: { refresh_token: carla.refresh_token } })).statusCode,
    204,
  )
  assert.equal(await statusWith(socle, `Bearer ${carla.token}`), 401)
  const late = await socle.call('POST', '/auth/refresh', { body: { refresh_token: carla.refresh_token } })
  assert.deepEqual([late.statusCode, codeOf(late)], [401, 'SESSION_ENDED'])
})

test('sign-out without a refresh token ends the session of the access token; without any it is refused', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  assert.equal((await socle.call('POST', '/auth/logout', { as: anne, body: {} })).statusCode, 204)
  assert.equal(await statusWith(socle, `Bearer ${anne.token}`), 401)
  assert.equal((await socle.call('POST', '/auth/logout', { body: {} })).statusCode, 401)
  assert.equal((await socle.call('POST', '/auth/logout', { body: { refresh_token: 'x'.repeat(43) } })).statusCode, 204)
})

test('rotated keys log nobody out; a key replaced long ago verifies no more', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const owner = {
    query: async (text: string, values?: readonly unknown[]) => ({
      rows: await socle.asOwner(text, values),
      row_count: 0,
    }),
  }
  const old = socle.services.keys.current()
  assert.equal(await rotateKeys(owner), 2)
  assert.equal(await statusWith(socle, `Bearer ${anne.token}`), 200)
  const { createKeyRing } = await import('./keys.ts')
  const fresh = await createKeyRing(socle.services.database, 'a-secret-that-only-tests-use-0123456789')
  try {
    assert.equal(fresh.current().id, '2')
    assert.deepEqual((await fresh.find('1'))?.secret, old.secret, 'still accepted for a quarter of an hour')
    const { signAccessToken } = await import('./access-token.ts')
    const claims = decodeJwt<{ org: string; sid: string }>(anne.token)
    const ids = { organization_id: claims.org, user_id: claims.sub, session_id: claims.sid } as Parameters<
      typeof signAccessToken
    >[1]
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    assert.equal(
      await statusWith(socle, `Bearer ${await signAccessToken(fresh, ids)}`),
      200,
      'an unknown key id makes the ring read again',
    )
    await socle.asOwner(`update kernel.key_generation set created_at = created_at - interval '16 minutes'`)
    const later = await createKeyRing(socle.services.database, 'a-secret-that-only-tests-use-0123456789')
    later.close()
    assert.equal(await later.find('1'), null)
  } finally {
    fresh.close()
  }
})

test('a refresh token is used once; two uses within the grace get the same successor', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const refresh = (token: string) => socle.call('POST', '/auth/refresh', { body: { refresh_token: token } })
  const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(anne.refresh_token)))
  assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]))
  const successors = new Set(answers.map((answer) => answer.json<{ refresh_token: string }>().refresh_token))
  assert.equal(successors.size, 1)
  const [successor = ''] = successors
  assert.notEqual(successor, anne.refresh_token)
  const next = await refresh(successor)
  assert.equal(next.statusCode, 200)
  assert.equal(await statusWith(socle, `Bearer ${next.json<{ access_token: string }>().access_token}`), 200)
  const stored = await socle.asOwner('select token_hash from kernel.refresh_token')
  assert.equal(stored.length, 3, 'one row per token, however many asked')
  const clear = stored.filter(({ token_hash }) =>
    Buffer.from(token_hash as Uint8Array).includes(Buffer.from(successor, 'base64url')),
  )
  assert.equal(clear.length, 0)
})

test('reuse after the grace ends the whole family, and is audited although the answer is a refusal', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const refresh = (token: string) => socle.call('POST', '/auth/refresh', { body: { refresh_token: token } })
  const { refresh_token: newest, access_token } = (await refresh(anne.refresh_token)).json<{
    refresh_token: string
    access_token: string
  }>()
  await socle.asOwner(`update kernel.refresh_token set used_at = used_at - interval '11 seconds'`)
  const reuses = await Promise.all([refresh(anne.refresh_token), refresh(anne.refresh_token)])
  for (const reuse of reuses) assert.deepEqual([reuse.statusCode, codeOf(reuse)], [401, 'REFRESH_REUSED'])
  const family = await refresh(newest)
  assert.deepEqual([family.statusCode, codeOf(family)], [401, 'SESSION_ENDED'])
  assert.equal(await statusWith(socle, `Bearer ${access_token}`), 401)
  const audited = await socle.asOwner(`select entity_id from kernel.audit_entry where action = 'auth.refresh_reused'`)
  assert.deepEqual(audited, [{ entity_id: anne.user_id }])
  const login = await socle.call('POST', '/auth/login', { body: { email: anne.email, password: testPassword } })
  assert.equal(login.statusCode, 200, 'the person simply logs in again')
})

test('made-up and malformed refresh tokens are refused, an access token is none', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  for (const refresh_token of ['x'.repeat(43), 'short', `${anne.refresh_token}=`, anne.token.slice(0, 200)]) {
    const answer = await socle.call('POST', '/auth/refresh', { body: { refresh_token } })
    assert.deepEqual([answer.statusCode, codeOf(answer)], [401, 'REFRESH_INVALID'], refresh_token)
  }
  for (const refresh_token of [null, 7, '', {}, [anne.refresh_token]]) {
    assert.equal((await socle.call('POST', '/auth/refresh', { body: { refresh_token } })).statusCode, 422)
  }
  assert.equal((await socle.call('POST', '/auth/refresh', { body: {} })).statusCode, 401)
})
