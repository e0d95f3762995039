import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { formOf, importShortcuts } from '../../../test/support/imports.ts'
import type { Upload } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { ImportJob } from './import-schemas.ts'
import { kpiJobs } from './jobs.ts'

const socle = await createTestSocle()
const { call, asOwner } = socle
const make = kpiShortcuts(socle)
const { finished } = importShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const board = await make.dashboard(owner)
const overwrite: Upload['before'] = [['on_duplicate', 'overwrite']]

const undo = (job: { readonly id: string }, as: Person = owner): Promise<Answer> =>
  call('POST', `/imports/jobs/${job.id}/undo`, { as })
const undone = async (job: { readonly id: string }, as: Person = owner): Promise<ImportJob> => {
  const answer = await undo(job, as)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<ImportJob>()
}
/** Every column of every value of a KPI, or of the organisation. */
const rows = (kpiId: string | null = null): Promise<readonly Record<string, unknown>[]> =>
  asOwner(
    `select to_jsonb(v) as row from kpi.value v where organization_id = $1 and ($2::uuid is null or kpi_id = $2) order by id`,
    [admin.organization_id, kpiId],
  )
const csv = (lines: readonly string[]): string => ['code;periode;valeur;commentaire', ...lines].join('\n')

describe('undoing an import', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('import then undo is the identity on the whole table, whatever was there and whatever the file says', async () => {
    const codes = ['P1', 'P2', 'P3']
    for (const code of codes) {
      const kpi = await make.kpi(owner, board.id, { code })
      const change = { threshold_green: 50, threshold_orange: 40, threshold_red: 30, effective_from: '2025-04-01' }
      assert.equal((await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: change })).statusCode, 200)
    }
    const line = fc.record({
      code: fc.constantFrom(...codes),
      month: fc.integer({ min: 1, max: 8 }),
      value: fc.integer({ min: 0, max: 100 }),
      comment: fc.constantFrom('', 'vu', 'à revoir « ; »'),
    })
    const file = fc
      .uniqueArray(line, { selector: ({ code, month }) => `${code} ${month}`, minLength: 1, maxLength: 20 })
      .map((lines) =>
        csv(lines.map(({ code, month, value, comment }) => `${code};2025-0${month};${value};"${comment}"`)),
      )
    const modes = fc.constantFrom('overwrite', 'skip', 'reject')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(file, modes), { minLength: 1, maxLength: 4 }), async (imports) => {
        const states: unknown[] = []
        const jobs: ImportJob[] = []
        for (const [content, mode] of imports) {
          const before = await rows()
          const job = await finished(owner, { file: content, before: [['on_duplicate', mode]] })
          if (job.values_written === 0) continue
          states.push(before)
          jobs.push(job)
        }
        for (const job of jobs.toReversed()) {
          const answer = await undone(job)
          assert.equal(answer.values_removed + answer.values_restored, job.values_written)
          assert.deepEqual(await rows(), states.pop())
        }
        const left = await asOwner('select count(*)::int as count from kpi.import_change where organization_id = $1', [
          admin.organization_id,
        ])
        assert.deepEqual(left, [{ count: 0 }])
      }),
      { numRuns: 12 },
    )
  })

  test('it says who undid what, is audited, and is done once', async () => {
    const kpi = await make.kpi(owner, board.id, { code: 'UNE-FOIS' })
    const before = await make.value(owner, kpi.id, { period: '2025-01', value: 91, comment: 'avant' })
    const job = await finished(owner, {
      file: csv(['UNE-FOIS;2025-01;97;après', 'UNE-FOIS;2025-02;98;']),
      before: overwrite,
    })
    assert.deepEqual([job.values_new, job.values_changed, job.undone_at], [1, 1, null])
    assert.ok(job.undoable_until !== null && job.undoable_until > job.created_at)
    const done = await undone(job, admin)
    assert.deepEqual([done.values_removed, done.values_restored, done.undone_by], [1, 1, admin.user_id])
    assert.ok(done.undone_at !== null)
    assert.equal(done.undoable_until, null)
    const values = (await call('GET', `/kpis/${kpi.id}/values`, { as: owner })).json<{ items: readonly unknown[] }>()
    assert.deepEqual(values.items, [before])
    assert.equal(outcome(await undo(job)), '409 ALREADY_UNDONE')
    const traces = await asOwner(
      `select actor_id, after from kernel.audit_entry where action = 'import.undone' and entity_id = $1`,
      [job.id],
    )
    assert.deepEqual(traces, [{ actor_id: admin.user_id, after: '{"values_removed":1,"values_restored":1}' }])
    const events = await asOwner(
      `select payload from kernel.event where type = 'kpi.values.undone' and payload->>'job_id' = $1`,
      [job.id],
    )
    assert.deepEqual(events, [{ payload: { dashboard_id: board.id, job_id: job.id } }])
  })

  test('two who undo at once undo it once', async () => {
    await make.kpi(owner, board.id, { code: 'ENSEMBLE' })
    const job = await finished(owner, { file: csv(['ENSEMBLE;2025-01;97;']) })
    const answers = await Promise.all([undo(job), undo(job, admin), undo(job)])
    assert.deepEqual(answers.map(outcome).toSorted(), ['200', '409 ALREADY_UNDONE', '409 ALREADY_UNDONE'])
  })

  test('values changed since are told with who and when, and nothing is undone', async () => {
    const kpi = await make.kpi(owner, board.id, { code: 'DEPUIS', name: 'Depuis' })
    const kept = await make.value(owner, kpi.id, { period: '2025-05', value: 80 })
    const gone = await make.value(owner, kpi.id, { period: '2025-06', value: 80 })
    const lines = ['1', '2', '3', '4', '5', '6'].map((month) => `DEPUIS;2025-0${month};90;`)
    const job = await finished(owner, { file: csv(lines), before: overwrite })
    const list = await call('GET', `/kpis/${kpi.id}/values`, { as: owner })
    const byPeriod = new Map(
      list
        .json<{ items: readonly { id: string; period_label: string }[] }>()
        .items.map(({ id, period_label }) => [period_label, id]),
    )
    const at = (period: string): string => byPeriod.get(period) ?? ''
    const change = (id: string, as: Person): Promise<Answer> =>
      call('PATCH', `/values/${id}`, { as, body: { value: 93 } })
    assert.equal((await change(at('2025-01'), admin)).statusCode, 200)
    // deleted and never replaced: as before the import
    assert.equal((await call('DELETE', `/values/${at('2025-02')}`, { as: owner })).statusCode, 204)
    assert.equal((await call('DELETE', `/values/${at('2025-03')}`, { as: owner })).statusCode, 204)
    await make.value(admin, kpi.id, { period: '2025-03', value: 77 })
    assert.equal((await call('DELETE', `/values/${gone.id}`, { as: owner })).statusCode, 204)
    await finished(admin, { file: csv(['DEPUIS;2025-05;12;']), before: overwrite })
    const before = await rows(kpi.id)
    const answer = await undo(job)
    assert.equal(outcome(answer), '409 IMPORT_CHANGED_SINCE')
    const { changes, changes_total } = answer.json<{
      changes: readonly Record<string, unknown>[]
      changes_total: number
    }>()
    assert.equal(changes_total, 4)
    assert.deepEqual(
      changes.map(({ period_start, reason, changed_by, value_id, kpi: name }) => [
        period_start,
        reason,
        changed_by,
        value_id,
        name,
      ]),
      [
        ['2025-01-01', 'CHANGED', admin.user_id, at('2025-01'), 'Depuis'],
        ['2025-03-01', 'REPLACED', admin.user_id, at('2025-03'), 'Depuis'],
        ['2025-05-01', 'CHANGED', admin.user_id, kept.id, 'Depuis'],
        ['2025-06-01', 'DELETED', owner.user_id, gone.id, 'Depuis'],
      ],
    )
    for (const { changed_at } of changes) assert.match(String(changed_at), /^\d{4}-\d{2}-\d{2}T.+Z$/)
    assert.deepEqual(await rows(kpi.id), before)
    assert.equal((await call('GET', `/imports/jobs/${job.id}`, { as: owner })).json<ImportJob>().undone_at, null)
  })

  test('in a closed period nothing is undone; what was approved comes back as it was', async () => {
    const closing = await make.dashboard(owner, { title: 'Clôture de l’atelier' })
    const kpi = await make.kpi(owner, closing.id, { code: 'CLOS' })
    await asOwner('update kpi.dashboard set approval_required = true where id = $1', [closing.id])
    const value = await make.value(owner, kpi.id, { period: '2025-01', value: 91 })
    await asOwner(`update kpi.value set approval = 'APPROVED', approved_by = $2, approved_at = now() where id = $1`, [
      value.id,
      admin.user_id,
    ])
    const before = await rows(kpi.id)
    const job = await finished(owner, { file: csv(['CLOS;2025-01;97;', 'CLOS;2025-02;97;']), before: overwrite })
    const approvals = await asOwner('select approval, approved_by, corrected_by from kpi.value where id = $1', [
      value.id,
    ])
    assert.deepEqual(approvals, [{ approval: 'PENDING', approved_by: null, corrected_by: owner.user_id }])
    const imported = await rows(kpi.id)
    await asOwner(`update kpi.dashboard set locked_through = '2025-01-31' where id = $1`, [closing.id])
    const refused = await undo(job)
    assert.equal(outcome(refused), '409 PERIOD_LOCKED')
    const { detail, locked_through } = refused.json<{ detail: string; locked_through: string }>()
    assert.equal(detail, 'Rien n’est annulé : « Clôture de l’atelier » est clos jusqu’au 31/01/2025 inclus.')
    assert.equal(locked_through, '2025-01-31')
    assert.deepEqual(await rows(kpi.id), imported)
    await asOwner('update kpi.dashboard set locked_through = null where id = $1', [closing.id])
    await undone(job)
    assert.deepEqual(await rows(kpi.id), before)
  })

  test('a number that somebody approved since is not taken away behind his back', async () => {
    const asked = await make.dashboard(owner)
    const change = await call('PATCH', `/dashboards/${asked.id}`, { as: owner, body: { approval_required: true } })
    assert.equal(outcome(change), '200')
    const kpi = await make.kpi(owner, asked.id, { code: 'VALIDEE' })
    const job = await finished(owner, { file: csv(['VALIDEE;2025-01;97;']) })
    const [value] = await asOwner('select id from kpi.value where kpi_id = $1', [kpi.id])
    assert.equal(outcome(await call('POST', `/values/${String(value?.['id'])}/approval`, { as: admin })), '200')
    const answer = await undo(job)
    assert.equal(outcome(answer), '409 IMPORT_CHANGED_SINCE')
    const [found] = answer.json<{ changes: readonly Record<string, unknown>[] }>().changes
    assert.deepEqual([found?.['reason'], found?.['changed_by']], ['APPROVED', admin.user_id])
    assert.equal((await rows(kpi.id)).length, 1)
  })

  test('evidence added to an imported value would be lost: it stands in the way', async () => {
    const kpi = await make.kpi(owner, board.id, { code: 'PREUVE' })
    const job = await finished(owner, { file: csv(['PREUVE;2025-01;97;']) })
    const [value] = await asOwner('select id from kpi.value where kpi_id = $1', [kpi.id])
    const id = String(value?.['id'])
    const { payload, contentType } = formOf({ file: '%PDF-1.7\n%âãÏÓ\n1 0 obj\n', name: 'relevé.pdf' })
    const headers = { 'content-type': contentType }
    const added = await call('POST', `/values/${id}/evidence`, { as: admin, payload, headers })
    assert.equal(added.statusCode, 201, added.body)
    const answer = await undo(job)
    assert.equal(outcome(answer), '409 IMPORT_CHANGED_SINCE')
    const [change] = answer.json<{ changes: readonly Record<string, unknown>[] }>().changes
    assert.deepEqual(
      [change?.['reason'], change?.['changed_by'], change?.['value_id']],
      ['EVIDENCE', admin.user_id, id],
    )
    assert.equal((await rows(kpi.id)).length, 1)
  })

  test('a new judgement of past values counts as a change; of a deleted KPI nothing is left to undo', async () => {
    const kpi = await make.kpi(owner, board.id, { code: 'REJUGE' })
    const job = await finished(owner, { file: csv(['REJUGE;2025-01;97;']) })
    const body = { threshold_green: 99, threshold_orange: 98, threshold_red: 97, recompute: true }
    const effective = { ...body, effective_from: '2025-01-01' }
    assert.equal((await call('PATCH', `/kpis/${kpi.id}`, { as: admin, body: effective })).statusCode, 200)
    assert.equal(outcome(await undo(job)), '409 IMPORT_CHANGED_SINCE')
    assert.equal((await call('DELETE', `/kpis/${kpi.id}`, { as: owner })).statusCode, 204)
    const done = await undone(job)
    assert.deepEqual([done.values_removed, done.values_restored], [0, 0])
  })

  test('a rehearsal, a refused import and one that changed nothing have nothing to undo', async () => {
    const kpi = await make.kpi(owner, board.id, { code: 'RIEN' })
    await make.value(owner, kpi.id, { period: '2025-01', value: 91 })
    const file = csv(['RIEN;2025-01;91;'])
    const rehearsal = await finished(owner, { file, before: [['dry_run', 'true'], ...(overwrite ?? [])] })
    const failed = await finished(owner, { file: csv(['RIEN;2025-01;92;']) })
    const same = await finished(owner, { file, before: overwrite })
    assert.deepEqual([rehearsal.status, failed.status, same.status], ['SUCCESS', 'FAILED', 'SUCCESS'])
    for (const job of [rehearsal, failed, same]) assert.equal(outcome(await undo(job)), '409 NOTHING_TO_UNDO')
  })

  test('what an import changed is forgotten after 90 days, and the undo says so', async () => {
    await make.kpi(owner, board.id, { code: 'VIEUX' })
    const job = await finished(owner, { file: csv(['VIEUX;2025-01;97;']) })
    const recent = await finished(owner, { file: csv(['VIEUX;2025-02;97;']) })
    const days = await asOwner(`select undoable_until - created_at between '89 days 23 hours' and '90 days 1 hour' as ok
      from kpi.import_job where id = '${job.id}'`)
    assert.deepEqual(days, [{ ok: true }])
    await asOwner(`update kpi.import_job set undoable_until = now() - interval '1 second' where id = $1`, [job.id])
    assert.equal(outcome(await undo(job)), '409 UNDO_EXPIRED')
    const upkeep = kpiJobs(socle.services).find(({ queue }) => queue === 'kpi.forget-import-changes')
    await upkeep?.run({ scope: null }, new AbortController().signal)
    const left = await asOwner('select job_id from kpi.import_change where job_id = any($1)', [[job.id, recent.id]])
    assert.deepEqual(left, [{ job_id: recent.id }])
    assert.equal(outcome(await undo(job)), '409 UNDO_EXPIRED')
    await undone(recent)
  })

  test('only who started it or an ADMIN undoes it, and only where values may still be corrected', async () => {
    const kpi = await make.kpi(owner, board.id, { code: 'DROITS' })
    const job = await finished(owner, { file: csv(['DROITS;2025-01;97;']) })
    assert.equal(outcome(await undo(job, other)), '404 NOT_FOUND')
    assert.equal(outcome(await undo(job, stranger)), '404 NOT_FOUND')
    assert.equal(outcome(await undo({ id: randomUUID() })), '404 NOT_FOUND')
    await asOwner('update kpi.dashboard set owner_id = $2 where id = $1', [board.id, admin.user_id])
    await asOwner('update kpi.kpi set owner_id = $2 where id = $1', [kpi.id, admin.user_id])
    assert.equal(outcome(await undo(job)), '403 FORBIDDEN')
    await asOwner(`update kpi.dashboard set visibility = 'PRIVATE' where id = $1`, [board.id])
    assert.equal(outcome(await undo(job)), '403 FORBIDDEN')
    assert.equal((await rows(kpi.id)).length, 1)
    await undone(job, admin)
    assert.deepEqual(await rows(kpi.id), [])
  })
})
