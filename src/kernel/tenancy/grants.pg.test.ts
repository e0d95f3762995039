// Grants on a real PostgreSQL: over one thing, over a kind, and never across organisations.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { newId } from '../ids.ts'
import { giveGrant, isGranted, listGrants, withdrawGrant } from './grants.ts'

test('a role holds over its thing only, or over all of the kind when it names none', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const bruno = await socle.addUser(anne)
  const scope = { organization_id: anne.organization_id, user_id: anne.user_id, role: 'ADMIN' } as const
  const [one, other] = [newId(), newId()]
  const over = (scope_id: string | null) => ({
    user_id: bruno.user_id,
    role: 'condo.treasurer',
    scope_kind: 'building',
    scope_id,
  })
  await socle.services.database.transaction(scope, async (tx) => {
    await giveGrant(tx, over(one))
    await giveGrant(tx, over(one))
    assert.deepEqual([await isGranted(tx, over(one)), await isGranted(tx, over(other))], [true, false])
    assert.equal(await isGranted(tx, { ...over(one), role: 'condo.manager' }), false)
    await giveGrant(tx, over(null))
    assert.equal(await isGranted(tx, over(other)), true)
    const grants = await listGrants(tx, bruno.user_id)
    assert.deepEqual(
      grants.map(({ scope_id, granted_by }) => [scope_id, granted_by]),
      [
        [one, anne.user_id],
        [null, anne.user_id],
      ],
    )
    await withdrawGrant(tx, over(null))
    await withdrawGrant(tx, over(null))
    assert.deepEqual([await isGranted(tx, over(one)), await isGranted(tx, over(other))], [true, false])
  })
  const audited = await socle.asOwner(`select action from kernel.audit_entry where entity = 'grant' order by seq`)
  assert.deepEqual(
    audited.map(({ action }) => action),
    ['grant.given', 'grant.given', 'grant.withdrawn'],
  )
})

test('nobody of another organisation is granted anything, and its grants are not seen', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const [anne, mallory] = [await socle.signUp(), await socle.signUp()]
  const grant = { user_id: anne.user_id, role: 'r', scope_kind: 'k', scope_id: null }
  const scopeOf = ({ organization_id, user_id }: typeof anne) => ({ organization_id, user_id, role: 'ADMIN' }) as const
  const foreign = socle.services.database.transaction(scopeOf(mallory), (tx) => giveGrant(tx, grant))
  await assert.rejects(foreign, { code: 'UNKNOWN_USER' })
  await socle.services.database.transaction(scopeOf(anne), (tx) => giveGrant(tx, grant))
  await socle.services.database.transaction(scopeOf(mallory), async (tx) => {
    assert.equal(await isGranted(tx, grant), false)
    await withdrawGrant(tx, grant)
  })
  assert.equal(await socle.services.database.read(scopeOf(anne), (tx) => isGranted(tx, grant)), true)
})
