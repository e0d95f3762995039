// Notifications in the application and by e-mail, on a real PostgreSQL and a mail server of the test.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person, TestSocle } from '../../../test/support/app.ts'
import { startTestMailServer } from '../../../test/support/smtp.ts'
import { mailJob } from './jobs.ts'
import { notify } from './notify.ts'

const round = (socle: TestSocle) => mailJob(socle.services).run({ scope: null }, new AbortController().signal)

function tell(socle: TestSocle, person: Person, title: string): Promise<string> {
  const scope = { organization_id: person.organization_id, user_id: null, role: 'SYSTEM' } as const
  const notification = {
    user_id: person.user_id,
    kind: 'test.note.written',
    title,
    body: 'À lire',
    link: '/dashboards',
  }
  return socle.services.database.transaction(scope, (tx) => notify(tx, notification))
}

test('a person reads own notifications, newest first, and marks them as read', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  const ids: string[] = []
  for (const title of ['un', 'deux', 'trois']) ids.push(await tell(socle, bruno, title))
  const first = (await socle.call('GET', '/notifications?limit=2', { as: bruno })).json()
  assert.deepEqual(
    [first.items.map(({ title }: { title: string }) => title), first.unread_count],
    [['trois', 'deux'], 3],
  )
  assert.deepEqual(
    [first.items[0].kind, first.items[0].body, first.items[0].link, first.items[0].read_at],
    ['test.note.written', 'À lire', '/dashboards', null],
  )
  const rest = (await socle.call('GET', `/notifications?limit=2&cursor=${first.next_cursor}`, { as: bruno })).json()
  assert.deepEqual([rest.items.map(({ title }: { title: string }) => title), rest.next_cursor], [['un'], null])

  const byOther = await socle.call('POST', '/notifications/read', { as: anne, body: { ids } })
  assert.deepEqual([byOther.statusCode, byOther.json()], [200, { unread_count: 0 }])
  const read = await socle.call('POST', '/notifications/read', { as: bruno, body: { ids: ids.slice(0, 2) } })
  assert.deepEqual(read.json(), { unread_count: 1 }, 'another person marked nothing')
  for (const body of [{}, { ids: ['x'] }, { ids: 'all' }, { ids: Array.from({ length: 501 }, () => ids[0]) }]) {
    assert.equal((await socle.call('POST', '/notifications/read', { as: bruno, body })).statusCode, 422)
  }
})

test('the event of a notification is for that person alone, and a rollback leaves nothing', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  await tell(socle, anne, 'un')
  const events = await socle.asOwner(
    `select audience::text[] as audience from kernel.event where type = 'kernel.notification.created'`,
  )
  assert.deepEqual(events, [{ audience: [anne.user_id] }])
  const scope = { organization_id: anne.organization_id, user_id: null, role: 'SYSTEM' } as const
  const failing = socle.services.database.transaction(scope, async (tx) => {
    await notify(tx, { user_id: anne.user_id, kind: 'x', title: 'x' })
    throw new Error('undone')
  })
  await assert.rejects(failing, /undone/)
  assert.equal((await socle.call('GET', '/notifications', { as: anne })).json().unread_count, 1)
})

test('unread notifications leave as one letter per person, once, and not after they were read', async () => {
  await using mail = await startTestMailServer()
  await using socle = await createTestSocle({
    modules: [],
    env: { SMTP_URL: mail.url, SOCLE_PUBLIC_URL: 'https://socle.example' },
  })
  const anne = await socle.signUp()
  const [bruno, carla] = [await socle.addUser(anne), await socle.addUser(anne)]
  await tell(socle, bruno, 'Première chose')
  await tell(socle, bruno, 'Seconde chose')
  const seen = await tell(socle, carla, 'Déjà lue')
  await socle.call('POST', '/notifications/read', { as: carla, body: { ids: [seen] } })
  await Promise.all([round(socle), round(socle)])
  await round(socle)
  assert.deepEqual(
    mail.letters.map(({ to }) => to),
    [[bruno.email]],
  )
  assert.match(
    mail.letters[0]?.text ?? '',
    /Première chose[\s\S]*https:\/\/socle\.example\/dashboards[\s\S]*Seconde chose/,
  )
})

test('a refused address is tried again and keeps nobody else waiting', async () => {
  await using mail = await startTestMailServer()
  await using socle = await createTestSocle({ modules: [], env: { SMTP_URL: mail.url } })
  const anne = await socle.signUp()
  const [bruno, other] = [await socle.addUser(anne), await socle.signUp()]
  mail.refused.add(anne.email)
  for (const person of [anne, bruno, other]) await tell(socle, person, 'Nouvelle')
  await assert.rejects(round(socle), /1 letters could not be sent/)
  assert.deepEqual(mail.letters.flatMap(({ to }) => to).toSorted(), [bruno.email, other.email].toSorted())
  mail.refused.clear()
  await round(socle)
  assert.deepEqual(mail.letters.at(-1)?.to, [anne.email])
})

test('deactivated people get no letter; without a mail server nothing is tried', async () => {
  await using mail = await startTestMailServer()
  await using socle = await createTestSocle({ modules: [], env: { SMTP_URL: mail.url } })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  await tell(socle, bruno, 'Trop tard')
  await socle.call('PATCH', `/users/${bruno.user_id}`, { as: anne, body: { is_active: false } })
  await round(socle)
  assert.deepEqual(mail.letters, [])
  await using silent = await createTestSocle({ modules: [] })
  await tell(silent, await silent.signUp(), 'Dans l’application')
  await round(silent)
})
