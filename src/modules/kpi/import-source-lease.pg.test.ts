// Who reads an automatic source, one at a time, in whose name, and what happens when he is gone.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { startFileServer } from '../../../test/support/file-server.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { sourceShortcuts, valuesCsv as csv } from '../../../test/support/sources.ts'
import { newId } from '#kernel/ids.ts'
import type { Scope } from '#kernel/database/database.ts'
import { settleSource } from './actions/settle-source.ts'
import { createImportDesk } from './actions/import-desk.ts'
import { createSourceReader } from './actions/read-source.ts'
import type { ImportJobId } from './queries/import-jobs.ts'
import type { SourceId } from './queries/import-sources.ts'
import { claimSource } from './queries/source-runs.ts'

const server = await startFileServer()
const socle = await createTestSocle({ env: { SOCLE_IMPORT_SOURCE_HOSTS: server.host } })
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

describe('who reads an automatic source', () => {
  after(async () => {
    await socle[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  test('a reading of a process that died is taken up once its lease is over, not before', async () => {
    server.give('/dead.csv', csv('S;2025-12;82'))
    const source = await create(owner, { url: `${server.origin}/dead.csv`, is_active: true })
    await makeDue(source.id)
    const scope: Scope = { organization_id: admin.organization_id, user_id: null, role: 'SYSTEM' }
    const lease_id: ImportJobId = newId()
    const claim = { id: source.id as SourceId, lease_id, readFor: 'SCHEDULE' } as const
    assert.ok(await services.database.transaction(scope, (tx) => claimSource(tx, claim)))
    assert.equal((await read(owner, source.id)).is_running, true)
    await round()
    assert.equal((await read(owner, source.id)).last_run_at, null)
    assert.equal(
      outcome(await call('POST', `/imports/sources/${source.id}/runs`, { as: owner, body: {} })),
      '409 SOURCE_BUSY',
    )
    await asOwner(`update kpi.import_source set lease_until = now() - interval '1 second' where id = $1`, [source.id])
    await round()
    assert.equal((await read(owner, source.id)).last_outcome, 'IMPORTED')
  })

  test('an import that a dying process left behind gives its source back', async () => {
    const source = await create(owner, { url: `${server.origin}/dead.csv`, is_active: true })
    await makeDue(source.id)
    const scope: Scope = { organization_id: admin.organization_id, user_id: null, role: 'SYSTEM' }
    const lease_id: ImportJobId = newId()
    const claim = { id: source.id as SourceId, lease_id, readFor: 'SCHEDULE' } as const
    await services.database.transaction(scope, (tx) => claimSource(tx, claim))
    await asOwner(
      `insert into kpi.import_job (organization_id, id, type, status, mode, on_duplicate, dry_run, source_id, lease_until, created_by)
       values ($1, $2, 'CSV', 'RUNNING', 'valid_rows', 'overwrite', false, $3, now() - interval '1 second', $4)`,
      [admin.organization_id, lease_id, source.id, owner.user_id],
    )
    await services.database.query('select 1')
    // the next import of the organisation sweeps it
    const body = { rows: [{ kpi: 'S', period: '2024-01', value: 1 }] }
    assert.equal((await call('POST', '/imports/kpi-values', { as: owner, body })).statusCode, 201)
    const back = await read(owner, source.id)
    assert.deepEqual([back.is_running, back.failures, back.is_active], [false, 0, true])
    assert.equal((await readJob(owner, lease_id)).error_code, 'INTERRUPTED')
  })

  test('while another import is at work it waits its turn, and nobody is to blame', async () => {
    server.give('/turn.csv', csv('S;2024-02;81'))
    const source = await create(owner, { url: `${server.origin}/turn.csv`, is_active: true })
    const id = newId()
    await asOwner(
      `insert into kpi.import_job (organization_id, id, type, status, mode, on_duplicate, dry_run, lease_until, created_by)
       values ($1, $2, 'CSV', 'RUNNING', 'valid_rows', 'overwrite', false, now() + interval '1 minute', $3)`,
      [admin.organization_id, id, owner.user_id],
    )
    const waiting = await roundOf(owner, source.id)
    assert.deepEqual([waiting.failures, waiting.last_run_at, waiting.is_running], [0, null, false])
    const wait = Date.parse(waiting.next_run_at ?? '') - Date.now()
    assert.ok(wait > 0 && wait <= 60_000)
    assert.equal((await run(owner, source.id)).outcome, 'POSTPONED')
    assert.equal((await call('POST', `/imports/jobs/${id}/cancel`, { as: owner })).statusCode, 200)
    assert.equal((await roundOf(owner, source.id)).last_outcome, 'IMPORTED')
  })

  test('a source that is changed or deleted while it is read records nothing of the old reading', async () => {
    let hold: (() => void) | undefined
    const open = (path: string): Promise<void> =>
      new Promise((resolve) =>
        server.serve(path, (response) => {
          hold = () => response.writeHead(200).end(csv('S;2024-03;80'))
          resolve()
        }),
      )
    const before = await values()
    server.give('/other.csv', csv('S;2025-01;91'))
    const source = await create(owner, { url: `${server.origin}/slow.csv` })
    const asked = open('/slow.csv')
    const reading = run(owner, source.id)
    await asked
    assert.equal((await change(owner, source.id, { url: `${server.origin}/other.csv` })).statusCode, 200)
    hold?.()
    await reading
    const now = await read(owner, source.id)
    assert.deepEqual([now.last_outcome, now.is_running], [null, false])
    assert.deepEqual(await values(), before)
    assert.equal((await run(owner, source.id)).outcome, 'IMPORTED')
    const again = open('/slow.csv')
    const second = await create(owner, { url: `${server.origin}/slow.csv` })
    const answer = call('POST', `/imports/sources/${second.id}/runs`, { as: owner, body: {} })
    await again
    assert.equal((await call('DELETE', `/imports/sources/${second.id}`, { as: owner })).statusCode, 204)
    hold?.()
    assert.equal(outcome(await answer), '404 NOT_FOUND')
  })

  test('a process that stops gives back what it reads', async () => {
    const asked = new Promise<void>((resolve) => server.serve('/endless.csv', () => resolve()))
    const source = await create(owner, { url: `${server.origin}/endless.csv`, is_active: true })
    const reader = createSourceReader(services, createImportDesk(services))
    const id = source.id as SourceId
    const request = { organization_id: admin.organization_id, id, readFor: 'PERSON', force: false } as const
    const started = await reader.start(request)
    await asked
    await reader.close()
    assert.deepEqual(await started?.ended, { outcome: 'POSTPONED', job_id: null })
    const back = await read(owner, source.id)
    assert.deepEqual(
      [back.is_running, back.failures, back.last_run_at, back.next_run_at],
      [false, 0, null, source.next_run_at],
    )
  })

  test('what was read by a mapping that changed meanwhile is not remembered as known', async () => {
    const mapping = { kpi: 'code', period: 'periode', value: 'valeur' }
    const saved = await call('POST', '/imports/mappings', { as: owner, body: { name: 'Change', mapping } })
    assert.equal(saved.statusCode, 201, saved.body)
    const mapping_id = saved.json<{ id: string }>().id
    const source = await create(owner, { url: `${server.origin}/mapped.csv`, mapping_id })
    const scope: Scope = { organization_id: admin.organization_id, user_id: null, role: 'SYSTEM' }
    const claim = { id: source.id as SourceId, lease_id: newId<'import_job'>(), readFor: 'PERSON' } as const
    await services.database.transaction(scope, (tx) => claimSource(tx, claim))
    const renamed = { ...mapping, value: 'montant' }
    const changed = await call('PATCH', `/imports/mappings/${mapping_id}`, { as: owner, body: { mapping: renamed } })
    assert.equal(changed.statusCode, 200, changed.body)
    const memory = { etag: '"old"', last_modified: null, content_sha256: 'a'.repeat(64) }
    const settled = { source_id: claim.id, lease_id: claim.lease_id, end: { outcome: 'IMPORTED', memory } } as const
    await services.database.transaction(scope, (tx) => settleSource(tx, settled))
    const [kept] = await asOwner('select etag, content_sha256 from kpi.import_source where id = $1', [source.id])
    assert.deepEqual(kept, { etag: null, content_sha256: null })
  })

  test('a database that was away for a moment is no failure of the source', async () => {
    const source = await create(owner, { url: `${server.origin}/away.csv`, is_active: true })
    await makeDue(source.id)
    const scope: Scope = { organization_id: admin.organization_id, user_id: null, role: 'SYSTEM' }
    const claim = { id: source.id as SourceId, lease_id: newId<'import_job'>(), readFor: 'SCHEDULE' } as const
    await services.database.transaction(scope, (tx) => claimSource(tx, claim))
    const end = {
      outcome: 'FAILED',
      code: 'DATABASE_UNAVAILABLE',
      message: 'La base de données ne répond pas.',
    } as const
    const settled = { source_id: claim.id, lease_id: claim.lease_id, end }
    await services.database.transaction(scope, (tx) => settleSource(tx, settled))
    const now = await read(owner, source.id)
    assert.deepEqual([now.failures, now.last_outcome, now.is_running], [0, null, false])
    assert.ok(Date.parse(now.next_run_at ?? '') - Date.now() <= 60_000)
  })

  test('the source of somebody who left stops, ADMINs are told, and one of them takes it over', async () => {
    const leaver = await socle.addUser(admin)
    server.give('/left.csv', csv('S;2024-04;79'))
    const source = await create(leaver, { url: `${server.origin}/left.csv`, is_active: true, name: 'Orpheline' })
    assert.equal(
      (await call('PATCH', `/users/${leaver.user_id}`, { as: admin, body: { is_active: false } })).statusCode,
      200,
    )
    const stopped = await roundOf(admin, source.id)
    assert.deepEqual([stopped.is_active, stopped.stopped_code], [false, 'OWNER_INACTIVE'])
    assert.deepEqual((await told(admin)).at(-1)?.['title'], 'La source « Orpheline » s’est arrêtée')
    const taken = await change(admin, source.id, { owner_id: admin.user_id, is_active: true })
    assert.equal(taken.statusCode, 200, taken.body)
    assert.equal((await roundOf(admin, source.id)).last_outcome, 'IMPORTED')
  })

  test('it reads with the rights of its owner: where he may not enter values, its rows are refused', async () => {
    const foreign = await make.dashboard(admin)
    await make.kpi(admin, foreign.id, { code: 'ADMINS', frequency: 'MONTHLY' })
    server.give('/rights.csv', csv('ADMINS;2025-01;1'))
    const source = await create(owner, { url: `${server.origin}/rights.csv` })
    // an ADMIN who asks for it changes nothing about that
    const { source: after } = await run(admin, source.id)
    assert.equal(after.last_error_code, 'ROWS_REJECTED')
    const [job] = await jobsOf(owner, source.id)
    const { errors } = await readJob(owner, job?.id ?? '')
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['FORBIDDEN_KPI'],
    )
    const asked = await asOwner(
      `select actor_id from kernel.audit_entry where action = 'source.reading_asked' and entity_id = $1`,
      [source.id],
    )
    assert.deepEqual(asked, [{ actor_id: admin.user_id }])
  })
})
