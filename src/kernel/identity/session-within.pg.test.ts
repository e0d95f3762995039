// The hottest read checks its session with the statement that opens the transaction: the same answers as everywhere.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts } from '../../../test/support/kpi.ts'

test('a history is refused like anything else once the person is deactivated, signed out or unknown', async () => {
  await using socle = await createTestSocle()
  const make = kpiShortcuts(socle)
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  const dashboard = await make.dashboard(anne)
  const kpi = await make.kpi(anne, dashboard.id)
  await make.value(anne, kpi.id, { period: '2025-01', value: 92 })
  const path = `/kpis/${kpi.id}/values`
  const read = (as: typeof bruno) => socle.call('GET', path, { as })
  assert.equal((await read(bruno)).json<{ items: unknown[] }>().items.length, 1)
  assert.equal((await socle.call('GET', path)).statusCode, 401)
  await socle.call('PATCH', `/users/${bruno.user_id}`, { as: anne, body: { is_active: false } })
  for (let again = 0; again < 20; again += 1) {
    const refused = await read(bruno)
    assert.deepEqual([refused.statusCode, refused.json<{ code: string }>().code], [401, 'UNAUTHENTICATED'])
  }
  await socle.call('PATCH', `/users/${bruno.user_id}`, { as: anne, body: { is_active: true } })
  const login = await socle.call('POST', '/auth/login', { body: { email: bruno.email, password: bruno.password } })
  const back = { ...bruno, ...login.json<{ access_token: string; refresh_token: string }>() }
  assert.equal((await read({ ...back, token: back.access_token })).statusCode, 200)
  await socle.call('POST', '/auth/logout', { body: { refresh_token: back.refresh_token } })
  assert.equal((await read({ ...back, token: back.access_token })).statusCode, 401)
  assert.equal((await read(anne)).statusCode, 200)
})

test('the role is the present one: an ADMIN who lost the role no longer sees what is private', async () => {
  await using socle = await createTestSocle()
  const make = kpiShortcuts(socle)
  const anne = await socle.signUp()
  const chef = await socle.addUser(anne, 'ADMIN')
  const dashboard = await make.dashboard(anne, { visibility: 'PRIVATE' })
  const kpi = await make.kpi(anne, dashboard.id)
  const read = () => socle.call('GET', `/kpis/${kpi.id}/values`, { as: chef })
  assert.equal((await read()).statusCode, 200)
  await socle.call('PATCH', `/users/${chef.user_id}`, { as: anne, body: { role: 'USER' } })
  assert.equal((await read()).statusCode, 404)
})
