import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import type { Annotation, Series, Target } from './analysis-schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const keeper = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const board = await make.dashboard(owner)
const secretBoard = await make.dashboard(owner, { visibility: 'PRIVATE' })

const put = (kpiId: string, items: unknown, as = owner) =>
  call('PUT', `/kpis/${kpiId}/targets`, { as, body: { items } })
const list = async (kpiId: string, query = ''): Promise<readonly Target[]> => {
  const answer = await call('GET', `/kpis/${kpiId}/targets${query}`, { as: owner })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<{ items: readonly Target[] }>().items
}
const pairs = (targets: readonly Target[]): unknown => targets.map(({ period_label, value }) => [period_label, value])
const annotate = (kpiId: string, body: unknown, as = owner) => call('POST', `/kpis/${kpiId}/annotations`, { as, body })
const note = async (kpiId: string, period: string, as = owner): Promise<Annotation> => {
  const answer = await annotate(kpiId, { period, text: `Note de ${period}` }, as)
  assert.equal(answer.statusCode, 201, answer.body)
  return answer.json<Annotation>()
}
const traces = (kpiId: string, prefix: string): Promise<readonly Record<string, unknown>[]> =>
  socle.asOwner(
    `select (select count(*) from kernel.audit_entry where entity_id = $1 and action like $2 || '.%')::int as audits,
       (select count(*) from kernel.event where payload ->> 'kpi_id' = $1::text and type like 'kpi.' || $2 || '.%')::int as events`,
    [kpiId, prefix],
  )

describe('targets and annotations', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('a request replaces the targets of its periods, takes away the null ones and leaves the others', async () => {
    const kpi = await make.kpi(owner, board.id)
    const first = await put(kpi.id, [
      { period: '2025-02', value: 95.5 },
      { period: '2025-01', value: 0 },
      { period: '2099-12', value: -1 },
    ])
    assert.equal(first.statusCode, 200, first.body)
    assert.deepEqual(pairs(first.json<{ items: readonly Target[] }>().items), [
      ['2025-01', 0],
      ['2025-02', 95.5],
      ['2099-12', -1],
    ])
    const [january] = await list(kpi.id)
    assert.deepEqual([january?.period_start, january?.period_end], ['2025-01-01', '2025-01-31'])
    const second = await put(kpi.id, [
      { period: '2025-02', value: 96 },
      { period: '2025-01', value: null },
      { period: '2025-07', value: null },
    ])
    assert.deepEqual(pairs(second.json<{ items: readonly Target[] }>().items), [['2025-02', 96]])
    assert.deepEqual(pairs(await list(kpi.id)), [
      ['2025-02', 96],
      ['2099-12', -1],
    ])
    assert.deepEqual(pairs(await list(kpi.id, '?from=2025-01-01&to=2025-12-31')), [['2025-02', 96]])
    const page = (await call('GET', `/kpis/${kpi.id}/targets?limit=1`, { as: owner })).json<{ next_cursor: string }>()
    assert.deepEqual(pairs(await list(kpi.id, `?limit=1&cursor=${page.next_cursor}`)), [['2099-12', -1]])
  })

  test('one request is one audit entry and one event; one that changes nothing leaves no trace', async () => {
    const kpi = await make.kpi(owner, secretBoard.id)
    const items = [1, 2, 3].map((month) => ({ period: `2025-0${month}`, value: 90 + month }))
    for (let round = 0; round < 2; round += 1) assert.equal(outcome(await put(kpi.id, items)), '200')
    assert.deepEqual(await traces(kpi.id, 'target'), [{ audits: 1, events: 1 }])
    assert.equal(outcome(await put(kpi.id, [...items.slice(1), { period: '2025-01', value: null }])), '200')
    const [entry] = await socle.asOwner(
      `select before, after, summary from kernel.audit_entry where entity_id = $1 and action = 'target.replaced' order by seq desc limit 1`,
      [kpi.id],
    )
    assert.deepEqual(
      [JSON.parse(String(entry?.['before'])), JSON.parse(String(entry?.['after']))],
      [{ '2025-01': '91' }, { '2025-01': null }],
    )
    const [event] = await socle.asOwner(
      `select audience from kernel.event where payload ->> 'kpi_id' = $1 and type = 'kpi.target.replaced' limit 1`,
      [kpi.id],
    )
    assert.equal(String(event?.['audience']).replaceAll(/[{}]/g, ''), owner.user_id)
  })

  test('every mistake is named with its place, and nothing is written', async () => {
    const kpi = await make.kpi(owner, board.id)
    const good = { period: '2025-01', value: 1 }
    const cases: readonly (readonly [unknown, string, string])[] = [
      [[], 'VALUE_INVALID', '/items'],
      [Array.from({ length: 401 }, () => good), 'VALUE_INVALID', '/items'],
      ['x', 'VALUE_INVALID', '/items'],
      [[good, null], 'VALUE_INVALID', '/items/1'],
      [[good, { period: '2025-02' }], 'REQUIRED', '/items/1/value'],
      [[{ ...good, status: 'GREEN' }], 'UNKNOWN_FIELD', '/items/0/status'],
      [[good, { period: '2025-13', value: 1 }], 'INVALID_PERIOD', '/items/1/period'],
      [[{ period: '', value: 1 }], 'INVALID_PERIOD', '/items/0/period'],
      [[{ period: "2025-01'; drop table kpi.target; --", value: 1 }], 'INVALID_PERIOD', '/items/0/period'],
      [[{ period: '1989-12', value: 1 }], 'INVALID_PERIOD', '/items/0/period'],
      [[{ period: '2101-01', value: null }], 'INVALID_PERIOD', '/items/0/period'],
      [[{ period: '2025-W01', value: 1 }], 'PERIOD_FREQUENCY_MISMATCH', '/items/0/period'],
      [[{ period: '2025', value: 1 }], 'PERIOD_FREQUENCY_MISMATCH', '/items/0/period'],
      [[good, { period: '2025-01', value: 2 }], 'DUPLICATE_PERIOD', '/items/1/period'],
      [[good, { period: '2025-02', value: '2' }], 'VALUE_INVALID', '/items/1/value'],
      [[good, { period: '2025-02', value: true }], 'VALUE_INVALID', '/items/1/value'],
      [[good, { period: '2025-02', value: 0.0000001 }], 'VALUE_PRECISION', '/items/1/value'],
      [[{ period: 202501, value: 1 }], 'VALUE_INVALID', '/items/0/period'],
      [[{ period: '2025-01\u0000', value: 1 }], 'VALUE_INVALID', '/items/0/period'],
    ]
    for (const [items, code, pointer] of cases) {
      const answer = await put(kpi.id, items)
      assert.equal(outcome(answer), `422 ${code}`, JSON.stringify(items).slice(0, 80))
      assert.equal(answer.json<{ errors: readonly { pointer: string }[] }>().errors[0]?.pointer, pointer)
    }
    const both = await put(kpi.id, [
      { period: '2025-13', value: 0.0000001 },
      { period: '2025-W01', value: 1 },
    ])
    assert.deepEqual(
      both.json<{ errors: readonly { pointer: string }[] }>().errors.map(({ pointer }) => pointer),
      ['/items/0/period', '/items/0/value', '/items/1/period'],
    )
    const payload = '{"items":[{"period":"2025-01","value":9007199254740993}]}'
    const headers = { 'content-type': 'application/json' }
    const raw = await call('PUT', `/kpis/${kpi.id}/targets`, { as: owner, payload, headers })
    assert.equal(outcome(raw), '422 VALUE_PRECISION')
    assert.deepEqual(await list(kpi.id), [])
  })

  test('the dashboard’s owner and ADMINs set targets; the others see them, or see nothing', async () => {
    const kpi = await make.kpi(owner, board.id, { owner_id: keeper.user_id })
    const hidden = await make.kpi(owner, secretBoard.id)
    const items = [{ period: '2025-01', value: 1 }]
    const outcomes = await Promise.all([owner, admin, keeper, other].map((as) => put(kpi.id, items, as)))
    assert.deepEqual(outcomes.map(outcome), ['200', '200', '403 FORBIDDEN', '403 FORBIDDEN'])
    assert.equal(outcome(await call('GET', `/kpis/${kpi.id}/targets`, { as: other })), '200')
    assert.equal(outcome(await put(hidden.id, items, other)), '404 NOT_FOUND')
    assert.equal(outcome(await call('GET', `/kpis/${hidden.id}/targets`, { as: other })), '404 NOT_FOUND')
    assert.equal(outcome(await call('GET', `/kpis/${kpi.id}/targets`, { as: null })), '401 UNAUTHENTICATED')
    const unknown = refusal(await put(randomUUID(), items, stranger))
    assert.deepEqual(refusal(await put(kpi.id, items, stranger)), unknown)
    assert.deepEqual(refusal(await put('%00', items, stranger)), unknown)
  })

  test('requests for the same periods at the same time leave the whole of one of them', async () => {
    const kpi = await make.kpi(owner, board.id)
    const months = ['2025-03', '2025-01', '2025-02']
    const answers = await Promise.all(
      [1, 2, 3, 4].map((value) =>
        put(
          kpi.id,
          (value % 2 === 0 ? months : months.toReversed()).map((period) => ({ period, value })),
        ),
      ),
    )
    assert.deepEqual(answers.map(outcome), ['200', '200', '200', '200'])
    const values = new Set((await list(kpi.id)).map(({ value }) => value))
    assert.equal(values.size, 1)
  })

  test('while there are targets the frequency stays; the database keeps periods canonical', async () => {
    const kpi = await make.kpi(owner, board.id)
    await put(kpi.id, [{ period: '2025-01', value: 1 }])
    const change = () => call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: { frequency: 'YEARLY' } })
    assert.equal(outcome(await change()), '409 FREQUENCY_LOCKED')
    const insert = (start: string, end: string, value: string) =>
      socle.asOwner(
        `insert into kpi.target (organization_id, kpi_id, frequency, period_start, period_end, period_label, value)
         values ($1, $2, 'MONTHLY', $3, $4, 'label', $5::numeric)`,
        [owner.organization_id, kpi.id, start, end, value],
      )
    await assert.rejects(insert('2025-02-02', '2025-02-28', '1'), { code: '23514' })
    await assert.rejects(insert('2025-02-01', '2025-02-28', 'NaN'), { code: '23514' })
    await assert.rejects(insert('2025-01-01', '2025-01-31', '1'), { code: '23505' })
    await put(kpi.id, [{ period: '2025-01', value: null }])
    assert.equal(outcome(await change()), '200')
    assert.equal(outcome(await call('DELETE', `/kpis/${kpi.id}`, { as: owner })), '204')
  })

  test('annotations are kept as written, listed by period, and shown beside the series', async () => {
    const kpi = await make.kpi(owner, board.id)
    await note(kpi.id, '2025-03')
    const made = (await annotate(kpi.id, { period: '2025-01', text: '=cmd|"<script>' })).json<Annotation>()
    assert.deepEqual(
      [made.period_start, made.period_end, made.text, made.author_id, made.can_delete],
      ['2025-01-01', '2025-01-31', '=cmd|"<script>', owner.user_id, true],
    )
    const path = `/kpis/${kpi.id}/annotations`
    const seen = (await call('GET', path, { as: other })).json<{ items: readonly Annotation[] }>().items
    assert.deepEqual(
      seen.map(({ period_label, can_delete }) => [period_label, can_delete]),
      [
        ['2025-01', false],
        ['2025-03', false],
      ],
    )
    const page = (await call('GET', `${path}?limit=1`, { as: owner })).json<{ next_cursor: string }>()
    const next = await call('GET', `${path}?limit=1&cursor=${page.next_cursor}`, { as: owner })
    assert.deepEqual(
      next.json<{ items: readonly Annotation[] }>().items.map(({ period_label }) => period_label),
      ['2025-03'],
    )
    const forged = Buffer.from('["2025-01-01","x"]').toString('base64url')
    assert.equal(outcome(await call('GET', `${path}?cursor=${forged}`, { as: owner })), '422 CURSOR_INVALID')
    const series = await call('GET', `/kpis/${kpi.id}/series?from=2025-02-01&to=2025-03-01`, { as: owner })
    assert.deepEqual(
      series.json<Series>().annotations.map(({ text }) => text),
      ['Note de 2025-03'],
    )
    // a change of frequency moves a note to the period that holds its day
    await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: { frequency: 'QUARTERLY' } })
    const moved = (await call('GET', path, { as: owner })).json<{ items: readonly Annotation[] }>().items
    assert.deepEqual(
      moved.map(({ period_label }) => period_label),
      ['2025-T1', '2025-T1'],
    )
  })

  test('hostile input is refused, with its place', async () => {
    const kpi = await make.kpi(owner, board.id)
    const cases: readonly (readonly [unknown, string])[] = [
      [{ period: '2025-01', text: '' }, 'VALUE_INVALID'],
      [{ period: '2025-01', text: '   ' }, 'VALUE_INVALID'],
      [{ period: '2025-01', text: 'x'.repeat(501) }, 'VALUE_INVALID'],
      [{ period: '2025-01', text: 'a\u0000' }, 'VALUE_INVALID'],
      [{ period: '2025-01', text: 1 }, 'VALUE_INVALID'],
      [{ period: '2025-01' }, 'REQUIRED'],
      [{ period: '2025-W01', text: 'x' }, 'PERIOD_FREQUENCY_MISMATCH'],
      [{ period: '2025-02-30', text: 'x' }, 'INVALID_PERIOD'],
      [{ period: '2025-01', text: 'x', author_id: other.user_id }, 'UNKNOWN_FIELD'],
    ]
    for (const [body, code] of cases)
      assert.equal(outcome(await annotate(kpi.id, body)), `422 ${code}`, JSON.stringify(body).slice(0, 80))
  })

  test('rights: owners and ADMINs annotate; the author, they and nobody else delete', async () => {
    const kpi = await make.kpi(owner, board.id, { owner_id: keeper.user_id })
    const hidden = await make.kpi(owner, secretBoard.id)
    assert.equal(outcome(await annotate(kpi.id, { period: '2025-01', text: 'x' }, other)), '403 FORBIDDEN')
    assert.equal(outcome(await annotate(hidden.id, { period: '2025-01', text: 'x' }, other)), '404 NOT_FOUND')
    const kept = await note(kpi.id, '2025-01', keeper)
    const secret = await note(hidden.id, '2025-01')
    const remove = async (id: string, as = other): Promise<string> =>
      outcome(await call('DELETE', `/annotations/${id}`, { as }))
    assert.equal(await remove(kept.id), '403 FORBIDDEN')
    assert.equal(await remove(secret.id), '404 NOT_FOUND')
    const unknown = refusal(await call('DELETE', `/annotations/${randomUUID()}`, { as: stranger }))
    assert.deepEqual(refusal(await call('DELETE', `/annotations/${kept.id}`, { as: stranger })), unknown)
    assert.equal(await remove(kept.id, owner), '204')
    assert.equal(await remove(kept.id, owner), '404 NOT_FOUND')
    assert.equal(await remove((await note(kpi.id, '2025-02', keeper)).id, keeper), '204')
    assert.equal(await remove((await note(kpi.id, '2025-02', keeper)).id, admin), '204')
    const rows = await socle.asOwner(`select action, before, after from kernel.audit_entry where entity_id = $1`, [
      kept.id,
    ])
    assert.deepEqual(
      rows.map(({ action }) => action),
      ['annotation.created', 'annotation.deleted'],
    )
    assert.ok(!JSON.stringify(rows).includes('Note de'), 'free text never enters the audit')
  })
})
