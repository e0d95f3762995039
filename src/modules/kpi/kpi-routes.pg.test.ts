import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import fc from 'fast-check'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, lineKpi, outcome, refusal } from '../../../test/support/kpi.ts'
import type { Kpi, KpiChanged, ThresholdVersion, Value } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const board = await make.dashboard(owner)
const patch = (id: string, body: unknown, as = owner) => call('PATCH', `/kpis/${id}`, { as, body })
const statuses = async (id: string): Promise<readonly (string | null)[]> => {
  const answer = await call('GET', `/kpis/${id}/values`, { as: owner })
  return answer.json<{ items: readonly Value[] }>().items.map((value) => value.status)
}

describe('KPIs', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('a KPI is created with its thresholds and read back unchanged', async () => {
    const made = await make.kpi(owner, board.id, {
      threshold_green: 94.999999,
      threshold_orange: 0.1,
      threshold_red: -5,
    })
    assert.deepEqual([made.threshold_green, made.threshold_orange, made.threshold_red], [94.999999, 0.1, -5])
    assert.equal(made.thresholds_from, null)
    assert.deepEqual((await call('GET', `/kpis/${made.id}`, { as: owner })).json(), made)
  })

  test('the list carries the latest value, its status and the last twelve values', async () => {
    const { id } = await make.dashboard(owner)
    const kpi = await make.kpi(owner, id)
    for (let month = 1; month <= 12; month += 1) {
      await make.value(owner, kpi.id, { period: `2023-${String(month).padStart(2, '0')}`, value: 80 + month })
    }
    await make.value(owner, kpi.id, { period: '2024-01', value: 99 })
    const listed = (await call('GET', `/dashboards/${id}/kpis`, { as: other })).json<{ items: readonly Kpi[] }>()
      .items[0]
    assert.equal(listed?.latest_value, 99)
    assert.equal(listed?.latest_status, 'GREEN')
    assert.equal(listed?.latest_period_end, '2024-01-31')
    assert.equal(listed?.latest_period_label, '2024-01')
    assert.equal(listed?.missing_since, '2024-02')
    assert.equal(listed?.recent.length, 12)
    assert.deepEqual(listed?.recent[0], { period_label: '2023-02', value: 82, status: 'RED' })
    assert.equal(listed?.can_edit, false)
  })

  test('thresholds that are incomplete, in the wrong order or too precise are refused with both fields', async () => {
    const cases: readonly (readonly [Record<string, unknown>, string, number])[] = [
      [{ threshold_green: null }, '422 THRESHOLDS_INCOMPLETE', 2],
      [{ threshold_orange: 96 }, '422 THRESHOLDS_INCONSISTENT', 2],
      [{ threshold_red: 91 }, '422 THRESHOLDS_INCONSISTENT', 2],
      [{ direction: 'DOWN_IS_BETTER' }, '422 THRESHOLDS_INCONSISTENT', 4],
      [{ threshold_green: 95.0000001 }, '422 VALUE_PRECISION', 1],
      [{ threshold_green: '95' }, '422 VALUE_INVALID', 1],
      [{ direction: 'RANGE_IS_BEST' }, '422 THRESHOLDS_INCONSISTENT', 3],
    ]
    for (const [fields, expected, count] of cases) {
      const answer = await call('POST', `/dashboards/${board.id}/kpis`, { as: owner, body: { ...lineKpi, ...fields } })
      assert.equal(outcome(answer), expected, JSON.stringify(fields))
      assert.equal(answer.json<{ errors: readonly unknown[] }>().errors.length, count, JSON.stringify(fields))
    }
  })

  test('a number with more digits than JSON carries is refused, not rounded', async () => {
    const payload = JSON.stringify(lineKpi).replace('95', '95.0000000000000001')
    const headers = { 'content-type': 'application/json' }
    const answer = await call('POST', `/dashboards/${board.id}/kpis`, { as: owner, payload, headers })
    assert.equal(outcome(answer), '422 VALUE_PRECISION')
  })

  test('a range has four bounds and no lines', async () => {
    const range = { name: 'pH', frequency: 'DAILY', direction: 'RANGE_IS_BEST' }
    const bounds = { green_min: 6.5, green_max: 7.5, orange_min: 6, orange_max: 8 }
    const post = async (body: unknown): Promise<string> =>
      outcome(await call('POST', `/dashboards/${board.id}/kpis`, { as: owner, body }))
    assert.equal(await post({ ...range, ...bounds }), '201')
    assert.equal(await post(range), '201')
    assert.equal(await post({ ...range, ...bounds, green_min: undefined }), '422 THRESHOLDS_INCOMPLETE')
    assert.equal(await post({ ...range, ...bounds, orange_max: 7 }), '422 THRESHOLDS_INCONSISTENT')
    assert.equal(await post({ ...range, ...bounds, threshold_green: 7 }), '422 THRESHOLDS_INCONSISTENT')
  })

  test('a code is unique in the organisation whatever its case, and free elsewhere', async () => {
    await make.kpi(owner, board.id, { code: 'Qual-01' })
    const taken = await call('POST', `/dashboards/${board.id}/kpis`, {
      as: owner,
      body: { ...lineKpi, code: ' QUAL-01' },
    })
    assert.equal(outcome(taken), '409 CODE_TAKEN')
    const elsewhere = await make.dashboard(stranger)
    await make.kpi(stranger, elsewhere.id, { code: 'QUAL-01' })
    const second = await make.kpi(owner, board.id, { code: 'QUAL-02' })
    assert.equal(outcome(await patch(second.id, { code: 'qual-01' })), '409 CODE_TAKEN')
    assert.equal(outcome(await patch(second.id, { code: 'qual-02' })), '200')
    assert.equal(outcome(await patch(second.id, { code: null })), '200')
  })

  test('P3: whatever a PATCH sends, the KPI ends valid, or is refused unchanged', async () => {
    const kpi = await make.kpi(owner, board.id)
    const bound = fc.option(fc.integer({ min: 0, max: 4 }), { nil: null })
    const change = fc.record(
      {
        direction: fc.constantFrom('UP_IS_BETTER', 'DOWN_IS_BETTER', 'RANGE_IS_BEST'),
        threshold_green: bound,
        threshold_orange: bound,
        threshold_red: bound,
        green_min: bound,
        green_max: bound,
        orange_min: bound,
        orange_max: bound,
      },
      { requiredKeys: [] },
    )
    const read = async (): Promise<Kpi> => (await call('GET', `/kpis/${kpi.id}`, { as: owner })).json<Kpi>()
    await fc.assert(
      fc.asyncProperty(change, async (body) => {
        const before = await read()
        const answer = await patch(kpi.id, body)
        const now = await read()
        if (answer.statusCode === 422) return assert.deepEqual(now, before)
        assert.equal(answer.statusCode, 200, answer.body)
        assert.ok(isValid(now), JSON.stringify(now))
      }),
      { numRuns: 60 },
    )
  })

  test('turning the direction alone is refused when the thresholds then stand in the wrong order', async () => {
    const kpi = await make.kpi(owner, board.id)
    assert.equal(outcome(await patch(kpi.id, { direction: 'DOWN_IS_BETTER' })), '422 THRESHOLDS_INCONSISTENT')
    const turned = { direction: 'DOWN_IS_BETTER', threshold_green: 5, threshold_orange: 10, threshold_red: 15 }
    assert.equal(outcome(await patch(kpi.id, turned)), '200')
  })

  test('P6: new thresholds change no past status; recompute does, by an ADMIN only, from the day that is named', async () => {
    const kpi = await make.kpi(owner, board.id)
    await make.value(owner, kpi.id, { period: '2025-01', value: 96 })
    await make.value(owner, kpi.id, { period: '2025-02', value: 96 })
    const first = (await patch(kpi.id, { threshold_green: 98, effective_from: '2025-02-01' })).json<KpiChanged>()
    assert.equal(first.statuses_changed, 0)
    assert.equal(first.threshold_green, 98)
    assert.equal(first.thresholds_from, '2025-02-01')
    assert.deepEqual(await statuses(kpi.id), ['GREEN', 'GREEN'])
    assert.equal((await make.value(owner, kpi.id, { period: '2025-03', value: 96 })).status, 'ORANGE')
    assert.equal((await make.value(owner, kpi.id, { period: '2024-12', value: 96 })).status, 'GREEN')
    assert.equal(outcome(await patch(kpi.id, { recompute: true })), '403 FORBIDDEN')
    const second = (await patch(kpi.id, { recompute: true }, admin)).json<KpiChanged>()
    assert.equal(second.statuses_changed, 1)
    assert.deepEqual(await statuses(kpi.id), ['GREEN', 'GREEN', 'ORANGE', 'ORANGE'])
    const audit = await socle.asOwner(
      `select before, after from kernel.audit_entry where action = 'kpi.recomputed' and entity_id = $1`,
      [kpi.id],
    )
    const entry = JSON.parse(String(audit[0]?.['after'])) as Record<string, unknown>
    assert.equal(audit.length, 1)
    assert.deepEqual([entry['statuses_changed'], entry['green'], entry['orange']], [1, 2, 2])
  })

  test('P6: every stored status is what the rule says of the stored value and its version', async () => {
    const rows = await socle.asOwner(`
      select v.value::float8 as value, v.status, t.direction, t.threshold_green::float8 as green, t.threshold_orange::float8 as orange
      from kpi.value v join kpi.threshold t on t.organization_id = v.organization_id and t.id = v.threshold_id
      where t.direction = 'UP_IS_BETTER' and t.threshold_green is not null`)
    assert.ok(rows.length > 10)
    for (const row of rows) {
      const [value, green, orange] = [Number(row['value']), Number(row['green']), Number(row['orange'])]
      assert.equal(row['status'], value >= green ? 'GREEN' : value >= orange ? 'ORANGE' : 'RED')
    }
  })

  test('versions are kept: a decision for the same days supersedes, a later plan stays', async () => {
    const kpi = await make.kpi(owner, board.id)
    await patch(kpi.id, { threshold_green: 99, effective_from: '2098-01-01' })
    await patch(kpi.id, { threshold_green: 97, effective_from: '2025-06-01' })
    await patch(kpi.id, { threshold_green: 98, effective_from: '2025-03-01' })
    const answer = await call('GET', `/kpis/${kpi.id}/thresholds`, { as: other })
    const { items } = answer.json<{ items: readonly ThresholdVersion[] }>()
    assert.deepEqual(
      items.map((item) => [
        item.effective_from,
        item.effective_until,
        item.threshold_green,
        item.superseded_at !== null,
      ]),
      [
        [null, '2025-02-28', 95, false],
        ['2025-03-01', '2097-12-31', 98, false],
        ['2025-06-01', null, 97, true],
        ['2098-01-01', null, 99, false],
      ],
    )
    assert.equal((await call('GET', `/kpis/${kpi.id}`, { as: other })).json<Kpi>().threshold_green, 98)
    for (const day of ['2025-02-30', '1989-12-31', '2101-01-01', 'demain']) {
      assert.equal(outcome(await patch(kpi.id, { threshold_green: 96, effective_from: day })), '422 VALUE_INVALID', day)
    }
  })

  test('without a day, new thresholds apply from the start of the current period', async () => {
    const kpi = await make.kpi(owner, board.id, { frequency: 'YEARLY' })
    const changed = (await patch(kpi.id, { threshold_green: 99 })).json<KpiChanged>()
    assert.match(String(changed.thresholds_from), /^\d{4}-01-01$/)
    const renamed = (await patch(kpi.id, { name: 'Autre nom' })).json<KpiChanged>()
    assert.equal(renamed.threshold_version_id, changed.threshold_version_id)
  })

  test('a new unit corrects the sentences of past values and none of their statuses', async () => {
    const kpi = await make.kpi(owner, board.id, { unit: null })
    const before = await make.value(owner, kpi.id, { period: '2025-01', value: 92 })
    await patch(kpi.id, { threshold_green: 91, effective_from: '2024-01-01' })
    assert.equal((await patch(kpi.id, { unit: 'jours' })).json<KpiChanged>().statuses_changed, 0)
    const [value] = (await call('GET', `/kpis/${kpi.id}/values`, { as: owner })).json<{ items: readonly Value[] }>()
      .items
    assert.equal(value?.status, before.status)
    assert.equal(value?.threshold_version_id, before.threshold_version_id)
    assert.match(value?.explanation ?? '', /^92\u00A0jours < 95\u00A0jours/)
  })

  test('the frequency is locked while there are values, and free again once they are gone', async () => {
    const kpi = await make.kpi(owner, board.id)
    const value = await make.value(owner, kpi.id, { period: '2025-01', value: 1 })
    assert.equal(outcome(await patch(kpi.id, { frequency: 'WEEKLY', name: 'N' })), '409 FREQUENCY_LOCKED')
    assert.equal((await call('GET', `/kpis/${kpi.id}`, { as: owner })).json<Kpi>().name, lineKpi.name)
    assert.equal(outcome(await call('DELETE', `/values/${value.id}`, { as: owner })), '204')
    assert.equal(outcome(await patch(kpi.id, { frequency: 'WEEKLY' })), '200')
  })

  test('rights: the dashboard’s owner and ADMINs define KPIs, whoever sees it reads', async () => {
    const kpi = await make.kpi(owner, board.id, { owner_id: other.user_id })
    const hidden = await make.dashboard(owner, { visibility: 'PRIVATE' })
    const secret = await make.kpi(owner, hidden.id)
    const body = { name: 'Mien' }
    assert.equal(
      outcome(await call('POST', `/dashboards/${board.id}/kpis`, { as: other, body: lineKpi })),
      '403 FORBIDDEN',
    )
    assert.equal(
      outcome(await call('POST', `/dashboards/${hidden.id}/kpis`, { as: other, body: lineKpi })),
      '404 NOT_FOUND',
    )
    assert.equal(outcome(await patch(kpi.id, body, other)), '403 FORBIDDEN')
    assert.equal(outcome(await patch(secret.id, body, other)), '404 NOT_FOUND')
    assert.equal(outcome(await patch(secret.id, body, admin)), '200')
    assert.equal(outcome(await call('DELETE', `/kpis/${kpi.id}`, { as: other })), '403 FORBIDDEN')
    assert.equal(outcome(await call('DELETE', `/kpis/${secret.id}`, { as: other })), '404 NOT_FOUND')
    assert.equal(outcome(await call('DELETE', `/kpis/${secret.id}`, { as: owner })), '204')
  })

  test('an owner is an active person of the organisation who sees the dashboard', async () => {
    const hidden = await make.dashboard(owner, { visibility: 'PRIVATE' })
    const post = async (dashboardId: string, ownerId: string): Promise<unknown> =>
      refusal(
        await call('POST', `/dashboards/${dashboardId}/kpis`, { as: owner, body: { ...lineKpi, owner_id: ownerId } }),
      )
    const foreign = await post(board.id, stranger.user_id)
    assert.deepEqual(foreign, await post(board.id, randomUUID()))
    assert.equal((foreign as { code: string }).code, 'UNKNOWN_USER')
    assert.equal(((await post(hidden.id, other.user_id)) as { code: string }).code, 'OWNER_CANNOT_SEE')
    await make.kpi(owner, hidden.id, { owner_id: admin.user_id })
  })

  test('a stale If-Match is refused', async () => {
    const made = await call('POST', `/dashboards/${board.id}/kpis`, { as: owner, body: lineKpi })
    const stale = { 'if-match': String(made.headers['etag']) }
    const { id } = made.json<Kpi>()
    assert.equal(outcome(await call('PATCH', `/kpis/${id}`, { as: owner, body: { name: 'A' }, headers: stale })), '200')
    assert.equal(
      outcome(await call('PATCH', `/kpis/${id}`, { as: owner, body: { name: 'B' }, headers: stale })),
      '412 STALE',
    )
  })

  test('another organisation’s KPI answers exactly like a random one, on every route', async () => {
    const kpi = await make.kpi(owner, board.id)
    const verbs: readonly (readonly ['GET' | 'POST' | 'PATCH' | 'DELETE', string, unknown?])[] = [
      ['GET', ''],
      ['PATCH', '', { name: 'N' }],
      ['DELETE', ''],
      ['GET', '/thresholds'],
      ['GET', '/values'],
      ['POST', '/values', { period: '2025-01', value: 1 }],
      ['GET', '/actions'],
      ['POST', '/actions', { title: 'T' }],
      ['GET', '/comments'],
      ['POST', '/comments', { content: 'C' }],
    ]
    for (const [method, suffix, body] of verbs) {
      const ask = async (id: string): Promise<unknown> =>
        refusal(await call(method, `/kpis/${id}${suffix}`, { as: stranger, ...(body === undefined ? {} : { body }) }))
      const unknown = await ask(randomUUID())
      assert.equal((unknown as { status: number }).status, 404, `${method} ${suffix}`)
      assert.deepEqual(await ask(kpi.id), unknown, `${method} ${suffix}`)
    }
    assert.equal(outcome(await call('GET', `/kpis/${kpi.id}`, { as: owner })), '200')
  })
})

/** The order rules once more, in plain arithmetic. */
function isValid(kpi: Kpi): boolean {
  const {
    threshold_green: g,
    threshold_orange: o,
    threshold_red: r,
    green_min,
    green_max,
    orange_min,
    orange_max,
  } = kpi
  const range = [orange_min, green_min, green_max, orange_max]
  if (kpi.direction === 'RANGE_IS_BEST') {
    if (g !== null || o !== null || r !== null) return false
    return range.every((bound) => bound === null) || isAscending(range)
  }
  if (range.some((bound) => bound !== null)) return false
  if (g === null && o === null && r === null) return true
  const line = r === null ? [g, o] : [g, o, r]
  return isAscending(kpi.direction === 'UP_IS_BETTER' ? line.toReversed() : line)
}

function isAscending(bounds: readonly (number | null)[]): boolean {
  return bounds.every((bound, index) => {
    const next = bounds[index + 1]
    return bound !== null && (next === undefined || (next !== null && bound <= next))
  })
}
