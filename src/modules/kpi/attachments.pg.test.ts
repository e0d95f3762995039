import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { after, describe, test } from 'node:test'
import { orphanAgeMs, sweepBlobs } from '#kernel/files/sweep-blobs.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { formOf } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import type { Attachment } from './attachment-schemas.ts'
import type { Comment } from './schemas.ts'

const socle = await createTestSocle()
const { call, asOwner, services } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const author = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const kpi = await make.kpi(author, (await make.dashboard(author)).id)
const secret = await make.kpi(author, (await make.dashboard(author, { visibility: 'PRIVATE' })).id)

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])
const comment = async (as = author, path = `/kpis/${kpi.id}`): Promise<Comment> => {
  const answer = await call('POST', `${path}/comments`, { as, body: { content: 'Voir la photo.' } })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<Comment>()
}

interface Sent {
  readonly as?: Person
  readonly name?: string
  readonly file?: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

function send(
  to: Pick<Comment, 'id'>,
  { as = author, name = 'photo.png', file = png, headers }: Sent = {},
): Promise<Answer> {
  const { payload, contentType } = formOf({ file, name })
  return call('POST', `/comments/${to.id}/attachments`, {
    as,
    payload,
    headers: { 'content-type': contentType, ...headers },
  })
}
const attached = async (to: Comment, sent?: Sent): Promise<Attachment> => {
  const answer = await send(to, sent)
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<Attachment>()
}
const shown = async (id: string, as = author, path = `/kpis/${kpi.id}`): Promise<Comment | undefined> =>
  (await call('GET', `${path}/comments?limit=500`, { as }))
    .json<{ items: readonly Comment[] }>()
    .items.find((one) => one.id === id)
const content = (id: string, as = author): Promise<Answer> => call('GET', `/attachments/${id}/content`, { as })
const remove = (id: string, as = author): Promise<Answer> => call('DELETE', `/attachments/${id}`, { as })
const rowCount = async (): Promise<unknown> =>
  (
    await asOwner(
      `select (select count(*) from kpi.comment_attachment)::int as rows, (select count(*) from kernel.file)::int as files`,
    )
  )[0]

describe('files on comments', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('are added by the author, seen and downloaded by whoever sees the comment, removed by the author', async () => {
    const one = await comment()
    assert.deepEqual([one.attachments, one.can_attach], [[], true])
    const file = await attached(one, { name: 'Atelier (n° 3).png' })
    assert.deepEqual(
      [file.comment_id, file.name, file.media_type, file.bytes],
      [one.id, 'Atelier (n° 3).png', 'image/png', 12],
    )
    const seen = await shown(one.id, other)
    assert.deepEqual(seen?.attachments, [{ ...file, can_delete: false }])
    assert.equal(seen?.can_attach, false)
    assert.deepEqual((await shown(one.id))?.attachments, [file])
    const answer = await content(file.id, other)
    assert.deepEqual(answer.rawPayload, png)
    assert.match(String(answer.headers['content-disposition']), /^attachment; /)
    assert.equal(outcome(await remove(file.id, other)), '403 FORBIDDEN')
    assert.equal(outcome(await remove(file.id)), '204')
    assert.equal(outcome(await content(file.id)), '404 NOT_FOUND')
    const audit = await asOwner(
      `select action, before, after from kernel.audit_entry where entity_id = $1 order by seq`,
      [file.id],
    )
    assert.deepEqual(
      audit.map(({ action }) => action),
      ['attachment.added', 'attachment.deleted'],
    )
    assert.ok(JSON.stringify(audit).includes(file.sha256) && !JSON.stringify(audit).includes('Atelier'))
  })

  test('are on comments of actions as on those of KPIs', async () => {
    const action = await make.action(author, kpi.id)
    const path = `/actions/${action.id}`
    const one = await comment(other, path)
    const file = await attached(one, { as: other })
    assert.deepEqual((await shown(one.id, author, path))?.attachments, [{ ...file, can_delete: false }])
  })

  test('are the author’s affair: nobody adds to another’s words, an ADMIN may only remove', async () => {
    const one = await comment()
    for (const as of [other, admin]) assert.equal(outcome(await send(one, { as })), '403 FORBIDDEN')
    const file = await attached(one)
    assert.equal((await shown(one.id, admin))?.attachments[0]?.can_delete, true)
    assert.equal(outcome(await remove(file.id, admin)), '204')
  })

  test('do not exist for those who do not see the comment', async () => {
    const one = await comment(author, `/kpis/${secret.id}`)
    const file = await attached(one)
    for (const as of [other, stranger]) {
      const unknown = refusal(await content(randomUUID(), as))
      assert.deepEqual(refusal(await content(file.id, as)), unknown)
      assert.deepEqual(refusal(await remove(file.id, as)), unknown)
      assert.deepEqual(refusal(await send(one, { as })), unknown)
      assert.deepEqual(refusal(await send({ id: randomUUID() }, { as })), unknown)
    }
    assert.deepEqual((await content(file.id, admin)).rawPayload, png)
  })

  test('are five at most, also when they come at once', async () => {
    const one = await comment()
    const files = Array.from({ length: 7 }, (_, index) => send(one, { name: `${index}.txt`, file: `Pièce ${index}` }))
    const outcomes = (await Promise.all(files)).map(outcome).toSorted()
    assert.deepEqual(outcomes, [...Array<string>(5).fill('201'), ...Array<string>(2).fill('422 TOO_MANY_ATTACHMENTS')])
    const seen = await shown(one.id)
    assert.deepEqual([seen?.attachments.length, seen?.can_attach], [5, false])
    assert.deepEqual(await readdir(services.files.incoming), [])
  })

  test('of the same bytes are one, and one idempotency key is one file', async () => {
    const [one, second] = [await comment(), await comment()]
    const file = await attached(one, { name: 'a.png' })
    const again = await send(one, { name: 'b.png' })
    assert.deepEqual([again.statusCode, again.json<Attachment>()], [200, file])
    await attached(second)
    await remove(file.id)
    assert.equal((await shown(second.id))?.attachments.length, 1)
    const headers = { 'idempotency-key': randomUUID() }
    const first = await send(one, { headers, name: 'c.txt', file: 'c' })
    const repeated = await send(one, { headers, name: 'c.txt', file: 'c' })
    assert.deepEqual([repeated.statusCode, repeated.json()], [201, first.json()])
  })

  test('that are no file of their kind are refused and leave nothing', async () => {
    const one = await comment()
    const before = await rowCount()
    for (const [name, file, expected] of [
      ['a.png', '<html>', '422 FILE_KIND_MISMATCH'],
      ['a.svg', '<svg/>', '415 FILE_KIND_REFUSED'],
      ['a.txt', '', '422 FILE_EMPTY'],
      ['a.png', Buffer.concat([png, Buffer.alloc(20 * 1_048_576)]), '413 FILE_TOO_LARGE'],
    ] as const)
      assert.equal(outcome(await send(one, { name, file })), expected)
    const json = await call('POST', `/comments/${one.id}/attachments`, { as: author, body: {} })
    assert.equal(outcome(json), '415 MEDIA_TYPE')
    assert.deepEqual(await rowCount(), before)
    assert.deepEqual(await readdir(services.files.incoming), [])
  })

  test('go with their comment, action, KPI and dashboard, and their bytes a day later', async () => {
    const before = await rowCount()
    const board = await make.dashboard(author)
    for (const kind of ['comment', 'action', 'kpi', 'dashboard'] as const) {
      const doomed = await make.kpi(author, board.id)
      const action = await make.action(author, doomed.id)
      const one = await comment(author, kind === 'comment' ? `/kpis/${doomed.id}` : `/actions/${action.id}`)
      await attached(one, { name: `${kind}.txt`, file: `Perdu avec : ${kind}` })
      const path = {
        comment: `/comments/${one.id}`,
        action: `/actions/${action.id}`,
        kpi: `/kpis/${doomed.id}`,
        dashboard: `/dashboards/${board.id}`,
      }
      assert.equal(outcome(await call('DELETE', path[kind], { as: author })), '204')
      assert.deepEqual(await rowCount(), before, kind)
    }
    const kept = await comment()
    const file = await attached(kept, { name: 'reste.txt', file: 'Reste' })
    assert.ok((await sweepBlobs(services.database, services.files, Date.now() + 2 * orphanAgeMs)) >= 4)
    assert.equal((await content(file.id)).body, 'Reste')
  })

  test('are told live to those who see the comment', async () => {
    const one = await comment()
    await attached(one)
    const events = await asOwner(
      `select payload from kernel.event where type = 'kpi.comment.updated' and payload ->> 'comment_id' = $1`,
      [one.id],
    )
    assert.equal(events.length, 1)
    assert.deepEqual(events[0]?.['payload'], {
      dashboard_id: kpi.dashboard_id,
      kpi_id: kpi.id,
      action_id: null,
      comment_id: one.id,
    })
  })
})
