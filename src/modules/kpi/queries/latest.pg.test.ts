import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { createTestSocle } from '../../../../test/support/app.ts'
import { dayAt, today } from './latest.ts'

test('a day is the organisation’s: already next month in Paris at 23:30 UTC, whatever the season', async () => {
  await using socle = await createTestSocle()
  const { organization_id, user_id } = await socle.signUp()
  const cases = [
    ['2025-01-31T22:59:59Z', '2025-01-31'],
    ['2025-01-31T23:30:00Z', '2025-02-01'],
    ['2025-06-30T21:59:59Z', '2025-06-30'],
    ['2025-06-30T22:00:00Z', '2025-07-01'],
    // the clocks change on these two nights, at 01:00 UTC
    ['2025-03-29T23:00:00Z', '2025-03-30'],
    ['2025-03-30T21:59:59Z', '2025-03-30'],
    ['2025-03-30T22:00:00Z', '2025-03-31'],
    ['2025-10-25T22:00:00Z', '2025-10-26'],
    ['2025-10-26T22:59:59Z', '2025-10-26'],
    ['2025-10-26T23:00:00Z', '2025-10-27'],
  ] as const
  await socle.services.database.read({ organization_id, user_id, role: 'USER' }, async (tx) => {
    for (const [moment, day] of cases) {
      const { rows } = await sql<{ day: string }>`select ${dayAt(sql`${moment}::timestamptz`)} as day`.execute(tx)
      assert.equal(rows[0]?.day, day, moment)
    }
    const { rows } = await sql<{ same: boolean }>`
      select ${today} = (now() at time zone 'Europe/Paris')::date as same`.execute(tx)
    assert.equal(rows[0]?.same, true)
  })
})
