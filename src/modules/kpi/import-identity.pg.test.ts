// What a dashboard exports comes back in as nothing new, whatever its values are and whatever the import was told to do.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person } from '../../../test/support/app.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { ImportJob } from './import-schemas.ts'
import type { Dashboard, Kpi } from './schemas.ts'

const socle = await createTestSocle()
const { call, asOwner } = socle
const make = kpiShortcuts(socle)
const { finished } = importShortcuts(socle)
const admin = await socle.signUp()

interface World {
  readonly board: Dashboard
  readonly entered: Kpi
  readonly computed: Kpi
  readonly reader: Person
}

/** A dashboard with a corrected value, approved and waiting ones, a computed KPI, an inactive one, and a closed start. */
async function stage(): Promise<World> {
  const board = await make.dashboard(admin, { approval_required: true })
  const entered = await make.kpi(admin, board.id, { code: 'SAISI' })
  const other = await make.kpi(admin, board.id, { code: 'AUTRE', unit: null })
  const computed = await make.kpi(admin, board.id, { code: 'CALCUL', unit: null })
  const asleep = await make.kpi(admin, board.id, { code: 'DORT' })
  const approve = async (id: string): Promise<void> => {
    assert.equal(outcome(await call('POST', `/values/${id}/approval`, { as: admin })), '200')
  }
  for (const [month, value] of [91.5, 96, 97.25].entries()) {
    const period = `2025-0${month + 1}`
    const first = await make.value(admin, entered.id, { period, value, comment: month === 1 ? '=vu; "relu"' : null })
    const second = await make.value(admin, other.id, { period, value: month + 3 })
    if (month === 2) continue
    if (month === 0)
      assert.equal(
        outcome(await call('PATCH', `/values/${first.id}`, { as: admin, body: { value: 92.125, comment: 'corrigé' } })),
        '200',
      )
    await approve(first.id)
    await approve(second.id)
  }
  await approve((await make.value(admin, asleep.id, { period: '2025-01', value: -3 })).id)
  const term = ({ id }: Kpi) => [{ kpi_id: id, coefficient: 1 }]
  const formula = { kind: 'RATIO_OF_SUMS', numerator: term(entered), denominator: term(other), factor: 100 }
  const set = await call('PUT', `/kpis/${computed.id}/formula`, { as: admin, body: formula })
  assert.equal(outcome(set), '200', set.body)
  assert.equal(outcome(await call('PATCH', `/kpis/${asleep.id}`, { as: admin, body: { is_active: false } })), '200')
  const lock = await call('PUT', `/dashboards/${board.id}/lock`, { as: admin, body: { locked_through: '2025-01-31' } })
  assert.equal(outcome(lock), '200', lock.body)
  return { board, entered, computed, reader: await socle.addUser(admin) }
}

const world = await stage()
const exported = async (format: string): Promise<Buffer> =>
  (await call('GET', `/dashboards/${world.board.id}/values?format=${format}`, { as: admin })).rawPayload
/** Every column of every value, and whether it was touched at all. */
const stored = (): Promise<readonly Record<string, unknown>[]> =>
  asOwner(
    `select to_jsonb(v) as row, v.xmin::text from kpi.value v join kpi.kpi k on k.id = v.kpi_id
     where k.dashboard_id = $1 order by v.id`,
    [world.board.id],
  )
const choices = fc.record({
  format: fc.constantFrom('csv', 'xlsx'),
  on_duplicate: fc.constantFrom('reject', 'overwrite', 'skip'),
  mode: fc.constantFrom('all_or_nothing', 'valid_rows'),
  dry_run: fc.boolean(),
})
const codes = (job: ImportJob): readonly string[] =>
  job.errors.map(({ row, column, code }) => `${row} ${column} ${code}`)

describe('an export imported again', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('is unchanged as a whole: no error, no write, for each choice, whoever sees the values', async () => {
    const before = await stored()
    assert.equal(before.length, 10)
    const files = { csv: await exported('csv'), xlsx: await exported('xlsx') }
    await fc.assert(
      fc.asyncProperty(choices, fc.boolean(), async ({ format, ...chosen }, asReader) => {
        const told = Object.entries(chosen).map(([name, value]) => [name, String(value)] as const)
        const upload = { file: files[format], name: `valeurs.${format}`, before: told }
        const job = await finished(asReader ? world.reader : admin, upload)
        assert.deepEqual([job.status, codes(job), job.errors_total], ['SUCCESS', [], 0])
        assert.deepEqual([job.values_unchanged, job.values_written, job.values_new, job.values_changed], [10, 0, 0, 0])
        assert.deepEqual([job.rows_total, job.rows_unchanged, job.rows_rejected], [10, 10, 0])
        assert.deepEqual(new Set(job.preview.map((row) => row.outcome)), new Set(chosen.dry_run ? ['UNCHANGED'] : []))
        assert.deepEqual(await stored(), before)
      }),
      { numRuns: 18 },
    )
    const audited = `select 1 from kernel.audit_entry where action = 'value.corrected' and entity = 'import_job'`
    assert.deepEqual(await asOwner(`${audited} and organization_id = $1`, [admin.organization_id]), [])
  })

  test('only what differs is refused: in a closed period, of a computed, an inactive or another’s KPI, and by choice', async () => {
    const before = await stored()
    const head = 'code;periode;valeur'
    const cases: readonly (readonly [Person, string, string, string])[] = [
      [admin, 'overwrite', 'SAISI;2025-01;92,126', '3 periode PERIOD_LOCKED'],
      [admin, 'skip', 'CALCUL;2025-01;1', '3 code KPI_IS_COMPUTED'],
      [admin, 'overwrite', 'DORT;2025-01;3', '3 code INACTIVE_KPI'],
      [admin, 'overwrite', 'DORT;2025-02;-3', '3 code INACTIVE_KPI'],
      [admin, 'reject', 'SAISI;2025-03;97,26', '3 periode DUPLICATE_EXISTING'],
      [world.reader, 'overwrite', 'SAISI;2025-03;1', '3 code FORBIDDEN_KPI'],
    ]
    for (const [as, choice, line, error] of cases) {
      const file = [head, 'SAISI;2025-02;96', line].join('\n')
      for (const mode of ['all_or_nothing', 'valid_rows']) {
        const told = [
          ['on_duplicate', choice],
          ['mode', mode],
        ] as const
        const job = await finished(as, { file, before: told })
        assert.deepEqual([codes(job), job.rows_rejected, job.errors_total], [[error], 1, 1], line)
        assert.equal(job.status, mode === 'valid_rows' ? 'SUCCESS' : 'FAILED')
      }
    }
    assert.deepEqual(await stored(), before)
  })
})
