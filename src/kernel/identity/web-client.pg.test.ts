// The browser's half: refresh token in a cookie, and nothing done for other sites.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestSocle, testPassword } from '../../../test/support/app.ts'
import type { Answer, TestSocle } from '../../../test/support/app.ts'

const web = { 'x-socle-client': 'web', host: 'socle.example:8080', origin: 'http://socle.example:8080' }
const codeOf = (answer: Answer): string => answer.json<{ code: string }>().code

interface Cookie {
  readonly name: string
  readonly value: string
  readonly path?: string
  readonly httpOnly?: boolean
  readonly secure?: boolean
  readonly sameSite?: string
  readonly maxAge?: number
}

const cookieOf = (answer: Answer): Cookie | undefined => answer.cookies[0]

async function logIn(socle: TestSocle, headers: Readonly<Record<string, string>> = web): Promise<Answer> {
  const anne = await socle.signUp()
  return socle.call('POST', '/auth/login', { body: { email: anne.email, password: testPassword }, headers })
}

const refresh = (socle: TestSocle, token: string, headers: Readonly<Record<string, string>>): Promise<Answer> =>
  socle.call('POST', '/auth/refresh', { body: {}, headers: { cookie: `socle_refresh=${token}`, ...headers } })

test('a browser gets the refresh token as a cookie that no script reads, and not in the body', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const login = await logIn(socle)
  assert.equal(login.statusCode, 200, login.body)
  assert.equal('refresh_token' in login.json<object>(), false)
  const { value, maxAge, ...rest } = cookieOf(login) ?? { value: '' }
  assert.deepEqual(rest, { name: 'socle_refresh', path: '/api/v1/auth', httpOnly: true, sameSite: 'Strict' })
  assert.ok((maxAge ?? 0) > 24 * 3600)

  const rotated = await refresh(socle, value, web)
  assert.equal(rotated.statusCode, 200, rotated.body)
  assert.equal('refresh_token' in rotated.json<object>(), false)
  assert.notEqual(cookieOf(rotated)?.value, value)
  const out = await socle.call('POST', '/auth/logout', {
    body: {},
    headers: { ...web, cookie: `socle_refresh=${cookieOf(rotated)?.value}` },
  })
  assert.deepEqual([out.statusCode, cookieOf(out)?.value], [204, ''])
  const late = await refresh(socle, cookieOf(rotated)?.value ?? '', web)
  assert.deepEqual(
    [late.statusCode, codeOf(late), cookieOf(late)?.value],
    [401, 'SESSION_ENDED', ''],
    'and the browser forgets it',
  )
})

test('sign-up from a browser sets the cookie too', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const body = { email: 'a@example.org', password: testPassword, full_name: 'Anne', organization_name: 'Atelier' }
  const answer = await socle.call('POST', '/auth/signup', { body, headers: web })
  assert.deepEqual([answer.statusCode, cookieOf(answer)?.name], [201, 'socle_refresh'])
})

test('a foreign or null origin is refused, before anything happens to the session', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const token = cookieOf(await logIn(socle))?.value ?? ''
  const foreign = [
    'https://evil.example',
    'null',
    'http://socle.example',
    'http://socle.example:8081',
    'http://socle.example:8080.evil.example',
    '',
  ]
  for (const origin of foreign) {
    const answer = await refresh(socle, token, { ...web, origin })
    assert.deepEqual([answer.statusCode, codeOf(answer)], [403, 'FOREIGN_ORIGIN'], origin)
    const out = await socle.call('POST', '/auth/logout', {
      body: {},
      headers: { ...web, origin, cookie: `socle_refresh=${token}` },
    })
    assert.equal(out.statusCode, 403, origin)
  }
  const { origin: _, ...bare } = web
  const crossSite = await refresh(socle, token, { ...bare, 'sec-fetch-site': 'cross-site' })
  assert.equal(crossSite.statusCode, 403)
  const login = await logIn(socle, { ...web, origin: 'https://evil.example' })
  assert.equal(login.statusCode, 403, 'nobody is logged into a foreign account')
  assert.equal((await refresh(socle, token, web)).statusCode, 200)
})

test('a cookie without the header of our web interface counts for nothing', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const token = cookieOf(await logIn(socle))?.value ?? ''
  const { host, origin } = web
  assert.equal((await refresh(socle, token, { host, origin })).statusCode, 401)
  assert.equal((await refresh(socle, token, { host, origin: 'https://evil.example' })).statusCode, 403)
  assert.equal((await refresh(socle, token, web)).statusCode, 200, 'it was not used up')
})

test('a plain form of another site reaches nothing', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const headers = { 'content-type': 'text/plain', cookie: 'socle_refresh=x', origin: 'https://evil.example' }
  assert.equal((await socle.call('POST', '/auth/refresh', { payload: '{}', headers })).statusCode, 415)
  const preflight = await socle.app.inject({
    method: 'OPTIONS',
    url: '/api/v1/auth/refresh',
    headers: {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-socle-client',
    },
  })
  assert.equal(preflight.headers['access-control-allow-origin'], undefined)
})

test('over https the cookie is Secure, by the public address or by a trusted proxy', async () => {
  const publicUrl = 'https://socle.exemple.fr'
  await using named = await createTestSocle({ modules: [], env: { SOCLE_PUBLIC_URL: publicUrl } })
  const login = await logIn(named, { ...web, host: 'intern:8080', origin: publicUrl })
  assert.deepEqual([login.statusCode, cookieOf(login)?.secure], [200, true])

  await using proxied = await createTestSocle({ modules: [], env: { SOCLE_TRUST_PROXY: '127.0.0.1' } })
  const forwarded = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'socle.exemple.fr',
    host: 'intern:8080',
    origin: publicUrl,
  }
  const behind = await logIn(proxied, { ...web, ...forwarded })
  assert.deepEqual([behind.statusCode, cookieOf(behind)?.secure], [200, true])

  await using direct = await createTestSocle({ modules: [] })
  const lying = await logIn(direct, { ...web, ...forwarded })
  assert.equal(lying.statusCode, 403, 'without a trusted proxy those headers are ignored')
})
