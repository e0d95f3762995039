import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import type { Value } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const keeper = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const board = await make.dashboard(owner)
const enter = (kpiId: string, body: unknown, as = owner) => call('POST', `/kpis/${kpiId}/values`, { as, body })
const history = async (kpiId: string, query = ''): Promise<readonly Value[]> => {
  const answer = await call('GET', `/kpis/${kpiId}/values${query}`, { as: owner })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<{ items: readonly Value[] }>().items
}

describe('values', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('a value is judged at entry and says why', async () => {
    const kpi = await make.kpi(owner, board.id)
    const value = await make.value(owner, kpi.id, { period: '2025-03', value: 92, comment: '=cmd|"<script>\u0001' })
    const { id, created_at, updated_at, entered_at, threshold_version_id, ...rest } = value
    assert.deepEqual(rest, {
      kpi_id: kpi.id,
      period_start: '2025-03-01',
      period_end: '2025-03-31',
      period_label: '2025-03',
      value: 92,
      status: 'ORANGE',
      critical: false,
      provisional: false,
      explanation: '92\u00A0% < 95\u00A0% et ≥ 90\u00A0% → orange, seuils d’origine',
      comment: '=cmd|"<script>\u0001',
      approval: null,
      entered_by: owner.user_id,
      judged_at: null,
      evidence_count: 0,
    })
    assert.equal(entered_at, created_at)
    assert.equal(threshold_version_id, kpi.threshold_version_id)
    assert.equal(created_at, updated_at)
    assert.deepEqual(await history(kpi.id), [value])
    assert.equal((await make.value(owner, kpi.id, { period: '2025-04', value: 79.9 })).critical, true)
    assert.equal((await make.value(owner, kpi.id, { period: '2025-05', value: 0 })).status, 'RED')
    assert.match(id, /^[0-9a-f-]{36}$/)
  })

  test('without thresholds there is no status, and the sentence says so', async () => {
    const none = { threshold_green: null, threshold_orange: null, threshold_red: null }
    const kpi = await make.kpi(owner, board.id, none)
    const value = await make.value(owner, kpi.id, { period: '2025-03', value: 92 })
    assert.equal(value.status, null)
    assert.match(value.explanation, /aucun seuil/i)
  })

  test('any day of the period names it, and the current period is provisional', async () => {
    const weekly = await make.kpi(owner, board.id, { frequency: 'WEEKLY' })
    const value = await make.value(owner, weekly.id, { period_start: '2021-01-01', period_end: '2021-01-03', value: 1 })
    assert.deepEqual([value.period_start, value.period_label], ['2020-12-28', '2020-W53'])
    const yearly = await make.kpi(owner, board.id, { frequency: 'YEARLY' })
    const today = new Date().toISOString().slice(0, 10)
    assert.equal((await make.value(owner, yearly.id, { period_start: today, value: 1 })).provisional, true)
    assert.equal((await history(yearly.id))[0]?.provisional, true)
  })

  test('wrong periods and numbers answer 422 with their codes', async () => {
    const kpi = await make.kpi(owner, board.id)
    const cases: readonly (readonly [Record<string, unknown>, string])[] = [
      [{ period: '2025-13', value: 1 }, 'INVALID_PERIOD'],
      [{ period: '', value: 1 }, 'INVALID_PERIOD'],
      [{ period: '1989-12', value: 1 }, 'INVALID_PERIOD'],
      [{ period: '2101-01', value: 1 }, 'INVALID_PERIOD'],
      [{ period_start: '2025-02-30', value: 1 }, 'INVALID_PERIOD'],
      [{ period_start: '30/06/2024', value: 1 }, 'INVALID_PERIOD'],
      [{ value: 1 }, 'INVALID_PERIOD'],
      [{ period: '2025-W10', value: 1 }, 'PERIOD_FREQUENCY_MISMATCH'],
      [{ period: '2025-T1', value: 1 }, 'PERIOD_FREQUENCY_MISMATCH'],
      [{ period: '2099-01', value: 1 }, 'PERIOD_IN_FUTURE'],
      [{ period: '2025-01', period_end: '2025-01-01', value: 1 }, 'PERIOD_MISMATCH'],
      [{ period: '2025-01', value: 0.0000001 }, 'VALUE_PRECISION'],
      [{ period: '2025-01', value: '1' }, 'VALUE_INVALID'],
      [{ period: '2025-01', value: null }, 'VALUE_INVALID'],
      [{ period: '2025-01', value: true }, 'VALUE_INVALID'],
      [{ period: '2025-01', value: {} }, 'VALUE_INVALID'],
      [{ period: '2025-01' }, 'REQUIRED'],
      [{ period: 202501, value: 1 }, 'VALUE_INVALID'],
      [{ period: '2025-01', value: 1, status: 'GREEN' }, 'UNKNOWN_FIELD'],
      [{ period: '2025-01', value: 1, comment: 'x'.repeat(501) }, 'VALUE_INVALID'],
      [{ period: '2025-01', value: 1, comment: 'a\u0000' }, 'VALUE_INVALID'],
      [{ period: '2025-01', value: 1, comment: '\ud800' }, 'VALUE_INVALID'],
    ]
    for (const [body, code] of cases) {
      assert.equal(outcome(await enter(kpi.id, body)), `422 ${code}`, JSON.stringify(body))
    }
    assert.deepEqual(await history(kpi.id), [])
  })

  test('raw JSON that is no JSON is 400, and digits that a double would lose are refused', async () => {
    const kpi = await make.kpi(owner, board.id)
    const raw = async (number: string): Promise<string> => {
      const payload = `{"period":"2025-01","value":${number}}`
      const headers = { 'content-type': 'application/json' }
      return outcome(await call('POST', `/kpis/${kpi.id}/values`, { as: owner, payload, headers }))
    }
    assert.match(await raw('NaN'), /^400/)
    assert.match(await raw('Infinity'), /^400/)
    for (const number of ['9007199254740993', '0.30000000000000004', '1e400', '1e-7']) {
      assert.equal(await raw(number), '422 VALUE_PRECISION', number)
    }
    assert.equal(await raw('0.30'), '201')
  })

  test('P2: accepted numbers are written and read unchanged', async () => {
    const kpi = await make.kpi(owner, board.id, { frequency: 'DAILY' })
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 9 })
    const number = fc.tuple(fc.boolean(), digits, fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 6 }))
    const first = await make.value(owner, kpi.id, { period: '2025-01-01', value: 0 })
    await fc.assert(
      fc.asyncProperty(number, async ([negative, integer, fraction]) => {
        const sent = Number(`${negative ? '-' : ''}${integer.join('')}.${fraction.join('') || '0'}`) + 0
        const answer = await call('PATCH', `/values/${first.id}`, { as: owner, body: { value: sent } })
        assert.equal(answer.json<Value>().value, sent === 0 ? 0 : sent)
        assert.equal((await history(kpi.id))[0]?.value, sent === 0 ? 0 : sent)
      }),
      { numRuns: 40 },
    )
  })

  test('P5: of concurrent entries for one period exactly one is written, the others name it', async () => {
    const kpi = await make.kpi(owner, board.id)
    const names = ['2025-05', '2025-05', '2025-05', '2025-05']
    const days = ['2025-05-01', '2025-05-17', '2025-05-31', '2025-05-02']
    const bodies = [...names.map((period) => ({ period })), ...days.map((period_start) => ({ period_start }))]
    const answers = await Promise.all(bodies.map((name, index) => enter(kpi.id, { ...name, value: index })))
    const created = answers.filter((answer) => answer.statusCode === 201)
    const refused = answers.filter((answer) => outcome(answer) === '409 DUPLICATE_PERIOD')
    assert.equal(created.length, 1)
    assert.equal(refused.length, bodies.length - 1)
    const { id } = (created[0] as (typeof answers)[number]).json<Value>()
    for (const answer of refused) assert.equal(answer.json<{ existing_id: string }>().existing_id, id)
    assert.equal((await history(kpi.id)).length, 1)
    const traces = await socle.asOwner(
      `select (select count(*) from kernel.audit_entry where entity_id = $1 and action = 'value.created')::int as audits,
        (select count(*) from kernel.event where payload ->> 'kpi_id' = $2 and type = 'kpi.value.created')::int as events`,
      [id, kpi.id],
    )
    assert.deepEqual(traces[0], { audits: 1, events: 1 })
  })

  test('changing the frequency while values arrive never leaves a value of another frequency', async () => {
    for (let round = 0; round < 5; round += 1) {
      const kpi = await make.kpi(owner, board.id)
      const [changed, ...entered] = await Promise.all([
        call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: { frequency: 'YEARLY' } }),
        enter(kpi.id, { period: '2025-01', value: 1 }),
        enter(kpi.id, { period: '2024', value: 1 }),
      ])
      const labels = (await history(kpi.id)).map((value) => value.period_label)
      const kept = changed.statusCode === 200 ? ['2024'] : ['2025-01']
      assert.ok(
        labels.every((label) => kept.includes(label)),
        `${changed.statusCode} ${labels.join()}`,
      )
      assert.equal(entered.filter((answer) => answer.statusCode === 201).length, labels.length)
    }
  })

  test('the database itself refuses what the rules refuse', async () => {
    const kpi = await make.kpi(owner, board.id)
    const insert = (value: string, start: string, end: string, frequency = 'MONTHLY') =>
      socle.asOwner(
        `insert into kpi.value (organization_id, id, kpi_id, frequency, period_start, period_end, period_label, value, critical, explanation, threshold_id)
        values ($1, $2, $3, $4, $5, $6, 'label', $7::numeric, false, '', $8)`,
        [owner.organization_id, randomUUID(), kpi.id, frequency, start, end, value, kpi.threshold_version_id],
      )
    const refusals: readonly (readonly [string, string, string, string, string?])[] = [
      ['23514', 'NaN', '2025-01-01', '2025-01-31'],
      ['23514', 'Infinity', '2025-01-01', '2025-01-31'],
      ['23514', '0.1234567', '2025-01-01', '2025-01-31'],
      ['23514', '1234567890123456', '2025-01-01', '2025-01-31'],
      ['23514', '1', '2025-01-02', '2025-01-31'],
      ['23514', '1', '2025-01-01', '2025-01-30'],
      ['23514', '1', '1989-12-01', '1989-12-31'],
      ['23503', '1', '2024-12-30', '2025-01-05', 'WEEKLY'],
      ['23514', '1', '2024-12-31', '2025-01-06', 'WEEKLY'],
    ]
    for (const [code, value, start, end, frequency] of refusals) {
      await assert.rejects(insert(value, start, end, frequency), { code }, `${value} ${start}`)
    }
    await insert('-99.5', '2025-01-01', '2025-01-31')
    await assert.rejects(insert('1', '2025-01-01', '2025-01-31'), { code: '23505' })
  })

  test('the history is ascending, bounded on both sides, and pages follow each other', async () => {
    const kpi = await make.kpi(owner, board.id)
    for (const period of ['2025-03', '2024-12', '2025-01', '2025-02'])
      await make.value(owner, kpi.id, { period, value: 1 })
    const labels = async (query: string): Promise<readonly string[]> =>
      (await history(kpi.id, query)).map((value) => value.period_label)
    assert.deepEqual(await labels(''), ['2024-12', '2025-01', '2025-02', '2025-03'])
    assert.deepEqual(await labels('?from=2025-01-01&to=2025-02-01'), ['2025-01', '2025-02'])
    assert.deepEqual(await labels('?from=2025-01-02'), ['2025-02', '2025-03'])
    assert.deepEqual(await labels('?from=2025-03-01&to=2025-01-01'), [])
    const page = await call('GET', `/kpis/${kpi.id}/values?limit=3`, { as: owner })
    const { next_cursor } = page.json<{ next_cursor: string }>()
    assert.deepEqual(await labels(`?limit=3&cursor=${next_cursor}`), ['2025-03'])
    for (const query of [
      '?from=2025-02-30',
      '?from=hier',
      '?limit=0',
      '?limit=501',
      '?limit=2.5',
      '?nom=1',
      '?cursor=abc',
    ]) {
      assert.equal((await call('GET', `/kpis/${kpi.id}/values${query}`, { as: owner })).statusCode, 422, query)
    }
    const forged = Buffer.from('["2025-02-30"]').toString('base64url')
    assert.equal(
      outcome(await call('GET', `/kpis/${kpi.id}/values?cursor=${forged}`, { as: owner })),
      '422 CURSOR_INVALID',
    )
  })

  test('a correction is judged by the thresholds of its period and audited with both values', async () => {
    const kpi = await make.kpi(owner, board.id)
    const value = await make.value(owner, kpi.id, { period: '2025-01', value: 92, comment: 'Estimé' })
    const correct = (body: unknown, as = owner) => call('PATCH', `/values/${value.id}`, { as, body })
    const corrected = (await correct({ value: 96.5 })).json<Value>()
    assert.deepEqual([corrected.value, corrected.status, corrected.comment], [96.5, 'GREEN', 'Estimé'])
    assert.deepEqual(await history(kpi.id), [corrected])
    assert.deepEqual((await call('GET', `/values/${value.id}`, { as: other })).json(), corrected)
    assert.equal((await correct({ comment: null })).json<Value>().comment, null)
    assert.equal(outcome(await correct({ value: 1.0000001 })), '422 VALUE_PRECISION')
    assert.equal(outcome(await correct({ period: '2025-02' })), '422 UNKNOWN_FIELD')
    const [entry] = await socle.asOwner(
      `select before, after from kernel.audit_entry where entity_id = $1 and action = 'value.corrected' order by seq limit 1`,
      [value.id],
    )
    assert.equal((JSON.parse(String(entry?.['before'])) as Value).value, '92')
    assert.equal((JSON.parse(String(entry?.['after'])) as Value).value, '96.5')
  })

  test('a stale If-Match is refused and the value stays', async () => {
    const kpi = await make.kpi(owner, board.id)
    const made = await enter(kpi.id, { period: '2025-01', value: 1 })
    const headers = { 'if-match': String(made.headers['etag']) }
    const path = `/values/${made.json<Value>().id}`
    const answers = await Promise.all(
      [2, 3, 4].map((value) => call('PATCH', path, { as: owner, body: { value }, headers })),
    )
    assert.deepEqual(answers.map(outcome).sort(), ['200', '412 STALE', '412 STALE'])
  })

  test('rights: the owners of dashboard and KPI and ADMINs enter values; the others see, or see nothing', async () => {
    const kpi = await make.kpi(owner, board.id, { owner_id: keeper.user_id })
    const hidden = await make.kpi(owner, (await make.dashboard(owner, { visibility: 'PRIVATE' })).id)
    const people = { owner, keeper, admin, other }
    const outcomes: Record<string, string> = {}
    for (const [index, [name, as]] of Object.entries(people).entries()) {
      outcomes[name] = outcome(await enter(kpi.id, { period: `2025-0${index + 1}`, value: 1 }, as))
    }
    assert.deepEqual(outcomes, { owner: '201', keeper: '201', admin: '201', other: '403 FORBIDDEN' })
    const value = (await history(kpi.id))[0] as Value
    const secret = await make.value(owner, hidden.id, { period: '2025-01', value: 1 })
    const body = { value: 2 }
    assert.equal(outcome(await call('PATCH', `/values/${value.id}`, { as: other, body })), '403 FORBIDDEN')
    assert.equal(outcome(await call('DELETE', `/values/${value.id}`, { as: other })), '403 FORBIDDEN')
    assert.equal(outcome(await call('PATCH', `/values/${value.id}`, { as: keeper, body })), '200')
    assert.equal(outcome(await call('PATCH', `/values/${secret.id}`, { as: other, body })), '404 NOT_FOUND')
    assert.equal(outcome(await call('DELETE', `/values/${secret.id}`, { as: other })), '404 NOT_FOUND')
    assert.equal(outcome(await call('GET', `/values/${secret.id}`, { as: other })), '404 NOT_FOUND')
    assert.equal(outcome(await call('GET', `/kpis/${hidden.id}/values`, { as: other })), '404 NOT_FOUND')
    assert.equal(outcome(await enter(hidden.id, { period: '2025-02', value: 1 }, other)), '404 NOT_FOUND')
  })

  test('an inactive KPI takes no values', async () => {
    const kpi = await make.kpi(owner, board.id, { is_active: false })
    assert.equal(outcome(await enter(kpi.id, { period: '2025-01', value: 1 })), '422 INACTIVE_KPI')
  })

  test('another organisation’s value answers exactly like a random or malformed one', async () => {
    const kpi = await make.kpi(owner, board.id)
    const value = await make.value(owner, kpi.id, { period: '2025-01', value: 1 })
    const patch = async (id: string): Promise<unknown> =>
      refusal(await call('PATCH', `/values/${id}`, { as: stranger, body: { value: 2 } }))
    const read = async (id: string): Promise<unknown> => refusal(await call('GET', `/values/${id}`, { as: stranger }))
    const remove = async (id: string): Promise<unknown> =>
      refusal(await call('DELETE', `/values/${id}`, { as: stranger }))
    for (const ask of [read, patch, remove]) {
      const unknown = await ask(randomUUID())
      assert.deepEqual(await ask(value.id), unknown)
      assert.deepEqual(await ask('%00'), unknown)
    }
    assert.equal((await history(kpi.id))[0]?.value, 1)
  })

  test('events reach those who may see the dashboard and nobody else', async () => {
    const audienceOf = async (kpiId: string): Promise<unknown> => {
      const rows = await socle.asOwner(
        `select audience from kernel.event where payload ->> 'kpi_id' = $1 and type = 'kpi.value.created'`,
        [kpiId],
      )
      return rows[0]?.['audience']
    }
    const open = await make.kpi(owner, board.id)
    const secret = await make.kpi(owner, (await make.dashboard(owner, { visibility: 'PRIVATE' })).id)
    for (const kpi of [open, secret]) await make.value(owner, kpi.id, { period: '2025-01', value: 1 })
    assert.equal(await audienceOf(open.id), null)
    assert.deepEqual(String(await audienceOf(secret.id)).replaceAll(/[{}]/g, ''), owner.user_id)
  })
})
