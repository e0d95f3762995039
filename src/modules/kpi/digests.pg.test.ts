import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { addDays, today } from '#kernel/dates.ts'
import type { Day } from '#kernel/dates.ts'
import { createLog } from '#kernel/log.ts'
import type { Mailer } from '#kernel/notifications/mail.ts'
import { Problem } from '#kernel/problem.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { lastMonths, morningOf } from '../../../test/support/rhythm.ts'
import { partsOfLetter } from '../../../test/support/letter.ts'
import type { LetterPart } from '../../../test/support/letter.ts'
import { readPicture } from '../../../test/support/picture.ts'
import { startTestMailServer } from '../../../test/support/smtp.ts'
import type { Letter } from '../../../test/support/smtp.ts'
import { preferences } from '../../../test/support/world.ts'
import { sendDigests } from './actions/send-digests.ts'

const mail = await startTestMailServer()
const socle = await createTestSocle({ env: { SMTP_URL: mail.url, SOCLE_PUBLIC_URL: 'https://socle.example' } })
const { call, services } = socle
const make = kpiShortcuts(socle)
const now = today('Europe/Paris')
/** The day of the next morning: all that the test writes lies within the day before it, also just after midnight. */
const nextDay = Date.now() < Date.parse(morningOf(now)) ? now : addDays(now, 1)
const round = (day: Day, with_ = services): Promise<void> =>
  sendDigests(with_, { signal: new AbortController().signal, moment: morningOf(day) })
const [before, last] = lastMonths(2)
const lettersTo = (person: Person) => mail.letters.filter(({ to }) => to.includes(person.email))
const subscribe = async (as: Person, digest: 'NONE' | 'DAILY' | 'WEEKLY', change: object = {}): Promise<void> => {
  const body = { ...preferences(digest), ...change }
  assert.equal(outcome(await call('PUT', '/notifications/preferences', { as, body })), '200')
}

async function stage(digest: 'NONE' | 'DAILY' | 'WEEKLY' = 'DAILY') {
  const admin = await socle.signUp('Menuiserie <Bréval> & fils')
  const owner = await socle.addUser(admin)
  const reader = await socle.addUser(admin)
  await subscribe(reader, digest)
  const board = await make.dashboard(owner)
  const kpi = await make.kpi(owner, board.id)
  const worsen = async (kpiId = kpi.id): Promise<void> => {
    await make.value(owner, kpiId, { period: before?.label, value: 97 })
    await make.value(owner, kpiId, { period: last?.label, value: 87 })
  }
  return { admin, owner, reader, board, kpi, worsen }
}

describe('digests', () => {
  after(async () => {
    await socle[Symbol.asyncDispose]()
    await mail[Symbol.asyncDispose]()
  })

  test('say what changed, what is red and which actions are late, once a day, as text and as HTML', async () => {
    const { reader, owner, kpi, worsen } = await stage()
    await worsen()
    await make.action(owner, kpi.id, { title: 'Relancer <vite>', due_date: addDays(now, -3) })
    await round(nextDay)
    await Promise.all([round(nextDay), round(nextDay)])
    const [letter, ...more] = lettersTo(reader)
    assert.deepEqual(more, [])
    assert.match(letter?.raw ?? '', /^Content-Type: multipart\/alternative/im)
    assert.match(letter?.raw ?? '', new RegExp(`^Message-ID: <digest-${reader.user_id}-${nextDay}@socle>`, 'im'))
    const parts = { text: part(letter, 'text/plain'), html: part(letter, 'text/html') }
    assert.match(parts.text, /CE QUI A CHANGÉ\n• Taux de service : vert → rouge\n {2}Production, [^:]+ : 87\s% < 90\s%/)
    assert.match(parts.text, /DANS LE ROUGE\n• Taux de service : rouge\n/)
    assert.match(parts.text, /ACTIONS EN RETARD\n• Relancer <vite>\n {2}Taux de service, pour le /)
    assert.match(parts.text, new RegExp(`https://socle.example/kpis/${kpi.id}`))
    assert.match(parts.html, /Menuiserie &lt;Bréval&gt; &amp; fils/)
    assert.match(parts.html, /Relancer &lt;vite&gt;/)
    assert.doesNotMatch(parts.html, /<vite>|<script|https?:[^"]*\.png/)
    assert.doesNotMatch(parts.text, /cid:|Dernières valeurs/)
  })

  test('show the course of what changed or is red, once each, inside the letter and as a table', async () => {
    const { reader, owner, board, kpi, worsen } = await stage()
    await worsen()
    await make.action(owner, kpi.id, { due_date: addDays(now, -3) })
    const lone = await make.kpi(owner, board.id, { name: 'Une seule valeur' })
    await make.value(owner, lone.id, { period: last?.label, value: 80 })
    await round(nextDay)
    const [letter] = lettersTo(reader)
    const html = part(letter, 'text/html')
    assert.deepEqual(html.match(/<img src="[^"]*"/g), [`<img src="cid:${kpi.id}@socle"`])
    assert.match(html, /alt="Taux de service : de \S+ \d{4} \(97\s%, vert\) à \S+ \d{4} \(87\s%, rouge\)\."/)
    assert.equal(html.match(/<caption/g)?.length, 1)
    assert.match(html, /<td[^>]*>97<br>.*vert<\/td><td[^>]*>87<br>.*rouge<\/td>/)
    const [picture, ...more] = picturesOf(letter)
    assert.deepEqual(more, [])
    assert.equal(picture?.headers.get('content-id'), `<${kpi.id}@socle>`)
    assert.match(picture?.headers.get('content-disposition') ?? '', /^inline/)
    assert.ok((picture?.bytes.length ?? 0) < 40_000)
    const { width, height, inked, shows } = readPicture(picture?.bytes ?? Buffer.alloc(0))
    assert.equal(width, 1120)
    assert.ok(height > 360 && height < 480, `${height}`)
    assert.ok(inked > 1 && inked < 50, `${inked}`)
    assert.ok(shows(195, 25, 31), 'the red of the last point')
  })

  test('show six courses at most, in a letter a mail server takes', async () => {
    const { reader, owner, board } = await stage('WEEKLY')
    for (let index = 0; index < 8; index += 1) {
      const kpi = await make.kpi(owner, board.id, { name: `Indicateur ${index}` })
      for (const [at, { label: period }] of lastMonths(30).entries())
        await make.value(owner, kpi.id, { period, value: at === 29 ? 70 : 80 + ((index + at * 7) % 20) })
    }
    await round(addDays(nextDay, 7))
    const [letter] = lettersTo(reader)
    const pictures = picturesOf(letter)
    assert.equal(pictures.length, 6)
    for (const { bytes } of pictures) {
      assert.ok(bytes.length < 40_000, `${bytes.length}`)
      assert.ok(readPicture(bytes).inked > 1)
    }
    assert.ok((letter?.raw.length ?? 0) < 400_000, `${letter?.raw.length}`)
    assert.equal(part(letter, 'text/html').match(/<caption/g)?.length, 6)
  })

  test('go without pictures when none can be drawn, with the table, a line in the log and no word of a picture', async () => {
    const { reader, worsen } = await stage()
    await worsen()
    const lines: string[] = []
    const log = createLog('warn', { write: (line: string) => void lines.push(line) })
    let asked = 0
    const press = {
      ...services.press,
      picture: () => {
        asked += 1
        return Promise.reject(new Problem(501, 'TYPESETTING_UNAVAILABLE', 'Rien.'))
      },
    }
    const second = await stage()
    await second.worsen()
    await round(nextDay, { ...services, press, log })
    for (const person of [reader, second.reader]) {
      const [letter] = lettersTo(person)
      assert.deepEqual(picturesOf(letter), [])
      assert.doesNotMatch(part(letter, 'text/html'), /<img|cid:/)
      assert.match(part(letter, 'text/html'), /Dernières valeurs/)
      assert.match(part(letter, 'text/plain'), /Taux de service : vert → rouge/)
    }
    assert.equal(asked, 1, 'what is not there is asked for once a round')
    assert.match(lines.join(''), /a letter goes without a picture/)
  })

  test('are silent when nothing is to be said, and when nothing is new', async () => {
    const { reader, worsen, admin } = await stage()
    await subscribe(admin, 'NONE')
    await round(nextDay)
    assert.deepEqual(lettersTo(reader), [])
    await worsen()
    await round(addDays(nextDay, 1))
    assert.equal(lettersTo(reader).length, 1)
    await round(addDays(nextDay, 2))
    await round(addDays(nextDay, 3))
    assert.equal(lettersTo(reader).length, 1, 'still as red as it was told')
    assert.deepEqual(lettersTo(admin), [])
  })

  test('tell nobody of what he may not see', async () => {
    const { reader, owner, admin } = await stage()
    await subscribe(admin, 'DAILY')
    const secret = await make.dashboard(owner, { visibility: 'PRIVATE', title: 'Secret' })
    const hidden = await make.kpi(owner, secret.id, { name: 'Marge cachée' })
    await make.value(owner, hidden.id, { period: before?.label, value: 97 })
    await make.value(owner, hidden.id, { period: last?.label, value: 10 })
    await make.action(owner, hidden.id, { title: 'Action cachée', due_date: addDays(now, -3) })
    await round(nextDay)
    assert.deepEqual(lettersTo(reader), [])
    assert.match(part(lettersTo(admin)[0], 'text/plain'), /Marge cachée/)
  })

  test('come on the chosen day of the week from the chosen hour on, in the organisation’s zone', async () => {
    const { reader, worsen } = await stage('NONE')
    await worsen()
    const monday = addDays(now, 8 - new Date(`${now}T00:00:00Z`).getUTCDay())
    const thursday = addDays(monday, 3)
    await subscribe(reader, 'WEEKLY', { weekday: 4, hour: 9 })
    await round(thursday)
    assert.deepEqual(lettersTo(reader), [], 'seven or eight in the morning is too early')
    const noon = { signal: new AbortController().signal, moment: `${thursday}T12:00:00Z` }
    await sendDigests(services, noon)
    await sendDigests(services, noon)
    await round(addDays(thursday, 2))
    assert.equal(lettersTo(reader).length, 1)
  })

  test('a letter that is refused is tried again and keeps nobody else waiting', async () => {
    const [one, two] = [await stage(), await stage()]
    await one.worsen()
    await two.worsen()
    mail.refused.add(one.reader.email)
    await assert.rejects(round(nextDay), /1 digests could not be sent/)
    assert.deepEqual([lettersTo(one.reader).length, lettersTo(two.reader).length], [0, 1])
    mail.refused.clear()
    await round(nextDay)
    assert.deepEqual([lettersTo(one.reader).length, lettersTo(two.reader).length], [1, 1])
  })

  test('a process that dies between claim and letter leaves it to another, some minutes later', async () => {
    const { reader, worsen } = await stage()
    await worsen()
    const dying = { ...services, mail: { ...services.mail, send: () => new Promise<void>(() => undefined) } }
    void round(nextDay, dying)
    const claimed = async () =>
      (await socle.asOwner(`select 1 from kpi.digest where user_id = $1`, [reader.user_id])).length
    while ((await claimed()) === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    await round(nextDay)
    assert.deepEqual(lettersTo(reader), [], 'the claim holds')
    await sendDigests(services, { signal: new AbortController().signal, moment: `${nextDay}T06:11:00Z` })
    assert.equal(lettersTo(reader).length, 1)
  })

  test('a process that fails late does not give back the claim that another took over meanwhile', async () => {
    const { reader, worsen } = await stage()
    await worsen()
    const [slow, other] = [heldMail(), heldMail()]
    const at = (time: string, mail: Mailer) =>
      sendDigests({ ...services, mail }, { signal: new AbortController().signal, moment: `${nextDay}T${time}Z` })
    const first = at('06:00:00', slow)
    await slow.asked
    const second = at('06:11:00', other)
    await other.asked
    slow.fail(new Error('the mail server does not answer'))
    await assert.rejects(first)
    await at('06:12:00', { ...services.mail, send: () => Promise.reject(new Error('a third letter')) })
    other.answer()
    await second
    const claims = await socle.asOwner(`select was_sent from kpi.digest where user_id = $1`, [reader.user_id])
    assert.deepEqual(claims, [{ was_sent: true }])
  })
})

interface HeldMail extends Mailer {
  readonly asked: Promise<void>
  readonly answer: () => void
  readonly fail: (error: Error) => void
}

/** A mail server that takes its time. */
function heldMail(): HeldMail {
  const asked = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<void>()
  const send = (): Promise<void> => {
    asked.resolve()
    return answered.promise
  }
  return { ...services.mail, send, asked: asked.promise, answer: answered.resolve, fail: answered.reject }
}

const part = (letter: Letter | undefined, type: string): string =>
  partsOfLetter(letter?.raw ?? '').find(({ media_type }) => media_type === type)?.text ?? ''
const picturesOf = (letter: Letter | undefined): readonly LetterPart[] =>
  partsOfLetter(letter?.raw ?? '').filter(({ media_type }) => media_type === 'image/png')
