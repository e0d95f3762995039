// Automatic sources read from a real server on loopback, which the installation allows by name.
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { startFileServer } from '../../../test/support/file-server.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { sourceShortcuts, valuesCsv as csv } from '../../../test/support/sources.ts'

const server = await startFileServer()
const elsewhere = await startFileServer()
const socle = await createTestSocle({ env: { SOCLE_IMPORT_SOURCE_HOSTS: `${server.host},${elsewhere.host}` } })
const { call, asOwner, services } = socle
const make = kpiShortcuts(socle)
const { job: readJob } = importShortcuts(socle)
const { create, change, read, run, makeDue, round, roundOf, jobsOf, told } = sourceShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const board = await make.dashboard(owner)
await make.kpi(owner, board.id, { code: 'S', frequency: 'MONTHLY' })

const values = async (): Promise<readonly number[]> => {
  const rows = await asOwner(
    'select value::float8 as value from kpi.value where organization_id = $1 order by period_start',
    [admin.organization_id],
  )
  return rows.map(({ value }) => Number(value))
}
const secretOf = async (id: string): Promise<unknown> =>
  (await asOwner('select sealed_secret from kpi.import_source where id = $1', [id]))[0]?.['sealed_secret']

describe('reading an automatic source', () => {
  before(() => asOwner('delete from kpi.value where organization_id = $1', [admin.organization_id]))
  after(async () => {
    await socle[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
    await elsewhere[Symbol.asyncDispose]()
  })

  test('values that nobody typed wait for approval, and their owner hears of it although they are in his name', async () => {
    const asking = await make.dashboard(owner, { approval_required: true })
    await make.kpi(owner, asking.id, { code: 'ASKS', frequency: 'MONTHLY' })
    server.give('/asking.csv', csv('ASKS;2025-01;1'))
    const source = await create(owner, { url: `${server.origin}/asking.csv` })
    assert.equal((await run(owner, source.id)).outcome, 'IMPORTED')
    const notices = await asOwner(
      `select link from kernel.notification where user_id = $1 and kind = 'kpi.value.awaiting-approval'`,
      [owner.user_id],
    )
    assert.deepEqual(notices, [{ link: `/dashboards/${asking.id}` }])
    await asOwner('delete from kpi.value where organization_id = $1', [admin.organization_id])
  })

  test('a file is imported in the owner’s name, an unchanged one is not, a changed one is', async () => {
    server.give('/growing.csv', csv('S;2025-01;91'), { etag: '"v1"' })
    const source = await create(owner, { url: `${server.origin}/growing.csv`, is_active: true })
    const first = await roundOf(owner, source.id)
    assert.deepEqual([first.last_outcome, first.last_job?.values_new, first.failures], ['IMPORTED', 1, 0])
    assert.ok(first.next_run_at !== null && Date.parse(first.next_run_at) > Date.now())
    assert.deepEqual(await values(), [91])
    const [job] = await jobsOf(owner, source.id)
    assert.deepEqual([job?.created_by, job?.file_name, job?.type], [owner.user_id, 'growing.csv', 'CSV'])

    server.serve('/growing.csv', (response, request) => {
      assert.equal(request.headers['if-none-match'], '"v1"')
      response.writeHead(304).end()
    })
    assert.equal((await roundOf(owner, source.id)).last_outcome, 'UNCHANGED')
    // the same bytes under another validator
    server.give('/growing.csv', csv('S;2025-01;91'), { etag: '"v2"' })
    assert.equal((await roundOf(owner, source.id)).last_outcome, 'UNCHANGED')
    assert.equal((await jobsOf(owner, source.id)).length, 1)

    server.give('/growing.csv', csv('S;2025-01;92', 'S;2025-02;93'), { etag: '"v3"' })
    const changed = await roundOf(owner, source.id)
    assert.deepEqual([changed.last_job?.values_new, changed.last_job?.values_changed], [1, 1])
    assert.deepEqual(await values(), [92, 93])
    assert.equal((await jobsOf(owner, source.id)).length, 2)
    assert.deepEqual(await readdir(join(services.config.data_dir, 'tmp')), [])
    const traces = await asOwner(
      `select actor_id, after::jsonb->>'source_id' as source_id from kernel.audit_entry where action = 'import.finished' and entity_id = $1`,
      [job?.id],
    )
    assert.deepEqual(traces, [{ actor_id: owner.user_id, source_id: source.id }])
  })

  test('what was not due is not read, and what was due for days is read once', async () => {
    server.give('/once.csv', csv('S;2025-03;90'))
    const source = await create(owner, { url: `${server.origin}/once.csv`, is_active: true, schedule: 'HOURLY' })
    const asked = (): number => server.asked.filter(({ path }) => path === '/once.csv').length
    await round()
    assert.equal(asked(), 0)
    await makeDue(source.id)
    await Promise.all([round(), round(), round()])
    assert.equal(asked(), 1)
    await round()
    assert.equal(asked(), 1)
  })

  test('a paused source is read on demand, and stays paused', async () => {
    server.give('/paused.csv', csv('S;2025-04;88'))
    const source = await create(owner, { url: `${server.origin}/paused.csv` })
    const first = await run(owner, source.id)
    assert.equal(first.outcome, 'IMPORTED')
    assert.deepEqual(
      [first.source.is_active, first.source.next_run_at, first.source.last_job?.id],
      [false, null, first.job_id],
    )
    assert.equal((await run(owner, source.id)).outcome, 'UNCHANGED')
    const again = await run(owner, source.id, { force: true })
    assert.equal(again.outcome, 'IMPORTED')
    const job = await readJob(owner, again.job_id ?? '')
    assert.deepEqual([job.values_written, job.values_unchanged], [0, 1])
  })

  test('its import can be undone, and what was undone stays away until the file changes', async () => {
    server.give('/undo.csv', csv('S;2025-05;87'))
    const source = await create(owner, { url: `${server.origin}/undo.csv` })
    const before = await values()
    const { job_id } = await run(owner, source.id)
    assert.notDeepEqual(await values(), before)
    assert.equal((await call('POST', `/imports/jobs/${job_id}/undo`, { as: owner })).statusCode, 200)
    assert.deepEqual(await values(), before)
    assert.equal((await run(owner, source.id)).outcome, 'UNCHANGED')
    assert.deepEqual(await values(), before)
    assert.ok((await read(owner, source.id)).last_job?.undone_at)
  })

  test('a saved mapping says how the file is read; when it changes, the same file is read again', async () => {
    server.give('/mapped.csv', 'Réf,Mois,Total,Autre\nS,2025-06,70,60\n')
    const mapping = (value: string) => ({ kpi: 'Réf', period: 'Mois', value })
    const body = { name: 'Export source', mapping: mapping('Total'), options: { delimiter: ',' } }
    const saved = (await call('POST', '/imports/mappings', { as: owner, body })).json<{ id: string }>()
    const source = await create(owner, { url: `${server.origin}/mapped.csv`, mapping_id: saved.id })
    assert.equal((await run(owner, source.id)).outcome, 'IMPORTED')
    assert.equal((await run(owner, source.id)).outcome, 'UNCHANGED')
    assert.equal(outcome(await call('DELETE', `/imports/mappings/${saved.id}`, { as: owner })), '409 MAPPING_IN_USE')
    await call('PATCH', `/imports/mappings/${saved.id}`, { as: owner, body: { mapping: mapping('Autre') } })
    assert.deepEqual((await run(owner, source.id)).source.last_job?.values_changed, 1)
    assert.equal((await values()).at(-1), 60)
  })

  test('a secret is sent where it belongs, and is nowhere else to be found', async () => {
    const secret = 'mot-de-passe-très-secret'
    const header = `Basic ${Buffer.from(`socle:${secret}`).toString('base64')}`
    server.serve('/private.csv', (response, { headers }) => {
      if (headers.authorization === header) response.writeHead(302, { location: `${elsewhere.origin}/open.csv` }).end()
      else response.writeHead(401).end()
    })
    elsewhere.give('/open.csv', csv('S;2025-07;86'))
    const url = `${server.origin}/private.csv`
    const source = await create(owner, { url, credentials: 'BASIC', user_name: 'socle', secret })
    assert.ok(!JSON.stringify(source).includes(secret))
    assert.equal((await run(owner, source.id)).outcome, 'IMPORTED')
    assert.equal(elsewhere.asked.at(-1)?.headers.authorization, undefined)
    const wrong = await change(owner, source.id, { secret: 'faux' })
    assert.equal(wrong.statusCode, 200, wrong.body)
    const refused = await run(owner, source.id)
    assert.deepEqual([refused.outcome, refused.source.last_error_code], ['FAILED', 'ADDRESS_UNAUTHORIZED'])
    const everywhere = await asOwner(`
      select (select string_agg(to_jsonb(a)::text, '') from kernel.audit_entry a)
        || (select string_agg(to_jsonb(e)::text, '') from kernel.event e)
        || (select string_agg(to_jsonb(s)::text, '') from kpi.import_source s)
        || coalesce((select string_agg(to_jsonb(n)::text, '') from kernel.notification n), '') as text`)
    const text = String(everywhere[0]?.['text'])
    for (const trace of [secret, Buffer.from(secret).toString('hex'), header, 'faux'])
      assert.ok(!text.includes(trace), trace)
    // neither name nor address in the audit: they may hold keys
    const audit = await asOwner(
      `select coalesce(string_agg(to_jsonb(a)::text, ''), '') as text from kernel.audit_entry a`,
    )
    assert.ok(!String(audit[0]?.['text']).includes(server.host))
  })

  test('a secret sealed with another SOCLE_SECRET stops the source, and only a new one starts it', async () => {
    server.give('/sealed.csv', csv('S;2025-08;85'))
    const body = { url: `${server.origin}/sealed.csv`, credentials: 'BEARER', secret: 'jeton', is_active: true }
    const source = await create(owner, body)
    const sealed = await secretOf(source.id)
    // as another secret of the installation would leave it: it does not open
    await asOwner(
      `update kpi.import_source set sealed_secret = set_byte(sealed_secret, 20, 255 - get_byte(sealed_secret, 20)) where id = $1`,
      [source.id],
    )
    const asked = server.asked.length
    const stopped = await roundOf(owner, source.id)
    assert.deepEqual([stopped.is_active, stopped.stopped_code, stopped.next_run_at], [false, 'SECRET_UNREADABLE', null])
    assert.match(stopped.last_error_message ?? '', /SOCLE_SECRET/)
    assert.equal(server.asked.length, asked)
    assert.deepEqual((await told(owner)).at(-1), {
      kind: 'kpi.source.stopped',
      title: 'La source « Export » s’est arrêtée',
      link: `/imports/sources/${source.id}`,
    })
    assert.equal((await change(owner, source.id, { secret: 'jeton', is_active: true })).statusCode, 200)
    assert.notDeepEqual(await secretOf(source.id), sealed)
    const started = await roundOf(owner, source.id)
    assert.deepEqual([started.is_active, started.stopped_code, started.last_outcome], [true, null, 'IMPORTED'])
    assert.equal(server.asked.at(-1)?.headers.authorization, 'Bearer jeton')
    await change(owner, source.id, { is_active: false })
  })

  test('whatever the address answers, the reason is said and nothing is imported', async () => {
    const before = await values()
    const cases: readonly (readonly [string, string, () => void])[] = [
      ['/gone.csv', 'ADDRESS_STATUS', () => undefined],
      ['/page', 'ADDRESS_NOT_A_FILE', () => server.give('/page', '<html>', { 'content-type': 'text/html' })],
      ['/big.csv', 'FILE_TOO_LARGE', () => server.give('/big.csv', '', { 'content-length': String(21 * 1_048_576) })],
      ['/empty.csv', 'EMPTY', () => server.give('/empty.csv', '')],
      ['/fake.xlsx', 'NOT_XLSX', () => server.give('/fake.xlsx', csv('S;2025-09;1'))],
      ['/headers.csv', 'HEADER_NOT_FOUND', () => server.give('/headers.csv', 'a;b\n1;2\n')],
      ['/rows.csv', 'ROWS_REJECTED', () => server.give('/rows.csv', csv('S;2025-09;1', 'INCONNU;2025-09;1'))],
      [
        '/bait',
        'ADDRESS_REFUSED',
        () =>
          server.serve('/bait', (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end()),
      ],
    ]
    for (const [path, code, serve] of cases) {
      serve()
      const source = await create(owner, { url: `${server.origin}${path}` })
      const answer = await run(owner, source.id)
      assert.deepEqual([answer.outcome, answer.source.last_error_code], ['FAILED', code], path)
      assert.ok((answer.source.last_error_message ?? '').length > 10)
      // whoever reads on demand sees it: nothing is counted
      assert.equal(answer.source.failures, 0)
    }
    assert.deepEqual(await values(), before)
    assert.deepEqual(await readdir(join(services.config.data_dir, 'tmp')), [])
  })

  test('a name that leads into the own network is refused, whatever was said when it was created', async () => {
    const { port } = new URL(server.origin)
    const source = await create(owner, { url: `http://data.example:${port}/growing.csv` })
    const near = `http://localhost:${port}/growing.csv`
    await asOwner('update kpi.import_source set url = $2 where id = $1', [source.id, near])
    const before = server.asked.length
    const answer = await run(owner, source.id)
    assert.deepEqual([answer.outcome, answer.source.last_error_code], ['FAILED', 'ADDRESS_REFUSED'])
    assert.equal(server.asked.length, before)
  })

  test('it is tried again later and later, told once, and stops after five failures in a row', async () => {
    const source = await create(owner, { url: `${server.origin}/failing.csv`, is_active: true, name: 'Têtue' })
    const told0 = (await told(owner)).length
    let waits: number[] = []
    for (const failures of [1, 2, 3, 4]) {
      const failed = await roundOf(owner, source.id)
      assert.deepEqual([failed.failures, failed.is_active, failed.last_outcome], [failures, true, 'FAILED'])
      waits = [...waits, Date.parse(failed.next_run_at ?? '') - Date.now()]
    }
    assert.ok((waits[0] ?? 0) <= 15 * 60_000)
    const stopped = await roundOf(owner, source.id)
    assert.deepEqual([stopped.is_active, stopped.stopped_code, stopped.failures], [false, 'TOO_MANY_FAILURES', 5])
    const news = (await told(owner)).slice(told0).map(({ kind }) => kind)
    assert.deepEqual(news, ['kpi.source.failing', 'kpi.source.stopped'])
    await round()
    assert.equal((await told(owner)).length, told0 + 2)
    const trace = await asOwner(
      `select after from kernel.audit_entry where action = 'source.stopped' and entity_id = $1`,
      [source.id],
    )
    assert.deepEqual(trace, [{ after: '{"code":"TOO_MANY_FAILURES","failures":5,"last_error_code":"ADDRESS_STATUS"}' }])
    // set going again, it begins anew
    server.give('/failing.csv', csv('S;2025-10;84'))
    assert.equal((await change(owner, source.id, { is_active: true })).statusCode, 200)
    const mended = await roundOf(owner, source.id)
    assert.deepEqual(
      [mended.failures, mended.stopped_code, mended.last_outcome, mended.last_error_code],
      [0, null, 'IMPORTED', null],
    )
  })

  test('one success forgets the failures before it', async () => {
    const source = await create(owner, {
      url: `${server.origin}/flaky.csv`,
      is_active: true,
      schedule: 'WEEKLY',
      weekday: 1,
    })
    await roundOf(owner, source.id)
    assert.equal((await roundOf(owner, source.id)).failures, 2)
    server.give('/flaky.csv', csv('S;2025-11;83'))
    assert.equal((await roundOf(owner, source.id)).failures, 0)
    server.serve('/flaky.csv', (response) => response.writeHead(500).end())
    assert.equal((await roundOf(owner, source.id)).failures, 1)
  })

  test('a file that was refused is read again, even if it has not changed', async () => {
    server.give('/later.csv', csv('LATER;2025-01;50'), { etag: '"same"' })
    const source = await create(owner, { url: `${server.origin}/later.csv` })
    assert.equal((await run(owner, source.id)).source.last_error_code, 'ROWS_REJECTED')
    await make.kpi(owner, board.id, { code: 'LATER', frequency: 'MONTHLY' })
    assert.equal((await run(owner, source.id)).outcome, 'IMPORTED')
  })
})
