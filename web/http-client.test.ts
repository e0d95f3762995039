import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiHeaders, apiUrl } from './http-client.ts'
import { hasCode, problemFromResponse } from './problem.ts'

test('empty parameters leave the address, lists repeat their name', () => {
  assert.equal(apiUrl('/kpis', { a: '', b: null, c: undefined, d: 0, e: ['x', 'y z'] }), '/api/v1/kpis?d=0&e=x&e=y+z')
  assert.equal(apiUrl('/kpis'), '/api/v1/kpis')
})

test('a known version travels as If-Match, the last event as Last-Event-ID', () => {
  const headers = apiHeaders('t', { etag: '"3"', lastEventId: '42', idempotencyKey: 'k' }, 'application/json')
  assert.equal(headers['if-match'], '"3"')
  assert.equal(headers['last-event-id'], '42')
  assert.equal(headers['idempotency-key'], 'k')
  assert.equal(headers['authorization'], 'Bearer t')
})

test('a problem document keeps its code, fields, request number and further members', async () => {
  const body = {
    title: 'Période déjà saisie',
    status: 409,
    code: 'DUPLICATE_PERIOD',
    detail: 'Une valeur existe.',
    instance: 'urn:request:0190f3',
    existing_id: 'v1',
    errors: [{ pointer: '/period', code: 'DUPLICATE_PERIOD', detail: 'x' }, 'not an error'],
  }
  const problem = await problemFromResponse(Response.json(body, { status: 409, headers: { 'retry-after': '7' } }))
  assert.equal(problem.status, 409)
  assert.equal(problem.request_id, '0190f3')
  assert.equal(problem.retry_after_seconds, 7)
  assert.deepEqual(problem.errors, [body.errors[0]])
  assert.deepEqual(problem.extra, { existing_id: 'v1' })
  assert.equal(hasCode(problem, 'DUPLICATE_PERIOD'), true)
  assert.equal(hasCode(problem, 'OTHER'), false)
})

test('an answer that is no problem document still names its status', async () => {
  const problem = await problemFromResponse(new Response('<h1>Bad gateway</h1>', { status: 502 }))
  assert.equal(problem.code, 'HTTP_502')
  assert.deepEqual(problem.errors, [])
})
