import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer, Person } from '../../../test/support/app.ts'
import { importShortcuts } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import { deleteValueRow } from './queries/values.ts'
import type { ValueId } from './queries/values.ts'
import type { Dashboard, Kpi, Value } from './schemas.ts'

const socle = await createTestSocle()
const { call, asOwner } = socle
const make = kpiShortcuts(socle)
const imports = importShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const keeper = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()

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
const correct = (value: Value, body: object, as: Person = keeper): Promise<Answer> =>
  call('PATCH', `/values/${value.id}`, { as, body })
const approve = (value: Value, as: Person = owner): Promise<Answer> =>
  call('POST', `/values/${value.id}/approval`, { as })
const read = async (value: Value): Promise<Value> =>
  (await call('GET', `/values/${value.id}`, { as: owner })).json<Value>()
const acts = async (id: string): Promise<readonly unknown[]> =>
  (await asOwner(`select action from kernel.audit_entry where entity_id = $1 order by seq`, [id])).map(
    (r) => r['action'],
  )

describe('closing', () => {
  after(() => socle[Symbol.asyncDispose]())

  describe('a locked period', () => {
    test('takes no entry, correction or deletion, and says up to which day', async () => {
      const { board, kpi } = await stage()
      const value = await make.value(keeper, kpi.id, { period: '2025-10', value: 96 })
      const locked = await lock(board, '2025-10-31')
      assert.equal(locked.statusCode, 200, locked.body)
      assert.equal(locked.json<Dashboard>().locked_through, '2025-10-31')
      for (const as of [keeper, owner, admin]) {
        const answers = [
          await enter(kpi, '2025-09', 90, as),
          await correct(value, { value: 97 }, as),
          await correct(value, { comment: 'Après coup.' }, as),
          await call('DELETE', `/values/${value.id}`, { as }),
        ]
        assert.deepEqual(answers.map(outcome), Array(4).fill('409 PERIOD_LOCKED'))
        const { detail, locked_through } = answers[0]!.json<{ detail: string; locked_through: string }>()
        assert.equal(locked_through, '2025-10-31')
        assert.match(detail, /31\/10\/2025/)
      }
      assert.deepEqual(await read(value), value)
      assert.equal(outcome(await enter(kpi, '2025-11', 91)), '201')
    })

    test('is told by the end of the period: a quarter that ends later stays open', async () => {
      const { board } = await stage()
      const quarterly = await make.kpi(owner, board.id, { frequency: 'QUARTERLY' })
      await lock(board, '2025-05-31')
      assert.equal(outcome(await enter(quarterly, '2025-T1', 90, owner)), '409 PERIOD_LOCKED')
      assert.equal(outcome(await enter(quarterly, '2025-T2', 90, owner)), '201')
    })

    test('takes no cell of the entry grid, and names the cells', async () => {
      const { board, kpi } = await stage()
      await lock(board, '2025-10-31')
      const cells = ['2025-10', '2025-11'].map((period) => ({ kpi_id: kpi.id, period, value: 90 }))
      const answer = await call('PUT', `/dashboards/${board.id}/grid`, { as: keeper, body: { cells } })
      assert.equal(outcome(answer), '409 PERIOD_LOCKED')
      const { errors, locked_through } = answer.json<{ errors: { pointer: string }[]; locked_through: string }>()
      assert.deepEqual([errors.map(({ pointer }) => pointer), locked_through], [['/cells/0'], '2025-10-31'])
      assert.deepEqual(await asOwner(`select 1 from kpi.value where kpi_id = $1`, [kpi.id]), [])
    })

    test('shows on the dashboard and on its KPIs', async () => {
      const { board, kpi } = await stage()
      await lock(board, '2025-10-31')
      const shown = (await call('GET', `/kpis/${kpi.id}`, { as: other })).json<Kpi>()
      assert.equal(shown.locked_through, '2025-10-31')
      assert.equal((await call('GET', `/dashboards/${board.id}`, { as: other })).json<Dashboard>().can_edit, false)
    })

    test('is opened again by an ADMIN only, and the audit says so', async () => {
      const { board, kpi } = await stage()
      assert.equal(outcome(await lock(board, '2025-10-31')), '200')
      assert.equal(outcome(await lock(board, '2025-09-30')), '403 FORBIDDEN')
      assert.equal(outcome(await lock(board, null)), '403 FORBIDDEN')
      assert.equal(outcome(await lock(board, '2025-11-30')), '200')
      assert.equal(outcome(await lock(board, '2025-11-30')), '200')
      assert.equal(outcome(await lock(board, '2025-09-30', admin)), '200')
      assert.equal(outcome(await enter(kpi, '2025-10', 90)), '201')
      assert.equal(outcome(await lock(board, null, admin)), '200')
      assert.deepEqual(await acts(board.id), [
        'dashboard.created',
        'dashboard.locked',
        'dashboard.locked',
        'dashboard.unlocked',
        'dashboard.unlocked',
      ])
    })

    test('is not of the future, nor a day that does not exist', async () => {
      const { board } = await stage()
      for (const day of ['2099-12-31', '1989-12-31', '2025-02-30'])
        assert.equal(outcome(await lock(board, day)), '422 LOCK_DAY_INVALID', day)
      assert.equal(outcome(await lock(board, 'hier')), '422 VALUE_INVALID')
    })

    test('is set by the owner of the dashboard, not by that of a KPI, and unknown to who does not see it', async () => {
      const board = await make.dashboard(owner, { visibility: 'PRIVATE' })
      const open = await stage()
      assert.equal(outcome(await lock(open.board, '2025-10-31', keeper)), '403 FORBIDDEN')
      for (const as of [other, stranger]) {
        const unknown = await call('PUT', `/dashboards/${randomUUID()}/lock`, { as, body: { locked_through: null } })
        assert.deepEqual(refusal(await lock(board, '2025-10-31', as)), refusal(unknown))
      }
    })

    test('keeps its KPI and its dashboard from being deleted', async () => {
      const { board, kpi } = await stage()
      await make.value(keeper, kpi.id, { period: '2025-10', value: 96 })
      await lock(board, '2025-10-31')
      assert.equal(outcome(await call('DELETE', `/kpis/${kpi.id}`, { as: admin })), '409 PERIOD_LOCKED')
      assert.equal(outcome(await call('DELETE', `/dashboards/${board.id}`, { as: admin })), '409 PERIOD_LOCKED')
      await lock(board, null, admin)
      assert.equal(outcome(await call('DELETE', `/dashboards/${board.id}`, { as: admin })), '204')
    })

    test('keeps its statuses when past values are judged again', async () => {
      const { board, kpi } = await stage()
      const september = await make.value(keeper, kpi.id, { period: '2025-09', value: 92 })
      const october = await make.value(keeper, kpi.id, { period: '2025-10', value: 92 })
      await lock(board, '2025-09-30')
      const change = { threshold_green: 91, effective_from: '2025-01-01', recompute: true, unit: 'pts' }
      const answer = await call('PATCH', `/kpis/${kpi.id}`, { as: admin, body: change })
      assert.equal(answer.statusCode, 200, answer.body)
      assert.equal(answer.json<{ statuses_changed: number }>().statuses_changed, 1)
      assert.deepEqual(await read(september), september)
      assert.equal((await read(october)).status, 'GREEN')
    })

    test('keeps its computed values when their inputs change elsewhere; what is computed from them goes on from there', async () => {
      const open = await stage()
      const closed = await stage()
      const above = await stage()
      const sumOf = (kpi: Kpi, input: Kpi): Promise<Answer> =>
        call('PUT', `/kpis/${kpi.id}/formula`, {
          as: owner,
          body: { kind: 'SUM', terms: [{ kpi_id: input.id, coefficient: 1 }] },
        })
      assert.equal(outcome(await sumOf(closed.kpi, open.kpi)), '200')
      assert.equal(outcome(await sumOf(above.kpi, closed.kpi)), '200')
      const september = await make.value(keeper, open.kpi.id, { period: '2025-09', value: 90 })
      const october = await make.value(keeper, open.kpi.id, { period: '2025-10', value: 90 })
      assert.equal(outcome(await lock(closed.board, '2025-09-30')), '200')
      assert.equal(outcome(await correct(september, { value: 10 })), '200')
      assert.equal(outcome(await correct(october, { value: 20 })), '200')
      assert.equal(outcome(await enter(open.kpi, '2025-08', 5)), '201')
      for (const { kpi } of [closed, above]) {
        const { items } = (await call('GET', `/kpis/${kpi.id}/values`, { as: owner })).json<{ items: Value[] }>()
        assert.deepEqual(
          items.map(({ period_label, value }) => [period_label, value]),
          [
            ['2025-09', 90],
            ['2025-10', 20],
          ],
        )
      }
    })

    test('is kept by the database too, whatever writes', async () => {
      const { board, kpi } = await stage()
      const value = await make.value(keeper, kpi.id, { period: '2025-10', value: 96 })
      await lock(board, '2025-10-31')
      const locked = { code: 'SO409', constraint: 'PERIOD_LOCKED' }
      await assert.rejects(asOwner(`update kpi.value set value = 1 where id = $1`, [value.id]), locked)
      await assert.rejects(asOwner(`delete from kpi.value where id = $1`, [value.id]), locked)
      const copy = `insert into kpi.value (organization_id, id, kpi_id, frequency, period_start, period_end, period_label,
          value, status, critical, explanation, threshold_id)
        select organization_id, gen_random_uuid(), kpi_id, frequency, '2025-08-01', '2025-08-31', '2025-08', value, status,
          critical, explanation, threshold_id from kpi.value where id = $1`
      await assert.rejects(asOwner(copy, [value.id]), locked)
      await assert.rejects(
        socle.services.database.transaction(
          { organization_id: admin.organization_id, user_id: null, role: 'SYSTEM' },
          (tx) => deleteValueRow(tx, value.id as ValueId),
        ),
        locked,
      )
    })
  })

  describe('an import', () => {
    test('refuses the rows of a locked period by name, in long and wide files', async () => {
      const { board, kpi } = await stage()
      await lock(board, '2025-02-28')
      const long = await imports.finished(keeper, {
        file: `indicateur;période;valeur\n${kpi.id};2025-02;90\n${kpi.id};2025-03;91\n`,
      })
      assert.deepEqual(
        long.errors.map(({ row, code }) => [row, code]),
        [[2, 'PERIOD_LOCKED']],
      )
      const wide = await imports.finished(keeper, {
        file: `indicateur;2025-01;2025-04\n${kpi.id};90;91\n`,
        before: [['mode', 'valid_rows']],
      })
      assert.deepEqual(
        wide.errors.map(({ code }) => code),
        ['PERIOD_LOCKED'],
      )
    })

    test('marks what it writes as waiting, and a repeated number keeps its approval', async () => {
      const { board, kpi } = await stage({ approval_required: true })
      const send = (value: number): Promise<unknown> =>
        imports.finished(keeper, {
          file: `indicateur;période;valeur\n${kpi.id};2025-02;${value}\n`,
          before: [['on_duplicate', 'overwrite']],
        })
      await send(90)
      const [value] = (await call('GET', `/kpis/${kpi.id}/values`, { as: owner })).json<{ items: Value[] }>().items
      assert.ok(value)
      assert.deepEqual([value.approval, value.entered_by], ['PENDING', keeper.user_id])
      assert.equal(outcome(await approve(value)), '200')
      await send(90)
      assert.equal((await read(value)).approval, 'APPROVED')
      await send(91)
      assert.equal((await read(value)).approval, 'PENDING')
      assert.equal(outcome(await lock(board, '2025-02-28')), '409 VALUES_PENDING')
    })
  })

  describe('approval', () => {
    test('is asked for new and corrected numbers, not for a comment, and given by who answers for the dashboard', async () => {
      const { kpi } = await stage({ approval_required: true })
      const value = (await enter(kpi, '2025-10', 96)).json<Value>()
      assert.deepEqual([value.approval, value.entered_by], ['PENDING', keeper.user_id])
      assert.equal(outcome(await approve(value, keeper)), '403 FORBIDDEN')
      assert.equal(outcome(await approve(value, other)), '403 FORBIDDEN')
      assert.equal(outcome(await approve(value, stranger)), '404 NOT_FOUND')
      const approved = await approve(value)
      assert.equal(approved.json<Value>().approval, 'APPROVED')
      assert.equal((await correct(value, { comment: 'Relevé du 3.' })).json<Value>().approval, 'APPROVED')
      assert.equal((await correct(value, { value: 96, comment: null })).json<Value>().approval, 'APPROVED')
      const corrected = (await correct(value, { value: 95 }, owner)).json<Value>()
      assert.deepEqual([corrected.approval, corrected.entered_by], ['PENDING', owner.user_id])
      assert.deepEqual(await read(value), corrected)
      assert.equal(outcome(await approve(value)), '200')
      assert.equal(outcome(await approve(value, admin)), '200')
      const [entry] = await asOwner(
        `select after from kernel.audit_entry where entity_id = $1 and action = 'value.approved' order by seq desc limit 1`,
        [value.id],
      )
      assert.equal(JSON.parse(String(entry?.['after'])).own_entry, true)
    })

    test('is given to the number that was looked at, not to what somebody made of it meanwhile', async () => {
      const { kpi } = await stage({ approval_required: true })
      const made = await enter(kpi, '2025-10', 96)
      const value = made.json<Value>()
      const seen = { 'if-match': String(made.headers['etag']) }
      await correct(value, { value: 69 })
      const late = await call('POST', `/values/${value.id}/approval`, { as: owner, headers: seen })
      assert.equal(outcome(late), '412 STALE')
      assert.equal((await read(value)).approval, 'PENDING')
      assert.equal(outcome(await approve(value)), '200')
      const withdrawn = await call('DELETE', `/values/${value.id}/approval`, { as: owner, headers: seen })
      assert.equal(outcome(withdrawn), '412 STALE')
    })

    test('is withdrawn, but not in a closed period', async () => {
      const { board, kpi } = await stage({ approval_required: true })
      const value = (await enter(kpi, '2025-10', 96)).json<Value>()
      await approve(value)
      const withdraw = (): Promise<Answer> => call('DELETE', `/values/${value.id}/approval`, { as: owner })
      assert.equal(outcome(await withdraw()), '204')
      assert.equal((await read(value)).approval, 'PENDING')
      assert.equal(outcome(await withdraw()), '204')
      await approve(value)
      assert.equal(outcome(await lock(board, '2025-10-31')), '200')
      assert.equal(outcome(await withdraw()), '409 PERIOD_LOCKED')
    })

    test('is not asked where the dashboard does not; turning it off lets go of what waits', async () => {
      const { board, kpi } = await stage()
      const before = (await enter(kpi, '2025-08', 96)).json<Value>()
      assert.equal(before.approval, null)
      assert.equal(outcome(await approve(before)), '409 APPROVAL_NOT_ASKED')
      const set = (approval_required: boolean): Promise<Answer> =>
        call('PATCH', `/dashboards/${board.id}`, { as: owner, body: { approval_required } })
      assert.equal((await set(true)).json<Dashboard>().approval_required, true)
      assert.equal((await read(before)).approval, null)
      const waiting = (await enter(kpi, '2025-09', 96)).json<Value>()
      const agreed = (await enter(kpi, '2025-10', 96)).json<Value>()
      await approve(agreed)
      assert.equal((await call('GET', `/dashboards/${board.id}`, { as: owner })).json<Dashboard>().pending_values, 1)
      await set(false)
      assert.deepEqual([(await read(waiting)).approval, (await read(agreed)).approval], [null, null])
      assert.equal(outcome(await lock(board, '2025-10-31')), '200')
    })
  })
})
