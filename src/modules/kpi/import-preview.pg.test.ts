import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import type { Upload } from '../../../test/support/imports.ts'
import { kpiShortcuts } from '../../../test/support/kpi.ts'
import type { ImportJob } from './import-schemas.ts'

const socle = await createTestSocle()
const { call, asOwner } = socle
const make = kpiShortcuts(socle)
const { finished } = importShortcuts(socle)
const admin = await socle.signUp()
const board = await make.dashboard(admin)
const kpi = await make.kpi(admin, board.id, { code: 'K', name: 'Taux', unit: '%' })
await make.value(admin, kpi.id, { period: '2025-01', value: 91, comment: 'vu' })
await make.value(admin, kpi.id, { period: '2025-02', value: 96 })
const file = 'code;periode;valeur\nK;2025-01;97\nK;2025-02;96,0\nK;2025-03;80\nK;mars;1\n'
const rehearse = (options: Upload['before'] = [], content = file): Promise<ImportJob> =>
  finished(admin, { file: content, before: [['dry_run', 'true'], ['mode', 'valid_rows'], ...options] })
const outcomes = (job: ImportJob): unknown =>
  job.preview.map((row) => [row.row, row.period, row.old, row.new, row.status_old, row.status_new, row.outcome])
const counts = (job: ImportJob): unknown => [
  job.values_new,
  job.values_changed,
  job.values_unchanged,
  job.rows_rejected,
  job.values_written,
]

describe('the rehearsal of an import', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('shows each value beside the stored one, with both verdicts and what would become of it', async () => {
    const job = await rehearse([['on_duplicate', 'overwrite']])
    assert.deepEqual(outcomes(job), [
      [2, '2025-01', 91, 97, 'ORANGE', 'GREEN', 'CHANGED'],
      [3, '2025-02', 96, 96, 'GREEN', 'GREEN', 'UNCHANGED'],
      [4, '2025-03', null, 80, null, 'RED', 'NEW'],
      [5, null, null, 1, null, null, 'REFUSED'],
    ])
    assert.deepEqual(counts(job), [1, 1, 1, 1, 0])
    assert.deepEqual([job.values_total, job.values_rejected], [4, 1])
    assert.deepEqual([job.rows_unchanged, job.rows_written, job.rows_valid], [1, 0, 3])
    assert.deepEqual([job.preview[0]?.kpi, job.preview[0]?.kpi_id, job.preview[0]?.unit], ['Taux', kpi.id, '%'])
    const skipping = await rehearse([['on_duplicate', 'skip']])
    assert.deepEqual([counts(skipping), skipping.preview[0]?.outcome], [[1, 0, 1, 1, 0], 'KEPT'])
    const rejecting = await rehearse()
    assert.deepEqual([counts(rejecting), rejecting.preview[0]?.outcome], [[1, 0, 1, 2, 0], 'REFUSED'])
  })

  test('a refused value shows its KPI and its period where they can be read', async () => {
    const job = await rehearse([], 'code;periode;valeur\nK;2025-04;n.c.\nK;2025-05;1,2,3\ninconnu;2025-05;1\n')
    assert.deepEqual(
      job.preview.map(({ kpi, unit, period, old, outcome }) => [kpi, unit, period, old, outcome]),
      [
        ['Taux', '%', '2025-04', null, 'REFUSED'],
        ['Taux', '%', '2025-05', null, 'REFUSED'],
        [null, null, null, null, 'REFUSED'],
      ],
    )
  })

  test('a comment alone is a change that keeps the verdict', async () => {
    await call('PATCH', `/kpis/${kpi.id}`, {
      as: admin,
      body: { threshold_green: 99, threshold_orange: 98, threshold_red: 97, effective_from: '2024-01-01' },
    })
    const content = 'code;periode;valeur;commentaire\nK;2025-02;96;précisé\nK;2025-01;91;vu\n'
    const job = await rehearse([['on_duplicate', 'overwrite']], content)
    assert.deepEqual(outcomes(job), [
      [2, '2025-02', 96, 96, 'GREEN', 'GREEN', 'CHANGED'],
      [3, '2025-01', 91, 91, 'ORANGE', 'ORANGE', 'UNCHANGED'],
    ])
    assert.deepEqual(
      job.preview.map(({ comment_changed }) => comment_changed),
      [true, false],
    )
    const before = await asOwner(
      'select to_jsonb(v) - $2::text[] as row from kpi.value v where kpi_id = $1 order by id',
      [kpi.id, ['comment', 'updated_at']],
    )
    const written = await finished(admin, { file: content, before: [['on_duplicate', 'overwrite']] })
    assert.deepEqual([written.values_changed, written.values_unchanged, written.rows_written], [1, 1, 1])
    const now = await asOwner('select to_jsonb(v) - $2::text[] as row from kpi.value v where kpi_id = $1 order by id', [
      kpi.id,
      ['comment', 'updated_at'],
    ])
    assert.deepEqual(now, before)
  })

  test('what is given again as it is stored is not written: no new moment of change, nothing audited', async () => {
    const stamps = (): Promise<unknown> =>
      asOwner('select id, updated_at, xmin::text from kpi.value where kpi_id = $1 order by id', [kpi.id])
    const before = await stamps()
    const same = 'code;periode;valeur\nK;2025-01;91\nK;2025-02;96\n'
    const job = await finished(admin, { file: same, before: [['on_duplicate', 'overwrite']] })
    assert.deepEqual([job.status, job.rows_unchanged, job.values_written, job.undoable_until], ['SUCCESS', 2, 0, null])
    assert.deepEqual(await stamps(), before)
    const audited = await asOwner(
      `select 1 from kernel.audit_entry where action = 'value.corrected' and entity_id = $1`,
      [job.id],
    )
    assert.deepEqual(audited, [])
  })

  test('shows 200 values at most, and rehearsals can be listed apart', async () => {
    const days = Array.from(
      { length: 250 },
      (_, index) => `K;${1995 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')};1`,
    )
    const job = await rehearse([], ['code;periode;valeur', ...days].join('\n'))
    assert.deepEqual([job.preview.length, job.values_new], [200, 250])
    const list = async (query: string): Promise<readonly boolean[]> =>
      (await call('GET', `/imports/jobs${query}`, { as: admin }))
        .json<{ items: readonly ImportJob[] }>()
        .items.map(({ dry_run }) => dry_run)
    assert.deepEqual(new Set(await list('?dry_run=true')), new Set([true]))
    assert.deepEqual(new Set(await list('?dry_run=false')), new Set([false]))
    assert.deepEqual(new Set(await list('')), new Set([true, false]))
  })
})
