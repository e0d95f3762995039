// Invitations and forgotten passwords, from the request to the letter and back, jobs running.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestSocle, testPassword } from '../../../test/support/app.ts'
import type { Answer, TestSocle } from '../../../test/support/app.ts'
import { startTestMailServer } from '../../../test/support/smtp.ts'
import type { Letter } from '../../../test/support/smtp.ts'
import { mailJob } from '../notifications/jobs.ts'

const codeOf = (answer: Answer): string => answer.json<{ code: string }>().code
const next = 'trois pommes sous la table'

function tokenOf(letter: Letter | undefined, page: string): string {
  const match = new RegExp(`https://socle\\.example/${page}#token=([\\w-]{43})\\s`).exec(letter?.text ?? '')
  assert.ok(match?.[1] !== undefined, letter?.text)
  return match[1]
}

const logIn = (socle: TestSocle, email: string, password: string) =>
  socle.call('POST', '/auth/login', { body: { email, password } })
const accept = (socle: TestSocle, token: string, password = next) =>
  socle.call('POST', '/auth/invitations/accept', { body: { token, password } })
const confirm = (socle: TestSocle, token: string, password = next) =>
  socle.call('POST', '/auth/password/reset/confirm', { body: { token, password } })

async function openWithMail(url: string, running = false): Promise<TestSocle> {
  return createTestSocle({ modules: [], running, env: { SMTP_URL: url, SOCLE_PUBLIC_URL: 'https://socle.example' } })
}

/** Sends what the queue holds, without waiting for its poll. */
async function sendQueued(socle: TestSocle): Promise<void> {
  const jobs = await socle.asOwner(`delete from job.job where name = 'kernel.mail-send' returning data`)
  for (const { data } of jobs)
    await mailJob(socle.services).run(
      data as Parameters<ReturnType<typeof mailJob>['run']>[0],
      new AbortController().signal,
    )
}

test('an invited person chooses a password by the link of the letter, once, and is logged in', async () => {
  await using mail = await startTestMailServer()
  await using socle = await openWithMail(mail.url, true)
  const anne = await socle.signUp('Menuiserie Bréval')
  const body = { email: 'bruno@example.org', full_name: 'Bruno Petit', role: 'USER' }
  const created = await socle.call('POST', '/users', { as: anne, body })
  assert.equal(created.statusCode, 201, created.body)
  assert.equal((await logIn(socle, body.email, '!')).statusCode, 401, 'no password opens the account before')
  const [letter] = await mail.waitFor(1)
  assert.deepEqual(letter?.to, [body.email])
  const token = tokenOf(letter, 'invitation')
  assert.deepEqual(
    await socle.asOwner(`select 1 from job.job where data::text like '%' || $1 || '%'`, [token]),
    [],
    'no job carries the token',
  )

  const weak = await accept(socle, token, 'azertyuiop123')
  assert.deepEqual([weak.statusCode, codeOf(weak)], [422, 'PASSWORD_TOO_COMMON'], 'and the link still works')
  assert.equal((await confirm(socle, token)).statusCode, 422, 'an invitation is no reset')
  const answers = await Promise.all([accept(socle, token), accept(socle, token)])
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 422])
  const done = answers.find(({ statusCode }) => statusCode === 200)
  assert.equal(done?.json().user.email, body.email)
  const late = await accept(socle, token)
  assert.deepEqual([late.statusCode, codeOf(late)], [422, 'LINK_INVALID'])
  assert.equal((await logIn(socle, body.email, next)).statusCode, 200)
  const actions = await socle.asOwner(
    `select action from kernel.audit_entry where action like 'user.invit%' order by seq`,
  )
  assert.deepEqual(
    actions.map(({ action }) => action),
    ['user.invited', 'user.invitation_accepted'],
  )
})

test('who forgot the password gets back in by a letter, and every other session ends', async () => {
  await using mail = await startTestMailServer()
  await using socle = await openWithMail(mail.url, true)
  const anne = await socle.signUp()
  const ask = await socle.call('POST', '/auth/password/reset', { body: { email: anne.email.toUpperCase() } })
  assert.deepEqual([ask.statusCode, ask.body], [204, ''])
  const [letter] = await mail.waitFor(1)
  assert.equal((await confirm(socle, tokenOf(letter, 'reset-password'))).statusCode, 204)
  assert.equal((await socle.call('GET', '/auth/me', { as: anne })).statusCode, 401)
  assert.equal((await logIn(socle, anne.email, testPassword)).statusCode, 401)
  assert.equal((await logIn(socle, anne.email, next)).statusCode, 200)
})

test('a reset link replaces the password once; an older link and a deactivated person’s are refused', async () => {
  await using mail = await startTestMailServer()
  await using socle = await openWithMail(mail.url)
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  const run = (user_id: string) =>
    mailJob(socle.services).run(
      {
        scope: { organization_id: anne.organization_id, user_id: null, role: 'SYSTEM' },
        letter: 'PASSWORD_RESET',
        user_id,
      },
      new AbortController().signal,
    )
  for (const user of [anne, anne, bruno]) await run(user.user_id)
  const [older, newer, brunos] = mail.letters.map((letter) => tokenOf(letter, 'reset-password')) as [
    string,
    string,
    string,
  ]
  assert.equal(codeOf(await confirm(socle, older)), 'LINK_INVALID')
  await socle.call('PATCH', `/users/${bruno.user_id}`, { as: anne, body: { is_active: false } })
  assert.equal(codeOf(await confirm(socle, brunos)), 'LINK_INVALID')
  assert.equal((await confirm(socle, newer)).statusCode, 204)
  assert.equal(codeOf(await confirm(socle, newer)), 'LINK_INVALID')
  const stored = await socle.asOwner('select token_hash from kernel.account_token')
  assert.ok(
    stored.every(({ token_hash }) => !Buffer.from(token_hash as Uint8Array).equals(Buffer.from(newer, 'base64url'))),
  )
})

test('links have their time: seven days to accept, one hour to reset', async () => {
  await using mail = await startTestMailServer()
  await using socle = await openWithMail(mail.url)
  const anne = await socle.signUp()
  const scope = { organization_id: anne.organization_id, user_id: null, role: 'SYSTEM' } as const
  for (const [letter, page, age, redeem] of [
    ['INVITATION', 'invitation', '7 days', accept],
    ['PASSWORD_RESET', 'reset-password', '1 hour', confirm],
  ] as const) {
    await mailJob(socle.services).run({ scope, letter, user_id: anne.user_id }, new AbortController().signal)
    const token = tokenOf(mail.letters.at(-1), page)
    await socle.asOwner(
      `update kernel.account_token set expires_at = expires_at - interval '${age}' + interval '5 seconds'`,
    )
    assert.equal(codeOf(await redeem(socle, token, 'azertyuiop123')), 'PASSWORD_TOO_COMMON', 'still good')
    await socle.asOwner(`update kernel.account_token set expires_at = expires_at - interval '5 seconds'`)
    assert.equal(codeOf(await redeem(socle, token)), 'LINK_INVALID')
  }
})

test('asking for a letter tells nobody whether the address is known', async () => {
  await using mail = await startTestMailServer()
  await using socle = await openWithMail(mail.url)
  const anne = await socle.signUp()
  const ask = (email: string) => socle.call('POST', '/auth/password/reset', { body: { email } })
  for (const email of [anne.email, 'personne@example.org', 'pas une adresse']) {
    const answer = await ask(email)
    assert.deepEqual([answer.statusCode, answer.body], [204, ''], email)
  }
  await socle.app.close()
  const queued = await socle.asOwner(`select data from job.job where name = 'kernel.mail-send'`)
  assert.equal(queued.length, 1)
  await sendQueued(socle)
  assert.deepEqual(
    mail.letters.map(({ to }) => to),
    [[anne.email]],
  )
})

test('asking again and again is slowed, for unknown addresses too', async () => {
  await using mail = await startTestMailServer()
  const env = { SMTP_URL: mail.url, SOCLE_RATE_LIMIT_PER_MINUTE: '100000' }
  await using socle = await createTestSocle({ modules: [], env })
  const statuses: number[] = []
  for (let index = 0; index < 8; index += 1) {
    statuses.push(
      (await socle.call('POST', '/auth/password/reset', { body: { email: 'personne@example.org' } })).statusCode,
    )
  }
  assert.deepEqual(statuses, [204, 204, 204, 204, 204, 204, 429, 429])
})

test('the links of a letter never follow the Host of a request, and without mail the refusal is plain', async () => {
  await using mail = await startTestMailServer()
  await using socle = await createTestSocle({ modules: [], env: { SMTP_URL: mail.url, PORT: '8123' } })
  const anne = await socle.signUp()
  const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', origin: 'http://evil.example' }
  await socle.call('POST', '/auth/password/reset', { body: { email: anne.email }, headers })
  assert.deepEqual((await socle.call('GET', '/auth/options')).json(), { mail_available: true })
  await socle.app.close()
  await sendQueued(socle)
  assert.match(mail.letters[0]?.text ?? '', /http:\/\/127\.0\.0\.1:8123\/reset-password#token=/)
  assert.doesNotMatch(mail.letters[0]?.raw ?? '', /evil/)

  await using silent = await createTestSocle({ modules: [] })
  const refused = await silent.call('POST', '/auth/password/reset', { body: { email: 'a@example.org' } })
  assert.deepEqual([refused.statusCode, codeOf(refused)], [503, 'MAIL_DISABLED'])
  assert.deepEqual((await silent.call('GET', '/auth/options')).json(), { mail_available: false })
})
