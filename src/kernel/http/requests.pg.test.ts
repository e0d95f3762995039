// Requests from outside: fuzzed, too many, through proxies, not even HTTP; and what the log keeps of them.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import type { Answer, Person, TestSocle } from '../../../test/support/app.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import { probe, thing } from '../../../test/support/probe.ts'
import { problem } from '../../../test/support/problem.ts'
import { createLog } from '../log.ts'

const picture = `/things/${thing.id}/picture`

describe('requests from outside', () => {
  const lines: string[] = []
  let socle: TestSocle
  let admin: Person

  before(async () => {
    const log = createLog('trace', { write: (line) => void lines.push(line) })
    socle = await createTestSocle({ modules: [probe], log })
    admin = await socle.signUp()
  })
  after(() => socle[Symbol.asyncDispose]())

  test('whatever is sent, the answer is a success or a 4xx problem', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.json({ maxDepth: 3 }),
      fc.constantFrom('{"name":"a"}', '[]', '{"name":'),
    )
    const type = fc.oneof(
      fc.constant('application/json'),
      fc.constantFrom('', 'text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=x'),
    )
    const part = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => value.isWellFormed())
    const request = fc.record({
      method: fc.constantFrom('GET' as const, 'POST' as const, 'PATCH' as const, 'DELETE' as const, 'PUT' as const),
      path: fc.oneof(
        fc.constantFrom('/things', `/things/${thing.id}`, picture),
        part.map((value) => `/things/${encodeURIComponent(value)}`),
      ),
      query: fc.oneof(
        fc.constant(''),
        fc
          .tuple(fc.constantFrom('limit', 'cursor', 'word', 'active', 'x'), part)
          .map(([name, value]) => `?${name}=${encodeURIComponent(value)}`),
      ),
      payload: text,
      type,
    })
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path, query, payload, type: contentType }) => {
        const options =
          method === 'GET'
            ? {}
            : { payload, ...(contentType === '' ? {} : { headers: { 'content-type': contentType } }) }
        const answer = await socle.call(method, path + query, { as: admin, ...options })
        assert.ok(answer.statusCode < 500, `${answer.statusCode} ${answer.body}`)
        if (answer.statusCode >= 400)
          assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
      }),
      { numRuns: 400 },
    )
  })

  test('the log has one line per request with who and what, and neither personal data nor secrets', async () => {
    lines.length = 0
    const secret = 'mot-de-passe-tres-secret'
    await socle.call('GET', '/things?word=Dupont', { as: admin })
    await socle.call('POST', '/auth/login', { body: { email: admin.email, password: secret } })
    await socle.call('POST', '/auth/login', { body: { email: admin.email, password: admin.password } })
    await socle.call('GET', `/things/${encodeURIComponent(admin.email)}`, { as: admin })
    await socle.call('GET', `/nothing/${admin.email}`)
    socle.services.log.warn({ email: admin.email, password: secret, user: { email: admin.email } }, 'a careless line')
    const requests = lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === 'request')
    assert.deepEqual(
      requests.map(({ method, route, status, user_id }) => [
        method,
        route === '/*' ? 'unknown' : route,
        status,
        user_id,
      ]),
      [
        ['GET', '/api/v1/things', 200, admin.user_id],
        ['POST', '/api/v1/auth/login', 401, null],
        ['POST', '/api/v1/auth/login', 200, null],
        ['GET', '/api/v1/things/:thing_id', 404, admin.user_id],
        ['GET', 'unknown', 404, null],
      ],
    )
    const all = lines.join('')
    for (const word of [admin.email, secret, admin.password, admin.token, admin.refresh_token, 'Dupont', 'Alice']) {
      assert.equal(all.includes(word), false, word)
    }
  })

  test('what is not even HTTP gets a problem and the connection is closed', async () => {
    await socle.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = socle.app.server.address() as AddressInfo
    const say = async (text: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1')
      socket.setEncoding('utf8').write(text)
      let answer = ''
      socket.on('data', (part: string) => void (answer += part))
      await once(socket, 'end')
      return answer
    }
    const broken = ['hello\r\n\r\n', 'FOO / HTTP/1.1\r\n\r\n', 'GET / HTTP/1.1\r\nHost: a\r\nx y\r\n\r\n']
    for (const text of broken)
      assert.match(await say(text), /^HTTP\/1\.1 400 [^]*problem\+json[^]*"code":"BAD_REQUEST"/)
    const long = `GET /?${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`
    assert.match(await say(long), /^HTTP\/1\.1 431 [^]*problem\+json/)
    const withHost = `GET http://elsewhere/api/v1/nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`
    assert.match(await say(withHost), /^HTTP\/1\.1 404 [^]*cache-control: no-store/)
  })
})

describe('the rate limit', () => {
  const limited = { SOCLE_RATE_LIMIT_PER_MINUTE: '10' }
  const from = (address: string): Record<string, string> => ({ 'x-forwarded-for': address, 'x-real-ip': address })
  const nothing = (socle: TestSocle, headers: Record<string, string>, url = '/api/v1/nothing'): Promise<Answer> =>
    socle.app.inject({ url, headers })

  test('one person’s calls over the limit are 429 with the seconds to wait, and cost others nothing', async () => {
    await using socle = await createTestSocle({ modules: [probe], env: limited })
    const admin = await socle.signUp()
    for (let call = 0; call < 10; call += 1)
      assert.equal((await socle.call('GET', '/things', { as: admin })).statusCode, 200)
    const refused = await socle.call('GET', '/things', { as: admin })
    problem(refused, 429, 'TOO_MANY_REQUESTS')
    assert.match(String(refused.headers['retry-after']), /^[1-9]\d?$/)
  })

  test('an address is slowed whatever it claims to be and however it spells the address', async () => {
    await using socle = await createTestSocle({ modules: [probe], env: limited })
    const statuses = new Set<number>()
    for (let call = 0; call < 25; call += 1) {
      const url = call % 2 === 0 ? '/api/v1/nothing' : '/%61pi/v1/nothing'
      statuses.add((await nothing(socle, from(`10.0.0.${call}`), url)).statusCode)
    }
    assert.deepEqual([...statuses], [404, 429])
    assert.equal((await socle.app.inject({ url: '/health/live' })).statusCode, 200)
  })

  test('behind the proxy that SOCLE_TRUST_PROXY names, each forwarded address has its own limit', async () => {
    await using socle = await createTestSocle({ modules: [probe], env: { ...limited, SOCLE_TRUST_PROXY: '127.0.0.1' } })
    for (let call = 0; call < 25; call += 1) {
      assert.equal((await nothing(socle, from(`10.0.0.${call}`))).statusCode, 404)
    }
    const forged = { 'x-forwarded-for': '1.2.3.4, 10.9.9.9' }
    for (let call = 0; call < 20; call += 1) await nothing(socle, { 'x-forwarded-for': `1.2.3.${call}, 10.9.9.9` })
    assert.equal((await nothing(socle, forged)).statusCode, 429)
  })
})
