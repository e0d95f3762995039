import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { enterValue } from './actions/enter-value.ts'
import { submissionOfBody } from './actions/import-submission.ts'
import { readImport } from './actions/read-import.ts'
import { settleImport } from './actions/settle-import.ts'
import { findImportJob, insertImportJob } from './queries/import-jobs.ts'
import { listImportKpis, selectToday } from './queries/import-kpis.ts'
import type { KpiId } from './queries/kpis.ts'
import { indexKpis } from './rules/import-kpis.ts'
import type { Dashboard, Kpi } from './schemas.ts'

const socle = await createTestSocle()
const { call, asOwner } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const keeper = await socle.addUser(admin)

interface Stage {
  readonly board: Dashboard
  readonly kpi: Kpi
}

/** A dashboard of the owner with a KPI of the keeper. */
async function stage(fields: Readonly<Record<string, unknown>> = {}): Promise<Stage> {
  const board = await make.dashboard(owner, fields)
  return { board, kpi: await make.kpi(owner, board.id, { owner_id: keeper.user_id }) }
}

const lock = (board: Dashboard, day: string | null, as: Person = owner): Promise<Answer> =>
  call('PUT', `/dashboards/${board.id}/lock`, { as, body: { locked_through: day } })
const enter = (kpi: Kpi, period: string, value: number, as: Person = keeper): Promise<Answer> =>
  call('POST', `/kpis/${kpi.id}/values`, { as, body: { period, value } })

describe('closing under concurrency', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('no entry slips into a period while it is being closed', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { board, kpi } = await stage()
      const months = ['2025-01', '2025-02', '2025-03', '2025-04', '2025-05', '2025-06']
      const [locked, ...entries] = await Promise.all([
        lock(board, '2025-06-30'),
        ...months.map((period) => enter(kpi, period, 96)),
      ])
      assert.equal(outcome(locked), '200')
      for (const entry of entries) assert.ok(['201', '409 PERIOD_LOCKED'].includes(outcome(entry)), entry.body)
      const [late] = await asOwner(
        `select count(*)::int as count from kpi.value v, kernel.audit_entry a
         where v.kpi_id = $1 and a.entity_id = $2 and a.action = 'dashboard.locked'
           and a.seq < (select e.seq from kernel.audit_entry e where e.entity_id = v.id and e.action = 'value.created'
             and e.organization_id = v.organization_id)`,
        [kpi.id, board.id],
      )
      assert.deepEqual(late, { count: 0 })
      const [stored] = await asOwner(`select count(*)::int as count from kpi.value where kpi_id = $1`, [kpi.id])
      assert.equal(stored?.['count'], entries.filter((entry) => entry.statusCode === 201).length)
    }
  })

  test('an entry that began first is waited for, and nothing is closed over a value that waits', async () => {
    const { board, kpi } = await stage({ approval_required: true })
    const { database } = socle.services
    const scope = { organization_id: admin.organization_id, user_id: keeper.user_id, role: 'USER' as const }
    let locking: Promise<Answer> | undefined
    await database.transaction(scope, async (tx) => {
      await enterValue(tx, kpi.id as KpiId, { period: '2025-10', value: 96 })
      locking = lock(board, '2025-10-31')
      const early = await Promise.race([locking, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])
      assert.equal(early, 'waits')
    })
    assert.equal(outcome(await (locking as Promise<Answer>)), '409 VALUES_PENDING')
  })

  test('a lock that comes between the check and the writing of an import is its error, row by row', async () => {
    const { board, kpi } = await stage()
    const { database } = socle.services
    const scope = { organization_id: admin.organization_id, user_id: keeper.user_id, role: 'USER' as const }
    const rows = ['2025-01', '2025-02', '2025-03'].map((period) => ({ kpi_id: kpi.id, period, value: 90 }))
    const { job, source } = submissionOfBody({ rows, mode: 'valid_rows' })
    await database.transaction(scope, (tx) => insertImportJob(tx, job))
    const { findKpi, today } = await database.read(scope, async (tx) => ({
      findKpi: indexKpis((await listImportKpis(tx)).map((one) => ({ ...one, can_enter: true }))),
      today: await selectToday(tx),
    }))
    const signal = new AbortController().signal
    const harvest = await readImport(source, { findKpi, today, signal, onRows: () => undefined })
    assert.equal(harvest.values.length, 3)
    assert.equal(outcome(await lock(board, '2025-02-28')), '200')
    await settleImport({ database, scope, job, harvest, signal, onProgress: () => undefined })
    const ended = await database.read(scope, (tx) => findImportJob(tx, job.id))
    assert.deepEqual(
      ended?.errors.map(({ row, code }) => [row, code]),
      [
        [1, 'PERIOD_LOCKED'],
        [2, 'PERIOD_LOCKED'],
      ],
    )
    assert.deepEqual([ended?.rows_written, ended?.rows_rejected, ended?.errors_total], [1, 2, 2])
    const stored = await asOwner(`select period_label from kpi.value where kpi_id = $1`, [kpi.id])
    assert.deepEqual(stored, [{ period_label: '2025-03' }])
  })
})
