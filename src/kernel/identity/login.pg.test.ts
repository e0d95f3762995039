// Attack class “Login and sign-up”: guessing, spraying, finding out who has an account.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestSocle, testPassword } from '../../../test/support/app.ts'
import type { Answer, TestSocle } from '../../../test/support/app.ts'

const throttled = { modules: [], env: { SOCLE_RATE_LIMIT_PER_MINUTE: '100000' } } as const
const codeOf = (answer: Answer): string => answer.json<{ code: string }>().code

function post(socle: TestSocle, path: string, body: object, remoteAddress = '192.0.2.1'): Promise<Answer> {
  return socle.app.inject({ method: 'POST', url: `/api/v1${path}`, payload: body, remoteAddress })
}

const guess = (socle: TestSocle, email: string, address?: string, password = 'un essai au hasard') =>
  post(socle, '/auth/login', { email, password }, address)

function assertBlocked(answer: Answer): void {
  assert.deepEqual([answer.statusCode, codeOf(answer)], [429, 'TOO_MANY_ATTEMPTS'])
  const wait = String(answer.headers['retry-after'])
  assert.match(wait, /^\d+$/)
  assert.ok(Number(wait) >= 1 && Number(wait) <= 900, wait)
}

test('the sixth failure of one account blocks the guesser, while the owner elsewhere gets in', async () => {
  await using socle = await createTestSocle(throttled)
  const anne = await socle.signUp()
  for (let failure = 1; failure <= 6; failure += 1) {
    const answer = await guess(socle, anne.email)
    assert.deepEqual([answer.statusCode, codeOf(answer)], [401, 'INVALID_CREDENTIALS'], `failure ${failure}`)
  }
  assertBlocked(await guess(socle, anne.email))
  assertBlocked(await guess(socle, anne.email, '192.0.2.1', testPassword))
  assertBlocked(await guess(socle, ` ${anne.email.toUpperCase()}`))
  assert.equal((await guess(socle, anne.email, '198.51.100.9', testPassword)).statusCode, 200)
})

test('an unknown account is slowed exactly like a known one', async () => {
  await using socle = await createTestSocle(throttled)
  for (let failure = 1; failure <= 6; failure += 1)
    assert.equal((await guess(socle, 'personne@example.org')).statusCode, 401)
  assertBlocked(await guess(socle, 'personne@example.org'))
})

test('waiting opens one try, and the next wait is longer, a quarter of an hour at most', async () => {
  await using socle = await createTestSocle(throttled)
  const anne = await socle.signUp()
  for (let failure = 1; failure <= 6; failure += 1) await guess(socle, anne.email)
  const waits: number[] = []
  for (let round = 0; round < 8; round += 1) {
    const blocked = await guess(socle, anne.email)
    assertBlocked(blocked)
    waits.push(Number(blocked.headers['retry-after']))
    await socle.asOwner('update kernel.throttle set blocked_until = now() where blocked_until is not null')
    assert.equal((await guess(socle, anne.email)).statusCode, 401)
  }
  assert.deepEqual(waits, [30, 60, 120, 240, 480, 900, 900, 900])
  await socle.asOwner('update kernel.throttle set blocked_until = now() where blocked_until is not null')
  assert.equal(
    (await guess(socle, anne.email, undefined, testPassword)).statusCode,
    200,
    'the owner is never locked out',
  )
  assert.equal((await guess(socle, anne.email)).statusCode, 401, 'a success starts the count again')
})

test('parallel guesses cannot outrun the count', async () => {
  await using socle = await createTestSocle(throttled)
  const anne = await socle.signUp()
  const answers = await Promise.all(Array.from({ length: 40 }, () => guess(socle, anne.email)))
  const checked = answers.filter(({ statusCode }) => statusCode === 401).length
  assert.equal(checked, 6)
  for (const answer of answers.filter(({ statusCode }) => statusCode !== 401)) assertBlocked(answer)
})

test('many people of one office log in at the same moment', async () => {
  await using socle = await createTestSocle(throttled)
  const anne = await socle.signUp()
  const answers = await Promise.all(Array.from({ length: 20 }, () => guess(socle, anne.email, undefined, testPassword)))
  assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([200]))
})

test('spraying one password over many accounts blocks the address, known accounts or not', async () => {
  await using socle = await createTestSocle(throttled)
  const anne = await socle.signUp()
  const statuses: number[] = []
  for (let index = 0; index < 40; index += 1)
    statuses.push((await guess(socle, `cible-${index}@example.org`)).statusCode)
  assert.equal(statuses.indexOf(429), 25)
  assertBlocked(await guess(socle, anne.email, '192.0.2.1', testPassword))
  assert.equal((await guess(socle, anne.email, '203.0.113.5', testPassword)).statusCode, 200)
})

test('an own account among the sprayed ones buys no further guesses', async () => {
  await using socle = await createTestSocle(throttled)
  const mallory = await socle.signUp()
  let refused = 0
  for (let index = 0; index < 40; index += 1) {
    if ((await guess(socle, `cible-${index}@example.org`)).statusCode === 429) refused += 1
    await guess(socle, mallory.email, undefined, testPassword)
  }
  assert.ok(refused >= 14, `${refused} refused`)
})

test('an account attacked from many addresses still has its first try free everywhere', async () => {
  await using socle = await createTestSocle(throttled)
  const anne = await socle.signUp()
  for (let index = 0; index < 22; index += 1) await guess(socle, anne.email, `198.51.100.${index}`)
  const tired = '203.0.113.1'
  assert.equal((await guess(socle, anne.email, tired)).statusCode, 401)
  assertBlocked(await guess(socle, anne.email, tired))
  assert.equal((await guess(socle, anne.email, '203.0.113.2', testPassword)).statusCode, 200)
})

test('sign-ups that ask for taken addresses are slowed alike', async () => {
  await using socle = await createTestSocle(throttled)
  const anne = await socle.signUp()
  const body = { email: anne.email, password: testPassword, full_name: 'Autre', organization_name: 'Autre' }
  const statuses: number[] = []
  for (let index = 0; index < 8; index += 1) statuses.push((await post(socle, '/auth/signup', body)).statusCode)
  assert.deepEqual(statuses, [409, 409, 409, 409, 409, 409, 429, 429])
  assert.equal((await post(socle, '/auth/signup', { ...body, email: 'libre@example.org' })).statusCode, 201)
})

test('with the limit at 0 nothing is throttled', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  for (let failure = 1; failure <= 12; failure += 1) assert.equal((await guess(socle, anne.email)).statusCode, 401)
  assert.deepEqual(await socle.asOwner('select key from kernel.throttle'), [])
})

test('nothing personal is stored by the brake', async () => {
  await using socle = await createTestSocle(throttled)
  await guess(socle, 'personne@example.org')
  const rows = await socle.asOwner('select key from kernel.throttle')
  assert.equal(rows.length, 3)
  for (const { key } of rows) assert.equal((key as Uint8Array).length, 32)
})

test('unknown, known and deactivated accounts are refused in the same words', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  await socle.call('PATCH', `/users/${bruno.user_id}`, { as: anne, body: { is_active: false } })
  const answers = await Promise.all([
    guess(socle, 'personne@example.org'),
    guess(socle, anne.email),
    guess(socle, bruno.email, undefined, testPassword),
    guess(socle, 'pas une adresse'),
    guess(socle, anne.email, undefined, 'x'.repeat(5_000)),
  ])
  const told = answers.map((answer) => ({ status: answer.statusCode, ...answer.json<object>(), instance: '' }))
  for (const answer of told) assert.deepEqual(answer, told[0])
  assert.equal(told[0]?.status, 401)
})

test('known and unknown addresses do the same work: one hash of the same parameters', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const median = async (email: string): Promise<number> => {
    const times: number[] = []
    for (let index = 0; index < 9; index += 1) {
      const before = process.cpuUsage()
      await guess(socle, email)
      const { user, system } = process.cpuUsage(before)
      times.push(user + system)
    }
    return times.toSorted((a, b) => a - b)[4] ?? 0
  }
  await median('chauffe@example.org')
  const [known, unknown] = [await median(anne.email), await median('personne@example.org')]
  // Processor time, not the clock: a hash costs some fifty times everything else, so a missing one is seen for sure.
  assert.ok(unknown > known / 3 && known > unknown / 3, `known ${known} µs, unknown ${unknown} µs`)
})

test('a failed login of a known account is audited after the answer, without an actor; of an unknown one nowhere', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  await guess(socle, anne.email)
  await guess(socle, 'personne@example.org')
  await socle.app.close()
  const rows = await socle.asOwner(
    `select actor_id, entity_id, before, after from kernel.audit_entry where action = 'auth.login_failed'`,
  )
  assert.deepEqual(rows, [{ actor_id: null, entity_id: anne.user_id, before: null, after: null }])
})

test('wrong types and extra fields are refused before anything is looked up', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const bodies = [
    { email: 7, password: 'x' },
    { email: 'a@example.org' },
    { email: ['a@example.org'], password: 'x' },
    { email: null, password: null },
    { email: 'a@example.org', password: { $ne: '' } },
    { email: 'a@example.org', password: '' },
    { email: 'a@example.org', password: 'x', role: 'ADMIN' },
    { email: 'a\u0000@example.org', password: 'x' },
    { email: 'a@example.org', password: 'x\u0000' },
  ]
  for (const body of bodies)
    assert.equal((await post(socle, '/auth/login', body)).statusCode, 422, JSON.stringify(body))
})
