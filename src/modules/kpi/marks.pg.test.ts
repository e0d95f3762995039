import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { today } from '#kernel/dates.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import type { Person } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import { lastMonths } from '../../../test/support/rhythm.ts'
import { periodOf } from './rules/period.ts'
import type { Period } from './rules/period.ts'
import type { Value } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const open = periodOf('MONTHLY', today('Europe/Paris'))
const [before, closed] = lastMonths(2) as [Period, Period]
const read = async <T>(as: Person, path: string): Promise<T> => {
  const answer = await call('GET', path, { as })
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json<T>()
}
interface Marks {
  readonly name?: string
  readonly provisional: boolean
  readonly approval: string | null
}

describe('what keeps a number from being final', () => {
  test('an open period and a waiting approval are told wherever the latest number is shown', async () => {
    const owner = await socle.addUser(await socle.signUp())
    const board = await make.dashboard(owner, { approval_required: true })
    const kpi = await make.kpi(owner, board.id)
    await make.value(owner, kpi.id, { period: closed.label, value: 99 })
    await make.value(owner, kpi.id, { period: open.label, value: 12 })
    const marks = ({ provisional, approval }: Marks) => [provisional, approval]
    const latest = (one: { latest_provisional: boolean; latest_approval: string | null }) => [
      one.latest_provisional,
      one.latest_approval,
    ]
    const waiting = [true, 'PENDING']
    const one = await read<Parameters<typeof latest>[0]>(owner, `/kpis/${kpi.id}`)
    const list = await read<{ items: (typeof one)[] }>(owner, `/dashboards/${board.id}/kpis`)
    const day = await read<{ red: (typeof one)[] }>(owner, '/my-day')
    assert.deepEqual([one, ...list.items, ...day.red].map(latest), [waiting, waiting, waiting])
    const risks = await read<{ items: Marks[] }>(owner, '/reporting/top-risks')
    const direction = await read<{ red: Marks[]; worsening: Marks[] }>(owner, '/reporting/direction')
    const meeting = await call('POST', `/dashboards/${board.id}/meetings`, { as: owner, body: {} })
    assert.equal(meeting.statusCode, 201, meeting.body)
    const path = `/meetings/${meeting.json<{ id: string }>().id}`
    const agenda = async () => (await read<{ agenda: Marks[] }>(owner, path)).agenda
    assert.deepEqual([...risks.items, ...direction.red, ...direction.worsening, ...(await agenda())].map(marks), [
      waiting,
      waiting,
      waiting,
      waiting,
    ])
    // Closed, the minutes go on telling what was shown, whatever is approved later.
    assert.equal(outcome(await call('POST', `${path}/closing`, { as: owner })), '200')
    const [, last] = (await read<{ items: Value[] }>(owner, `/kpis/${kpi.id}/values`)).items
    assert.equal(outcome(await call('POST', `/values/${last?.id}/approval`, { as: owner })), '200')
    assert.deepEqual((await agenda()).map(marks), [waiting])
    assert.deepEqual(latest(await read(owner, `/kpis/${kpi.id}`)), [true, 'APPROVED'])
  })

  test('a final number where nobody is asked has no mark, nor has a KPI without any', async () => {
    const owner = await socle.addUser(await socle.signUp())
    const board = await make.dashboard(owner)
    const kpi = await make.kpi(owner, board.id)
    const empty = await make.kpi(owner, board.id, { name: 'Vide' })
    await make.value(owner, kpi.id, { period: closed.label, value: 12 })
    const { items } = await read<{ items: { latest_provisional: boolean; latest_approval: null }[] }>(
      owner,
      `/dashboards/${board.id}/kpis`,
    )
    assert.deepEqual(
      items.map((one) => [one.latest_provisional, one.latest_approval]),
      [
        [false, null],
        [false, null],
      ],
    )
    assert.deepEqual([empty.latest_provisional, empty.latest_approval], [false, null])
  })
})

describe('when a number was written', () => {
  after(() => socle[Symbol.asyncDispose]())

  async function stage() {
    const admin = await socle.signUp()
    const owner = await socle.addUser(admin)
    const board = await make.dashboard(owner)
    const kpi = await make.kpi(owner, board.id)
    const value = await make.value(owner, kpi.id, { period: closed.label, value: 92 })
    const now = async () => (await read<{ items: Value[] }>(owner, `/kpis/${kpi.id}/values`)).items.at(-1) as Value
    return { admin, owner, board, kpi, value, now }
  }

  test('a verdict given anew leaves it, and is told apart; a comment leaves both; a correction is new', async () => {
    const { admin, owner, board, kpi, value, now } = await stage()
    assert.deepEqual([value.entered_at, value.judged_at], [value.created_at, null])
    const change = { threshold_green: 91, effective_from: before.start, recompute: true }
    assert.equal(outcome(await call('PATCH', `/kpis/${kpi.id}`, { as: admin, body: change })), '200')
    const judged = await now()
    assert.deepEqual([judged.status, judged.entered_at], ['GREEN', value.entered_at])
    assert.ok(judged.judged_at !== null && Date.parse(judged.judged_at) > Date.parse(value.entered_at))
    await call('PATCH', `/kpis/${kpi.id}`, { as: owner, body: { threshold_green: 99, effective_from: before.start } })
    assert.equal(outcome(await call('POST', `/dashboards/${board.id}/recomputations`, { as: admin })), '201')
    assert.notEqual((await now()).judged_at, judged.judged_at)
    const { judged_at } = await now()
    const commented = await call('PATCH', `/values/${value.id}`, { as: owner, body: { comment: 'Vu.' } })
    assert.deepEqual(
      [commented.json<Value>().entered_at, commented.json<Value>().judged_at],
      [value.entered_at, judged_at],
    )
    const corrected = await call('PATCH', `/values/${value.id}`, { as: owner, body: { value: 93 } })
    const after = corrected.json<Value>()
    assert.notEqual(after.entered_at, value.entered_at)
    assert.equal(after.judged_at, null)
    assert.deepEqual([(await now()).entered_at, (await now()).judged_at], [after.entered_at, null])
  })

  test('an import that repeats the number leaves it; one that changes it is new, and undone it is the old one', async () => {
    const { admin, kpi, value, now } = await stage()
    const load = async (number: number, comment: string): Promise<string> => {
      const rows = [{ kpi_id: kpi.id, period: closed.label, value: number, comment }]
      const job = await call('POST', '/imports/kpi-values', { as: admin, body: { rows, on_duplicate: 'overwrite' } })
      assert.equal(job.statusCode, 201, job.body)
      return job.json<{ id: string }>().id
    }
    await load(92, 'Même nombre.')
    assert.equal((await now()).entered_at, value.entered_at)
    const job = await load(93, 'Autre nombre.')
    assert.notEqual((await now()).entered_at, value.entered_at)
    assert.equal(outcome(await call('POST', `/imports/jobs/${job}/undo`, { as: admin })), '200')
    assert.deepEqual([(await now()).value, (await now()).entered_at], [92, value.entered_at])
  })
})
