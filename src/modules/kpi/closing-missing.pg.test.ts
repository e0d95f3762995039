// What nobody can enter any more is not waited for, anywhere; opening the period again brings it back everywhere.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { addDays, today as todayIn } from '#kernel/dates.ts'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts, outcome } from '../../../test/support/kpi.ts'
import type { MyDay } from './entry-schemas.ts'
import { listEnteredKpis } from './queries/missing-values.ts'
import type { Direction } from './reporting-schemas.ts'
import type { Lateness } from './rhythm-schemas.ts'
import { periodOf, previousPeriod, type Period } from './rules/period.ts'
import { missingOf } from './rules/reminder.ts'
import type { Kpi } from './schemas.ts'

const socle = await createTestSocle()
const { call } = socle
const make = kpiShortcuts(socle)
const today = todayIn('Europe/Paris')

/** 1 is the last month that is over. */
function ago(count: number): Period {
  let period = periodOf('MONTHLY', today)
  for (let step = 0; step < count; step += 1) period = previousPeriod('MONTHLY', period)
  return period
}

describe('a hole in a closed period', () => {
  after(() => socle[Symbol.asyncDispose]())

  test('is missing before the closing and after the reopening, and nowhere between', async () => {
    const admin = await socle.signUp()
    const { id } = await make.dashboard(admin)
    const kpi = await make.kpi(admin, id)
    await socle.asOwner(`update kpi.kpi set created_at = $2::timestamptz where id = $1`, [
      kpi.id,
      `${ago(5).start}T12:00:00Z`,
    ])
    for (const count of [1, 2, 3, 5]) await make.value(admin, kpi.id, { period: ago(count).label, value: 96 })

    /** What each place says is missing. */
    async function told(): Promise<unknown> {
      const get = async <T>(path: string): Promise<T> => (await call('GET', path, { as: admin })).json<T>()
      const day = await get<MyDay>('/my-day')
      const direction = await get<Direction>('/reporting/direction')
      const [listed] = (await get<{ items: readonly Kpi[] }>(`/dashboards/${id}/kpis`)).items
      const lateness = await get<Lateness>('/reporting/lateness?periods=6')
      const waiting = await socle.services.database.read({ ...admin, role: 'ADMIN' }, (tx) => listEnteredKpis(tx, null))
      return {
        day: day.to_enter.flatMap(({ missing }) => missing),
        direction: direction.missing_values.map(({ missing_since }) => missing_since),
        counted: direction.counts.missing_values,
        kpi: listed?.missing,
        since: listed?.missing_since,
        reminded: waiting.flatMap((row) => missingOf(row, today, 1)?.first.label ?? []),
        never_entered: lateness.items.reduce((total, { missing }) => total + missing, 0),
      }
    }
    const hole = ago(4)
    const demanded = {
      day: [hole.label],
      direction: [hole.label],
      counted: 1,
      kpi: [hole.label],
      since: hole.label,
      reminded: [hole.label],
      never_entered: 1,
    }
    const nothing = { day: [], direction: [], counted: 0, kpi: [], since: null, reminded: [], never_entered: 0 }
    const lock = async (day: string | null): Promise<string> =>
      outcome(await call('PUT', `/dashboards/${id}/lock`, { as: admin, body: { locked_through: day } }))
    assert.deepEqual(await told(), demanded)
    assert.equal(await lock(addDays(hole.end, -1)), '200')
    assert.deepEqual(await told(), demanded)
    assert.equal(await lock(hole.end), '200')
    assert.deepEqual(await told(), nothing)
    assert.equal(await lock(null), '200')
    assert.deepEqual(await told(), demanded)
  })
})
