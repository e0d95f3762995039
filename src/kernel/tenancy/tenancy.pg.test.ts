// The organisation and its teams through the real routes.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer } from '../../../test/support/app.ts'

const codeOf = (answer: Answer): string => answer.json<{ code: string }>().code

test('an ADMIN sets name, time zone and first month; everybody reads them', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp('Avant')
  const bruno = await socle.addUser(anne)
  const body = { name: ' Après ', time_zone: 'America/Cayenne', fiscal_year_start_month: 9 }
  const changed = await socle.call('PATCH', '/organization', { as: anne, body })
  assert.equal(changed.statusCode, 200, changed.body)
  const read = (await socle.call('GET', '/organization', { as: bruno })).json()
  assert.deepEqual([read.name, read.time_zone, read.fiscal_year_start_month], ['Après', 'America/Cayenne', 9])
  assert.equal((await socle.call('GET', '/auth/me', { as: bruno })).json().organization.name, 'Après')
  for (const time_zone of ['Europe/Atlantis', '+02:00', 'europe', "UTC'; drop table x; --"]) {
    const answer = await socle.call('PATCH', '/organization', { as: anne, body: { time_zone } })
    assert.deepEqual([answer.statusCode, codeOf(answer)], [422, 'TIME_ZONE_UNKNOWN'], time_zone)
  }
  for (const change of [
    { fiscal_year_start_month: 13 },
    { fiscal_year_start_month: 0 },
    { name: '' },
    { id: randomUUID() },
  ]) {
    assert.equal(
      (await socle.call('PATCH', '/organization', { as: anne, body: change })).statusCode,
      422,
      JSON.stringify(change),
    )
  }
  const stale = await socle.call('PATCH', '/organization', {
    as: anne,
    body: { name: 'X' },
    headers: { 'if-match': '"old"' },
  })
  assert.equal(stale.statusCode, 412)
})

test('the organisation’s name never enters the audit', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp('Cabinet Zwyxhoven')
  await socle.call('PATCH', '/organization', { as: anne, body: { name: 'Cabinet Qrztelli' } })
  await socle.call('PATCH', '/auth/me', { as: anne, body: { full_name: 'Anne Vrbkova' } })
  const rows = await socle.asOwner('select summary, before, after from kernel.audit_entry')
  assert.ok(rows.length >= 4)
  assert.doesNotMatch(JSON.stringify(rows), /Zwyxhoven|Qrztelli|Vrbkova|example\.org/)
})

test('teams are made, filled, renamed and deleted by an ADMIN, and seen by all', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  const made = await socle.call('POST', '/teams', { as: anne, body: { name: ' Atelier ' } })
  assert.deepEqual([made.statusCode, made.json().name, made.json().members], [201, 'Atelier', []])
  const path = `/teams/${made.json().id}`
  const member = `${path}/members/${bruno.user_id}`
  for (let twice = 0; twice < 2; twice += 1)
    assert.equal((await socle.call('PUT', member, { as: anne })).statusCode, 204)
  const [team] = (await socle.call('GET', '/teams', { as: bruno })).json().items
  assert.deepEqual([team.name, team.members], ['Atelier', [{ user_id: bruno.user_id, full_name: 'Bruno Petit' }]])

  const taken = await socle.call('POST', '/teams', { as: anne, body: { name: 'Atelier' } })
  assert.deepEqual([taken.statusCode, codeOf(taken)], [409, 'TEAM_NAME_TAKEN'])
  for (const [method, target, body] of [
    ['POST', '/teams', { name: 'X' }],
    ['PATCH', path, { name: 'X' }],
    ['DELETE', path, undefined],
    ['PUT', member, undefined],
    ['DELETE', member, undefined],
  ] as const) {
    assert.equal((await socle.call(method, target, { as: bruno, body })).statusCode, 403, `${method} ${target}`)
  }
  const renamed = await socle.call('PATCH', path, { as: anne, body: { name: 'Pose' } })
  assert.deepEqual([renamed.statusCode, renamed.json().name, renamed.json().members.length], [200, 'Pose', 1])
  const stale = await socle.call('PATCH', path, {
    as: anne,
    body: { name: 'X' },
    headers: { 'if-match': String(made.headers['etag']) },
  })
  assert.equal(stale.statusCode, 412)
  assert.equal((await socle.call('DELETE', member, { as: anne })).statusCode, 204)
  assert.equal((await socle.call('DELETE', member, { as: anne })).statusCode, 404)
  assert.equal((await socle.call('DELETE', path, { as: anne })).statusCode, 204)
  assert.equal((await socle.call('DELETE', path, { as: anne })).statusCode, 404)
  const audited = await socle.asOwner(`select action from kernel.audit_entry where entity = 'team' order by seq`)
  assert.deepEqual(
    audited.map(({ action }) => action),
    ['team.created', 'team.member_added', 'team.renamed', 'team.member_removed', 'team.deleted'],
  )
})

test('neither a team nor a person of another organisation is reachable', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const [anne, mallory] = [await socle.signUp(), await socle.signUp()]
  const team = (await socle.call('POST', '/teams', { as: anne, body: { name: 'À nous' } })).json<{ id: string }>().id
  const own = (await socle.call('POST', '/teams', { as: mallory, body: { name: 'À nous' } })).json<{ id: string }>().id
  const attempts = [
    ['PATCH', (id: string) => `/teams/${id}`, { name: 'Volée' }],
    ['DELETE', (id: string) => `/teams/${id}`, undefined],
    ['PUT', (id: string) => `/teams/${id}/members/${mallory.user_id}`, undefined],
    ['DELETE', (id: string) => `/teams/${id}/members/${anne.user_id}`, undefined],
  ] as const
  for (const [method, path, body] of attempts) {
    const [foreign, unknown] = await Promise.all(
      [team, randomUUID()].map((id) => socle.call(method, path(id), { as: mallory, body })),
    )
    assert.equal(foreign?.statusCode, 404, method)
    assert.deepEqual({ ...foreign?.json<object>(), instance: '' }, { ...unknown?.json<object>(), instance: '' })
  }
  assert.equal((await socle.call('PUT', `/teams/${own}/members/${anne.user_id}`, { as: mallory })).statusCode, 404)
  const seen = (await socle.call('GET', '/teams', { as: mallory })).json().items
  assert.deepEqual(
    seen.map(({ id }: { id: string }) => id),
    [own],
  )
})
