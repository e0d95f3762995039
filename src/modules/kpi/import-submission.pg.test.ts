import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import type { ExportCell } from '#kernel/tabular/export-cell.ts'
import { writeCsv } from '#kernel/tabular/write-csv.ts'
import { writeXlsx } from '#kernel/tabular/write-xlsx.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import type { Refusal, Upload } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { ImportJob } from './import-schemas.ts'
import type { Value } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const { send, finished } = importShortcuts(socle)
const admin = await socle.signUp()
const board = await make.dashboard(admin)
const lastJob = async (): Promise<ImportJob | undefined> =>
  (await call('GET', '/imports/jobs?limit=1', { as: admin })).json<{ items: readonly ImportJob[] }>().items[0]
const values = async (kpiId: string): Promise<readonly Value[]> =>
  (await call('GET', `/kpis/${kpiId}/values?limit=500`, { as: admin })).json<{ items: readonly Value[] }>().items
const shown = async (kpiId: string): Promise<readonly string[]> =>
  (await values(kpiId)).map((value) => `${value.period_label} ${value.value} ${value.status}`)
const refused = async (upload: Upload): Promise<Refusal> => {
  const answer = await send(admin, upload)
  assert.ok(answer.statusCode >= 400, answer.body)
  return answer.json<Refusal>()
}
const codes = (job: ImportJob): readonly string[] =>
  job.errors.map((error) => `${error.row} ${error.column} ${error.code}`)

describe('what is submitted for import', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('rows as JSON are the same import', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'JSON' })
    const rows = [
      { kpi: 'json', period: '2025-01', value: 96.5, comment: 'par programme' },
      { kpi_id: kpi.id, period_start: '2025-02-14', period_end: '2025-02-28', value: 12 },
    ]
    const answer = await call('POST', '/imports/kpi-values', { as: admin, body: { rows } })
    assert.equal(answer.statusCode, 201, answer.body)
    const job = answer.json<ImportJob>()
    assert.deepEqual(
      [job.type, job.status, [job.rows_total, job.rows_written], job.notes[0]?.code],
      ['API', 'SUCCESS', [2, 2], 'PERIOD_SNAPPED'],
    )
    assert.deepEqual(await shown(kpi.id), ['2025-01 96.5 GREEN', '2025-02 12 RED'])
    const wrong = await call('POST', '/imports/kpi-values', {
      as: admin,
      body: { rows: [{ kpi: 'inconnu', period: '2025-01', value: 1 }], mode: 'valid_rows' },
    })
    assert.deepEqual(codes(wrong.json<ImportJob>()), ['1 kpi UNKNOWN_KPI'])
  })

  test('JSON of the wrong shape is refused as a whole and leaves no job', async () => {
    const before = (await lastJob())?.id
    const bodies: readonly unknown[] = [
      {},
      { rows: [] },
      { rows: [{ kpi: 'json', period: '2025-01', value: '1' }] },
      { rows: [{ kpi: 'json', period: '2025-01', value: null }] },
      { rows: [{ period: '2025-01', value: 1 }] },
      { rows: [{ kpi: 'json', kpi_id: admin.user_id, period: '2025-01', value: 1 }] },
      { rows: [{ kpi: 'json', value: 1 }] },
      { rows: [{ kpi: 'json', period: '2025-01', value: 1, status: 'GREEN' }] },
      { rows: [{ kpi: 'json', period: '2025-01', value: 1 }], mode: 'some' },
    ]
    for (const body of bodies) {
      const answer = await call('POST', '/imports/kpi-values', { as: admin, body })
      assert.equal(answer.statusCode, 422, JSON.stringify(body))
    }
    assert.equal((await lastJob())?.id, before)
  })

  test('unknown, repeated and impossible fields are 422 and leave no job', async () => {
    const before = (await lastJob())?.id
    const file = 'code;periode;valeur\nX;2025-01;1\n'
    const wrong: readonly (readonly (readonly [string, string])[])[] = [
      [['couleur', 'bleu']],
      [['__proto__', 'x']],
      [['mode', 'some']],
      [
        ['mode', 'valid_rows'],
        ['mode', 'valid_rows'],
      ],
      [['dry_run', 'yes']],
      [['header_row', '0']],
      [['header_row', '1.5']],
      [['delimiter', 'x']],
      [['encoding', 'ebcdic']],
      [['sheet', '']],
      [['mapping', 'not json']],
      [['mapping', '{"kpi":"a","kpi":"b"}']],
      [['mapping', '{"kpi":"a","color":"b"}']],
      [['mapping', '{"layout":"matrix","kpi":"a"}']],
      [['mapping', '{"layout":"matrix","kpi":"a","periods":["b"],"value":"c"}']],
      [['mapping', '{"periods":["b"]}']],
    ]
    for (const fields of wrong) {
      for (const upload of [
        { file, before: fields },
        { file, after: fields },
      ]) {
        assert.equal((await refused(upload)).status, 422, JSON.stringify(fields))
      }
    }
    assert.equal((await lastJob())?.id, before)
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const without = await call('POST', '/imports/kpi-values', { as: admin, headers, payload: '--b--\r\n' })
    assert.equal(outcome(without), '422 REQUIRED')
    const cut = await call('POST', '/imports/kpi-values', { as: admin, headers, payload: '--b\r\nContent-Disp' })
    assert.equal(cut.statusCode, 400, cut.body)
  })

  test('encodings and delimiters are found, or followed as told', async () => {
    const kpi = await make.kpi(admin, board.id, { name: 'Délai moyen' })
    const text = 'Indicateur;Période;Valeur\r\nDélai moyen;2025-01;1\r\n'
    const rehearse = async (file: Buffer, fields: readonly (readonly [string, string])[] = []) => {
      const job = await finished(admin, { file, before: [['dry_run', 'true'], ...fields] })
      assert.deepEqual([job.status, job.rows_valid], ['SUCCESS', 1])
      return `${job.detected.encoding} ${job.detected.delimiter}`
    }
    assert.equal(await rehearse(Buffer.from(`\uFEFF${text}`)), 'utf-8 ;')
    assert.equal(await rehearse(Buffer.from(text, 'latin1')), 'windows-1252 ;')
    assert.equal(await rehearse(Buffer.from(`\uFEFF${text}`, 'utf16le')), 'utf-16le ;')
    assert.equal(await rehearse(Buffer.from(text.replaceAll(';', '\t')), [['delimiter', '\\t']]), 'utf-8 \t')
    assert.equal(await rehearse(Buffer.from(text, 'latin1'), [['encoding', 'windows-1252']]), 'windows-1252 ;')
    assert.deepEqual(await shown(kpi.id), [])
  })

  test('the same key and file give the same answer once; another file is a conflict', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'CLE' })
    const upload: Upload = { file: 'code;periode;valeur\nCLE;2025-01;96\n', headers: { 'idempotency-key': 'import-1' } }
    const first = await send(admin, upload)
    const again = await send(admin, upload)
    assert.deepEqual([again.statusCode, again.json()], [201, first.json()])
    assert.deepEqual(await shown(kpi.id), ['2025-01 96 GREEN'])
    const other = await refused({ ...upload, file: 'code;periode;valeur\nCLE;2025-02;96\n' })
    assert.deepEqual([other.status, other.code], [409, 'IDEMPOTENCY_KEY_REUSED'])
    assert.equal((await refused({ ...upload, headers: { 'idempotency-key': '' } })).status, 422)
  })

  test('a key in use says so, and one whose file was refused is free again', async () => {
    const headers = { 'idempotency-key': 'import-2' }
    const upload: Upload = { file: 'code;periode;valeur\nCLE;2025-03;96\n', headers }
    const outcomes = (await Promise.all([send(admin, upload), send(admin, upload)])).map(outcome).sort()
    assert.deepEqual(outcomes, ['201', '409 IDEMPOTENCY_IN_PROGRESS'])
    const again = { 'idempotency-key': 'import-3' }
    assert.equal((await refused({ file: '', headers: again })).code, 'EMPTY')
    assert.equal(outcome(await send(admin, { ...upload, headers: again })), '201')
  })

  test('what our own writers export comes back the same, numbers and comments to the letter', async () => {
    const kpi = await make.kpi(admin, board.id, { code: 'RETOUR', frequency: 'DAILY' })
    const comment = fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => !/^\s*$|[\0\uFFFE\uFFFF]/.test(text))
    const number = fc.integer({ min: -999_999_999, max: 999_999_999 }).map((millionths) => millionths / 1_000_000)
    const samples = fc.sample(fc.record({ comment, number }), { numRuns: 300, seed: 20_261_121 })
    const day = (index: number): string => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10)
    const rows = samples.map((sample, index): readonly ExportCell[] => [
      'RETOUR',
      { day: day(index) },
      sample.number,
      sample.comment,
    ])
    const table = [['code', 'période', 'valeur', 'commentaire'], ...rows]
    const files = [
      { file: await buffer(Readable.from(writeCsv(table))), name: 'export.csv' },
      { file: await buffer(writeXlsx(table, { sheet: 'Valeurs' })), name: 'export.xlsx' },
    ]
    const given = samples.map((sample, index) => [day(index), sample.number === 0 ? 0 : sample.number, sample.comment])
    // what comes a second time as it is stored is left alone
    for (const [index, upload] of files.entries()) {
      const job = await finished(admin, { ...upload, before: [['on_duplicate', 'overwrite']] })
      assert.deepEqual(
        [job.status, job.rows_written, job.rows_unchanged, job.notes],
        ['SUCCESS', index === 0 ? rows.length : 0, index === 0 ? 0 : rows.length, []],
        JSON.stringify(job.errors[0]),
      )
      const back = (await values(kpi.id)).map((value) => [value.period_label, value.value, value.comment])
      assert.deepEqual(back, given)
    }
  })
})
