// Evidence is never lost by the way: not with its value, not in the grid, not when a computed value goes and comes back.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Answer } from '../../../test/support/app.ts'
import { formOf } from '../../../test/support/imports.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { Evidence } from './closing-schemas.ts'
import type { Value } from './schemas.ts'

const socle = await createTestSocle()
const { call, asOwner } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const keeper = await socle.addUser(admin)
const board = await make.dashboard(owner)
const kpi = await make.kpi(owner, board.id, { owner_id: keeper.user_id })
const text = 'Relevé du mois.'

let month = 0
const nextValue = (): Promise<Value> => {
  month += 1
  return make.value(owner, kpi.id, { period: `2020-${String(month).padStart(2, '0')}`, value: 96 })
}
const added = async (value: Value, { name = 'a.txt', file = text } = {}): Promise<Evidence> => {
  const { payload, contentType } = formOf({ file, name })
  const answer = await call('POST', `/values/${value.id}/evidence`, {
    as: owner,
    payload,
    headers: { 'content-type': contentType },
  })
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<Evidence>()
}
const list = async (value: Value): Promise<readonly Evidence[]> =>
  (await call('GET', `/values/${value.id}/evidence`, { as: owner })).json<{ items: readonly Evidence[] }>().items
const content = (id: string): Promise<Answer> => call('GET', `/evidence/${id}/content`, { as: owner })
const rowCount = async (): Promise<unknown> =>
  (
    await asOwner(
      `select (select count(*) from kpi.evidence)::int as evidence, (select count(*) from kernel.file)::int as files`,
    )
  )[0]

describe('evidence', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('does not go with its value unless whoever deletes says so, in the entry grid not at all', async () => {
    const bare = await nextValue()
    assert.equal(outcome(await call('DELETE', `/values/${bare.id}`, { as: keeper })), '204')
    const value = await nextValue()
    await added(value)
    await added(value, { name: 'b.txt', file: 'Second relevé.' })
    const refused = await call('DELETE', `/values/${value.id}`, { as: keeper })
    assert.equal(outcome(refused), '409 EVIDENCE_WOULD_GO')
    assert.equal(refused.json<{ evidence_count: number }>().evidence_count, 2)
    assert.equal(
      outcome(await call('DELETE', `/values/${value.id}?with_evidence=false`, { as: keeper })),
      '409 EVIDENCE_WOULD_GO',
    )
    const plain = await nextValue()
    const cells = [plain, value].map(({ period_label }) => ({ kpi_id: kpi.id, period: period_label, value: null }))
    const grid = await call('PUT', `/dashboards/${board.id}/grid`, { as: keeper, body: { cells } })
    assert.equal(outcome(grid), '409 EVIDENCE_WOULD_GO')
    assert.deepEqual(
      grid.json<{ errors: { pointer: string }[] }>().errors.map(({ pointer }) => pointer),
      ['/cells/1'],
    )
    assert.equal((await list(value)).length, 2)
    assert.equal((await call('GET', `/values/${plain.id}`, { as: owner })).statusCode, 200)
    const changed = [{ kpi_id: kpi.id, period: value.period_label, value: 12 }]
    assert.equal(
      outcome(await call('PUT', `/dashboards/${board.id}/grid`, { as: keeper, body: { cells: changed } })),
      '200',
    )
    assert.equal((await list(value)).length, 2)
    assert.equal(outcome(await call('DELETE', `/values/${value.id}?with_evidence=true`, { as: keeper })), '204')
    const [entry] = await asOwner(
      `select before from kernel.audit_entry where entity_id = $1 and action = 'value.deleted'`,
      [value.id],
    )
    assert.equal(JSON.parse(String(entry?.['before'])).evidence_count, 2)
  })

  test('of a computed value waits while an input is missing, and is there again with it', async () => {
    const stage = await make.dashboard(owner)
    const input = await make.kpi(owner, stage.id)
    const computed = await make.kpi(owner, stage.id)
    const body = { kind: 'SUM', terms: [{ kpi_id: input.id, coefficient: 1 }] }
    assert.equal(outcome(await call('PUT', `/kpis/${computed.id}/formula`, { as: owner, body })), '200')
    const computedValue = async (): Promise<Value | undefined> =>
      (await call('GET', `/kpis/${computed.id}/values`, { as: owner })).json<{ items: Value[] }>().items[0]
    const first = await make.value(owner, input.id, { period: '2024-01', value: 96 })
    const before = await rowCount()
    const one = await added((await computedValue())!)
    assert.equal(outcome(await call('DELETE', `/values/${first.id}`, { as: owner })), '204')
    assert.equal(await computedValue(), undefined)
    assert.equal(outcome(await content(one.id)), '404 NOT_FOUND')
    await make.value(owner, input.id, { period: '2024-02', value: 1 })
    assert.equal((await computedValue())?.evidence_count, 0)
    await make.value(owner, input.id, { period: '2024-01', value: 97 })
    const back = await computedValue()
    assert.deepEqual([back?.value, back?.evidence_count], [97, 1])
    assert.deepEqual(
      (await list(back!)).map(({ id }) => id),
      [one.id],
    )
    assert.deepEqual((await content(one.id)).body, text)
    await call(
      'DELETE',
      `/values/${(await call('GET', `/kpis/${input.id}/values`, { as: owner })).json<{ items: Value[] }>().items[0]?.id}`,
      { as: owner },
    )
    assert.equal(outcome(await call('DELETE', `/kpis/${computed.id}`, { as: owner })), '204')
    assert.deepEqual(await rowCount(), before)
  })

  test('that waited for a computed value is there with a value that somebody enters in its place', async () => {
    const { input, computed, value } = await stageComputed()
    const [one, two] = [await added(value), await added(value, { name: 'b.txt', file: 'Second relevé.' })]
    await call('DELETE', `/values/${input.id}`, { as: owner })
    assert.equal(outcome(await call('DELETE', `/kpis/${computed.id}/formula`, { as: owner })), '204')
    const typed = await make.value(owner, computed.id, { period: '2024-01', value: 5 })
    assert.equal(typed.evidence_count, 2)
    assert.deepEqual(
      (await list(typed)).map(({ id }) => id),
      [one.id, two.id],
    )
  })

  test('that waited is there with a value from the grid or an import, too', async () => {
    for (const write of [
      (id: string) => {
        const cells = [{ kpi_id: id, period: '2024-01', value: 5 }]
        return call('PUT', `/dashboards/${board.id}/grid`, { as: owner, body: { cells } })
      },
      (id: string) => {
        const rows = [{ kpi_id: id, period: '2024-01', value: 5 }]
        return call('POST', '/imports/kpi-values', { as: owner, body: { rows } })
      },
    ]) {
      const { input, computed, value } = await stageComputed()
      await added(value)
      await call('DELETE', `/values/${input.id}`, { as: owner })
      await call('DELETE', `/kpis/${computed.id}/formula`, { as: owner })
      const written = await write(computed.id)
      assert.ok(written.statusCode < 300, written.body)
      const { items } = (await call('GET', `/kpis/${computed.id}/values`, { as: owner })).json<{ items: Value[] }>()
      assert.equal(items[0]?.evidence_count, 1)
    }
  })

  test('that arrives while a computed value goes waits with the rest', async () => {
    const { input, value } = await stageComputed()
    const evidence = await added(value)
    // the same bytes as a row of their own, while nobody has said yet that they stay
    const [written, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const scope = { organization_id: admin.organization_id, user_id: owner.user_id, role: 'USER' } as const
    const arriving = socle.services.database.transaction(scope, async (tx) => {
      await sql`
        with file as (
          insert into kernel.file (organization_id, id, name, media_type, bytes, sha256)
          select f.organization_id, gen_random_uuid(), f.name, f.media_type, f.bytes, f.sha256
          from kpi.evidence e join kernel.file f on f.organization_id = e.organization_id and f.id = e.file_id
          where e.id = ${evidence.id}
          returning organization_id, id)
        insert into kpi.evidence (organization_id, id, kpi_id, value_id, file_id, added_by)
        select f.organization_id, gen_random_uuid(), ${value.kpi_id}, ${value.id}, f.id, ${owner.user_id} from file f`.execute(
        tx,
      )
      written.resolve()
      await told.promise
    })
    await written.promise
    const going = call('DELETE', `/values/${input.id}`, { as: owner })
    const waiting = `select count(*)::int as count from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
    while ((await asOwner(waiting))[0]?.['count'] === 0) await wait(10)
    told.resolve()
    await arriving
    assert.equal(outcome(await going), '204')
    const [kept] = await asOwner(
      'select count(*)::int as count from kpi.evidence where kpi_id = $1 and value_id is null',
      [value.kpi_id],
    )
    assert.deepEqual(kept, { count: 2 })
  })
})

/** A KPI that repeats another one, with the value of a period of both. */
async function stageComputed() {
  const source = await make.kpi(owner, board.id)
  const computed = await make.kpi(owner, board.id)
  const body = { kind: 'SUM', terms: [{ kpi_id: source.id, coefficient: 1 }] }
  assert.equal(outcome(await call('PUT', `/kpis/${computed.id}/formula`, { as: owner, body })), '200')
  const input = await make.value(owner, source.id, { period: '2024-01', value: 96 })
  const { items } = (await call('GET', `/kpis/${computed.id}/values`, { as: owner })).json<{ items: Value[] }>()
  return { input, computed, value: items[0]! }
}
