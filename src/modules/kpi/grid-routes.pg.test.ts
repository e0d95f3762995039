import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, describe, test } from 'node:test'
import { createTestSocle, type Answer, type Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome, refusal } from '../../../test/support/kpi.ts'
import type { Grid, GridCell, GridSaved } from './entry-schemas.ts'
import type { Kpi, Value } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const admin = await socle.signUp()
const owner = await socle.addUser(admin)
const keeper = await socle.addUser(admin)
const other = await socle.addUser(admin)
const stranger = await socle.signUp()

interface Cell {
  readonly kpi_id: string
  readonly period: string
  readonly value: unknown
  readonly comment?: unknown
  readonly expected_updated_at?: unknown
}
type Errors = { readonly errors: readonly { readonly pointer: string; readonly code: string }[] }

const save = (boardId: string, cells: readonly unknown[], as: Person | null = owner): Promise<Answer> =>
  call('PUT', `/dashboards/${boardId}/grid`, { as, body: { cells } })
const saved = async (boardId: string, cells: readonly Cell[], as = owner): Promise<GridSaved> => {
  const answer = await save(boardId, cells, as)
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<GridSaved>()
}
const errorsOf = (answer: Answer): readonly string[] =>
  answer.json<Errors>().errors.map(({ pointer, code }) => `${pointer} ${code}`)
const readGrid = async (boardId: string, query = '', as = owner): Promise<Grid> => {
  const answer = await call('GET', `/dashboards/${boardId}/grid${query}`, { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<Grid>()
}
const history = async (kpiId: string): Promise<readonly Value[]> =>
  (await call('GET', `/kpis/${kpiId}/values`, { as: owner })).json<{ items: readonly Value[] }>().items
async function boardWith(count: number, fields: Record<string, unknown> = {}): Promise<readonly [string, ...Kpi[]]> {
  const board = await make.dashboard(owner)
  const kpis: Kpi[] = []
  for (let nth = 0; nth < count; nth += 1) kpis.push(await make.kpi(owner, board.id, { name: `K${nth}`, ...fields }))
  return [board.id, ...kpis]
}
const traces = (text: string, values: readonly unknown[]) => socle.asOwner(text, values)

describe('the entry grid', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  test('shows the KPIs of one frequency with their values, and says what may not be written and why', async () => {
    const [boardId, open] = await boardWith(1)
    const theirs = await make.kpi(owner, boardId, { name: 'Keeper', owner_id: keeper.user_id })
    const idle = await make.kpi(owner, boardId, { name: 'Idle', is_active: false })
    await make.kpi(owner, boardId, { name: 'Weekly', frequency: 'WEEKLY' })
    const value = await make.value(owner, (open as Kpi).id, { period: '2025-03', value: 92, comment: 'Estimé' })
    const grid = await readGrid(boardId, '?from=2025-01-01&to=2025-04-30')
    assert.equal(grid.frequency, 'MONTHLY')
    assert.deepEqual(grid.frequencies, [
      { frequency: 'WEEKLY', kpi_count: 1 },
      { frequency: 'MONTHLY', kpi_count: 3 },
    ])
    assert.deepEqual(
      grid.periods.map(({ period, provisional }) => [period, provisional]),
      ['2025-01', '2025-02', '2025-03', '2025-04'].map((label) => [label, false]),
    )
    assert.deepEqual(
      grid.kpis.map(({ name, refusal: reason }) => [name, reason]),
      [
        ['K0', null],
        ['Keeper', null],
        ['Idle', 'INACTIVE_KPI'],
      ],
    )
    assert.deepEqual(grid.cells, [
      {
        kpi_id: (open as Kpi).id,
        period: '2025-03',
        value_id: value.id,
        value: 92,
        status: 'ORANGE',
        critical: false,
        explanation: value.explanation,
        comment: 'Estimé',
        updated_at: value.updated_at,
      },
    ])
    const rowsFor = async (as: Person) => (await readGrid(boardId, '', as)).kpis.map((kpi) => kpi.refusal)
    assert.deepEqual(await rowsFor(keeper), ['NO_RIGHT', null, 'NO_RIGHT'])
    assert.deepEqual(await rowsFor(other), ['NO_RIGHT', 'NO_RIGHT', 'NO_RIGHT'])
    assert.equal((await readGrid(boardId, '?frequency=WEEKLY')).kpis.length, 1)
    assert.equal((await readGrid(boardId)).periods.length, 12)
    assert.deepEqual([theirs.id, idle.id].length, 2)
  })

  test('an empty dashboard has an empty grid, and a wrong window is refused', async () => {
    const { id } = await make.dashboard(owner)
    assert.deepEqual((await readGrid(id)).kpis, [])
    for (const [query, expected] of [
      ['?frequency=HOURLY', '422 VALUE_INVALID'],
      ['?from=2025-02-30', '422 VALUE_INVALID'],
      ['?from=hier', '422 VALUE_INVALID'],
      ['?from=1991-01-01', '422 GRID_TOO_LARGE'],
      ['?nom=1', '422 UNKNOWN_FIELD'],
    ] as const) {
      assert.equal(outcome(await call('GET', `/dashboards/${id}/grid${query}`, { as: owner })), expected, query)
    }
    const unknown = await call('GET', `/dashboards/${randomUUID()}/grid`, { as: owner })
    assert.deepEqual(refusal(await call('GET', `/dashboards/${id}/grid`, { as: stranger })), refusal(unknown))
  })

  test('cells are created, corrected and cleared together, judged and audited like single entries', async () => {
    const [boardId, first, second] = (await boardWith(2)) as readonly [string, Kpi, Kpi]
    const kept = await make.value(owner, first.id, { period: '2025-01', value: 92, comment: 'Estimé' })
    const gone = await make.value(owner, second.id, { period: '2025-01', value: 80 })
    const answer = await saved(boardId, [
      { kpi_id: first.id, period: '2025-01', value: 96.5 },
      { kpi_id: first.id, period: '2025-02', value: 79.9, comment: 'Panne' },
      { kpi_id: second.id, period: '2025-01', value: null },
      { kpi_id: second.id, period: '2025-02', value: null },
    ])
    assert.equal(answer.changed, 3)
    assert.deepEqual(
      answer.items.map(({ period, value, status, critical, comment }) => [period, value, status, critical, comment]),
      [
        ['2025-01', 96.5, 'GREEN', false, 'Estimé'],
        ['2025-02', 79.9, 'RED', true, 'Panne'],
        ['2025-01', null, null, false, null],
        ['2025-02', null, null, false, null],
      ],
    )
    assert.equal(answer.items[0]?.value_id, kept.id)
    const [corrected, created] = await history(first.id)
    assert.equal(corrected?.explanation, answer.items[0]?.explanation)
    assert.equal(corrected?.updated_at, answer.items[0]?.updated_at)
    assert.deepEqual(await history(second.id), [])
    const audits = await traces(
      `select action, entity_id, before, after from kernel.audit_entry
       where entity_id = any($1::uuid[]) and seq > (select min(seq) from kernel.audit_entry where entity_id = $2) order by seq`,
      [[kept.id, created?.id, gone.id], gone.id],
    )
    assert.deepEqual(
      audits.map((entry) => [entry['action'], entry['entity_id']]),
      [
        ['value.corrected', kept.id],
        ['value.created', created?.id],
        ['value.deleted', gone.id],
      ],
    )
    assert.equal(JSON.parse(String(audits[0]?.['before'])).value, '92')
    assert.ok(!JSON.stringify(audits).includes('Estimé'))
    const [events] = await traces(
      `select count(*)::int as count from kernel.event where type = 'kpi.value.grid_saved' and payload ->> 'dashboard_id' = $1`,
      [boardId],
    )
    assert.equal(events?.['count'], 1)
  })

  test('what is already so is left alone and leaves no trace; a remark alone judges nothing again', async () => {
    const [boardId, kpi] = (await boardWith(1)) as readonly [string, Kpi]
    const value = await make.value(owner, kpi.id, { period: '2025-01', value: 92 })
    const body = { threshold_green: 50, threshold_orange: 40, threshold_red: 30, effective_from: '2025-01-01' }
    assert.equal((await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body })).statusCode, 200)
    const same = { kpi_id: kpi.id, period: '2025-01', value: 92 }
    const untouched = await saved(boardId, [{ ...same, expected_updated_at: 'never' }])
    assert.deepEqual([untouched.changed, untouched.items[0]?.updated_at], [0, value.updated_at])
    const remarked = (await saved(boardId, [{ ...same, comment: 'Vu' }])).items[0]
    assert.deepEqual([remarked?.status, remarked?.comment], ['ORANGE', 'Vu'])
    assert.equal((await saved(boardId, [{ ...same, value: 91 }])).items[0]?.status, 'GREEN')
  })

  test('one wrong cell and nothing is written; each wrong cell is named', async () => {
    const [boardId, kpi] = (await boardWith(1)) as readonly [string, Kpi]
    const [, foreign] = (await boardWith(1)) as readonly [string, Kpi]
    const good = { kpi_id: kpi.id, period: '2025-01', value: 1 }
    const answer = await save(boardId, [
      good,
      { ...good, kpi_id: foreign.id },
      { ...good, period: '2025-W10' },
      { ...good, period: '2099-01' },
      { ...good, period: '2025-02', value: 0.1234567 },
      good,
    ])
    assert.equal(outcome(answer), '422 VALIDATION_FAILED')
    assert.deepEqual(errorsOf(answer), [
      '/cells/1/kpi_id UNKNOWN_KPI',
      '/cells/2/period PERIOD_FREQUENCY_MISMATCH',
      '/cells/3 PERIOD_IN_FUTURE',
      '/cells/4/value VALUE_PRECISION',
      '/cells/5 DUPLICATE_PERIOD',
    ])
    assert.deepEqual(await history(kpi.id), [])
  })

  test('hostile bodies answer 422 or 400 and write nothing', async () => {
    const [boardId, kpi] = (await boardWith(1)) as readonly [string, Kpi]
    const good = { kpi_id: kpi.id, period: '2025-01', value: 1 }
    const bad: readonly unknown[] = [
      { ...good, value: '1' },
      { ...good, value: true },
      { ...good, value: [] },
      { kpi_id: kpi.id, period: '2025-01' },
      { ...good, status: 'GREEN' },
      { ...good, kpi_id: 'abc' },
      { ...good, kpi_id: null },
      { ...good, period: 202501 },
      { ...good, period: 'x'.repeat(101) },
      { ...good, comment: 'x'.repeat(501) },
      { ...good, comment: 'a\u0000' },
      { ...good, value: null, comment: 'seul' },
      { ...good, expected_updated_at: 5 },
      null,
      'cell',
    ]
    for (const cell of bad)
      assert.equal((await save(boardId, [good, cell])).statusCode, 422, JSON.stringify(cell).slice(0, 80))
    assert.equal((await save(boardId, [])).statusCode, 422)
    const call400 = await call('PUT', `/dashboards/${boardId}/grid`, {
      as: owner,
      payload: `{"cells":[{"kpi_id":"${kpi.id}","period":"2025-01","value":NaN}]}`,
      headers: { 'content-type': 'application/json' },
    })
    assert.equal(call400.statusCode, 400)
    assert.deepEqual(await history(kpi.id), [])
  })

  test('rights: who may enter a KPI writes its cells; one foreign cell refuses all; the invisible is not there', async () => {
    const [boardId, mine] = (await boardWith(1)) as readonly [string, Kpi]
    const theirs = await make.kpi(owner, boardId, { name: 'Keeper', owner_id: keeper.user_id })
    const cell = (kpi: Kpi, value: number) => ({ kpi_id: kpi.id, period: '2025-01', value })
    assert.equal((await saved(boardId, [cell(theirs, 1)], keeper)).changed, 1)
    const refused = await save(boardId, [cell(theirs, 2), cell(mine, 2)], keeper)
    assert.equal(outcome(refused), '403 FORBIDDEN')
    assert.deepEqual(errorsOf(refused), ['/cells/1 NO_RIGHT'])
    assert.equal(outcome(await save(boardId, [cell(mine, 2)], other)), '403 FORBIDDEN')
    assert.equal((await saved(boardId, [cell(mine, 2)], admin)).changed, 1)
    assert.equal((await history(theirs.id))[0]?.value, 1)
    const unknown = await save(randomUUID(), [cell(mine, 3)])
    assert.equal(unknown.statusCode, 404)
    assert.deepEqual(refusal(await save(boardId, [cell(mine, 3)], stranger)), refusal(unknown))
    const hidden = await make.dashboard(owner, { visibility: 'PRIVATE' })
    assert.deepEqual(refusal(await save(hidden.id, [cell(mine, 3)], other)), refusal(unknown))
    const secret = await make.kpi(owner, hidden.id)
    const ofStranger = await make.kpi(stranger, (await make.dashboard(stranger)).id)
    const answers = await Promise.all(
      [secret.id, ofStranger.id, randomUUID()].map((kpi_id) => save(boardId, [{ ...cell(mine, 3), kpi_id }], admin)),
    )
    assert.deepEqual(answers.map(outcome), ['422 UNKNOWN_KPI', '422 UNKNOWN_KPI', '422 UNKNOWN_KPI'])
  })

  test('a cell that somebody changed since is refused with what it is now, and nothing is written', async () => {
    const [boardId, kpi] = (await boardWith(1)) as readonly [string, Kpi]
    const cell = { kpi_id: kpi.id, period: '2025-01' }
    const [first] = (await saved(boardId, [{ ...cell, value: 1, expected_updated_at: null }])).items
    const [theirs] = (await saved(boardId, [{ ...cell, value: 2, expected_updated_at: first?.updated_at }], admin))
      .items
    const late = await save(boardId, [
      { ...cell, period: '2025-02', value: 9, expected_updated_at: null },
      { ...cell, value: 3, expected_updated_at: first?.updated_at },
    ])
    assert.equal(outcome(late), '409 CELL_CHANGED')
    assert.deepEqual(errorsOf(late), ['/cells/1 CELL_CHANGED'])
    assert.deepEqual(late.json<{ cells: readonly GridCell[] }>().cells, [theirs])
    assert.equal(
      outcome(await save(boardId, [{ ...cell, value: null, expected_updated_at: null }])),
      '409 CELL_CHANGED',
    )
    assert.deepEqual(
      (await history(kpi.id)).map((value) => value.value),
      [2],
    )
    // The same request again, as after an answer that got lost, finds its work done.
    const again = await saved(boardId, [{ ...cell, value: 2, expected_updated_at: first?.updated_at }])
    assert.deepEqual([again.changed, again.items[0]], [0, theirs])
  })

  test('undoing by the same route restores value, remark and verdict', async () => {
    const [boardId, kpi] = (await boardWith(1)) as readonly [string, Kpi]
    const cell = { kpi_id: kpi.id, period: '2025-01' }
    const [before] = (await saved(boardId, [{ ...cell, value: 92, comment: 'Relevé' }])).items
    const [after_] = (await saved(boardId, [{ ...cell, value: null }])).items
    const restored = await saved(boardId, [
      { ...cell, value: 92, comment: 'Relevé', expected_updated_at: after_?.updated_at },
    ])
    const { value_id: _id, updated_at: _at, ...rest } = before as GridCell
    const { value_id: _newId, updated_at: _newAt, ...now } = restored.items[0] as GridCell
    assert.deepEqual(now, rest)
  })

  test('of several who fill the same empty cells at once one wins whole, and the others hear of it', async () => {
    const [boardId, ...kpis] = await boardWith(6)
    const block = (value: number, order: 1 | -1): readonly Cell[] =>
      kpis
        .flatMap((kpi) =>
          ['2025-01', '2025-02'].map((period) => ({ kpi_id: kpi.id, period, value, expected_updated_at: null })),
        )
        .toSorted((a, b) => order * a.kpi_id.localeCompare(b.kpi_id))
    const answers = await Promise.all([1, 2, 3, 4, 5].map((value) => save(boardId, block(value, value % 2 ? 1 : -1))))
    assert.deepEqual(answers.map(outcome).toSorted(), ['200', ...Array(4).fill('409 CELL_CHANGED')])
    const winner = answers.findIndex((answer) => answer.statusCode === 200) + 1
    for (const kpi of kpis)
      assert.deepEqual(
        (await history(kpi.id)).map(({ value }) => value),
        [winner, winner],
      )
    for (const lost of answers.filter((answer) => answer.statusCode === 409)) {
      const { cells } = lost.json<{ cells: readonly GridCell[] }>()
      assert.equal(cells.length, 12)
      assert.ok(cells.every(({ value }) => value === winner))
    }
  })

  test('a thousand cells are saved at once, one more is refused, and the audit stays bounded', async () => {
    const [boardId, ...kpis] = await boardWith(20)
    const labels = Array.from(
      { length: 50 },
      (_, nth) => `${2020 + Math.floor(nth / 12)}-${String((nth % 12) + 1).padStart(2, '0')}`,
    )
    const cells = kpis.flatMap((kpi, row) =>
      labels.map((period, column) => ({ kpi_id: kpi.id, period, value: row * 50 + column, expected_updated_at: null })),
    )
    assert.equal((await saved(boardId, cells)).changed, 1000)
    assert.equal((await save(boardId, [...cells, cells[0]])).statusCode, 422)
    assert.equal((await history((kpis[3] as Kpi).id)).length, 50)
    const [audits] = await traces(
      `select count(*)::int as entries from kernel.audit_entry where entity_id = $1 and action = 'value.grid_saved'`,
      [boardId],
    )
    assert.equal(audits?.['entries'], 2)
  })
})
