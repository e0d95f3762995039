// The HTTP contract (design): every status, every header, on a whole application.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Answer, CallOptions, Person, TestSocle } from '../../../test/support/app.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import { probe, thing } from '../../../test/support/probe.ts'
import { problem } from '../../../test/support/problem.ts'
import { createLog } from '../log.ts'

const lines: string[] = []
let socle: TestSocle
let admin: Person
let user: Person

describe('the HTTP contract', () => {
  before(async () => {
    const log = createLog('trace', { write: (line) => void lines.push(line) })
    socle = await createTestSocle({ modules: [probe], log })
    admin = await socle.signUp()
    user = await socle.addUser(admin)
  })
  after(() => socle[Symbol.asyncDispose]())

  const post = (options: CallOptions): Promise<Answer> => socle.call('POST', '/things', { as: admin, ...options })
  const postText = (payload: string | Buffer, type = 'application/json'): Promise<Answer> =>
    post({ payload, headers: { 'content-type': type } })
  const picture = `/things/${thing.id}/picture`
  const missingPath = '/things/0199aaaa-0000-7000-8000-00000000dead'

  test('a body that cannot be read is 400: no JSON, a raw NaN, wrong encoding, a field twice, over-deep', async () => {
    const bodies = [
      '{',
      'NaN',
      '{"name":NaN}',
      '{"name":"a","name":"b"}',
      '['.repeat(40),
      '{} x',
      Buffer.from([0x22, 0xff, 0x22]),
    ]
    for (const body of bodies) problem(await postText(body), 400, 'BAD_JSON')
  })

  test('without a valid token it is 401, before the body, its type and its size are looked at', async () => {
    for (const authorization of [
      '',
      'Bearer',
      'Bearer a.b.c',
      'Basic YTpi',
      `Bearer ${admin.token}x`,
      `Bearer ${'a'.repeat(5_000)}.b.c`,
    ]) {
      const answer = await post({
        as: null,
        payload: '{',
        headers: { authorization, 'content-type': 'application/json' },
      })
      problem(answer, 401, 'UNAUTHENTICATED')
      assert.equal(answer.headers['www-authenticate'], 'Bearer')
    }
    problem(await post({ as: null, payload: 'a=1', headers: { 'content-type': 'text/plain' } }), 401, 'UNAUTHENTICATED')
    problem(await post({ as: null, body: { name: 'x'.repeat(2_000_000) } }), 401, 'UNAUTHENTICATED')
  })

  test('a role that may not is 403, before the body is looked at', async () => {
    problem(await post({ as: user, payload: '{', headers: { 'content-type': 'application/json' } }), 403, 'FORBIDDEN')
  })

  test('an absent thing, a malformed id and an id as long as you like are the same 404', async () => {
    const strange = [
      'x',
      '0',
      'null',
      '%00',
      '%F0%9F%98%80',
      '..%2f..%2fetc',
      `${thing.id}x`,
      'a'.repeat(150),
      'a'.repeat(5_000),
      "';--",
    ]
    const expected = problem(await socle.call('GET', missingPath, { as: admin }), 404, 'NOT_FOUND')
    for (const id of strange) {
      for (const method of ['GET', 'DELETE'] as const) {
        const document = problem(await socle.call(method, `/things/${id}`, { as: admin }), 404, 'NOT_FOUND')
        assert.deepEqual({ ...document, instance: '' }, { ...expected, instance: '' }, id)
      }
    }
  })

  test('an id is found in either case', async () => {
    assert.equal((await socle.call('GET', `/things/${thing.id.toUpperCase()}`, { as: admin })).statusCode, 200)
  })

  test('a conflict is 409 and may carry members of its own', async () => {
    const document = problem(await post({ body: { name: 'Pelle' } }), 409, 'NAME_TAKEN')
    assert.equal(document['existing_id'], thing.id)
  })

  test('a single thing carries its tag; a stale If-Match is 412, the right one and none go through', async () => {
    const read = await socle.call('GET', `/things/${thing.id}`, { as: admin })
    const tag = String(read.headers['etag'])
    const patch = (headers: Record<string, string>): Promise<Answer> =>
      socle.call('PATCH', `/things/${thing.id}`, { as: admin, body: { name: 'Pioche' }, headers })
    problem(await patch({ 'if-match': '"stale"' }), 412, 'STALE')
    assert.equal((await patch({ 'if-match': tag })).statusCode, 200)
    assert.equal((await patch({})).headers['etag'], tag)
    assert.equal((await socle.call('GET', '/things', { as: admin })).headers['etag'], undefined)
  })

  test('a body over a megabyte is 413, whether its length is announced or not', async () => {
    problem(await post({ body: { name: 'x'.repeat(1_100_000) } }), 413, 'BODY_TOO_LARGE')
    problem(
      await post({ payload: '{}', headers: { 'content-type': 'application/json', 'content-length': '9999999' } }),
      413,
      'BODY_TOO_LARGE',
    )
  })

  test('an announced length that is not the real one is 400', async () => {
    problem(
      await post({ payload: '{"name":"a"}', headers: { 'content-type': 'application/json', 'content-length': '3' } }),
      400,
      'BAD_REQUEST',
    )
  })

  test('another kind of content is 415', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/xml',
      'application/jsonp',
      'text/json',
      'json',
      ';',
      'application/json, text/plain',
    ]) {
      problem(await postText('{"name":"a"}', type), 415, 'MEDIA_TYPE')
    }
    problem(await socle.call('POST', picture, { as: admin, body: { file: 'a' } }), 415, 'MEDIA_TYPE')
    assert.equal((await postText('{"name":"a"}', 'application/json; charset=utf-8')).statusCode, 201)
  })

  test('form data where none is expected is 415, and broken form data is a 4xx', async () => {
    const form = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nabc\r\n--x--\r\n'
    const type = 'multipart/form-data; boundary=x'
    problem(await postText(form, type), 415, 'MEDIA_TYPE')
    const right = await socle.call('POST', picture, { as: admin, payload: form, headers: { 'content-type': type } })
    assert.deepEqual(right.json(), { bytes: 3 })
    for (const [payload, wrong] of [
      [form.slice(0, 60), type],
      [form, 'multipart/form-data'],
    ] as const) {
      const answer = await socle.call('POST', picture, { as: admin, payload, headers: { 'content-type': wrong } })
      assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, `${wrong}: ${answer.body}`)
      assert.match(String(answer.headers['content-type']), /problem\+json/)
    }
  })

  test('a file over 20 MB is 413', async () => {
    const head = '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n'
    const payload = Buffer.concat([Buffer.from(head), Buffer.alloc(21 * 1_048_576, 0x61), Buffer.from('\r\n--x--\r\n')])
    const answer = await socle.call('POST', picture, {
      as: admin,
      payload,
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
    })
    problem(answer, 413, 'FILE_TOO_LARGE')
  })

  test('what breaks a rule of the shape is 422 with a pointer for each mistake', async () => {
    const document = problem(await post({ body: { name: '\0', colour: 1 } }), 422, 'VALUE_INVALID')
    assert.deepEqual(
      (document['errors'] as { pointer: string }[]).map(({ pointer }) => pointer),
      ['/name'],
    )
    problem(await post({ body: { count: 1 } }), 422, 'REQUIRED')
    problem(await post({ body: { name: 'a', colour: 1 } }), 422, 'UNKNOWN_FIELD')
    problem(await post({ body: { name: '', colour: 1 } }), 422, 'VALIDATION_FAILED')
    problem(await post({ body: { name: 'a', count: '1' } }), 422, 'VALUE_INVALID')
    problem(await postText('{"name":"a","ratio":0.12345678901234567}'), 422, 'VALUE_PRECISION')
    problem(await postText('{"name":"a","ratio":1e999}'), 422, 'VALUE_PRECISION')
    problem(await postText('{"name":"a","__proto__":{"count":1}}'), 422, 'UNKNOWN_FIELD')
  })

  test('an empty body where one is expected is a refusal, not a bug', async () => {
    problem(await postText(''), 400, 'BAD_JSON')
    problem(await post({}), 422, 'VALUE_INVALID')
    problem(await postText('null'), 422, 'VALUE_INVALID')
  })

  test('parameters are read strictly: unknown, doubled, not canonical and out of range ones are 422', async () => {
    const wrong = [
      'limit=0',
      'limit=501',
      'limit=-1',
      'limit=1.5',
      'limit=1e2',
      'limit=%205',
      'limit=007',
      'limit=-0',
      'limit=',
      'limit=99999999999999999999',
      'limit=1&limit=2',
    ]
    const odd = [
      'active=1',
      'active=TRUE',
      'active=',
      'word=',
      'word=%00',
      'word=%20',
      `word=${'a'.repeat(21)}`,
      'word=a&word=b',
      'colour=1',
      '__proto__=1',
      'constructor=1',
      'limit[]=1',
    ]
    for (const query of [...wrong, ...odd]) {
      const answer = await socle.call('GET', `/things?${query}`, { as: admin })
      assert.equal(answer.statusCode, 422, `${query}: ${answer.body}`)
      assert.match(answer.json<{ errors: { pointer: string }[] }>().errors[0]?.pointer ?? '', /^\/\w+/)
    }
    for (const query of ['limit=500', 'limit=1', 'active=true', 'active=false', 'word=%C3%A9', '']) {
      assert.equal((await socle.call('GET', `/things?${query}`, { as: admin })).statusCode, 200, query)
    }
  })

  test('a made-up cursor is 422', async () => {
    for (const cursor of ['x', 'W10', '%00', 'a'.repeat(500)]) {
      assert.equal((await socle.call('GET', `/things?cursor=${cursor}`, { as: admin })).statusCode, 422, cursor)
    }
  })

  test('a body on DELETE is refused unless it is empty; GET reads none', async () => {
    const remove = (options: CallOptions): Promise<Answer> =>
      socle.call('DELETE', `/things/${thing.id}`, { as: admin, ...options })
    assert.equal((await remove({})).statusCode, 204)
    assert.equal((await remove({ headers: { 'content-type': 'application/json' } })).statusCode, 204)
    assert.equal((await remove({ body: {} })).statusCode, 204)
    problem(await remove({ body: { all: true } }), 422, 'UNKNOWN_FIELD')
    assert.equal((await socle.call('GET', '/things', { as: admin, body: { limit: 1 } })).statusCode, 200)
  })

  test('an unknown address of the API is a 404 problem, however it is spelt, and never the page', async () => {
    const spellings = [
      '/api',
      '/api/',
      '/api?x=1',
      '/api/v1',
      '/api/v1/',
      '/api/v2/things',
      '/api/v1/nothing',
      '/%61pi/v1/nothing',
      '/api/../api/v1/nothing',
    ]
    for (const url of spellings) {
      const answer = await socle.app.inject({ url, headers: { accept: 'text/html' } })
      problem(answer, 404, 'NOT_FOUND')
      assert.equal(answer.headers['cache-control'], 'no-store', url)
    }
    problem(await socle.call('PUT', '/things', { as: admin, body: {} }), 404, 'NOT_FOUND')
    problem(await socle.app.inject({ method: 'OPTIONS', url: '/api/v1/things' }), 404, 'NOT_FOUND')
  })

  test('a malformed address is a 400 problem with the usual headers', async () => {
    for (const url of ['/api/v1/things/%zz', '/api/v1/%', '/%zz', '/api/v1/things/%E0%A4%A']) {
      const answer = await socle.app.inject({ url, headers: { authorization: `Bearer ${admin.token}` } })
      problem(answer, 400, 'BAD_REQUEST')
      assert.equal(answer.headers['x-content-type-options'], 'nosniff')
    }
  })

  test('HEAD answers like GET without a body, with the same rights', async () => {
    const head = await socle.call('HEAD', '/things', { as: admin })
    assert.equal(head.statusCode, 200)
    assert.equal(head.body, '')
    assert.equal((await socle.call('HEAD', '/things')).statusCode, 401)
    assert.equal((await socle.call('HEAD', '/nothing')).statusCode, 404)
    const stream = await socle.call('HEAD', '/events', { as: admin })
    assert.equal(stream.statusCode, 200)
    assert.match(String(stream.headers['content-type']), /^text\/event-stream/)
    assert.equal(socle.services.events.listenerCount(), 0)
  })

  test('what a schema does not declare does not leave', async () => {
    const answer = await socle.call('GET', '/things', { as: user })
    assert.deepEqual(answer.json(), { items: [thing], next_cursor: null })
  })

  test('API answers are never kept and run nothing; pages may run only our own files', async () => {
    const ours = await socle.call('GET', '/things', { as: admin })
    const spelt = await socle.app.inject({
      url: '/%61pi/v1/things',
      headers: { authorization: `Bearer ${admin.token}` },
    })
    const errors = [
      await socle.call('GET', '/nothing'),
      await socle.call('GET', '/broken'),
      await socle.call('GET', '/openapi.json'),
    ]
    for (const answer of [ours, spelt, ...errors]) {
      assert.equal(answer.headers['cache-control'], 'no-store')
      assert.equal(answer.headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'")
      assert.equal(answer.headers['x-content-type-options'], 'nosniff')
    }
    const page = await socle.app.inject({ url: '/', headers: { accept: 'text/html' } })
    const policy = String(page.headers['content-security-policy'])
    assert.match(policy, /script-src 'self'(;|$)/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.doesNotMatch(policy, /unsafe-eval|script-src[^;]*unsafe-inline/)
    assert.equal(page.headers['x-frame-options'], 'DENY')
    assert.equal(page.headers['referrer-policy'], 'no-referrer')
  })

  test('a bug is a 500 that names the request and nothing else', async () => {
    lines.length = 0
    const answer = await socle.call('GET', '/broken')
    const document = problem(answer, 500, 'INTERNAL')
    assert.ok(String(document['detail']).includes(String(answer.headers['x-request-id'])))
    assert.doesNotMatch(answer.body, /private_detail|column|at /)
    assert.ok(
      lines.some((line) => line.includes('private_detail') && line.includes(String(answer.headers['x-request-id']))),
    )
  })
})
