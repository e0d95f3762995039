// `socle keys rotate` against a real PostgreSQL: as the owner, since the application may not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestSocle } from '../../../test/support/app.ts'
import { runCli } from '../cli.ts'
import { kernelCommands } from '../commands.ts'

test('keys are rotated by the owner and the sessions go on', async () => {
  await using socle = await createTestSocle({ modules: [] })
  const anne = await socle.signUp()
  const told: string[] = []
  const open = () =>
    Promise.resolve({ services: socle.services, ownerUrl: socle.ownerUrl, close: () => Promise.resolve() })
  const output = { out: (text: string) => void told.push(text), err: (text: string) => void told.push(text) }
  assert.equal(
    await runCli(kernelCommands, ['keys', 'rotate', '--json'], { env: {}, open }, output),
    0,
    told.join('\n'),
  )
  assert.deepEqual(JSON.parse(told[0] ?? ''), { generation: 2 })
  assert.equal((await socle.call('GET', '/auth/me', { as: anne })).statusCode, 200)
  assert.equal(
    (await socle.call('POST', '/auth/refresh', { body: { refresh_token: anne.refresh_token } })).statusCode,
    200,
  )
})

test('the application itself may not add a key', async () => {
  await using socle = await createTestSocle({ modules: [] })
  await assert.rejects(socle.services.database.query('insert into kernel.key_generation (generation) values (2)'), {
    code: '42501',
  })
})
