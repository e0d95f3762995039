// What every refusal of the API must look like (RFC 9457 and docs/style.md).
import assert from 'node:assert/strict'
import type { Answer } from './app.ts'

/** Asserts a problem as RFC 9457 and the design want it; answers its document. */
export function problem(answer: Answer, status: number, code: string): Record<string, unknown> {
  assert.equal(answer.statusCode, status, answer.body)
  assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
  const document = answer.json<Record<string, unknown>>()
  assert.equal(document['code'], code, answer.body)
  assert.equal(document['status'], status)
  assert.equal(document['type'], `/problems/${code.toLowerCase().replaceAll('_', '-')}`)
  assert.equal(document['instance'], `urn:request:${String(answer.headers['x-request-id'])}`)
  assert.ok(typeof document['title'] === 'string' && document['title'].endsWith('.'))
  return document
}
