import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import type { Scope } from '#kernel/database/database.ts'
import { newId } from '#kernel/ids.ts'
import {
  odsFile,
  odsTable,
  ole2File,
  rowXml,
  workbookFile,
  workbookParts,
  zipFile,
} from '#kernel/tabular/hostile-files.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import type { Refusal } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { sweepImports } from './actions/end-import.ts'
import type { ImportJob } from './import-schemas.ts'
import { insertImportJob } from './queries/import-jobs.ts'
import type { ImportJobId } from './queries/import-jobs.ts'

const socle = await createTestSocle()
const { call, services } = socle
const { database } = services
const make = kpiShortcuts(socle)
const { send, finished, job: readJob } = importShortcuts(socle)
const admin = await socle.signUp()
const scope: Scope = { organization_id: admin.organization_id, user_id: admin.user_id, role: 'ADMIN' }
const board = await make.dashboard(admin)
const kpi = await make.kpi(admin, board.id, { code: 'K', frequency: 'DAILY' })
const stored = async (): Promise<number> => {
  const rows = await socle.asOwner('select count(*)::int as count from kpi.value where organization_id = $1', [
    admin.organization_id,
  ])
  return Number(rows[0]?.['count'])
}
/** A job as a process that died would leave it: its lease still runs for `seconds`. */
const openJob = async (seconds: number): Promise<ImportJobId> => {
  const id: ImportJobId = newId()
  const job = {
    id,
    type: 'CSV',
    mode: 'all_or_nothing',
    on_duplicate: 'reject',
    dry_run: false,
    file_name: null,
  } as const
  assert.equal(await database.transaction(scope, (tx) => insertImportJob(tx, job)), true)
  await socle.asOwner(`update kpi.import_job set lease_until = now() + make_interval(secs => $2) where id = $1`, [
    id,
    seconds,
  ])
  return id
}
const days = (count: number): string => {
  const line = (_: unknown, index: number): string =>
    `K;${new Date(Date.UTC(1990, 0, 1 + index)).toISOString().slice(0, 10)};1`
  return ['code;periode;valeur', ...Array.from({ length: count }, line)].join('\n')
}
const sheet = rowXml(1, ['code', 'valeur', 'date']) + rowXml(2, ['K', 1, '2024-01-01'])
const workbook = { sheets: [{ name: 'S', rows: sheet }] }

describe('the desk of imports', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('a file refused as a whole answers its code and leaves a failed job that says the same', async () => {
    const good = workbookFile(workbook)
    const entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    const hostile: readonly (readonly [string, number, string | Buffer, string])[] = [
      ['EMPTY', 422, '', 'a.csv'],
      ['NO_DATA_ROW', 422, 'code;periode;valeur\n', 'a.csv'],
      ['HEADER_NOT_FOUND', 422, 'a;b\n1;2\n', 'a.csv'],
      ['NOT_XLSX', 415, 'code;periode;valeur\nK;2024-01-01;1\n', 'a.xlsx'],
      ['XLS_UNSUPPORTED', 415, ole2File('Workbook'), 'a.xls'],
      ['ENCRYPTED', 422, ole2File('EncryptedPackage'), 'a.xlsx'],
      ['TRUNCATED', 422, good.subarray(0, -30), 'a.xlsx'],
      ['UNSAFE_XML', 422, workbookFile({ ...workbook, prologue: entity }), 'a.xlsx'],
      ['MACRO_FILE', 415, workbookFile({ ...workbook, extra: [{ name: 'xl/vbaProject.bin', data: 'x' }] }), 'a.xlsm'],
      ['NOT_XLSX', 415, zipFile([{ name: 'readme.txt', data: 'x' }]), 'a.xlsx'],
      ['NOT_ODS', 415, 'code;periode;valeur\nK;2024-01-01;1\n', 'a.ods'],
      [
        'NOT_ODS',
        415,
        odsFile({ tables: odsTable('S', ''), mimetype: 'application/vnd.oasis.opendocument.text' }),
        'a.ods',
      ],
      ['HIDDEN_SHEET', 422, workbookFile({ sheets: [{ name: 'S', rows: sheet, state: 'hidden' }] }), 'a.xlsx'],
      [
        'ROW_OUT_OF_RANGE',
        422,
        workbookFile({ sheets: [{ name: 'S', rows: `${sheet}<row r="1048576"><c><v>1</v></c></row>` }] }),
        'a.xlsx',
      ],
    ]
    for (const [code, status, file, name] of hostile) {
      const answer = await send(admin, { file, name })
      const problem = answer.json<Refusal>()
      assert.deepEqual([problem.code, answer.statusCode], [code, status], answer.body)
      const job = await readJob(admin, problem.job_id ?? '')
      assert.deepEqual([job.status, job.error_code, job.progress], ['FAILED', code, 100])
      assert.ok(job.error_message?.includes(problem.detail ?? '?'))
    }
    assert.equal(
      (await finished(admin, { file: good, name: 'a.xlsx', before: [['dry_run', 'true']] })).status,
      'SUCCESS',
    )
    const parts = workbookParts(workbook).toReversed()
    assert.equal(
      (await finished(admin, { file: zipFile(parts), name: 'a.xlsx', before: [['dry_run', 'true']] })).type,
      'EXCEL',
    )
    assert.equal(await stored(), 0)
  })

  test('a file over 20 MB is 413 with its failed job, fields before or after', async () => {
    const file = Buffer.alloc(21 * 1_048_576, 'x')
    for (const fields of [
      { before: [['mode', 'valid_rows']] as const },
      { after: [['mode', 'valid_rows']] as const },
    ]) {
      const answer = await send(admin, { file, ...fields })
      assert.equal(outcome(answer), '413 FILE_TOO_LARGE')
      const job = await readJob(admin, answer.json<Refusal>().job_id ?? '')
      assert.deepEqual([job.status, job.error_code, job.mode], ['FAILED', 'FILE_TOO_LARGE', 'valid_rows'])
    }
  })

  test('of two imports at once one runs and the other is told to wait; another organisation is free', async () => {
    const stranger = await socle.signUp()
    const upload = { file: days(3000), before: [['dry_run', 'true']] as const }
    const answers = await Promise.all([send(admin, upload), send(admin, upload), send(stranger, upload)])
    assert.deepEqual(answers.slice(0, 2).map(outcome).sort(), ['201', '409 IMPORT_IN_PROGRESS'])
    assert.equal(answers[2].statusCode, 201)
  })

  test('a job whose process died is ended as interrupted once its lease is over, not before', async () => {
    const id = await openJob(60)
    assert.equal(await sweepImports(database), 0)
    assert.equal(outcome(await send(admin, { file: days(1) })), '409 IMPORT_IN_PROGRESS')
    await socle.asOwner('update kpi.import_job set lease_until = now() where id = $1', [id])
    assert.equal(await sweepImports(database), 1)
    assert.equal(await sweepImports(database), 0)
    const job = await readJob(admin, id)
    assert.deepEqual([job.status, job.error_code], ['FAILED', 'INTERRUPTED'])
    const audit = await socle.asOwner(
      `select actor_id from kernel.audit_entry where entity_id = $1 and action = 'import.finished'`,
      [id],
    )
    assert.deepEqual(audit, [{ actor_id: null }])
  })

  test('a job left behind does not block the next import once its lease is over', async () => {
    const id = await openJob(-1)
    assert.equal((await finished(admin, { file: days(1), before: [['dry_run', 'true']] })).status, 'SUCCESS')
    assert.equal((await readJob(admin, id)).error_code, 'INTERRUPTED')
  })

  test('an import that is cancelled while it runs writes nothing', async () => {
    const sent = send(admin, { file: days(12_000) })
    let running: ImportJob | undefined
    while (running === undefined) {
      await wait(5)
      const page = await call('GET', '/imports/jobs?limit=1', { as: admin })
      running = page.json<{ items: readonly ImportJob[] }>().items.find((job) => job.status === 'RUNNING')
    }
    const cancelled = await call('POST', `/imports/jobs/${running.id}/cancel`, { as: admin })
    assert.equal(cancelled.statusCode, 200, cancelled.body)
    assert.deepEqual(
      [cancelled.json<ImportJob>().status, cancelled.json<ImportJob>().error_code],
      ['FAILED', 'CANCELLED'],
    )
    const answer = await sent
    assert.deepEqual([answer.statusCode, answer.json<ImportJob>().error_code], [201, 'CANCELLED'])
    assert.equal(await stored(), 0)
    assert.equal(
      outcome(await call('POST', `/imports/jobs/${running.id}/cancel`, { as: admin })),
      '409 IMPORT_NOT_RUNNING',
    )
  })

  test('an import that somebody else ended cannot write any more', async () => {
    const sent = send(admin, { file: days(12_000) })
    let count = 0
    while (count === 0) {
      await wait(5)
      const rows = await socle.asOwner(
        `update kpi.import_job set status = 'FAILED', lease_until = null, error_code = 'X', error_message = 'x'
         where organization_id = $1 and status = 'RUNNING' returning id`,
        [admin.organization_id],
      )
      count = rows.length
    }
    assert.equal((await sent).json<ImportJob>().error_code, 'X')
    assert.equal(await stored(), 0)
  })

  test('a value entered while an import writes is found: the import starts over and overwrites it', async () => {
    // The owner plays the other person: his value is there, but not yet committed when the import compares.
    await socle.asOwner('begin')
    const [entered] = await socle.asOwner(
      `insert into kpi.value (organization_id, id, kpi_id, frequency, period_start, period_end, period_label, value, critical,
         explanation, threshold_id)
       select k.organization_id, gen_random_uuid(), k.id, 'DAILY', '1990-01-05', '1990-01-05', '1990-01-05', 5, false, 'x', t.id
       from kpi.kpi k join kpi.threshold t on t.kpi_id = k.id where k.id = $1 returning id`,
      [kpi.id],
    )
    const sent = send(admin, { file: days(2000), before: [['on_duplicate', 'overwrite']] })
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    while ((await socle.asOwner(waiting)).length === 0) await wait(5)
    await socle.asOwner('commit')
    const job = (await sent).json<ImportJob>()
    assert.deepEqual([job.status, job.rows_written, job.duplicates], ['SUCCESS', 2000, 1])
    assert.equal(await stored(), 2000)
    const first = await call('GET', `/kpis/${kpi.id}/values?from=1990-01-05&to=1990-01-05`, { as: admin })
    const [value] = first.json<{ items: readonly { id: string; value: number }[] }>().items
    assert.deepEqual([value?.id, value?.value], [entered?.['id'], 1])
    await socle.asOwner('delete from kpi.value where organization_id = $1', [admin.organization_id])
  })

  test('while an import overwrites, others of the organisation are not kept waiting for the audit', async () => {
    await finished(admin, { file: days(1500) })
    // The owner holds a value of the last part, so that the import stands still after having overwritten the first ones.
    await socle.asOwner('begin')
    await socle.asOwner('select 1 from kpi.value where kpi_id = $1 and period_start = $2 for update', [
      kpi.id,
      '1994-01-05',
    ])
    const file = days(1500).replaceAll(/;1$/gm, ';2')
    const sent = send(admin, { file, before: [['on_duplicate', 'overwrite']] })
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    while ((await socle.asOwner(waiting)).length === 0) await wait(5)
    const login = call('POST', '/auth/login', { body: { email: admin.email, password: admin.password } })
    const first = await Promise.race([login.then(() => 'login'), sent.then(() => 'import'), wait(10_000, 'nobody')])
    await socle.asOwner('commit')
    assert.equal(first, 'login')
    const job = (await sent).json<ImportJob>()
    assert.deepEqual([job.status, job.rows_written], ['SUCCESS', 1500])
    const told = await socle.asOwner(
      `select action, before from kernel.audit_entry where entity_id = $1 order by seq`,
      [job.id],
    )
    assert.deepEqual(
      told.map(({ action }) => action),
      ['value.corrected', 'value.corrected', 'value.corrected', 'import.finished'],
    )
    const counts = told
      .slice(0, 3)
      .map(({ before }) => (JSON.parse(String(before)) as { values: unknown[] }).values.length)
    assert.deepEqual(counts, [500, 500, 500])
    await socle.asOwner('delete from kpi.value where organization_id = $1', [admin.organization_id])
  })

  for (const [change, statement, code] of [
    ['deactivated', `update kernel."user" set is_active = false where id = $1`, 'FORBIDDEN'],
    [
      'put out of sight',
      `update kpi.dashboard set owner_id = $2, visibility = 'PRIVATE' where owner_id = $1`,
      'KPI_CHANGED',
    ],
    ['no owner any more', `update kpi.dashboard set owner_id = $2 where owner_id = $1`, 'FORBIDDEN'],
  ] as const) {
    test(`a person who is ${change} while the file is read writes nothing`, async () => {
      const bruno = await socle.addUser(admin)
      const own = await make.kpi(bruno, (await make.dashboard(bruno)).id, { frequency: 'DAILY', name: change })
      await socle.asOwner('update kpi.kpi set owner_id = $2 where id = $1', [own.id, admin.user_id])
      // The owner holds the KPI, so that the import is about to write when the change comes.
      await socle.asOwner('begin')
      await socle.asOwner('select 1 from kpi.kpi where id = $1 for update', [own.id])
      const sent = send(bruno, { file: days(3).replaceAll('K;', `${own.id};`) })
      const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      while ((await socle.asOwner(waiting)).length === 0) await wait(5)
      await socle.asOwner(statement, statement.includes('$2') ? [bruno.user_id, admin.user_id] : [bruno.user_id])
      await socle.asOwner('commit')
      const refusal = (await sent).json<Refusal>()
      assert.equal(refusal.code, code)
      const ended = await readJob(admin, refusal.job_id ?? '')
      assert.deepEqual([ended.status, ended.error_code, ended.rows_written], ['FAILED', code, 0])
      assert.equal(await stored(), 0)
    })
  }

  test('headers may hold what PostgreSQL cannot store', async () => {
    for (const [written, read] of [
      ['h_x0000_', 'h\uFFFD'],
      ['h_xD800_', 'h\uFFFD'],
    ] as const) {
      const rows = rowXml(1, ['code', 'date', 'valeur', written]) + rowXml(2, ['K', '1991-01-01', 1, 'x'])
      const file = workbookFile({ sheets: [{ name: 'S', rows }] })
      const job = await finished(admin, { file, name: 'a.xlsx', before: [['on_duplicate', 'overwrite']] })
      assert.deepEqual([job.status, job.detected.headers], ['SUCCESS', ['code', 'date', 'valeur', read]])
    }
    await socle.asOwner('delete from kpi.value where organization_id = $1', [admin.organization_id])
  })

  test('any bytes end in a job of a final state, or in a refusal with a code', async () => {
    const starts = [
      '',
      'PK\x03\x04',
      'code;periode;valeur\nK;2024-01-01;',
      '\uFEFFcode,periode,valeur\n',
      'kpi_id\tdate\tvaleur\n',
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 }), async (start, bytes) => {
        const file = Buffer.concat([Buffer.from(start), bytes])
        const answer = await send(admin, { file, before: [['dry_run', 'true']] })
        const id = answer.statusCode === 201 ? answer.json<ImportJob>().id : answer.json<Refusal>().job_id
        assert.ok(answer.statusCode === 201 || (answer.statusCode >= 400 && answer.statusCode < 500), answer.body)
        const job = await readJob(admin, id ?? '')
        assert.ok(
          job.status === 'SUCCESS' || (job.status === 'FAILED' && /^[A-Z_]+$/.test(job.error_code ?? '')),
          answer.body,
        )
        assert.equal(job.rows_total, job.rows_written + job.rows_rejected + job.rows_skipped)
      }),
      { numRuns: 25 },
    )
    assert.equal(await stored(), 0)
  })

  test('nothing stays on disk, whatever was sent', async () => {
    assert.deepEqual(await readdir(join(services.config.data_dir, 'tmp')), [])
  })
})
