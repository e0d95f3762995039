import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { kpiShortcuts } from '../../../test/support/kpi.ts'

interface Hits {
  readonly items: readonly { readonly id: string; readonly name: string }[]
  readonly next_cursor: string | null
}

test('a search finds visible KPIs by any words of name and code, case and accents aside', async () => {
  await using socle = await createTestSocle()
  const make = kpiShortcuts(socle)
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  const stranger = await socle.signUp()
  const open = await make.dashboard(anne)
  const hidden = await make.dashboard(anne, { visibility: 'PRIVATE' })
  const delay = await make.kpi(anne, open.id, { name: 'Délai de réponse 100 %', code: 'LOG-7' })
  await make.kpi(anne, open.id, { name: 'Taux d’absence' })
  await make.kpi(anne, hidden.id, { name: 'Délai secret' })
  const find = async (as: typeof anne, search: string, more = ''): Promise<Hits> =>
    (await socle.call('GET', `/kpis?search=${encodeURIComponent(search)}${more}`, { as })).json()
  assert.deepEqual(
    (await find(bruno, 'DELAI')).items.map((hit) => hit.id),
    [delay.id],
  )
  assert.deepEqual(
    (await find(bruno, 'log-7 reponse')).items.map((hit) => hit.id),
    [delay.id],
  )
  assert.equal((await find(anne, 'delai')).items.length, 2)
  assert.equal((await find(stranger, 'delai')).items.length, 0)
  for (const nothing of ['%_', "' or true --", 'delai absence', '\\']) {
    assert.deepEqual((await find(bruno, nothing)).items, [], nothing)
  }
  const first = await find(anne, 'delai', '&limit=1')
  assert.ok(first.next_cursor)
  const second = await find(anne, 'delai', `&limit=1&cursor=${first.next_cursor}`)
  assert.notEqual(first.items[0]?.id, second.items[0]?.id)
  assert.equal((await socle.call('GET', '/kpis', { as: anne })).statusCode, 422)
})
