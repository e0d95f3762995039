// The worked example of docs/guide/kpi.md, run against the API.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { Series } from '../src/modules/kpi/analysis-schemas.ts'
import type { Kpi, KpiChanged, Value } from '../src/modules/kpi/schemas.ts'
import { createTestSocle } from './support/app.ts'
import { kpiShortcuts } from './support/kpi.ts'
import { readText, sectionOf, tableRows } from './support/markdown.ts'

const page = readText('docs/guide/kpi.md')
const rowsOf = (section: string): readonly (readonly string[])[] => {
  const rows = tableRows(sectionOf(page, section))
  assert.ok(rows.length > 0, section)
  return rows
}
const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const board = await make.dashboard(admin)
const kpi: Kpi = await make.kpi(admin, board.id)
const listed = async (): Promise<readonly Value[]> =>
  (await call('GET', `/kpis/${kpi.id}/values`, { as: admin })).json<{ items: readonly Value[] }>().items
const change = async (body: Record<string, unknown>): Promise<number> => {
  const answer = await call('PATCH', `/kpis/${kpi.id}`, { as: admin, body })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<KpiChanged>().statuses_changed
}
/** Pages are written with plain spaces. */
const spaced = (sentence: string): string => sentence.replaceAll(/[\u00a0\u202f]/g, ' ')
/** Entered by the first test, by what is sent. */
const first: Readonly<Record<string, number>> = { '2024-01': 96.2, '2024-02-14': 95 }
const count = (values: readonly Value[], status: string): string =>
  String(values.filter((value) => value.status === status).length)

describe('one KPI, followed for fourteen months', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('a value goes to one period, or is refused', async () => {
    for (const [sent = '', expected] of rowsOf('kpi-periods')) {
      const [field = '', text = ''] = sent.replaceAll('`', '').split(' ')
      const body = { [field]: text, value: first[text] ?? 1 }
      const answer = await call('POST', `/kpis/${kpi.id}/values`, { as: admin, body })
      const { period_label, period_start, period_end, code } = answer.json<Value & { code: string }>()
      const seen =
        answer.statusCode === 201
          ? `${period_label}, from ${period_start} to ${period_end}`
          : `${answer.statusCode} \`${code}\``
      assert.equal(seen, expected, sent)
    }
  })

  test('a value is judged by the thresholds of its day, and says why', async () => {
    for (const [period = '', value] of rowsOf('kpi-values').slice(Object.keys(first).length)) {
      if (period === '2025-01')
        assert.equal(await change({ threshold_green: 97, threshold_orange: 93, effective_from: '2025-01-01' }), 0)
      await make.value(admin, kpi.id, { period, value: Number(value) })
    }
    assert.deepEqual(
      (await listed()).map((value) => [
        value.period_label,
        String(value.value),
        value.status,
        spaced(value.explanation),
      ]),
      rowsOf('kpi-values'),
    )
  })

  test('control limits of 2024 judge 2025', async () => {
    const query = 'from=2024-01-01&to=2025-02-01&baseline_from=2024-01-01&baseline_to=2024-12-01'
    const { control } = (await call('GET', `/kpis/${kpi.id}/series?${query}`, { as: admin })).json<Series>()
    assert.deepEqual(
      [control.point_count, control.mean, control.mean_moving_range, control.lower, control.upper].map(String),
      rowsOf('kpi-limits').map(([, value]) => value),
    )
    assert.deepEqual(
      control.signals.map(({ rule, periods, sentence }) => [rule, periods.join(' '), spaced(sentence)]),
      rowsOf('kpi-signals'),
    )
  })

  test('the past is restated only when an ADMIN asks', async () => {
    const thresholds = { threshold_green: 97, threshold_orange: 93, effective_from: '2024-07-01' }
    const seen: string[][] = []
    for (const recompute of [false, true]) {
      const changed = await change({ ...thresholds, ...(recompute ? { recompute } : {}) })
      const values = await listed()
      seen.push([String(changed), ...['GREEN', 'ORANGE', 'RED'].map((status) => count(values, status))])
    }
    assert.deepEqual(
      seen,
      rowsOf('kpi-recompute').map(([, ...figures]) => figures),
    )
  })
})
