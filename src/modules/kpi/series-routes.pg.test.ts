import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import type { Series, SeriesPoint } from './analysis-schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()
const board = await make.dashboard(owner)

const read = (kpiId: string, query = '', as = owner) => call('GET', `/kpis/${kpiId}/series${query}`, { as })
const series = async (kpiId: string, query = ''): Promise<Series> => {
  const answer = await read(kpiId, query)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<Series>()
}
const targets = async (kpiId: string, items: Readonly<Record<string, number>>): Promise<void> => {
  const body = { items: Object.entries(items).map(([period, value]) => ({ period, value })) }
  const answer = await call('PUT', `/kpis/${kpiId}/targets`, { as: owner, body })
  assert.equal(answer.statusCode, 200, answer.body)
}
/** Values of 2024 by month, null for a month without one. */
const year2024 = async (kpiId: string, values: readonly (number | null)[], year = 2024): Promise<void> => {
  for (const [index, value] of values.entries()) {
    const period = `${year + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
    if (value !== null) await make.value(owner, kpiId, { period, value })
  }
}
const pointOf = ({ points }: Series, label: string): SeriesPoint => {
  const point = points.find(({ period_label }) => period_label === label)
  assert.ok(point)
  return point
}
const labelsOf = ({ points }: Series): readonly string[] => points.map(({ period_label }) => period_label)

describe('the analysed series', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('one point per period, with its target, its variance and whether that is good', async () => {
    const kpi = await make.kpi(owner, board.id, {
      direction: 'DOWN_IS_BETTER',
      threshold_green: 5,
      threshold_orange: 10,
      threshold_red: null,
    })
    await year2024(kpi.id, [4, null, 12])
    await targets(kpi.id, { '2024-01': 5, '2024-02': 5, '2024-03': 0 })
    const answer = await series(kpi.id, '?from=2024-01-01&to=2024-03-31')
    assert.deepEqual(answer.points[0], {
      period_start: '2024-01-01',
      period_end: '2024-01-31',
      period_label: '2024-01',
      value: 4,
      status: 'GREEN',
      critical: false,
      provisional: false,
      moving_range: null,
      target: 5,
      variance: -1,
      variance_relative: -0.2,
      variance_goodness: 'BETTER',
      previous_period: null,
      previous_year: null,
      ytd: 4,
      ytd_missing: 0,
      rolling_3: null,
      rolling_12: null,
    })
    const { value, status, target, variance, ytd } = pointOf(answer, '2024-02')
    assert.deepEqual([value, status, target, variance, ytd], [null, null, 5, null, null])
    const march = pointOf(answer, '2024-03')
    // over a target of zero there is no relative variance: “—”
    assert.deepEqual([march.variance, march.variance_relative, march.variance_goodness], [12, null, 'WORSE'])
    assert.deepEqual([march.status, march.ytd_missing, march.moving_range], ['RED', 1, null])
    assert.deepEqual(answer.missing, ['2024-02'])
    assert.equal(answer.trend.kind, 'worsening')
    assert.equal(answer.trend.relative_change, 2)
  })

  test('limits and signals are those worked by hand', async () => {
    const kpi = await make.kpi(owner, board.id)
    await year2024(kpi.id, [10, 12, 11, 13, 10, 12, 11, 13, 10, 12, 11, 13, 20])
    const first = await series(kpi.id, '?from=2024-01-01&to=2024-12-01')
    const { mean, lower, upper, range_limit, mean_moving_range, provisional, point_count } = first.control
    assert.deepEqual(
      { mean, lower, upper, range_limit, mean_moving_range, provisional, point_count },
      {
        mean: 11.5,
        lower: 6.421818,
        upper: 16.578182,
        range_limit: 6.237,
        mean_moving_range: 1.909091,
        provisional: false,
        point_count: 12,
      },
    )
    assert.deepEqual(first.control.signals, [])
    // a baseline that is kept judges what comes after it
    const kept = await series(kpi.id, '?from=2024-01-01&to=2025-01-01&baseline_from=2024-01-01&baseline_to=2024-12-01')
    assert.equal(kept.control.upper, 16.578182)
    assert.deepEqual(kept.control.signals, [
      {
        rule: 'N1',
        sentence: 'Un point hors des limites : janv. 2025, au-dessus.',
        side: 'ABOVE',
        periods: ['2025-01'],
      },
    ])
    assert.match(kept.control.sentence, /12 valeurs.*1 signal/)
    assert.deepEqual(
      (await series(kpi.id, '?from=2024-01-01&to=2025-01-01&baseline_to=2024-12-01&rules=N3')).control.signals,
      [],
    )
    // limits computed anew from a day on leave what came before alone: 6 values, provisional
    const anew = await series(kpi.id, '?from=2024-01-01&to=2025-01-01&baseline_from=2024-08-01')
    assert.deepEqual(
      [anew.control.point_count, anew.control.provisional, anew.control.baseline_from],
      [6, true, '2024-08'],
    )
    assert.match(anew.control.sentence, /provisoires/)
    const few = await series(kpi.id, '?from=2024-01-01&to=2024-05-01')
    assert.deepEqual([few.control.mean, few.control.reason, few.control.signals], [null, 'TOO_FEW_POINTS', []])
    assert.match(few.control.sentence, /au moins 6 valeurs .*il y en a 5/)
  })

  test('eight in a row on one side are a run, seven on request; a missing month breaks it', async () => {
    const kpi = await make.kpi(owner, board.id)
    await year2024(kpi.id, [1, 1, 1, 1, 1, 1, 1, null, 9, 9, 9, 9, 9, 9, 9])
    const query = '?from=2024-01-01&to=2025-03-01&rules=N2'
    assert.deepEqual((await series(kpi.id, query)).control.signals, [])
    const seven = (await series(kpi.id, `${query}&run_length=7`)).control.signals
    assert.deepEqual(
      seven.map(({ side, periods }) => [side, periods[0], periods.at(-1), periods.length]),
      [
        ['BELOW', '2024-01', '2024-07', 7],
        ['ABOVE', '2024-09', '2025-03', 7],
      ],
    )
    await make.value(owner, kpi.id, { period: '2024-08', value: 1 })
    const [eight] = (await series(kpi.id, query)).control.signals
    assert.equal(
      eight?.sentence,
      '8 points de suite ou plus du même côté de la moyenne : janv. 2024 à août 2024, au-dessous.',
    )
  })

  test('thresholds are steps: the version that judged each value, else the one in force', async () => {
    const kpi = await make.kpi(owner, board.id)
    await year2024(kpi.id, [96, 96])
    const change = { threshold_green: 98, effective_from: '2024-01-01' }
    assert.equal(outcome(await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: change })), '200')
    await make.value(owner, kpi.id, { period: '2024-04', value: 96 })
    const answer = await series(kpi.id, '?from=2023-12-01&to=2024-05-01')
    assert.deepEqual(
      answer.thresholds.map(({ first_period, last_period, threshold_green }) => [
        first_period,
        last_period,
        threshold_green,
      ]),
      [
        ['2023-12', '2024-02', 95],
        ['2024-03', '2024-05', 98],
      ],
    )
    assert.deepEqual(
      answer.points.map(({ status }) => status),
      [null, 'GREEN', 'GREEN', null, 'ORANGE', null],
    )
  })

  test('the estimate names its method and interval, and is refused under six values with a reason', async () => {
    const kpi = await make.kpi(owner, board.id, { aggregation: 'SUM', unit: null })
    const months = lastMonths(7)
    for (const [index, period] of months.slice(0, 5).entries())
      await make.value(owner, kpi.id, { period, value: 100 + 10 * index })
    const refused = (await series(kpi.id)).forecast
    assert.deepEqual([refused.method, refused.reason, refused.points], [null, 'TOO_FEW_POINTS', []])
    assert.match(refused.sentence, /au moins 6 valeurs .*il y en a 5/)
    await make.value(owner, kpi.id, { period: months[5] ?? '', value: 150 })
    const { forecast } = await series(kpi.id)
    assert.deepEqual([forecast.method, forecast.reason, forecast.level], ['LINEAR_TREND', null, 0.95])
    // 100, 110 … 150 lie on a line: it goes on through 160 without any noise
    assert.deepEqual(
      forecast.points.map(({ period_label, value, low, high }) => [period_label, value, low, high]),
      [
        [months[6], 160, 160, 160],
        [monthAfter(1), 170, 170, 170],
        [monthAfter(2), 180, 180, 180],
      ],
    )
    assert.match(forecast.sentence, /^Estimation pour [^:]+ : 160, entre 160 et 160 dans 95 % des cas/)
    const past = (await series(kpi.id, `?to=${months[3]}-01`)).forecast
    assert.deepEqual([past.method, past.reason], [null, 'WINDOW_IN_PAST'])
  })

  test('without bounds the series goes from the first value to the last; the rest is paged by its days', async () => {
    const kpi = await make.kpi(owner, board.id)
    const empty = await series(kpi.id)
    assert.deepEqual([empty.points, empty.control.reason, empty.trend.kind], [[], 'TOO_FEW_POINTS', 'unknown'])
    assert.deepEqual([empty.thresholds, empty.annotations, empty.missing], [[], [], []])
    await year2024(kpi.id, [1, 2])
    const labels = labelsOf(await series(kpi.id))
    assert.deepEqual(labels.slice(0, 3), ['2024-01', '2024-02', '2024-03'])
    assert.equal(labels.at(-1), lastMonths(2)[0])
    assert.deepEqual(labelsOf(await series(kpi.id, '?from=2024-02-02&to=2024-04-01')), ['2024-03', '2024-04'])
    assert.deepEqual(labelsOf(await series(kpi.id, '?from=2024-03-01&to=2024-02-01')), [])
    assert.deepEqual(labelsOf(await series(kpi.id, '?from=2030-01-01&to=2030-02-01')), ['2030-01', '2030-02'])
    assert.deepEqual(labelsOf(await series(kpi.id, '?from=0001-01-01&to=1990-02-28')), ['1990-01', '1990-02'])
    assert.deepEqual(labelsOf(await series(kpi.id, '?from=9999-01-01&to=9999-12-31')), [])
  })

  test('at most 400 periods; days that do not exist and unknown rules are refused', async () => {
    const kpi = await make.kpi(owner, board.id, { frequency: 'DAILY' })
    assert.equal((await series(kpi.id, '?from=2024-01-01&to=2025-02-03')).points.length, 400)
    const cases: Readonly<Record<string, string>> = {
      '?from=2024-01-01&to=2025-02-04': 'RANGE_TOO_LONG',
      '?from=2025-01-01&to=2025-02-04&baseline_from=1990-01-01': 'RANGE_TOO_LONG',
      '?from=2025-02-30': 'VALUE_INVALID',
      '?to=hier': 'VALUE_INVALID',
      '?rules=N9': 'VALUE_INVALID',
      '?rules=N1,N1': 'VALUE_INVALID',
      '?rules=N1;drop': 'VALUE_INVALID',
      '?rules=__proto__': 'VALUE_INVALID',
      '?run_length=6': 'VALUE_INVALID',
      '?run_length=10': 'VALUE_INVALID',
      '?run_length=8.5': 'VALUE_INVALID',
      '?baseline_from=2025-13-01': 'VALUE_INVALID',
      '?limit=3': 'UNKNOWN_FIELD',
    }
    for (const [query, code] of Object.entries(cases))
      assert.equal(outcome(await read(kpi.id, query)), `422 ${code}`, query)
    assert.equal(outcome(await read(kpi.id, '?rules=')), '200')
  })

  test('sums beyond JSON’s fifteen digits are rounded, and beyond its range they are null', async () => {
    const kpi = await make.kpi(owner, board.id, {
      aggregation: 'SUM',
      threshold_green: null,
      threshold_orange: null,
      threshold_red: null,
    })
    await year2024(kpi.id, [999_999_999_999_999, 0.000001, 9e307, 9e307])
    const answer = await series(kpi.id, '?from=2024-01-01&to=2024-04-01')
    assert.deepEqual(
      answer.points.map(({ ytd }) => ytd),
      [999_999_999_999_999, 999_999_999_999_999, 9e307, null],
    )
    assert.deepEqual(
      answer.points.map(({ value }) => value),
      [999_999_999_999_999, 0.000001, 9e307, 9e307],
    )
  })

  test('who sees the KPI sees its series; the invisible and the foreign do not exist', async () => {
    const kpi = await make.kpi(owner, board.id)
    const hidden = await make.kpi(owner, (await make.dashboard(owner, { visibility: 'PRIVATE' })).id)
    await year2024(kpi.id, [1])
    await year2024(hidden.id, [1])
    assert.equal(outcome(await read(kpi.id, '', other)), '200')
    assert.equal(outcome(await read(hidden.id, '', other)), '404 NOT_FOUND')
    const unknown = refusal(await read(randomUUID(), '', stranger))
    for (const id of [kpi.id, hidden.id, '%00', 'x']) assert.deepEqual(refusal(await read(id, '', stranger)), unknown)
  })
})

/** The months that are over, oldest first, then the open one: `count` in all. */
function lastMonths(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => monthAfter(index - count + 1))
}

/** In the organisation's zone: Europe/Paris. */
function monthAfter(count: number): string {
  const [year = '', month = ''] = new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Paris' }).format().split('-')
  const months = Number(year) * 12 + Number(month) - 1 + count
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`
}
