// One rule of standing: what SQL counts for all KPIs at once is what the pure rule names for each.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { addDays, type Day, today as todayIn } from '#kernel/dates.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts } from '../../../test/support/kpi.ts'
import type { Direction, Overview } from './reporting-schemas.ts'
import { frequencies, type Frequency, parsePeriodLabel, type Period, periodOf, previousPeriod } from './rules/period.ts'
import type { Dashboard, Kpi } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const today = todayIn('Europe/Paris')

function ago(frequency: Frequency, count: number): Period {
  let period = periodOf(frequency, today)
  for (let step = 0; step < count; step += 1) period = previousPeriod(frequency, period)
  return period
}

function endOf(frequency: Frequency, label: string): Day {
  const read = parsePeriodLabel(frequency, label)
  assert.ok(read.ok, label)
  return read.period.end
}

/** The same numbers at every run: a linear congruence. */
function seededChoice(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

describe('standing', () => {
  // of the suite, not of the file: the file's own hook stops the database
  after(() => socle[Symbol.asyncDispose]())

  for (const closed of [null, 9, 40, 400]) {
    const upTo = closed === null ? 'open' : `closed up to ${closed} days ago`
    test(`lists, tallies and the direction view agree on every KPI, whatever its holes and its age: ${upTo}`, () =>
      compareAll(closed))
  }

  /** Closed up to so many days ago; null: not at all. */
  async function compareAll(closed: number | null): Promise<void> {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    const next = seededChoice(20_260_101)
    const rows: unknown[] = []
    for (const frequency of frequencies) {
      for (let nth = 0; nth < 8; nth += 1) {
        const kpi = await make.kpi(admin, id, { name: `${frequency} ${nth}`, frequency })
        const age = Math.floor(next() * (frequency === 'DAILY' ? 60 : 900))
        await socle.asOwner(`update kpi.kpi set created_at = $2::timestamptz where id = $1`, [
          kpi.id,
          `${addDays(today, -age)}T22:30:00Z`,
        ])
        const density = [0, 0.1, 0.6, 0.95, 1][nth % 5] ?? 0
        const from = Math.floor(next() * 6)
        for (let count = from; count < 40; count += 1) {
          if (next() >= density) continue
          const period = ago(frequency, count)
          if (period.start >= '1990-01-01') rows.push({ kpi_id: kpi.id, period: period.label, value: 50 + count })
        }
      }
    }
    const job = await call('POST', '/imports/kpi-values', { as: admin, body: { rows } })
    const { id: jobId } = job.json<{ id: string }>()
    for (let wait = 0; wait < 200; wait += 1) {
      const { status } = (await call('GET', `/imports/jobs/${jobId}`, { as: admin })).json<{ status: string }>()
      if (status === 'SUCCESS') break
      assert.notEqual(status, 'FAILED')
      await new Promise((resolve) => {
        setTimeout(resolve, 50)
      })
    }
    const through = closed === null ? null : addDays(today, -closed)
    const lock = await call('PUT', `/dashboards/${id}/lock`, { as: admin, body: { locked_through: through } })
    assert.equal(lock.statusCode, 200, lock.body)
    const kpis = (await call('GET', `/dashboards/${id}/kpis?limit=500`, { as: admin })).json<{
      items: readonly Kpi[]
    }>().items
    const direction = (await call('GET', '/reporting/direction', { as: admin })).json<Direction>()
    const overview = (await call('GET', '/reporting/overview', { as: admin })).json<Overview>()
    const board = (await call('GET', `/dashboards/${id}`, { as: admin })).json<Dashboard>()
    const waiting = kpis.filter((kpi) => kpi.missing.length > 0)
    assert.ok(waiting.length > 5 && waiting.length < kpis.length, `${waiting.length} of ${kpis.length} wait`)
    for (const kpi of waiting) {
      assert.ok(
        endOf(kpi.frequency, kpi.missing_since ?? '') > (through ?? ''),
        `${kpi.name} waits for a closed period`,
      )
    }
    assert.equal(direction.counts.missing_values, waiting.length)
    for (const row of direction.missing_values) {
      const kpi = waiting.find((one) => one.id === row.kpi_id)
      assert.deepEqual([row.missing_since, row.missing_count], [kpi?.missing_since, kpi?.missing.length], row.name)
    }
    const current = kpis.filter((kpi) => kpi.standing === 'CURRENT')
    const red = current.filter((kpi) => kpi.latest_status === 'RED').length
    assert.ok(current.length > 0 && current.length < kpis.length)
    for (const tally of [overview.totals, board, direction.counts]) {
      assert.deepEqual([tally.red, tally.no_data], [red, kpis.length - current.length])
    }
    assert.ok(kpis.every((kpi) => (kpi.standing === 'EXPIRED') === (kpi.expired_since !== null)))
  }

  test('a value of the open period does not make a KPI up to date, and an expired status says since when', async () => {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    const read = async (kpiId: string): Promise<Kpi> => (await call('GET', `/kpis/${kpiId}`, { as: admin })).json()
    const open = await make.kpi(admin, id)
    assert.equal((await read(open.id)).standing, 'NO_DATA')
    await make.value(admin, open.id, { period: ago('MONTHLY', 3).label, value: 1 })
    const expired = await read(open.id)
    assert.equal(expired.standing, 'EXPIRED')
    assert.equal(expired.latest_status, 'RED')
    assert.equal(expired.expired_since, ago('MONTHLY', 0).start)
    await make.value(admin, open.id, { period: ago('MONTHLY', 0).label, value: 1 })
    const provisional = await read(open.id)
    assert.equal(provisional.standing, 'CURRENT')
    assert.deepEqual(provisional.missing, [ago('MONTHLY', 2).label, ago('MONTHLY', 1).label])
    assert.equal(provisional.missing_since, ago('MONTHLY', 2).label)
  })

  test('a value that came after the next period was over, too, is marked as late', async () => {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    const kpi = await make.kpi(admin, id)
    await make.value(admin, kpi.id, { period: ago('MONTHLY', 2).label, value: 1 })
    const late = async (): Promise<boolean> =>
      (await call('GET', `/kpis/${kpi.id}`, { as: admin })).json<Kpi>().latest_entered_late
    assert.equal(await late(), false)
    const made = addDays(ago('MONTHLY', 2).start, 3) satisfies Day
    await socle.asOwner(`update kpi.kpi set created_at = $2::timestamptz where id = $1`, [kpi.id, `${made}T08:00:00Z`])
    assert.equal(await late(), true)
  })
})
