import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { readPdf } from '../../../test/support/pdf.ts'
import { toldTo } from '../../../test/support/rhythm.ts'
import type { MeetingDetail, MeetingNote } from './meeting-schemas.ts'
import type { Action } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const attendee = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const board = await make.dashboard(owner, { title: 'Production' })
const green = await make.kpi(owner, board.id, { name: 'Vert' })
const red = await make.kpi(owner, board.id, { name: 'Rouge' })
const idle = await make.kpi(owner, board.id, { name: 'Inactif' })
const elsewhere = await make.kpi(owner, (await make.dashboard(owner)).id)
const hiddenBoard = await make.dashboard(owner, { visibility: 'PRIVATE' })

const open = async (body: Record<string, unknown> = {}, as = owner): Promise<MeetingDetail> => {
  const answer = await call('POST', `/dashboards/${board.id}/meetings`, { as, body })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<MeetingDetail>()
}
const read = async (id: string, as = owner): Promise<MeetingDetail> =>
  (await call('GET', `/meetings/${id}`, { as })).json<MeetingDetail>()
const note = (id: string, body: Record<string, unknown>, as = owner) =>
  call('POST', `/meetings/${id}/notes`, { as, body })
const close = (id: string, as = owner) => call('POST', `/meetings/${id}/closing`, { as })
/** The month that is over, as a label. */
const lastMonth = ((): string => {
  const day = new Date()
  day.setUTCDate(0)
  return day.toISOString().slice(0, 7)
})()

describe('meetings', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('a meeting walks the active KPIs, what needs words first', async () => {
    await make.value(owner, green.id, { period: lastMonth, value: 97 })
    await make.value(owner, red.id, { period: lastMonth, value: 50 })
    await call('PATCH', `/kpis/${idle.id}`, { as: owner, body: { is_active: false } })
    const meeting = await open()
    assert.deepEqual(
      meeting.agenda.map(({ name, status, value }) => [name, status, value]),
      [
        ['Rouge', 'RED', 50],
        ['Vert', 'GREEN', 97],
      ],
    )
    assert.deepEqual(
      [meeting.title, meeting.closed_at, meeting.can_note, meeting.note_count],
      ['Production', null, true, 0],
    )
  })

  test('a note may become an action of its KPI at once, both or neither', async () => {
    const meeting = await open()
    const action = { title: 'Recalibrer', owner_id: attendee.user_id, due_date: '2030-01-31' }
    const made = (await note(meeting.id, { kpi_id: red.id, content: 'La scie dérive.', action })).json<MeetingNote>()
    assert.deepEqual([made.kind, made.action?.title, made.action?.due_date], ['DECISION', 'Recalibrer', '2030-01-31'])
    const found = (await call('GET', `/actions/${made.action?.id}`, { as: owner })).json<Action>()
    assert.deepEqual([found.kpi_id, found.owner_id], [red.id, attendee.user_id])
    const refused = { ...action, owner_id: stranger.user_id }
    const answer = await note(meeting.id, { kpi_id: red.id, content: 'Perdue ?', action: refused })
    assert.equal(outcome(answer), '422 UNKNOWN_USER')
    assert.equal(outcome(await note(meeting.id, { content: 'Sans indicateur', action })), '422 KPI_REQUIRED')
    assert.equal(outcome(await note(meeting.id, { kpi_id: elsewhere.id, content: 'Ailleurs' })), '422 UNKNOWN_KPI')
    assert.equal(outcome(await note(meeting.id, { content: ' ' })), '422 VALUE_INVALID')
    const { notes, note_count, action_count } = await read(meeting.id)
    assert.deepEqual([notes.length, note_count, action_count], [1, 1, 1])
  })

  test('closed, it says what was shown then, takes nothing more, and tells those who attended', async () => {
    const meeting = await open({
      attendee_ids: [attendee.user_id, owner.user_id],
      held_on: '2026-01-15',
      title: 'Revue',
    })
    await note(meeting.id, { kpi_id: green.id, content: 'Stable.' })
    await call('PATCH', `/meetings/${meeting.id}`, { as: owner, body: { conclusion: 'Rendez-vous le mois prochain.' } })
    const closed = (await close(meeting.id)).json<MeetingDetail>()
    assert.notEqual(closed.closed_at, null)
    assert.equal(closed.can_note, false)
    const [shown] = await socle.asOwner(`select id from kpi.value where kpi_id = $1`, [green.id])
    await call('PATCH', `/values/${(shown as { id: string }).id}`, { as: owner, body: { value: 10 } })
    await call('PATCH', `/kpis/${green.id}`, { as: owner, body: { name: 'Renommé' } })
    const later = await read(meeting.id)
    assert.deepEqual(later.agenda, closed.agenda)
    assert.equal(later.conclusion, 'Rendez-vous le mois prochain.')
    for (const answer of [
      await note(meeting.id, { content: 'Trop tard' }),
      await close(meeting.id),
      await call('PATCH', `/meetings/${meeting.id}`, { as: owner, body: { title: 'Autre' } }),
      await call('DELETE', `/meetings/${meeting.id}/notes/${later.notes[0]?.id}`, { as: owner }),
    ])
      assert.equal(outcome(answer), '409 MEETING_CLOSED')
    const told = async (as: typeof owner) =>
      (await call('GET', '/notifications', { as }))
        .json<{ items: readonly { title: string; link: string }[] }>()
        .items.filter(({ title }) => title === 'Compte rendu : Revue')
    assert.deepEqual(
      (await told(attendee)).map(({ link }) => link),
      [`/meetings/${meeting.id}`],
    )
    assert.deepEqual(await told(owner), [])
  })

  test('who opens a meeting attends it, unless said otherwise', async () => {
    assert.deepEqual((await open()).attendee_ids, [owner.user_id])
    assert.deepEqual((await open({ attendee_ids: [] })).attendee_ids, [])
    assert.deepEqual((await open({ attendee_ids: [attendee.user_id] })).attendee_ids, [attendee.user_id])
  })

  test('closing takes along the conclusion and the people just typed, or changes nothing', async () => {
    const meeting = await open({ title: 'Revue tapée' })
    const closing = (body: Record<string, unknown>) =>
      call('POST', `/meetings/${meeting.id}/closing`, { as: owner, body })
    const typed = { conclusion: 'On recalibre lundi.', attendee_ids: [attendee.user_id] }
    assert.equal(outcome(await closing({ ...typed, attendee_ids: [stranger.user_id] })), '422 UNKNOWN_USER')
    assert.equal(outcome(await closing({ ...typed, title: 'Autre' })), '422 UNKNOWN_FIELD')
    const still = await read(meeting.id)
    assert.deepEqual([still.closed_at, still.conclusion, still.attendee_ids], [null, null, [owner.user_id]])
    const closed = (await closing(typed)).json<MeetingDetail>()
    assert.notEqual(closed.closed_at, null)
    assert.deepEqual([closed.conclusion, closed.attendee_ids], [typed.conclusion, [attendee.user_id]])
    assert.ok((await toldTo(socle, attendee)).some(({ title }) => title === 'Compte rendu : Revue tapée'))
  })

  test('who does not see the dashboard any more hears nothing of its meetings, neither new nor old', async () => {
    const shared = await make.dashboard(owner)
    const openThere = async (title: string): Promise<MeetingDetail> => {
      const body = { title, attendee_ids: [attendee.user_id] }
      const answer = await call('POST', `/dashboards/${shared.id}/meetings`, { as: owner, body })
      assert.equal(answer.statusCode, 201, answer.body)
      return answer.json<MeetingDetail>()
    }
    const [before, after] = [await openThere('Avant la fermeture'), await openThere('Après la fermeture')]
    await close(before.id)
    const told = async (): Promise<readonly string[]> =>
      (await toldTo(socle, attendee)).map(({ title }) => title).filter((title) => title.includes('fermeture'))
    assert.deepEqual(await told(), ['Compte rendu : Avant la fermeture'])
    await call('PATCH', `/dashboards/${shared.id}`, { as: owner, body: { visibility: 'PRIVATE' } })
    await close(after.id)
    assert.deepEqual(await told(), [])
    await call('PATCH', `/dashboards/${shared.id}`, { as: owner, body: { visibility: 'ORGANIZATION' } })
    assert.deepEqual(await told(), ['Compte rendu : Avant la fermeture'])
  })

  test('the minutes are an archival document with people, decisions, notes and what was shown', async () => {
    const meeting = await open({ attendee_ids: [attendee.user_id], title: 'Revue #1 <b>', held_on: '2026-03-02' })
    const empty = await call('GET', `/meetings/${meeting.id}/minutes.pdf`, { as: other })
    assert.match(readPdf(empty.rawPayload).text, /Aucune action n’a été décidée/)
    const action = { title: 'Recalibrer $x$', owner_id: attendee.user_id, due_date: '2030-01-31' }
    await note(meeting.id, { kpi_id: red.id, content: 'La scie *dérive*.', action })
    await note(meeting.id, { content: 'Merci à tous.' })
    await call('PATCH', `/meetings/${meeting.id}`, { as: owner, body: { conclusion: 'À suivre.' } })
    await close(meeting.id)
    const answer = await call('GET', `/meetings/${meeting.id}/minutes.pdf`, { as: other })
    assert.match(String(answer.headers['content-type']), /^application\/pdf/)
    const pdf = readPdf(answer.rawPayload)
    for (const text of [
      'Revue #1 <b>',
      'Recalibrer $x$',
      '31/01/2030',
      'La scie *dérive*.',
      'Merci à tous.',
      'À suivre.',
      'Rouge',
    ])
      assert.ok(pdf.text.includes(text), text)
    assert.match(pdf.text, /2 mars 2026/)
    assert.deepEqual(pdf.conformance, { part: '2', level: 'A' })
    assert.ok(pdf.isTagged)
    assert.equal(outcome(await call('GET', `/meetings/${meeting.id}/minutes.pdf`, { as: stranger })), '404 NOT_FOUND')
  })

  test('two people who note and close at once leave a whole meeting', async () => {
    const meeting = await open()
    const answers = await Promise.all([
      ...Array.from({ length: 8 }, (_, index) => note(meeting.id, { content: `Note ${index}` })),
      close(meeting.id),
    ])
    const taken = answers.slice(0, 8).filter((answer) => answer.statusCode === 201).length
    assert.equal(answers.at(-1)?.statusCode, 200)
    assert.equal((await read(meeting.id)).notes.length, taken)
  })

  test('rights: the owner runs it, those who attend take notes, whoever sees the dashboard reads', async () => {
    const meeting = await open({ attendee_ids: [attendee.user_id] })
    assert.equal(
      outcome(await call('POST', `/dashboards/${board.id}/meetings`, { as: other, body: {} })),
      '403 FORBIDDEN',
    )
    assert.equal(outcome(await note(meeting.id, { content: 'Présent.' }, attendee)), '201')
    assert.equal(outcome(await note(meeting.id, { content: 'Absent.' }, other)), '403 FORBIDDEN')
    const action = { title: 'Agir' }
    assert.equal(outcome(await note(meeting.id, { kpi_id: red.id, content: 'N', action }, attendee)), '403 FORBIDDEN')
    assert.equal(outcome(await close(meeting.id, attendee)), '403 FORBIDDEN')
    assert.equal((await read(meeting.id, other)).can_note, false)
    assert.equal(outcome(await call('GET', `/meetings/${meeting.id}`, { as: stranger })), '404 NOT_FOUND')
    const hidden = await call('POST', `/dashboards/${hiddenBoard.id}/meetings`, { as: owner, body: {} })
    const { id } = hidden.json<MeetingDetail>()
    for (const path of [`/meetings/${id}`, `/dashboards/${hiddenBoard.id}/meetings`])
      assert.equal(outcome(await call('GET', path, { as: other })), '404 NOT_FOUND')
    const cannot = { attendee_ids: [other.user_id] }
    const answer = await call('PATCH', `/meetings/${id}`, { as: owner, body: cannot })
    assert.equal(outcome(answer), '422 OWNER_CANNOT_SEE')
    assert.equal(outcome(await call('DELETE', `/meetings/${id}`, { as: admin })), '204')
    assert.equal(outcome(await call('GET', `/meetings/${id}`, { as: owner })), '404 NOT_FOUND')
  })

  test('a note outlives the KPI and the action it is about', async () => {
    const doomed = await make.kpi(owner, board.id, { name: 'Condamné' })
    const meeting = await open()
    await note(meeting.id, { kpi_id: doomed.id, content: 'Reste.', action: { title: 'Disparaît' } })
    assert.equal(outcome(await call('DELETE', `/kpis/${doomed.id}`, { as: owner })), '204')
    const [left] = (await read(meeting.id)).notes
    assert.deepEqual([left?.content, left?.kpi_id, left?.action], ['Reste.', null, null])
  })

  test('the list pages by day, newest first, and days must exist', async () => {
    const list = async (query: string) =>
      (await call('GET', `/dashboards/${board.id}/meetings?${query}`, { as: owner })).json<{
        items: readonly MeetingDetail[]
        next_cursor: string | null
      }>()
    const first = await list('limit=2')
    const rest = await list(`limit=500&cursor=${first.next_cursor}`)
    const days = [...first.items, ...rest.items].map(({ held_on }) => held_on)
    assert.deepEqual(days, days.toSorted().toReversed())
    assert.equal(new Set([...first.items, ...rest.items].map(({ id }) => id)).size, days.length)
    for (const held_on of ['2026-02-30', '1989-12-31'])
      assert.equal(
        outcome(await call('POST', `/dashboards/${board.id}/meetings`, { as: owner, body: { held_on } })),
        '422 VALUE_INVALID',
      )
  })
})
