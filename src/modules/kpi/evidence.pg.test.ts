import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { formOf } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import type { Evidence } from './closing-schemas.ts'
import type { Value } from './schemas.ts'

const socle = await createTestSocle()
const { app, call, asOwner, services } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const keeper = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const board = await make.dashboard(owner)
const kpi = await make.kpi(owner, board.id, { owner_id: keeper.user_id })
const secretKpi = await make.kpi(owner, (await make.dashboard(owner, { visibility: 'PRIVATE' })).id)

const pdf = Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n')
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])
let month = 0
const nextValue = (kpiId = kpi.id): Promise<Value> => {
  month += 1
  const period = `${2010 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  return make.value(owner, kpiId, { period, value: 96 })
}

interface Sent {
  readonly name?: string
  readonly file?: string | Buffer
  readonly as?: Person
  readonly headers?: Readonly<Record<string, string>>
  readonly after?: readonly (readonly [string, string])[]
}

function send(
  value: Pick<Value, 'id'>,
  { name = 'relevé.pdf', file = pdf, as = keeper, ...rest }: Sent = {},
): Promise<Answer> {
  const { payload, contentType } = formOf({ file, name, ...(rest.after === undefined ? {} : { after: rest.after }) })
  const headers = { 'content-type': contentType, ...rest.headers }
  return call('POST', `/values/${value.id}/evidence`, { as, payload, headers })
}
const added = async (value: Value, sent?: Sent): Promise<Evidence> => {
  const answer = await send(value, sent)
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<Evidence>()
}
const list = async (value: Value, as = owner): Promise<readonly Evidence[]> =>
  (await call('GET', `/values/${value.id}/evidence`, { as })).json<{ items: readonly Evidence[] }>().items
const content = (id: string, as: Person = owner): Promise<Answer> => call('GET', `/evidence/${id}/content`, { as })
const remove = (id: string, as: Person = owner): Promise<Answer> => call('DELETE', `/evidence/${id}`, { as })
const incoming = (): Promise<readonly string[]> => readdir(services.files.incoming)
const rowCount = async (): Promise<unknown> =>
  (
    await asOwner(
      `select (select count(*) from kpi.evidence)::int as evidence, (select count(*) from kernel.file)::int as files`,
    )
  )[0]

/** A zip archive of empty stored parts; the first may have content. */
function zip(names: readonly string[], first = ''): Buffer {
  const locals: Buffer[] = []
  const records: Buffer[] = []
  let at = 0
  names.forEach((name, index) => {
    const bytes = Buffer.from(index === 0 ? first : '')
    const local = Buffer.alloc(30 + name.length)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt32LE(bytes.length, 18)
    local.writeUInt32LE(bytes.length, 22)
    local.writeUInt16LE(name.length, 26)
    local.write(name, 30)
    const record = Buffer.alloc(46 + name.length)
    record.writeUInt32LE(0x02014b50, 0)
    record.writeUInt16LE(name.length, 28)
    record.writeUInt32LE(at, 42)
    record.write(name, 46)
    locals.push(local, bytes)
    records.push(record)
    at += local.length + bytes.length
  })
  const directory = Buffer.concat(records)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(names.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, directory, end])
}

describe('evidence', () => {
  test('a formula that takes the place of entered values says that their evidence would go, and the audit how much went', async () => {
    const [input, sum] = [await make.kpi(owner, board.id), await make.kpi(owner, board.id)]
    const value = await nextValue(sum.id)
    await added(value, { as: owner })
    await added(value, { as: owner, name: 'photo.png', file: png })
    const terms = [{ kpi_id: input.id, coefficient: 1 }]
    const formula = { kind: 'SUM', terms }
    const put = (body: object): Promise<Answer> => call('PUT', `/kpis/${sum.id}/formula`, { as: owner, body })
    const tried = await call('POST', `/kpis/${sum.id}/formula/checks`, { as: owner, body: formula })
    assert.equal(tried.json<{ evidence_lost: number }>().evidence_lost, 2)
    const refused = await put(formula)
    assert.deepEqual(
      [outcome(refused), refused.json<{ evidence_count: number }>().evidence_count],
      ['409 KPI_HAS_VALUES', 2],
    )
    assert.equal((await list(value)).length, 2)
    assert.equal(outcome(await put({ ...formula, replace_values: true })), '200')
    const [entry] = await asOwner(
      `select before from kernel.audit_entry where entity_id = $1 and action = 'formula.replaced'`,
      [sum.id],
    )
    assert.deepEqual(JSON.parse(String(entry?.['before'])), { values_lost: 1, evidence_lost: 2 })
  })

  test('is added, listed, counted, downloaded as it was, and deleted', async () => {
    const value = await nextValue()
    const one = await added(value, { name: 'Relevé d’octobre (n° 3).pdf' })
    const sha256 = createHash('sha256').update(pdf).digest('hex')
    assert.deepEqual(
      [one.name, one.media_type, one.bytes, one.sha256, one.added_by, one.can_delete],
      ['Relevé d’octobre (n° 3).pdf', 'application/pdf', pdf.length, sha256, keeper.user_id, true],
    )
    assert.deepEqual(
      (await list(value, other)).map(({ id, can_delete }) => [id, can_delete]),
      [[one.id, false]],
    )
    const history = await call('GET', `/kpis/${kpi.id}/values?limit=500`, { as: other })
    const shown = history.json<{ items: readonly Value[] }>().items.find(({ id }) => id === value.id)
    assert.equal(shown?.evidence_count, 1)
    const answer = await content(one.id, other)
    assert.deepEqual(answer.rawPayload, pdf)
    assert.equal(answer.headers['x-content-type-options'], 'nosniff')
    assert.match(String(answer.headers['content-security-policy']), /sandbox/)
    assert.match(
      String(answer.headers['content-disposition']),
      /^attachment; filename="Releve d_octobre \(n_ 3\)\.pdf"; filename\*=UTF-8''Relev%C3%A9%20d%E2%80%99octobre%20%28n%C2%B0%203%29\.pdf$/,
    )
    assert.equal(outcome(await remove(one.id, other)), '403 FORBIDDEN')
    assert.equal(outcome(await remove(one.id, keeper)), '204')
    assert.equal(outcome(await content(one.id)), '404 NOT_FOUND')
    const audit = await asOwner(
      `select action, before, after from kernel.audit_entry where entity_id = $1 order by seq`,
      [one.id],
    )
    assert.deepEqual(
      audit.map(({ action }) => action),
      ['evidence.added', 'evidence.deleted'],
    )
    assert.ok(String(audit[0]?.['after']).includes(sha256))
    assert.ok(!JSON.stringify(audit).includes('octobre'))
  })

  test('of the same bytes on the same value is the same, on another value its own, each with its name', async () => {
    const [value, second] = [await nextValue(), await nextValue()]
    const one = await added(value, { name: 'a.pdf' })
    const again = await send(value, { name: 'b.pdf', as: owner })
    assert.deepEqual([again.statusCode, again.json<Evidence>().id, again.json<Evidence>().name], [200, one.id, 'a.pdf'])
    const elsewhere = await added(second, { name: 'c.pdf' })
    assert.deepEqual([elsewhere.sha256, elsewhere.name], [one.sha256, 'c.pdf'])
    await remove(one.id)
    assert.deepEqual((await content(elsewhere.id)).rawPayload, pdf)
  })

  test('is one answer for one idempotency key', async () => {
    const value = await nextValue()
    const headers = { 'idempotency-key': randomUUID() }
    const first = await send(value, { headers })
    const again = await send(value, { headers })
    assert.deepEqual([again.statusCode, again.json()], [first.statusCode, first.json()])
    assert.equal(outcome(await send(value, { headers, file: png, name: 'a.png' })), '409 IDEMPOTENCY_KEY_REUSED')
  })

  test('is ten pieces at most, also when they come at once', async () => {
    const value = await nextValue()
    const answers = await Promise.all(
      Array.from({ length: 13 }, (_, index) => send(value, { name: `${index}.txt`, file: `Pièce ${index}` })),
    )
    const outcomes = answers.map(outcome).toSorted()
    assert.deepEqual(outcomes, [...Array(10).fill('201'), ...Array(3).fill('422 TOO_MUCH_EVIDENCE')])
    assert.equal((await list(value)).length, 10)
    assert.deepEqual(await incoming(), [])
  })

  test('of a closed period is added but not deleted', async () => {
    const closedBoard = await make.dashboard(owner)
    const closedKpi = await make.kpi(owner, closedBoard.id)
    const value = await make.value(owner, closedKpi.id, { period: '2024-01', value: 96 })
    const one = await added(value, { as: owner })
    await call('PUT', `/dashboards/${closedBoard.id}/lock`, { as: owner, body: { locked_through: '2024-01-31' } })
    assert.equal(outcome(await remove(one.id, admin)), '409 PERIOD_LOCKED')
    await added(value, { name: 'tardif.txt', file: 'Facture arrivée en mars.', as: owner })
    assert.equal((await list(value)).length, 2)
  })

  test('goes with its value, its KPI and its dashboard, and its file with it', async () => {
    const value = await nextValue()
    await added(value)
    const before = await rowCount()
    const doomedBoard = await make.dashboard(owner)
    for (const path of ['value', 'kpi', 'dashboard']) {
      const doomedKpi = await make.kpi(owner, doomedBoard.id)
      const doomed = await make.value(owner, doomedKpi.id, { period: '2024-01', value: 96 })
      await added(doomed, { as: owner, name: `${path}.txt`, file: path })
      assert.notDeepEqual(await rowCount(), before)
      const target = {
        value: `/values/${doomed.id}?with_evidence=true`,
        kpi: `/kpis/${doomedKpi.id}`,
        dashboard: `/dashboards/${doomedBoard.id}`,
      }
      assert.equal(outcome(await call('DELETE', target[path as keyof typeof target], { as: owner })), '204')
      assert.deepEqual(await rowCount(), before, path)
    }
  })

  test('is nobody’s affair outside the dashboard: unknown, whether read, added or deleted', async () => {
    const value = await nextValue(secretKpi.id)
    const one = await added(value, { as: owner })
    for (const as of [other, stranger]) {
      const unknown = await content(randomUUID(), as)
      assert.deepEqual(refusal(await content(one.id, as)), refusal(unknown))
      assert.deepEqual(refusal(await remove(one.id, as)), refusal(unknown))
      assert.deepEqual(refusal(await send(value, { as })), refusal(await send({ id: randomUUID() }, { as })))
      assert.equal(outcome(await call('GET', `/values/${value.id}/evidence`, { as })), '404 NOT_FOUND')
    }
    assert.equal(outcome(await send(await nextValue(), { as: other })), '403 FORBIDDEN')
    assert.equal((await content(one.id, admin)).statusCode, 200)
  })
})

describe('hostile evidence', () => {
  after(() => socle[Symbol.asyncDispose]())

  const html = '<!doctype html><script>alert(1)</script>'
  const ooxml = ['[Content_Types].xml', '_rels/.rels']
  const kinds: readonly (readonly [name: string, file: string | Buffer, expected: string])[] = [
    ['a.pdf', html, '422 FILE_KIND_MISMATCH'],
    ['a.png', pdf, '422 FILE_KIND_MISMATCH'],
    ['a.jpg', png, '422 FILE_KIND_MISMATCH'],
    ['a.webp', 'RIFF0000WAVE', '422 FILE_KIND_MISMATCH'],
    ['a.csv', Buffer.from([0x61, 0, 0x62]), '422 FILE_KIND_MISMATCH'],
    ['a.txt', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(40, 1)]), '422 FILE_KIND_MISMATCH'],
    ['a.txt', pdf, '422 FILE_KIND_MISMATCH'],
    ['a.xlsx', zip(ooxml), '422 FILE_KIND_MISMATCH'],
    ['a.xlsx', zip([...ooxml, 'word/document.xml']), '422 FILE_KIND_MISMATCH'],
    ['a.xlsx', zip([...ooxml, 'xl/workbook.xml', 'xl/vbaProject.bin']), '422 FILE_KIND_MISMATCH'],
    ['a.xlsx', zip([...ooxml, 'xl/workbook.xml']).subarray(0, -30), '422 FILE_KIND_MISMATCH'],
    ['a.ods', zip(['mimetype', 'content.xml'], 'application/vnd.oasis.opendocument.text'), '422 FILE_KIND_MISMATCH'],
    ['a.exe', 'MZ', '415 FILE_KIND_REFUSED'],
    ['a.html', html, '415 FILE_KIND_REFUSED'],
    ['a.svg', '<svg/>', '415 FILE_KIND_REFUSED'],
    ['a', 'texte', '415 FILE_KIND_REFUSED'],
    ['constructor', 'texte', '415 FILE_KIND_REFUSED'],
    ['facture\u202Etxt.exe', 'MZ', '415 FILE_KIND_REFUSED'],
    ['a.pdf', '', '422 FILE_EMPTY'],
    ['a.txt', '', '422 FILE_EMPTY'],
    ['a.pdf', pdf, '201'],
    ['A.PNG', png, '201'],
    ['a.jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), '201'],
    ['a.webp', 'RIFF0000WEBP', '201'],
    ['a.csv', Buffer.from([0xff, 0xfe, 0x61, 0]), '201'],
    ['a.eml', 'Subject: Relevé\r\n\r\nBonjour', '201'],
    ['a.xlsx', zip([...ooxml, 'xl/workbook.xml']), '201'],
    ['a.docx', zip([...ooxml, 'word/document.xml']), '201'],
    ['a.ods', zip(['mimetype', 'content.xml'], 'application/vnd.oasis.opendocument.spreadsheet'), '201'],
    ['a.odt', zip(['mimetype', 'content.xml'], 'application/vnd.oasis.opendocument.text'), '201'],
  ]
  for (const [index, [name, file, expected]] of kinds.entries())
    test(`${index}: ${JSON.stringify(name)} of ${file.length} bytes: ${expected}`, async () => {
      const before = await rowCount()
      assert.equal(outcome(await send(await nextValue(), { name, file })), expected)
      if (expected !== '201') assert.deepEqual(await rowCount(), before)
      assert.deepEqual(await incoming(), [])
    })

  test('a name cannot leave its place: path, controls and direction marks go', async () => {
    const value = await nextValue()
    const names = [
      ['../../../etc/cron.d/a.pdf', 'a.pdf'],
      ['C:\\\\temp\\\\b.pdf', 'b.pdf'],
      ['c\u202Efdp\u200B.pdf', 'cfdp.pdf'],
    ] as const
    for (const [index, [given, kept]] of names.entries())
      assert.equal((await added(value, { name: given, file: Buffer.concat([pdf, Buffer.from([index])]) })).name, kept)
  })

  test('too large a file is 413 and leaves nothing', async () => {
    const value = await nextValue()
    const file = Buffer.concat([pdf, Buffer.alloc(20 * 1_048_576)])
    assert.equal(outcome(await send(value, { file })), '413 FILE_TOO_LARGE')
    assert.deepEqual(await incoming(), [])
    assert.deepEqual(await list(value), [])
  })

  test('a form without a file, with a field too many or that is no form is refused', async () => {
    const value = await nextValue()
    assert.equal(outcome(await send(value, { after: [['note', 'x']] })), '422 UNKNOWN_FIELD')
    const empty = { 'content-type': 'multipart/form-data; boundary=x' }
    const none = await call('POST', `/values/${value.id}/evidence`, {
      as: keeper,
      payload: '--x--\r\n',
      headers: empty,
    })
    assert.equal(outcome(none), '422 REQUIRED')
    const json = await call('POST', `/values/${value.id}/evidence`, { as: keeper, body: {} })
    assert.equal(outcome(json), '415 MEDIA_TYPE')
    assert.deepEqual(await incoming(), [])
    assert.deepEqual(await list(value), [])
  })

  test('an upload that is cut off leaves nothing', async () => {
    const value = await nextValue()
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const { payload, contentType } = formOf({ file: Buffer.concat([pdf, Buffer.alloc(3_000_000)]), name: 'a.pdf' })
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(
      `POST /api/v1/values/${value.id}/evidence HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${keeper.token}\r\n` +
        `content-type: ${contentType}\r\ncontent-length: ${payload.length}\r\n\r\n`,
    )
    socket.write(payload.subarray(0, 2_000_000))
    for (let tries = 0; (await incoming()).length === 0 && tries < 200; tries += 1) await wait(10)
    assert.equal((await incoming()).length, 1)
    socket.destroy()
    for (let tries = 0; (await incoming()).length > 0 && tries < 200; tries += 1) await wait(10)
    assert.deepEqual(await incoming(), [])
    assert.deepEqual(await list(value), [])
  })
})
