// An address is the API's however it is spelt: rate limit, headers and the web page depend on it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isApiAddress, isServerAddress } from './address.ts'

test('the API is recognised behind percent signs, a host and parameters', () => {
  for (const url of [
    '/api',
    '/api/',
    '/api?a',
    '/api#a',
    '/api/v1/x',
    '/%61pi/v1',
    '/%61%70%69',
    '/api%2Fv1',
    'http://h:1/api/v1',
    '/api/%zz',
  ]) {
    assert.equal(isApiAddress(url), true, url)
  }
})

test('what only begins alike is not the API', () => {
  for (const url of ['/', '', '/apis', '/apiary/x', '/x/api/', '/x?/api/', '/API/v1', '/%zz', 'http://h/apiary']) {
    assert.equal(isApiAddress(url), false, url)
  }
})

test('health and metrics are no page either', () => {
  for (const url of ['/health', '/health/live', '/metrics', '/%6detrics?x', '/api/x'])
    assert.equal(isServerAddress(url), true, url)
  for (const url of ['/', '/healthy', '/metrics-page', '/dashboards']) assert.equal(isServerAddress(url), false, url)
})
